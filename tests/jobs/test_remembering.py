"""Still true? What is shared and long untouched is asked about, and not shared for ever unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from care.items import Area, Content, Kind, Level, State
from care.memory import SOONEST, asked_after
from jobs.messenger import Doubtful, Finding, Unreachable
from storage import bonds, items, people, remembering, workspaces
from storage.remembering import Remembered
from tests.jobs.post import Room
from tests.people import ACME, ANA, BEN, EXAM, MAYA, SLEEP, TUESDAY, bond, open_workspace, share

STUCK = Content(Kind.CHALLENGE, Area.WORK, "The build is slow")
MARATHON = Content(Kind.GOAL, Area.PERSONAL, "Run a marathon")
LAST_YEAR = TUESDAY - timedelta(days=300)
DAY, MONTH = timedelta(days=1), timedelta(days=30)


@pytest.fixture(autouse=True)
def _workspace(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx, since=LAST_YEAR)
        bond(tx, MAYA, ANA, since=LAST_YEAR)
        people.change(tx, ACME, MAYA, stopped_at=LAST_YEAR)  # plans are another matter


def shared_once(room: Room, content: Content = EXAM, at: datetime = LAST_YEAR) -> str:
    with room.database.begin() as tx:
        return share(tx, ANA, MAYA, content, Level.DISCREET, at=at)


def set_person(room: Room, person: str, **values: Any) -> None:
    with room.database.begin() as tx:
        people.change(tx, ACME, person, **values)


def set_place(room: Room, **values: Any) -> None:
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, **values)


def shared_now(room: Room) -> set[str]:
    with room.database.read() as tx:
        return {item for item, _ in items.levels(tx, ACME, ANA)}


def asked(room: Room) -> list[Remembered]:
    with room.database.read() as tx:
        rows = room.standing.to(ANA)
        return [r for row in rows for r in remembering.asked_in(tx, ACME, ANA, row["delivery"])]


def summaries(room: Room) -> list[tuple[Any, ...]]:
    """What Ana's lock screen showed, in order."""
    return [view.summary for to, view in room.post.tried if to == ANA]


@pytest.mark.parametrize(
    ("content", "days"), [(EXAM, 180), (STUCK, 90), (MARATHON, 60), (SLEEP, 60)]
)
def test_each_kind_is_asked_about_after_its_time(room: Room, content: Content, days: int) -> None:
    assert asked_after(content) == timedelta(days=days) >= SOONEST
    shared_once(room, content, TUESDAY - timedelta(days=days) + timedelta(hours=1))
    room.run()
    assert room.said_to(ANA) == []
    room.later(hours=1)
    (said,) = room.said_to(ANA)
    assert content.title in said and "[Still true]" in said and "[Stop sharing]" in said
    assert "[Resolved]" in said if content.kind is Kind.CHALLENGE else "[Reached]" in said
    assert "[Pause] [Stop asking]" in said


def test_a_lock_screen_shows_no_title(room: Room) -> None:
    shared_once(room)
    room.run()
    assert summaries(room) == [("A question about what you share",)]


def test_what_is_private_or_reached_is_never_asked_about(room: Room) -> None:
    with room.database.begin() as tx:
        items.create(tx, ACME, ANA, EXAM, LAST_YEAR)
    reached = shared_once(room)
    with room.database.begin() as tx:
        items.set_state(tx, ACME, ANA, reached, State.DONE, LAST_YEAR)
    room.run()
    assert room.said_to(ANA) == []


def test_five_at_once_and_the_others_a_week_later(room: Room) -> None:
    for n in range(7):
        shared_once(room, Content(Kind.GOAL, Area.WORK, f"Goal {n}"), LAST_YEAR + n * DAY)
    room.run()
    (first,) = room.said_to(ANA)
    assert all(f"Goal {n}" in first for n in range(5)) and "Goal 5" not in first
    for _ in room.live(TUESDAY + 6 * DAY, hours=6):
        pass
    assert len(room.said_to(ANA)) == 1, "one a week"
    room.run(TUESDAY + 8 * DAY)  # 1 December is a holiday in Portugal
    assert "Goal 5" in room.said_to(ANA)[1] and "Goal 4" not in room.said_to(ANA)[1]


def test_unanswered_for_thirty_days_its_sharing_ends(room: Room) -> None:
    item = shared_once(room)
    room.run()
    room.run(TUESDAY + MONTH - timedelta(hours=1))
    assert shared_now(room) == {item}
    report = room.run(TUESDAY + MONTH)
    assert shared_now(room) == set() and report.counts["hushed"] == 1
    with room.database.read() as tx:
        kept = items.own_by_id(tx, ACME, ANA, item)
        assert kept is not None and kept.unshared and kept.content == EXAM
        assert items.shared_with(tx, ACME, MAYA) == []
    ((_, redrawn),) = [one for one in room.post.redrawn[-1:]]
    assert "I stopped sharing this" in str(redrawn.parts)
    for _ in room.live(TUESDAY + 3 * MONTH, hours=24):
        pass
    assert len(room.said_to(ANA)) == 1


def test_the_homes_of_both_are_drawn_anew_where_they_have_one(room: Room) -> None:
    shared_once(room)
    set_person(room, MAYA, has_home=True)
    room.run()
    report = room.run(TUESDAY + MONTH)
    assert report.homes == [(ACME, MAYA)]


def test_an_answer_keeps_it_shared_until_it_is_asked_about_again(room: Room) -> None:
    item = shared_once(room)
    room.run()
    with room.database.begin() as tx:
        items.touch(tx, ACME, ANA, item, TUESDAY)
    room.run(TUESDAY + MONTH)
    room.run(TUESDAY + timedelta(days=179))
    assert shared_now(room) == {item} and len(room.said_to(ANA)) == 1
    room.run(TUESDAY + timedelta(days=181))  # a Monday
    assert len(room.said_to(ANA)) == 2


def test_never_while_tend_or_ana_is_quiet(room: Room) -> None:
    shared_once(room)
    set_place(room, started_at=None)
    room.run()
    set_place(room, started_at=LAST_YEAR, paused_at=TUESDAY)
    room.run(TUESDAY + DAY)
    set_place(room, paused_at=None)
    set_person(room, ANA, paused_until=TUESDAY + 3 * DAY)
    room.run(TUESDAY + 2 * DAY)
    set_person(room, ANA, stopped_at=TUESDAY)
    room.run(TUESDAY + 3 * DAY)
    set_person(room, ANA, stopped_at=None, asked_still=False)
    room.run(TUESDAY + 6 * DAY)
    assert room.said_to(ANA) == []
    set_person(room, ANA, asked_still=True)
    room.run(TUESDAY + 8 * DAY)
    assert len(room.said_to(ANA)) == 1


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 24, 6, tzinfo=UTC),  # six in the morning
        datetime(2026, 11, 28, 11, tzinfo=UTC),  # a Saturday
        datetime(2026, 12, 8, 11, tzinfo=UTC),  # a public holiday in Portugal
    ],
)
def test_only_in_anas_own_hours(room: Room, at: datetime) -> None:
    shared_once(room)
    room.run(at)
    assert room.said_to(ANA) == []
    for _ in room.live(at + 3 * DAY, hours=3):
        pass
    assert len(room.said_to(ANA)) == 1


def test_in_a_pilot_only_who_shares_with_one_of_its_leaders(room: Room) -> None:
    shared_once(room)
    set_place(room, pilot_only=True, pilot=BEN)
    room.run()
    assert room.said_to(ANA) == []
    set_place(room, pilot=f"{BEN},{MAYA}")
    room.run(TUESDAY + DAY)
    assert len(room.said_to(ANA)) == 1


def test_a_leader_is_not_asked_on_the_day_of_the_plan(room: Room) -> None:
    with room.database.begin() as tx:
        bond(tx, ANA, BEN)
    shared_once(room)
    for _ in room.live(TUESDAY + 2 * DAY, hours=1):
        pass
    plan, question = summaries(room)
    assert plan != question == ("A question about what you share",)


def test_the_silence_of_who_was_not_reached_says_nothing(room: Room) -> None:
    item = shared_once(room)
    room.post.script = [Unreachable("cannot_dm_bot")]
    room.run()
    room.run(TUESDAY + MONTH)
    assert shared_now(room) == {item}
    assert room.said_to(ANA) and not room.standing.to(ANA)


def test_nobody_knows_whether_it_arrived_so_its_silence_says_nothing(room: Room) -> None:
    item = shared_once(room)
    room.post.script = [Doubtful("timeout")]
    room.post.find_script = [_cannot_tell] * 5
    room.run()
    room.run(TUESDAY + MONTH)
    assert shared_now(room) == {item}


def _cannot_tell() -> Finding:
    raise Doubtful("timeout")


def test_what_was_looked_at_is_pushed_forward(room: Room) -> None:
    shared_once(room)
    shared_once(room, STUCK, TUESDAY)
    room.run()
    with room.database.read() as tx:
        assert remembering.due(tx, room.clock.at, 10) == []


def test_a_bond_that_ends_takes_the_question_with_it(room: Room) -> None:
    item = shared_once(room)
    room.run()
    with room.database.begin() as tx:
        items.withdraw(tx, ACME, ANA, item, MAYA)
        assert bonds.between(tx, ACME, MAYA, ANA) is not None
    room.run(TUESDAY + MONTH)
    with room.database.read() as tx:
        kept = items.own_by_id(tx, ACME, ANA, item)
    assert kept is not None and not kept.unshared


def test_stop_asking_withdraws_what_was_asked(room: Room) -> None:
    item = shared_once(room)
    room.run()
    with room.database.begin() as tx:
        assert len(remembering.stop_asking(tx, ACME, ANA)) == 1
        people.change(tx, ACME, ANA, asked_still=False)
    room.run(TUESDAY + MONTH)
    room.run(TUESDAY + 8 * MONTH)
    assert shared_now(room) == {item} and len(room.said_to(ANA)) == 1
    assert [one.asked_in for one in asked(room)] == [None]


def test_one_bad_row_stops_nobody_else(room: Room) -> None:
    shared_once(room)
    with room.database.begin() as tx:
        bond(tx, MAYA, BEN, since=LAST_YEAR)
        share(tx, BEN, MAYA, STUCK, Level.DISCREET, at=LAST_YEAR)
        people.change(tx, ACME, BEN, country="DE-BY")
        people.change(tx, ACME, ANA, days="x")
    report = room.run()
    assert report.counts["failed"] >= 1
    assert room.standing.to(BEN) and not room.standing.to(ANA)
