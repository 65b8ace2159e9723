"""A whole life with Tend: Ana is led by Maya, leads Kofi, is an admin, and has left traces."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from care.answers import Answer
from care.items import Area, Content, Kind, Level
from care.pulse import Band, Choice, Pair, Question
from storage import (
    admins,
    askings,
    asks,
    audit,
    bonds,
    deliveries,
    draws,
    installations,
    items,
    landings,
    nudges,
    people,
    promises,
    pulse,
    pulse_answers,
    pulse_bands,
    seen,
    sending,
    tables,
    talks,
    thanks,
    workspaces,
)
from storage.database import Tx
from storage.deliveries import Kind as Sort
from storage.nudges import Nudge
from tests.people import ACME, ANA, BEN, INES, KOFI, MAYA, TUESDAY, bond, open_workspace, share

CANARY = "Kanarienvogel-4711"
OWN = Content(Kind.CHALLENGE, Area.PERSONAL, f"{CANARY} at home", f"details {CANARY}")
KOFIS = Content(Kind.GOAL, Area.WORK, "Kofi's goal 0815")


def live(tx: Tx, workspace: str = ACME) -> None:
    open_workspace(tx, workspace)
    for leader, report in ((MAYA, ANA), (MAYA, BEN), (ANA, KOFI)):
        bond(tx, leader, report, workspace)
    goal = share(tx, ANA, MAYA, OWN, Level.DISCREET, workspace)
    share(tx, BEN, MAYA, workspace=workspace)
    items.create(tx, workspace, ANA, OWN, TUESDAY)
    items.disclose(tx, workspace, goal, MAYA, "opened", TUESDAY)
    kofis = share(tx, KOFI, ANA, KOFIS, workspace=workspace)
    items.disclose(tx, workspace, kofis, ANA, "sent", TUESDAY)
    promises.make(tx, workspace, MAYA, ANA, "A word with Kofi", TUESDAY.date(), True, TUESDAY)
    promises.make(tx, workspace, ANA, KOFI, CANARY, None, False, TUESDAY)
    thanks.give(tx, workspace, ANA, MAYA, CANARY, "d1", TUESDAY)
    thanks.give(tx, workspace, KOFI, ANA, "For the swap", "d2", TUESDAY)
    for owner, item in ((ANA, goal), (KOFI, kofis)):
        landings.turn_on(tx, workspace, owner, item, TUESDAY)
    for report, leader, words in ((ANA, MAYA, CANARY), (KOFI, ANA, "About the move")):
        ask = asks.write(tx, workspace, report, leader, words, TUESDAY)
        asks.send(tx, workspace, ask, TUESDAY, TUESDAY + timedelta(days=7))
    _lead(tx, workspace, goal, kofis)
    _say_how_it_lands(tx, workspace)
    _leave_traces(tx, workspace)


def _say_how_it_lands(tx: Tx, workspace: str) -> None:
    """Ana answers about Maya, and Kofi about Ana; of a round that is over Ana has a band."""
    for n in range(2):
        pairs = [Pair(MAYA, ANA), Pair(ANA, KOFI)]
        found = pulse.open_round(tx, workspace, pairs, TUESDAY, TUESDAY + timedelta(days=7))
        for who, often in ((ANA, {Question.ASKED: Choice.OFTEN}), (KOFI, {})):
            [mine] = pulse_answers.of_giver(tx, workspace, found.id, who)
            pulse_answers.give(tx, workspace, mine.id, who, often)
        if n == 0:
            whose = {"workspace": workspace, "round": found.id, "leader": ANA}
            tx.run(tables.pulse_bands.insert().values(**whose, band=Band.STRONG))
            pulse_bands.guess(tx, workspace, found.id, ANA, Band.STEADY)
            pulse.end(tx, found, TUESDAY)


def _lead(tx: Tx, workspace: str, goal: str, kofis: str) -> None:
    """Maya was nudged about Ana and Ben, Ana about Kofi; both planned, and talked."""
    plan = _sent(tx, workspace, Sort.PLAN, MAYA)
    told = [
        _nudge(tx, workspace, plan, MAYA, ANA, goal),
        _nudge(tx, workspace, plan, MAYA, BEN, None),
        _nudge(tx, workspace, _sent(tx, workspace, Sort.PLAN, ANA), ANA, KOFI, kofis),
    ]
    for nudge in told:
        given = nudges.answer(tx, workspace, nudge, Answer.INTENDED, TUESDAY, moment=TUESDAY)
        asked = _sent(tx, workspace, Sort.FOLLOW_UP, nudge.leader, nudge.id)
        nudges.asked(tx, workspace, [given], asked)
        about = [nudge.item] if nudge.item else []
        day = TUESDAY.date()
        talks.record(tx, workspace, nudge.leader, nudge.report, day, about, TUESDAY, nudge.id)
    for leader in (MAYA, ANA):
        _sent(tx, workspace, Sort.TODAY, leader)
    for nudge in told:
        draws.keep(tx, workspace, [_lot(nudge)])
    people.change(tx, workspace, ANA, plan_weekday=3, last_plan=TUESDAY.date(), group_name="North")


def _lot(nudge: Nudge) -> dict[str, Any]:
    who = {"bond": nudge.bond, "leader": nudge.leader, "report": nudge.report}
    return {**who, "week": nudge.day, "day": nudge.day, "withheld": False}


def _leave_traces(tx: Tx, workspace: str) -> None:
    installations.keep(tx, workspace, "U0BOT", "B0BOT", f"xoxb-{workspace}", False, TUESDAY)
    admins.add(tx, workspace, ANA, None, TUESDAY)
    admins.add(tx, workspace, INES, ANA, TUESDAY)
    workspaces.change(tx, workspace, pilot=f"{ANA},{MAYA}", undo=f'{{"pilot": "{ANA}"}}')
    audit.note(tx, workspace, ANA, "start", "x", "done", TUESDAY)
    audit.note(tx, workspace, INES, "add_admin", ANA, "done", TUESDAY)
    audit.note(tx, workspace, INES, "start", "x", "done", TUESDAY)
    for who, readings in ((ANA, CANARY), (MAYA, ANA), (BEN, "else")):
        askings.ask(tx, workspace, who, f'["{readings}"]', TUESDAY)
    for who, body in ((ANA, CANARY), (MAYA, f"about {ANA}"), (BEN, "something else")):
        unsent(tx, workspace, Sort.REPLY, who, f'"{body}"')
    _sent(tx, workspace, Sort.STILL_TRUE, ANA)
    introduction = _sent(tx, workspace, Sort.INTRODUCTION, MAYA)
    led = bonds.between(tx, workspace, MAYA, ANA)
    assert led
    bonds.change(tx, workspace, led.id, introduced_in=introduction)
    seen.first_time(tx, workspace, f"act:{workspace}:{ANA}:1", TUESDAY)


def unsent(tx: Tx, workspace: str, kind: Sort, to: str, body: str | None, name: str = "x") -> str:
    made = deliveries.slot(
        tx, workspace, kind, to, name, TUESDAY, None, _day(kind), TUESDAY, body=body
    )
    assert made
    return made


def _day(kind: Sort) -> date | None:
    return None if kind is Sort.REPLY else TUESDAY.date()


def _sent(tx: Tx, workspace: str, kind: Sort, to: str, name: str = "x") -> str:
    made = unsent(tx, workspace, kind, to, None, name)
    found = deliveries.get(tx, workspace, made)
    assert found
    sending.sent(tx, found, f"D{kind}", made, TUESDAY + timedelta(minutes=1))
    return made


def _nudge(tx: Tx, workspace: str, plan: str, leader: str, report: str, item: str | None) -> Nudge:
    led = bonds.between(tx, workspace, leader, report)
    assert led
    who = {"delivery": plan, "place": 0, "bond": led.id, "leader": leader, "report": report}
    what = {"item": item, "level": Level.DISCREET if item else None, "days": 30, "reason": "talk"}
    said = {"act": "ask_on_mind", "wording": "talk.opening_1", "day": TUESDAY.date()}
    made = nudges.get(tx, workspace, nudges.add(tx, workspace, **who, **what, **said))
    assert made
    return made
