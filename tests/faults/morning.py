"""The morning on which everything comes together: one message of each kind is due at ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.directory import ChannelFacts
from bot.ids import Action
from bot.keeping import view_to_text
from bot.ui import Actor, Place, Pressed, Text, View
from care.answers import Answer
from care.items import Area, Content, Kind, Level
from care.people import Profile
from jobs.delivering import Clocks
from storage import (
    bonds,
    deliveries,
    items,
    nudges,
    people,
    remembering,
    restored,
    sending,
    workspaces,
)
from storage.database import Database, Tx
from storage.deliveries import Kind as Sort
from tests.people import (
    ACME,
    ANA,
    BEN,
    BERLIN,
    CHIDI,
    EVA,
    EVERYONE,
    FINN,
    INES,
    JO,
    KOFI,
    LINA,
    LONG_AGO,
    MAYA,
    NOA,
    OMAR,
    PRIYA,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    share,
)

ADMINS = "C0ADMINS"
LAST_YEAR = TUESDAY - timedelta(days=300)
FRIDAY = TUESDAY - timedelta(days=4)
TALK_AT = TUESDAY + timedelta(hours=5)
THURSDAY_NEXT = date(2026, 11, 26)

WITHDRAWABLE = "Ana learns to juggle"
SECRETS = {  # what is written down, and who alone may read it
    "Ana learns to juggle": (MAYA,),
    "Eva builds a boat": (FINN, EVA),
    "Priya speaks in Lyon": (OMAR,),
    "Kofi's private matter": (),
    "Hello Ana 4711": (ANA,),
    "Hello Ben 4711": (BEN,),
    "News for Jo 4711": (JO,),
    "Notice 4711": (ADMINS,),
}


class Known:
    """A directory that knows everybody."""

    def profile(self, workspace: str, person: str) -> Profile | None:
        return Profile(person, BERLIN)

    def names(self, workspace: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {}

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        return ChannelFacts(True, False, True)


def a_morning(database: Database) -> None:
    with database.begin() as tx:
        open_workspace(tx, since=LAST_YEAR)
        workspaces.change(tx, ACME, admin_channel=ADMINS)
        for prepare in (_on_hold, _plan, _follow_up, _today, _date):
            prepare(tx)
        for prepare in (_still_true, _introduction, _new_leader, _said):
            prepare(tx)
        for person in EVERYONE:
            people.ensure(tx, ACME, person)
            people.change(tx, ACME, person, zone=BERLIN)


def _plan(tx: Tx) -> None:
    bond(tx, MAYA, ANA)
    share(tx, ANA, MAYA, Content(Kind.GOAL, Area.WORK, "Ana learns to juggle"))


def _follow_up(tx: Tx) -> None:
    """Chidi planned a talk with Kofi, and it is past."""
    _planned_talk(tx, CHIDI, KOFI, TUESDAY - timedelta(hours=20))
    items.create(tx, ACME, KOFI, Content(Kind.GOAL, Area.WORK, "Kofi's private matter"), LONG_AGO)


def _today(tx: Tx) -> None:
    """Ines planned one with Lina for this afternoon."""
    _planned_talk(tx, INES, LINA, TALK_AT)


def _planned_talk(tx: Tx, leader: str, report: str, moment: datetime) -> None:
    """In an earlier message, whose drawing is old by now."""
    led = bond(tx, leader, report)
    plan = deliveries.slot(tx, ACME, Sort.PLAN, leader, "then", FRIDAY, None, FRIDAY.date(), FRIDAY)
    found = deliveries.get(tx, ACME, plan or "")
    assert plan and found
    sending.sent(tx, found, f"D{leader}", f"1.{leader}", FRIDAY)
    words = {"days": 30, "reason": "talk", "act": "ask_on_mind", "wording": "talk.opening_1"}
    who = {"delivery": plan, "place": 0, "bond": led, "leader": leader, "report": report}
    told = nudges.add(tx, ACME, item=None, level=None, day=FRIDAY.date(), **who, **words)
    nudge = nudges.get(tx, ACME, told)
    assert nudge
    nudges.answer(tx, ACME, nudge, Answer.INTENDED, FRIDAY, moment=moment, wakes_at=TUESDAY)
    people.change(tx, ACME, leader, last_plan=TUESDAY.date())
    deliveries.mark_stale(tx, ACME, [plan], FRIDAY)


def _still_true(tx: Tx) -> None:
    """Eva shares something with Finn that nobody has touched for a year. Finn is not written to."""
    bond(tx, FINN, EVA, since=LAST_YEAR)
    goal = Content(Kind.GOAL, Area.WORK, "Eva builds a boat")
    item = share(tx, EVA, FINN, goal, Level.DISCREET, at=LAST_YEAR)
    people.change(tx, ACME, FINN, stopped_at=LAST_YEAR)
    remembering.look_again(tx, ACME, [item], TUESDAY)


def _introduction(tx: Tx) -> None:
    people.ensure(tx, ACME, NOA)
    bonds.report_says(tx, ACME, NOA, LINA, LONG_AGO)


def _date(tx: Tx) -> None:
    """Omar's plan came on Monday; what Priya shared has its date on Thursday."""
    bond(tx, OMAR, PRIYA)
    goal = Content(Kind.GOAL, Area.WORK, "Priya speaks in Lyon", date=THURSDAY_NEXT)
    share(tx, PRIYA, OMAR, goal)
    people.change(tx, ACME, OMAR, last_plan=TUESDAY.date())


def _on_hold(tx: Tx) -> None:
    """After a restore Ben is asked whether what he shares still holds."""
    when = (TUESDAY, None, TUESDAY.date(), TUESDAY)
    bond(tx, MAYA, BEN)
    share(tx, BEN, MAYA, Content(Kind.GOAL, Area.WORK, "Ben's old goal"), Level.DISCREET)
    restored.suspend(tx, ACME, LONG_AGO)
    deliveries.slot(tx, ACME, Sort.ON_HOLD, BEN, "restore", *when)


def _new_leader(tx: Tx) -> None:
    """Tom leaves: Jo, whom he led, is told that it ended."""
    bond(tx, TOM, JO)
    share(tx, JO, TOM, Content(Kind.GOAL, Area.WORK, "Jo's old goal"))
    people.change(tx, ACME, TOM, may_take_part=False)


def _said(tx: Tx) -> None:
    """Two replies, a piece of news, a notice in the channel of the admins."""
    when = (TUESDAY, None, None, TUESDAY)
    for kind, to, words in (
        (Sort.REPLY, ANA, "Hello Ana 4711"),
        (Sort.REPLY, BEN, "Hello Ben 4711"),
        (Sort.NEWS, JO, "News for Jo 4711"),
        (Sort.NOTICE, ADMINS, "Notice 4711"),
    ):
        body = view_to_text(View((words,), (Text((words,)),)))
        deliveries.slot(tx, ACME, kind, to, "4711", *when, body=body)


def stop_sharing(database: Database, now: Callable[[], datetime]) -> None:
    """Ana presses it in her Home."""
    with database.read() as tx:
        (item,) = [one.id for one in items.own(tx, ACME, ANA)]
    press = Pressed(Actor(ACME, ANA), "stop", Action.STOP_SHARING, item, Place.HOME)
    dispatch(Desk(database, Known(), Clocks(now, now), "slack"), press)
