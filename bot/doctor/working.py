"""Checks of whether Tend does its work: messages that wait or ended badly, timetable, process."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.doctor.patient import Finding, Patient, ok, warn, wrong
from bot.health import Answer, ask, holds_its_file
from bot.wording import doctor as words
from storage import checkup
from storage.database import is_file
from storage.deliveries import State

A_WHILE = timedelta(minutes=15)
LONG = timedelta(hours=2)
LATELY = timedelta(days=7)
CODE = re.compile(r"[a-z_]{2,32}")  # Slack's words and ours; without figures it names nobody


def look_at_backlog(patient: Patient) -> Iterator[Finding]:
    now = patient.clocks.now()
    with patient.database.read() as tx:
        found, away = checkup.backlog(tx, now), checkup.out_of_reach(tx)
    if away:
        yield wrong(words.workspaces_away(away), words.NEW_TOKEN)
    if found.oldest is None:
        yield ok(words.NOTHING_WAITS)
        return
    age = now - found.oldest
    said = words.waits(found.count, _minutes(age))
    if age < A_WHILE:
        yield ok(said)
    else:
        yield (warn if age < LONG else wrong)(said, words.IS_TEND_RUNNING)


def look_at_endings(patient: Patient) -> Iterator[Finding]:
    with patient.database.read() as tx:
        found = checkup.ended_badly(tx, patient.clocks.now() - LATELY)
    if not found:
        yield ok(words.NONE_ENDED_BADLY)
        return
    unknown = sum(count for (state, _), count in found.items() if state is State.UNKNOWN)
    dead = [words.so_many(why, count) for why, count in dead_by_reason(found)]
    yield warn(words.ended_badly(dead, unknown), words.LOOK_AT_DEAD)


def dead_by_reason(found: Mapping[tuple[State, str], int]) -> list[tuple[str, int]]:
    """The commonest first; a reason of an unknown shape is not repeated here."""
    counted = Counter[str]()
    for (state, why), count in found.items():
        if state is State.DEAD:
            counted[why if CODE.fullmatch(why) else "other"] += count
    return counted.most_common()


def look_at_timetable(patient: Patient) -> Iterator[Finding]:
    """Each run pushes on whatever it has looked at: what stayed behind tells when the last was."""
    now = patient.clocks.now()
    with patient.database.read() as tx:
        oldest = checkup.oldest_look(tx)
    behind = now - oldest if oldest is not None else timedelta(0)
    if behind > A_WHILE:
        yield wrong(words.timetable_waits(_minutes(behind)), words.TIMETABLE_STILL)
    else:
        yield ok(words.TIMETABLE_RUNS)


def look_at_process(patient: Patient) -> Iterator[Finding]:
    found = patient.settings
    if found.health_port:
        said = ask(found.health_host, found.health_port, "/readyz")
        yield {
            Answer.WELL: ok(words.READY),
            Answer.UNWELL: wrong(words.NOT_READY, words.TIMETABLE_STILL),
            Answer.NONE: warn(words.NOT_THERE, words.START_IT),
        }[said]
    elif is_file(patient.database):
        runs = holds_its_file(found)
        yield ok(words.RUNS) if runs else warn(words.NO_RUN, words.START_IT)


def _minutes(age: timedelta) -> int:
    return int(age / timedelta(minutes=1))
