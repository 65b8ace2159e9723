"""The organisation's page: made once a month, told to the admins, and never changed again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.views.organisation import sentences
from jobs.reckoning import reckon_due
from jobs.report import Report
from storage import audit, bonds, deliveries, erasing, months, people, talks, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind, State
from storage.months import Month
from storage.tables import landing_totals
from tests.jobs.post import Room
from tests.people import ACME, BERLIN, bond, open_workspace

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CHANNEL = "C0ADMINS"
AT_HOME = ZoneInfo(BERLIN)


def leader(n: int) -> str:
    return f"U0LEADER{n}"


def team(n: int, size: int) -> list[str]:
    return [f"U0PERSON{n}X{m}" for m in range(size)]


def a_company(database: Database, *teams: int, talks_each: int = 2) -> None:
    """Started in September; in October each leader talks so often with each of theirs."""
    with database.begin() as tx:
        open_workspace(tx, ACME, START)
        workspaces.change(tx, ACME, admin_channel=CHANNEL, zone=BERLIN)
        for n, size in enumerate(teams):
            a_team(tx, n, team(n, size), talks_each)


def a_team(tx: Tx, n: int, reports: list[str], talks_each: int, since: datetime = START) -> None:
    for report in reports:
        bond(tx, leader(n), report, ACME, since)
        for week in range(talks_each):
            day = date(2026, 10, 5) + timedelta(days=7 * week)
            talks.record(tx, ACME, leader(n), report, day, (), START)


def reckon(database: Database, at: datetime = NOVEMBER, chance: float = 0.5) -> None:
    reckon_due(database, at, Report(), lambda: chance)


def pages(database: Database) -> list[Month]:
    with database.read() as tx:
        return months.all_of(tx, ACME)


def figures(database: Database) -> dict[str, Any]:
    found: dict[str, Any] = pages(database)[-1].page["figures"]
    return found


def told(database: Database) -> list[deliveries.Delivery]:
    with database.read() as tx:
        return list(_told(tx))


def _told(tx: Tx) -> Iterator[deliveries.Delivery]:
    waiting = deliveries.waiting(tx, ACME, Kind.MONTH, CHANNEL)
    if waiting is not None:
        yield waiting


def test_a_month_is_told_once_to_the_admins_alone(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    for _ in range(3):
        reckon(room.database)
    [page] = pages(room.database)
    assert page.first == date(2026, 10, 1)
    assert figures(room.database)["talks"]["value"] == 2.0
    [message] = told(room.database)
    assert (message.address, message.state) == (CHANNEL, State.DUE)


def test_the_timetable_makes_it(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    room.plan(NOVEMBER)
    assert [page.first for page in pages(room.database)] == [date(2026, 10, 1)]


def test_what_the_admins_read_is_the_page_in_words(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    reckon(room.database)
    room.clock.at = NOVEMBER
    room.send()
    [said] = room.said_to(CHANNEL)
    assert "October 2026 in figures" in said and "Talks for each person: about 2 " in said
    assert "At least ten" not in said and "It never changes" in said
    assert "the hold-out is off" in said
    assert "Somebody had helped, said those who are asked: silent, because fewer than 10" in said


@pytest.mark.parametrize(
    ("made", "comes"),
    [
        (datetime(2026, 11, 1, 9, tzinfo=AT_HOME), datetime(2026, 11, 2, 9, tzinfo=AT_HOME)),
        (datetime(2026, 11, 2, 17, 1, tzinfo=AT_HOME), datetime(2026, 11, 3, 9, tzinfo=AT_HOME)),
        (datetime(2026, 12, 24, 18, tzinfo=AT_HOME), datetime(2026, 12, 28, 9, tzinfo=AT_HOME)),
    ],
    ids=["a Sunday", "an evening", "Christmas"],
)
def test_it_comes_in_the_working_hours_of_the_workspace(
    room: Room, made: datetime, comes: datetime
) -> None:
    a_company(room.database, 5, 5, 5)
    reckon(room.database, made)
    for at in (made, comes - timedelta(minutes=1)):
        room.clock.at = at
        room.send()
        assert room.said_to(CHANNEL) == []
    room.clock.at = comes
    room.send()
    assert len(room.said_to(CHANNEL)) == 1


def test_below_the_floors_it_says_why_it_is_silent(room: Room) -> None:
    a_company(room.database, 3, 3)
    reckon(room.database)
    room.clock.at = NOVEMBER
    room.send()
    [said] = room.said_to(CHANNEL)
    assert "silent, because fewer than 10 people are behind it" in said
    assert "about" not in said.replace("mostly be about", "")


@pytest.mark.parametrize(
    ("started", "comes"),
    [
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), True),  # the last minute of September in Berlin
        (datetime(2026, 9, 30, 22, 1, tzinfo=UTC), False),
        (datetime(2026, 10, 20, 9, 0, tzinfo=UTC), False),
    ],
)
def test_the_first_month_is_a_whole_one_where_they_are(
    room: Room, started: datetime, comes: bool
) -> None:
    a_company(room.database, 5, 5, 5)
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=started)
    reckon(room.database)
    assert bool(pages(room.database)) is comes


def test_it_comes_on_the_first_of_the_month_at_nine_where_they_are(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    reckon(room.database, datetime(2026, 10, 2, 9, 0, tzinfo=UTC))
    assert pages(room.database) == []
    reckon(room.database, datetime(2026, 11, 1, 7, 59, tzinfo=UTC))
    assert pages(room.database) == []
    reckon(room.database, datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
    assert len(pages(room.database)) == 1


def test_whether_help_was_felt_stands_there_once_its_month_is_closed(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    with room.database.begin() as tx:
        month = {"month": date(2026, 10, 1), "people": 15, "share": "many"}
        tx.run(landing_totals.insert().values(workspace=ACME, **month))
    reckon(room.database)
    assert figures(room.database)["landed"] == {"band": "many"}


def test_a_month_in_which_everything_is_paused_is_not_told(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, paused_at=NOVEMBER)
    reckon(room.database)
    assert "figures" not in pages(room.database)[0].page


def test_nothing_that_happens_later_changes_a_page(room: Room) -> None:
    """Talks noted late, people erased, the pilot and the records' time changed: it stays."""
    a_company(room.database, 5, 5, 5)
    reckon(room.database)
    before = json.dumps([(one.first.isoformat(), one.page) for one in pages(room.database)])
    with room.database.begin() as tx:
        a_team(tx, 9, team(9, 12), 4)
        erasing.erase_person(tx, ACME, team(0, 1)[0], NOVEMBER)
        erasing.erase_leader_record(tx, ACME, leader(1), NOVEMBER)
        workspaces.change(tx, ACME, kept_days=120, pilot=leader(0), pilot_only=True)
        workspaces.change(tx, ACME, reckon_at=None)
    reckon(room.database, NOVEMBER + timedelta(days=3))
    assert json.dumps([(one.first.isoformat(), one.page) for one in pages(room.database)]) == before


def test_who_joins_alone_is_not_in_the_next_months_figure(room: Room) -> None:
    """Fifteen talked twice. Three join who talked five times: the figure does not know of them."""
    a_company(room.database, 5, 5, 5, talks_each=0)
    reckon(room.database)
    november = [date(2026, 11, day) for day in (3, 10, 17, 24, 27)]
    with room.database.begin() as tx:
        for new in team(7, 3):
            bond(tx, leader(0), new, ACME, START)
            for day in november:
                talks.record(tx, ACME, leader(0), new, day, (), START)
    reckon(room.database, datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    assert figures(room.database)["talks"]["value"] == 0


def test_of_a_pilot_only_its_leaders_people_are_counted(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    with room.database.begin() as tx:
        a_team(tx, 9, team(9, 20), 5)
        pilot = ",".join(leader(n) for n in range(3))
        workspaces.change(tx, ACME, pilot=pilot, pilot_only=True)
    reckon(room.database)
    assert figures(room.database)["talks"]["value"] == 2.0


def test_when_many_leaders_stop_plans_come_half_as_often_until_an_admin_takes_it_back(
    room: Room,
) -> None:
    a_company(room.database, *[1] * 20)
    in_october = datetime(2026, 10, 13, 9, 0, tzinfo=UTC)
    with room.database.begin() as tx:
        for n in range(20):
            slot = (Kind.PLAN, leader(n), "2026-10-13")
            made = deliveries.slot(tx, ACME, *slot, in_october, None, None, in_october)
            assert made
            deliveries.prove(tx, ACME, made, "D", made, in_october)
        for n in range(4):
            people.change(tx, ACME, leader(n), stopped_at=in_october)
    reckon(room.database)
    with room.database.read() as tx:
        place = workspaces.load(tx, ACME)
        their = people.load(tx, ACME, leader(5))
    assert place.plan_every == 2 and their.rhythm(place).every_weeks == 2
    assert json.loads(place.undo or "")["values"] == {"plan_every": None}
    assert pages(room.database)[0].page["halved"] is True
    room.clock.at = NOVEMBER
    room.send()
    assert "plans come half as often" in room.said_to(CHANNEL)[-1]


def test_nothing_in_a_page_or_beside_it_is_the_id_of_a_person(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    reckon(room.database)
    [page] = pages(room.database)
    assert "U0" not in json.dumps(page.page) and "U0" not in json.dumps(page.basis)


def test_the_marks_of_people_are_forgotten_with_the_next_page(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    reckon(room.database)
    with room.database.begin() as tx:
        found = bonds.of_leader(tx, ACME, leader(0))
        assert found
    reckon(room.database, datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    first, second = pages(room.database)
    assert first.basis == {} and second.basis["counted"]


def test_a_pause_that_ended_within_the_month_is_told_in_whole_days(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    october = datetime(2026, 10, 1, tzinfo=UTC)
    turned = (("pause", -3), ("resume", 2), ("pause", 10), ("pause", 11), ("resume", 14))
    with room.database.begin() as tx:
        for action, days in turned:
            at = october + timedelta(days=days)
            audit.note(tx, ACME, "U0INES", action, ACME, "done", at)
    reckon(room.database)
    assert pages(room.database)[0].page["days_paused"] == 6
    assert any(
        "paused for 6 days of this month" in one for one in sentences(pages(room.database)[0])
    )


def test_of_a_pause_before_the_month_or_of_an_hour_nothing_is_said(room: Room) -> None:
    a_company(room.database, 5, 5, 5)
    october = datetime(2026, 10, 1, tzinfo=UTC)
    turned = (("pause", -300), ("resume", -200), ("pause", 100), ("resume", 101))
    with room.database.begin() as tx:
        for action, hours in turned:
            at = october + timedelta(hours=hours)
            audit.note(tx, ACME, "U0INES", action, ACME, "done", at)
    reckon(room.database)
    assert "days_paused" not in pages(room.database)[0].page
