"""Reads the labelled sentences and the scenes, and says of each answer what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.understanding.context import Context, Known, OpenNudge, OwnItem, SharedItem
from bot.understanding.meanings import (
    RECORDS,
    AddItem,
    Ambiguous,
    Asked,
    Clear,
    Control,
    Courtesy,
    Help,
    LaterUntil,
    Meaning,
    NotThisTime,
    NotUnderstood,
    Order,
    Planned,
    Promised,
    Question,
    ReachedItem,
    StopSharing,
    Talked,
)
from care.answers import Why
from care.hours import Hours, zone
from care.items import Kind

HERE = Path(__file__).parent


def identity(name: str) -> str:
    return f"U0{name.upper()}"


@dataclass(frozen=True)
class Labelled:
    group: str
    scene: str
    typed: str
    wants: tuple[str, ...]

    @property
    def is_clear(self) -> bool:
        return self.wants not in (("nothing",),) and not self.wants[0].startswith("ask")


class Worth(StrEnum):
    UNDERSTOOD = "understood"
    ASKED = "asked back"
    MISSED = "not understood"
    WRONG = "wrong record"
    MISREAD = "misread"  # no record, but not what was asked either


# --- scenes --------------------------------------------------------------------------------------


@cache
def _scenes() -> dict[str, Any]:
    return dict(yaml.safe_load((HERE / "scenes.yml").read_text())["scenes"])


@cache
def context(scene: str) -> Context:
    facts = _scenes()[scene]
    name = facts["zone"]
    days = frozenset(facts.get("days", range(5)))
    return Context(
        now=_moment(facts["at"], name),
        hours=Hours(zone=name, days=days),
        people=tuple(
            Known(identity(key), (full, full.split()[0].lower()))
            for key, full in facts["people"].items()
        ),
        nudges=tuple(_nudge(i, n, name) for i, n in enumerate(facts.get("open", ()))),
        shared=tuple(
            SharedItem(item, identity(who), title)
            for item, (who, title) in facts.get("shared", {}).items()
        ),
        own=tuple(
            OwnItem(item, title, Kind(kind)) for item, (kind, title) in facts.get("own", {}).items()
        ),
        one_on_ones={identity(k): v for k, v in facts.get("one_on_ones", {}).items()},
        away=tuple(facts["away"]) if "away" in facts else None,
    )


def _moment(written: object, zone_name: str) -> datetime:
    moment = datetime.fromisoformat(str(written))
    return moment.replace(tzinfo=zone(zone_name)).astimezone(UTC)


def _nudge(index: int, parts: list[Any], zone_name: str) -> OpenNudge:
    who, item, delivery, *asked = parts
    follow_up = _moment(asked[0], zone_name) if asked else None
    return OpenNudge(f"n{index}", identity(who), delivery, item, follow_up)


# --- sentences -----------------------------------------------------------------------------------


def sentences(file: str) -> list[Labelled]:
    found = yaml.safe_load((HERE / file).read_text())
    groups = found if isinstance(found, dict) else {file.removesuffix(".yml"): found}
    return [_labelled(group, *row) for group, rows in groups.items() for row in rows]


def _labelled(group: str, scene: str, typed: str, wants: str | list[str]) -> Labelled:
    for key in _scenes()[scene]["people"]:
        typed = typed.replace(f"<@{key}>", f"<@{identity(key)}>")
    typed = typed.replace("<@Stranger>", "<@U0STRANGER>")
    return Labelled(group, scene, typed, (wants,) if isinstance(wants, str) else tuple(wants))


def meant(label: str, here: Context) -> Clear:
    """The meaning of a label such as "talked Ana,Ben 11-24 about aws"."""
    kind, *rest = label.split()
    return _KINDS[kind](rest, here)


def _day(written: str, here: Context) -> date:
    return date.fromisoformat(written if len(written) > 5 else f"{here.today.year}-{written}")


def _nudged(person: str, here: Context) -> str | None:
    return here.nudge_about(person)


def _talked(rest: list[str], here: Context) -> Clear:
    people = tuple(identity(name) for name in rest[0].split(","))
    return Talked(people, _day(rest[1], here), rest[3] if "about" in rest else None)


def _planned(rest: list[str], here: Context) -> Clear:
    if rest[1] == "1:1":
        return Planned(identity(rest[0]), None)
    local = datetime.combine(_day(rest[1], here), time.fromisoformat(rest[2]))
    return Planned(identity(rest[0]), local.replace(tzinfo=zone(here.hours.zone)).astimezone(UTC))


def _no(rest: list[str], here: Context) -> Clear:
    reasons = {"mine": Why.NOT_MINE, "leave": Why.ON_LEAVE, "relevant": Why.NOT_RELEVANT}
    until = _day(rest[2], here) if len(rest) > 2 else None
    return NotThisTime(identity(rest[0]), reasons.get(rest[1], Why.OTHER), until)


def _question(rest: list[str], here: Context) -> Clear:
    kinds = {"next": Asked.NEXT, "last_talk": Asked.LAST_TALK, "shared": Asked.SHARED}
    kinds |= {"items": Asked.MY_ITEMS, "why": Asked.WHY_THIS, "sees": Asked.WHO_SEES}
    return Question(kinds[rest[0]], identity(rest[1]) if len(rest) > 1 else None)


def _add(rest: list[str], here: Context) -> Clear:
    day = None if rest[1] == "-" else _day(rest[1], here)
    return AddItem(Kind(rest[0]), " ".join(rest[2:]), day)


def _promised(rest: list[str], here: Context) -> Clear:
    day = None if rest[1] == "-" else _day(rest[1], here)
    return Promised(identity(rest[0]), " ".join(rest[2:]), day)


_KINDS: dict[str, Callable[[list[str], Context], Clear]] = {
    "talked": _talked,
    "planned": _planned,
    "later": lambda rest, here: LaterUntil(
        tuple(identity(n) for n in rest[0].split(",")), _day(rest[1], here)
    ),
    "no": _no,
    "question": _question,
    "undo": lambda rest, here: Control(Order.UNDO),
    "fewer": lambda rest, here: Control(Order.FEWER),
    "keep": lambda rest, here: Control(Order.KEEP),
    "stop": lambda rest, here: Control(Order.STOP),
    "start": lambda rest, here: Control(Order.START),
    "pause": lambda rest, here: Control(Order.PAUSE, None, _day(rest[0], here)),
    "away": lambda rest, here: Control(Order.AWAY, _day(rest[0], here), _day(rest[1], here)),
    "add": _add,
    "promised": _promised,
    "reached": lambda rest, here: ReachedItem(rest[0]),
    "unshare": lambda rest, here: StopSharing(tuple(rest[0].split(","))),
    "help": lambda rest, here: Help(),
    "courtesy": lambda rest, here: Courtesy(),
}


# --- judging -------------------------------------------------------------------------------------


def judge(labelled: Labelled, answers: tuple[Meaning, ...]) -> Worth:
    """Any record that the label does not hold is wrong, whatever else was understood."""
    here = context(labelled.scene)
    given = {bare(answer) for answer in answers}
    wanted = set() if not labelled.is_clear else {meant(w, here) for w in labelled.wants}
    if any(isinstance(answer, RECORDS) and answer not in wanted for answer in given):
        return Worth.WRONG
    if labelled.is_clear and given == wanted:
        return Worth.UNDERSTOOD
    asked = [answer for answer in answers if isinstance(answer, Ambiguous)]
    if labelled.wants == ("nothing",):
        harmless = all(isinstance(a, Ambiguous | NotUnderstood | Courtesy) for a in answers)
        return Worth.UNDERSTOOD if harmless else Worth.MISREAD
    if asked:
        return Worth.ASKED if labelled.is_clear or not _offers(labelled, asked[0], here) else (
            Worth.UNDERSTOOD)  # fmt: skip
    missed = any(isinstance(answer, NotUnderstood) for answer in answers)
    return Worth.MISSED if missed else Worth.MISREAD


def _offers(labelled: Labelled, asked: Ambiguous, here: Context) -> bool:
    """Whether the question back offers what the label asks for."""
    wanted = labelled.wants[0].removeprefix("ask").strip()
    offered = {bare(candidate) for candidate in asked.candidates}
    return all(meant(w.strip(), here) in offered for w in wanted.split("|") if w.strip())


def bare(meaning: Meaning) -> Meaning:
    """Without what follows from the context: which nudge is answered, whether a day was said."""
    match meaning:
        case Talked(people, day, about):
            return Talked(people, day, about)
        case Planned(person, moment):
            return Planned(person, moment)
        case LaterUntil(people, day):
            return LaterUntil(people, day)
        case NotThisTime(person, why, until):
            return NotThisTime(person, why, until)
    return meaning
