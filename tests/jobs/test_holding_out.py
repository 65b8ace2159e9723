"""The hold-out at work: leaders are told first, and what is left out was never sent."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, pairwise

from sqlalchemy import select

from care.holdout import Lot
from storage import bonds, people, workspaces
from storage.database import Database
from storage.tables import draws
from tests.jobs.post import Room
from tests.people import ACME, ANA, MAYA, MAYAS_PEOPLE, TUESDAY, bond, open_workspace, settle_in

TOLD = "one nudge in ten is left out by lot"
A_WEEK = timedelta(days=7)
TUESDAYS = [(TUESDAY + n * A_WEEK).date() for n in range(4)]


def turn_on(database: Database, key: str = "a key", on: bool = True) -> None:
    with database.begin() as tx:
        since = {"hold_out_since": TUESDAY - timedelta(days=1), "hold_out_key": key}
        workspaces.change(tx, ACME, hold_out=on, **since)


def lots(database: Database) -> list[tuple[date, str, bool]]:
    with database.read() as tx:
        rows = tx.all(select(draws).order_by(draws.c.day, draws.c.report))
        return [(row.day, row.report, row.withheld) for row in rows]


def some_weeks(room: Room, weeks: int) -> None:
    """Maya says each week that the plans are welcome as they come."""
    for week in range(weeks):
        room.run(TUESDAY + week * A_WEEK)
        with room.database.begin() as tx:
            people.change(tx, ACME, MAYA, heard_at=room.clock.at)


def key_of(bond: str, left_out: tuple[bool, ...]) -> str:
    """A key whose lot says just this of the bond, Tuesday by Tuesday."""
    for n in count():
        said = (Lot(f"{n}", ACME).leaves_out(bond, day) for day in TUESDAYS)
        if tuple(said)[: len(left_out)] == left_out:
            return f"{n}"
    raise AssertionError


def alone(room: Room) -> str:
    """Maya leads Ana and nobody else; the bond."""
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        found = bonds.between(tx, ACME, MAYA, ANA)
    assert found
    return found.id


def test_the_first_plan_tells_maya_and_leaves_nobody_out(room: Room) -> None:
    settle_in(room.database, (MAYA,))
    turn_on(room.database)
    some_weeks(room, 3)
    assert [TOLD in said for said in room.said_to(MAYA)] == [True, False, False]
    assert {day for day, _, _ in lots(room.database)} <= set(TUESDAYS[1:3])


def test_while_it_is_off_nothing_is_drawn_and_nothing_told(room: Room) -> None:
    settle_in(room.database, (MAYA,))
    turn_on(room.database, on=False)
    some_weeks(room, 3)
    assert lots(room.database) == [] and TOLD not in "".join(room.said_to(MAYA))


def test_who_is_left_out_was_not_spoken_of_and_comes_up_again(room: Room) -> None:
    """No message that week and none that comes back to it; the next plan is as if nothing were."""
    key = key_of(alone(room), (False, False, True, False))
    turn_on(room.database, key)
    some_weeks(room, 4)
    assert [nudge.day for nudge in room.nudges_to(MAYA)] == [TUESDAYS[n] for n in (0, 1, 3)]
    assert lots(room.database) == [(TUESDAYS[n], ANA, n == 2) for n in (1, 2)], "then no lot again"


def test_nobody_is_left_out_twice_in_a_row_where_they_would_wait_too_long(room: Room) -> None:
    """A fortnight and a week at most, also where days off move a plan: after one Ana has no lot."""
    key = key_of(alone(room), (True, True, True, True))
    turn_on(room.database, key)
    some_weeks(room, 4)
    assert [nudge.day for nudge in room.nudges_to(MAYA)] == [TUESDAYS[n] for n in (0, 2)]
    assert lots(room.database) == [(TUESDAYS[n], ANA, True) for n in (1, 3)]


def test_eight_people_still_have_their_turn_within_four_weeks(room: Room) -> None:
    """Three a week of eight: three weeks, and one more."""
    settle_in(room.database, (MAYA,))
    turn_on(room.database)
    some_weeks(room, 20)
    for person in MAYAS_PEOPLE:
        days = [nudge.day for nudge in room.nudges_to(MAYA) if nudge.report == person]
        assert max((later - earlier).days for earlier, later in pairwise(days)) <= 28
