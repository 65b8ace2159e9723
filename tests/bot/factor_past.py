"""Twelve weeks of Maya with eight people and of Tom with three, and what Maya's people say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sandbox.company import ANA, BEN, CHIDI, EVA, FINN, JO, KOFI, LINA, MAYA, NOA, OMAR, PRIYA, TOM
from storage import people, talks
from tests.bot.scenes import TEAM, start
from tests.bot.test_pulse import WEDNESDAY, answers, at_the_close
from tests.office import Office
from tests.people import bond, profile

# days before they look on which they talked; below zero: after a nudge
Days = Mapping[str, tuple[int, ...]]
MAYAS: Days = {
    ANA: (2, 9, 17, -30, 38, 52, -60, 75),
    BEN: (4, 12, -25, 40, 54, 68, 80),
    CHIDI: (5, 26, -47, 61, 82),
    EVA: (1, 8, 15, -24, 31, 45, 59, 66, 79),
    FINN: (6, 20, 34, -55, 70),
    KOFI: (33, 48, -63, 77),
    LINA: (3, -13, 27, 41, 69),
    NOA: (7, 28, 49, 72),
}
TOMS: Days = {JO: (3, 10, 18, 24, 31, 46, 52), OMAR: (5, 19, 40, 61), PRIYA: (13, 27, 48, 70)}
FIVE = ("Ana", "Ben", "Chidi", EVA, FINN)


def led(office: Office) -> None:
    """Maya leads eight people and Tom three, for longer than twelve weeks, one after the other."""
    start(office)
    since = office.clock() - timedelta(days=120)
    with office.tend.database.begin() as tx:
        for leader, past in ((MAYA, MAYAS), (TOM, TOMS)):
            people.learn(tx, TEAM, profile(leader), since)
            people.change(tx, TEAM, leader, stopped_at=since)
            for nth, report in enumerate(past):
                bond(tx, leader, report, TEAM, since + timedelta(hours=nth))
    office.clock.at = WEDNESDAY


def lived(office: Office) -> None:
    """They talked, a round of the pulse is over, and Maya has guessed."""
    led(office)
    office.tick()
    for name in FIVE:
        answers(office.person(name))
    at_the_close(office)
    for leader, past in ((MAYA, MAYAS), (TOM, TOMS)):
        for report, days in past.items():
            talked(office, leader, report, *days)
    maya = office.person("Maya")
    maya.press("My guess", maya.home())
    assert maya.submit(guess="steady").accepted
    maya.close()


def talked(office: Office, leader: str, report: str, *days_ago: int) -> None:
    now = office.clock()
    with office.tend.database.begin() as tx:
        for days in days_ago:
            day, nudge = (now - timedelta(days=abs(days))).date(), "n" if days < 0 else None
            talks.record(tx, TEAM, leader, report, day, [], now, nudge)
