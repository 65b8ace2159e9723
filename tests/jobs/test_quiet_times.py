"""Time belongs to the person: holidays, leave, first days back, blackout days, do not disturb."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs.messenger import Busy
from storage import bonds, deliveries, people, workspaces
from storage.deliveries import State
from tests.jobs.post import Room
from tests.jobs.test_planning import alone, planned_at, plans, talk
from tests.people import ACME, ANA, AUCKLAND, BEN, MAYA, TOM, TUESDAY, profile, settle_in

A_WEEK = timedelta(days=7)


def live(room: Room, first: str, last: str, hours: int = 2) -> None:
    room.clock.at = datetime.fromisoformat(first).replace(tzinfo=UTC)
    for _ in room.live(datetime.fromisoformat(last).replace(tzinfo=UTC), hours=hours):
        pass


def set_workspace(room: Room, **values: object) -> None:
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, **values)
        bonds.look_again(tx, ACME)


def set_person(room: Room, person: str, **values: object) -> None:
    with room.database.begin() as tx:
        people.change(tx, ACME, person, **values)
        bonds.look_again_at_person(tx, ACME, person)


def days(room: Room, leader: str = MAYA) -> list[str]:
    return [f"{at:%d %b}" for at in planned_at(room.database, leader)]


# --- holidays and blackout days ------------------------------------------------------------------


def test_a_public_holiday_of_where_they_are_moves_the_plan(room: Room) -> None:
    settle_in(room.database, [MAYA])
    set_person(
        room, MAYA, plan_weekday=4
    )  # Friday, 25 December in Berlin; then Saturday, a holiday
    live(room, "2026-12-24", "2026-12-30")
    assert days(room) == ["28 Dec"]


def test_the_days_of_another_country_do_not_count_unless_chosen(room: Room) -> None:
    settle_in(room.database, [MAYA])
    set_person(room, MAYA, plan_weekday=3)
    live(room, "2026-11-25", "2026-11-29")
    assert days(room) == ["26 Nov"]  # Thanksgiving
    set_person(room, MAYA, country="JP", plan_weekday=0)
    live(room, "2027-01-10", "2027-01-13")
    assert days(room)[1:] == ["12 Jan"]  # Monday is the day of coming of age in Japan


def test_a_region_named_by_the_workspace_counts_where_it_lies(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    set_workspace(room, country="DE-BY")
    with room.database.read() as tx:
        place = workspaces.load(tx, ACME)
        maya, tom = (people.load(tx, ACME, who).hours(place) for who in (MAYA, TOM))
    epiphany, waitangi = date(2027, 1, 6), date(2027, 2, 8)
    assert not maya.has_working_day(epiphany)
    assert tom.has_working_day(epiphany)
    assert not tom.has_working_day(waitangi)


def test_no_holidays_where_the_workspace_or_the_person_wants_none(room: Room) -> None:
    settle_in(room.database, [MAYA])
    set_person(room, MAYA, plan_weekday=4, country="-")
    live(room, "2026-12-24", "2026-12-27")
    assert days(room) == ["25 Dec"]


def test_on_blackout_days_nobody_hears_anything(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    set_workspace(room, blackouts="2026-11-23/2026-11-29")
    live(room, "2026-11-22", "2026-12-03")
    assert (days(room), days(room, TOM)) == (["01 Dec"], ["30 Nov"])


# --- away ----------------------------------------------------------------------------------------


def test_while_the_leader_is_away_nothing_comes_nor_on_the_first_two_days_back(room: Room) -> None:
    settle_in(room.database, [MAYA])
    set_person(room, MAYA, away_first=date(2026, 11, 23), away_back=date(2026, 12, 7))
    live(room, "2026-11-22", "2026-12-20")
    assert days(room) == ["09 Dec", "15 Dec"]  # back on Monday: the plan of Tuesday waits a day


def test_nobody_is_nudged_about_somebody_away_nor_just_back(room: Room) -> None:
    alone(room)
    set_person(room, ANA, away_first=date(2026, 11, 20), away_back=date(2026, 12, 7))
    live(room, "2026-11-22", "2026-12-18")
    assert days(room) == ["15 Dec"]


def test_a_leave_that_begins_after_planning_drops_them_from_the_message(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.plan(TUESDAY)
    absent = plans(room.database)[0][0].report
    set_person(room, absent, away_first=date(2026, 11, 24), away_back=date(2026, 12, 7))
    room.send()
    assert f"@{absent}" not in room.said_to(MAYA)[0]


def test_a_status_of_leave_counts_where_the_workspace_opted_in(room: Room) -> None:
    settle_in(room.database, [MAYA])
    until = datetime(2026, 12, 7, tzinfo=UTC)
    room.post.profiles[ACME, MAYA] = profile(MAYA, is_on_leave=True, leave_until=until)
    room.run(TUESDAY)
    assert len(room.standing.to(MAYA)) == 1  # not opted in
    set_workspace(room, reads_status=True)
    live(room, "2026-11-30", "2026-12-10")
    assert [said["delivery"] for said in room.standing.to(MAYA)[1:]] == [
        plans(room.database)[-1][0].delivery
    ]
    assert days(room)[-1] == "09 Dec"


def test_a_status_of_leave_with_no_end_is_quiet_about_them_alone(room: Room) -> None:
    settle_in(room.database, [MAYA])
    set_workspace(room, reads_status=True)
    set_person(room, ANA, on_leave=True, leave_until=None)
    live(room, "2026-11-23", "2026-12-16")
    named = {nudge.report for plan in plans(room.database) for nudge in plan}
    assert days(room) == ["24 Nov", "01 Dec", "08 Dec", "15 Dec"]
    assert BEN in named and ANA not in named


def test_a_leader_whose_leave_has_no_end_hears_nothing_until_it_is_over(room: Room) -> None:
    settle_in(room.database, [MAYA])
    set_workspace(room, reads_status=True)
    set_person(room, MAYA, on_leave=True, leave_until=None)
    room.post.profiles[ACME, MAYA] = profile(MAYA, is_on_leave=True)
    live(room, "2026-11-23", "2026-12-10")
    assert days(room) == []
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(MAYA), room.clock.at)
    room.post.profiles[ACME, MAYA] = profile(MAYA)
    live(room, "2026-12-10", "2026-12-18")
    assert days(room) == ["15 Dec"]


# --- do not disturb ------------------------------------------------------------------------------


def test_do_not_disturb_waits_until_it_is_over(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.post.quiet[MAYA] = TUESDAY + timedelta(hours=3)
    room.run(TUESDAY)
    assert room.standing.to(MAYA) == []
    room.run(TUESDAY + timedelta(hours=3))
    assert len(room.standing.to(MAYA)) == 1


def test_quiet_until_the_message_is_stale_and_it_comes_with_the_next_plan(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.post.quiet[MAYA] = TUESDAY + timedelta(days=3)
    live(room, "2026-11-24", "2026-12-02")
    assert len(room.standing.to(MAYA)) == 1
    assert plans(room.database)[-1][0].day == date(2026, 12, 1)


# --- the pilot, and a pause for everybody --------------------------------------------------------


def test_of_a_pilot_only_its_leaders_hear_from_us(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    set_workspace(room, pilot_only=True, pilot=TOM)
    live(room, "2026-11-22", "2026-11-29")
    assert (days(room), len(days(room, TOM))) == ([], 1)
    set_workspace(room, pilot_only=False)
    live(room, "2026-11-29", "2026-12-02")
    assert len(days(room)) == 1


def test_a_pilot_by_group(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    set_person(room, MAYA, group_name="Sales")
    set_workspace(room, pilot_only=True, pilot_group="Sales")
    live(room, "2026-11-22", "2026-11-29")
    assert (len(days(room)), days(room, TOM)) == (1, [])


def test_a_pause_holds_what_is_planned_already_and_going_on_never_bursts(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.plan(TUESDAY)
    set_workspace(room, paused_at=TUESDAY)
    room.send()
    live(room, "2026-11-24", "2026-12-20")
    assert room.standing.to(MAYA) == []
    set_workspace(room, paused_at=None)
    live(room, "2026-12-20", "2026-12-28")
    arrived = [said["delivery"] for said in room.standing.to(MAYA)]
    assert arrived == [plan[0].delivery for plan in plans(room.database)[-len(arrived) :]]
    assert len(arrived) == 1


# --- late, and once ------------------------------------------------------------------------------


def test_a_plan_that_came_a_day_late_counts_for_that_day(room: Room) -> None:
    alone(room)
    room.post.quiet[MAYA] = TUESDAY + timedelta(hours=23)
    for hours in range(0, 26, 2):
        room.run(TUESDAY + timedelta(hours=hours))
    (delivery,) = room.standing.to(MAYA)
    with room.database.read() as tx:
        found = deliveries.get(tx, ACME, delivery["delivery"])
    assert found is not None
    assert (found.state, found.day) == (State.SENT, date(2026, 11, 25))
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 1  # six days after it came is too soon
    room.run(TUESDAY + 2 * A_WEEK)
    assert len(plans(room.database)) == 2


def test_a_stale_plan_is_dropped_although_the_platform_says_nothing(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.plan(TUESDAY)
    room.post.profile_script = [Busy(1, "unreachable")] * 50
    room.clock.at = TUESDAY + timedelta(days=2)
    room.machine.at = room.clock.at
    report = room.send()
    assert report.counts["skipped"] == 1
    assert len(room.post.profile_script) == 50  # nobody was even asked


@pytest.mark.parametrize("zone", [AUCKLAND, "America/Los_Angeles", "Pacific/Apia"])
def test_a_move_neither_doubles_nor_skips_a_plan(room: Room, zone: str) -> None:
    settle_in(room.database, [MAYA])
    room.run(TUESDAY)
    talk(room, MAYA, BEN, date(2026, 11, 24))
    room.post.profiles[ACME, MAYA] = profile(MAYA, zone)
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(MAYA, zone), TUESDAY)
    live(room, "2026-11-24", "2026-12-12", hours=1)
    assert len(plans(room.database)) == 3
