"""The weekly plan: at the leader's own hour, once a week, to whom it is due, and never a burst."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from care.answers import Answer, Why
from care.hours import Hours, local_day
from care.items import Level
from care.people import Profile
from jobs.facts import facts
from jobs.report import Report
from jobs.ticking import tick
from storage import bonds, deliveries, items, nudges, people, talks, workspaces
from storage.database import Database, Tx
from storage.nudges import Nudge
from storage.tables import bonds as bonds_table
from storage.tables import deliveries as deliveries_table
from tests.jobs.post import Room
from tests.people import (
    ACME,
    ANA,
    AUCKLAND,
    BEN,
    BERLIN,
    CHIDI,
    EXAM,
    GLOBEX,
    JO,
    MAYA,
    MAYAS_PEOPLE,
    SLEEP,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    profile,
    settle_in,
    share,
)

BEFORE = TUESDAY - timedelta(minutes=1)
A_WEEK = timedelta(days=7)


def plans(database: Database, leader: str = MAYA) -> list[list[Nudge]]:
    """The leader's plans in the order in which they were made."""
    with database.read() as tx:
        rows = tx.all(
            select(deliveries_table.c.id)
            .where(deliveries_table.c.address == leader, deliveries_table.c.kind == "plan")
            .order_by(deliveries_table.c.due_at)
        )
        return [nudges.of_delivery(tx, ACME, row.id) for row in rows]


def planned_at(database: Database, leader: str = MAYA) -> list[datetime]:
    with database.read() as tx:
        rows = tx.all(
            select(deliveries_table.c.created_at)
            .where(deliveries_table.c.address == leader, deliveries_table.c.kind == "plan")
            .order_by(deliveries_table.c.created_at)
        )
        return [row.created_at for row in rows]


def alone(room: Room, report: str = ANA, since: datetime = TUESDAY - timedelta(days=30)) -> str:
    """Maya leads one person, in a started workspace."""
    with room.database.begin() as tx:
        open_workspace(tx)
        return bond(tx, MAYA, report, since=since)


def talk(room: Room, leader: str, report: str, day: date, *about: str) -> str:
    with room.database.begin() as tx:
        noted = talks.record(tx, ACME, leader, report, day, about, room.clock.at)
        bonds.look_again_at(tx, ACME, leader, report)
    return noted


# --- the hour ------------------------------------------------------------------------------------


def test_mayas_plan_comes_on_tuesday_at_ten_in_berlin(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.run(BEFORE)
    assert room.standing.to(MAYA) == []
    room.run(TUESDAY)
    assert len(room.standing.to(MAYA)) == 1


def test_toms_plan_comes_at_ten_in_auckland_while_berlin_sleeps(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    room.clock.at = datetime(2026, 11, 23, 0, tzinfo=UTC)
    for _ in room.live(datetime(2026, 11, 25, tzinfo=UTC), hours=1):
        pass
    assert planned_at(room.database, TOM) == [datetime(2026, 11, 23, 21, tzinfo=UTC)]
    assert planned_at(room.database, MAYA) == [TUESDAY]


def test_ten_o_clock_stays_ten_across_the_change_to_summer_time(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.clock.at = datetime(2027, 3, 22, 2, tzinfo=UTC)
    for _ in room.live(datetime(2027, 4, 7, tzinfo=UTC), hours=3):
        pass
    at = [instant.astimezone(ZoneInfo(BERLIN)) for instant in planned_at(room.database)]
    # each tick is three hours after the one before; the clocks go forward on 28 March
    assert [(when.day, when.hour) for when in at] == [(23, 12), (30, 10), (6, 10)]


def test_a_leader_may_move_the_plan(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, plan_weekday=3, plan_at="14:30")
        bonds.look_again_at_leader(tx, ACME, MAYA)
    room.clock.at = TUESDAY - timedelta(days=1)
    for _ in room.live(TUESDAY + timedelta(days=4), minutes=90):
        pass
    assert planned_at(room.database) == [datetime(2026, 11, 26, 13, 30, tzinfo=UTC)]


def test_a_plan_on_a_day_off_comes_on_the_next_working_day(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        people.set_hours(tx, ACME, MAYA, Hours(days=frozenset({3, 4})))
    room.clock.at = TUESDAY - timedelta(days=1)
    for _ in room.live(TUESDAY + timedelta(days=6), hours=3):
        pass
    assert planned_at(room.database) == [datetime(2026, 11, 26, 9, tzinfo=UTC)]


def test_a_plan_that_could_not_come_on_tuesday_comes_on_wednesday_morning(room: Room) -> None:
    """Tend was down all day. At night nobody is written to."""
    settle_in(room.database, [MAYA])
    room.run(datetime(2026, 11, 24, 16, 30, tzinfo=UTC))
    assert room.standing.to(MAYA) == []
    room.run(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    assert len(room.standing.to(MAYA)) == 1


def test_a_plan_that_could_not_come_until_wednesday_night_is_forgotten(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.run(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert plans(room.database) == []
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 1


def test_nothing_is_planned_before_an_admin_pressed_start(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=None)
    for _ in room.live(TUESDAY + timedelta(days=15), hours=6):
        pass
    assert plans(room.database) == []
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=room.clock.at)
        bonds.look_again(tx, ACME)
    room.run(TUESDAY + 3 * A_WEEK)
    assert len(room.standing.to(MAYA)) == 1


# --- who -----------------------------------------------------------------------------------------


def test_three_at_most_and_each_of_maya_s_eight_within_three_weeks(room: Room) -> None:
    settle_in(room.database, [MAYA])
    for week in range(3):
        room.run(TUESDAY + week * A_WEEK)
    named = [{nudge.report for nudge in plan} for plan in plans(room.database)]
    assert [len(plan) for plan in named] == [3, 3, 3]
    assert set().union(*named) == set(MAYAS_PEOPLE)


def test_nobody_due_nothing_sent(room: Room) -> None:
    alone(room, since=TUESDAY - timedelta(days=3))
    room.run()
    assert room.standing.all() == []


def test_a_leader_without_people_hears_nothing(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, profile(MAYA), TUESDAY)
    room.run()
    assert room.standing.all() == []


def test_a_leader_who_has_not_said_yes_is_sent_no_plan(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, profile(MAYA), TUESDAY)
        bonds.report_says(tx, ACME, MAYA, ANA, TUESDAY - timedelta(days=60))
    for _ in room.live(TUESDAY + timedelta(days=15), hours=6):
        pass
    assert plans(room.database) == []


def test_a_talk_without_any_nudge_counts(room: Room) -> None:
    alone(room)
    talk(room, MAYA, ANA, date(2026, 11, 23))
    room.run()
    assert plans(room.database) == []
    room.run(TUESDAY + A_WEEK)
    assert [nudge.days for nudge in plans(room.database)[0]] == [8]


def test_the_item_s_own_clock_brings_it_up_though_they_talked(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        item = share(tx, ANA, MAYA, at=TUESDAY - timedelta(days=21))
    talk(room, MAYA, ANA, date(2026, 11, 23))
    room.run()
    nudge = plans(room.database)[0][0]
    assert (nudge.item, nudge.days, nudge.reason, nudge.level) == (item, 21, "item", Level.NAMED)


def test_a_talk_about_the_item_resets_both_clocks(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        item = share(tx, ANA, MAYA, at=TUESDAY - timedelta(days=21))
    talk(room, MAYA, ANA, date(2026, 11, 23), item)
    room.run()
    assert plans(room.database) == []


@pytest.mark.parametrize("level", [Level.KNOWN, Level.PRIVATE])
def test_known_and_private_items_are_never_in_a_nudge(room: Room, level: Level) -> None:
    alone(room)
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, level=level)
    room.run()
    assert plans(room.database)[0][0].item is None


def test_an_item_shared_with_tom_alone_is_not_in_maya_s_plan(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        bond(tx, TOM, ANA)
        share(tx, ANA, TOM)
    room.run()
    assert [nudge.item for nudge in plans(room.database)[0]] == [None]


def test_the_same_person_is_not_in_two_plans_within_seven_days(room: Room) -> None:
    """Sent late on a Wednesday: on the Tuesday after it is six days."""
    alone(room)
    room.run(datetime(2026, 11, 25, 8, tzinfo=UTC))
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 1
    room.run(TUESDAY + 2 * A_WEEK)
    assert len(plans(room.database)) == 2


def test_a_person_who_left_is_in_no_plan(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(ANA, is_deactivated=True), TUESDAY)
    room.run()
    assert plans(room.database) == []


def test_whoever_comes_back_is_in_the_next_plan(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(ANA, is_deactivated=True), TUESDAY)
    room.run()
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(ANA), TUESDAY)
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 1


def test_no_wording_and_no_act_comes_twice_within_four_weeks(room: Room) -> None:
    settle_in(room.database, [MAYA])
    used: list[tuple[date, str, str]] = []
    for week in range(12):
        room.run(TUESDAY + week * A_WEEK)
        with room.database.begin() as tx:
            people.change(tx, ACME, MAYA, heard_at=room.clock.at)
    for plan in plans(room.database):
        used += [(nudge.day, nudge.wording, nudge.act) for nudge in plan]
    assert len(used) == 36
    for day, wording, act in used:
        near = [u for u in used if timedelta(0) <= day - u[0] < timedelta(days=28)]
        assert [u[1] for u in near].count(wording) == 1
        assert [u[2] for u in near].count(act) == 1


# --- pushed forward ------------------------------------------------------------------------------


def waiting_for_a_look(room: Room) -> int:
    """How many rows the next look of the planner would examine."""
    with room.database.read() as tx:
        rows = tx.all(select(bonds_table.c.id).where(bonds_table.c.next_due_at <= room.clock.at))
        return len(rows)


@pytest.mark.parametrize(
    "held_by",
    ["nothing", "not started", "stopped", "paused", "unreachable", "left", "night", "cap"],
)
def test_whatever_was_looked_at_is_pushed_forward(room: Room, held_by: str) -> None:
    settle_in(room.database, [MAYA])
    at = TUESDAY + timedelta(hours=10) if held_by == "night" else TUESDAY
    with room.database.begin() as tx:
        match held_by:
            case "not started":
                workspaces.change(tx, ACME, started_at=None)
            case "stopped":
                people.change(tx, ACME, MAYA, stopped_at=TUESDAY)
            case "paused":
                people.change(tx, ACME, MAYA, paused_until=TUESDAY + timedelta(days=30))
            case "unreachable":
                people.change(tx, ACME, MAYA, unreachable="user_not_found")
            case "left":
                people.change(tx, ACME, MAYA, may_take_part=False)
            case "cap":
                for n in range(3):
                    day = local_day(TUESDAY - timedelta(days=n + 1), BERLIN)
                    _unasked(tx, f"{n}", day)
    assert waiting_for_a_look(room) == 8
    room.plan(at)
    assert waiting_for_a_look(room) == 0
    assert room.plan(at + timedelta(minutes=1)).lines == []
    assert len(plans(room.database)) == (1 if held_by == "nothing" else 0)


def _unasked(tx: Tx, name: str, day: date) -> None:
    kind = deliveries.Kind.INTRODUCTION
    deliveries.slot(tx, ACME, kind, MAYA, name, TUESDAY, None, day, TUESDAY)


def test_a_quiet_week_costs_no_looks(room: Room) -> None:
    """After a plan nobody is looked at before the next one: no line, no held, no plan."""
    settle_in(room.database, [MAYA, TOM])
    room.run()
    reports = list(room.live(TUESDAY + timedelta(days=6), minutes=97))
    lines = [line for report in reports for line in report.lines if TOM not in line]
    assert lines == []


def test_a_shorter_cadence_holds_from_the_next_tick_on(room: Room) -> None:
    alone(room, since=TUESDAY - timedelta(days=8))
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, ideal=30, maximum=60)
    room.run()
    assert plans(room.database) == []
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, ideal=7, maximum=14)
        bonds.look_again(tx, ACME)
    room.later(minutes=1)
    assert len(plans(room.database)) == 1


def test_a_longer_cadence_holds_from_the_next_tick_on(room: Room) -> None:
    alone(room, since=TUESDAY - timedelta(days=8))
    room.run(BEFORE)
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, ideal=30, maximum=60)
        bonds.look_again(tx, ACME)
    room.run(TUESDAY)
    assert plans(room.database) == []


def test_the_cadence_flipped_to_and_fro_sends_one_plan(room: Room) -> None:
    settle_in(room.database, [MAYA])
    for n in range(20):
        with room.database.begin() as tx:
            workspaces.change(tx, ACME, ideal=7 + n % 2, maximum=14)
            bonds.look_again(tx, ACME)
        room.later(seconds=20)
    assert len(room.standing.to(MAYA)) == 1


# --- caps, pauses and frequency ------------------------------------------------------------------


def test_one_unasked_message_a_day(room: Room) -> None:
    """Asked this morning whether she leads Ben: the plan waits for tomorrow."""
    alone(room)
    with room.database.begin() as tx:
        bonds.report_says(tx, ACME, MAYA, BEN, TUESDAY)
    room.run(TUESDAY - timedelta(hours=1))
    room.run(TUESDAY)
    assert len(room.standing.to(MAYA)) == 1
    assert plans(room.database) == []
    room.run(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert len(room.standing.to(MAYA)) == 2


def test_three_unasked_messages_a_week(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        for n in (1, 4, 5):
            _unasked(tx, f"{n}", local_day(TUESDAY - timedelta(days=n), BERLIN))
        bonds.look_again(tx, ACME)
    room.run()
    assert plans(room.database) == []


def test_a_pause_is_a_pause_and_its_end_is_no_burst(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, paused_until=TUESDAY + timedelta(days=20))
    for _ in room.live(TUESDAY + timedelta(days=20), hours=6):
        pass
    assert room.standing.to(MAYA) == []
    for _ in room.live(TUESDAY + timedelta(days=27), hours=4):
        pass
    assert [len(plan) for plan in plans(room.database)] == [3]


def test_a_leader_who_said_stop_hears_nothing_until_they_say_go(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, stopped_at=TUESDAY)
    for _ in room.live(TUESDAY + timedelta(days=15), hours=6):
        pass
    assert room.standing.all() == []
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, stopped_at=None)
        bonds.look_again_at_leader(tx, ACME, MAYA)
    room.run(TUESDAY + 3 * A_WEEK)
    assert len(room.standing.to(MAYA)) == 1


def test_fewer_means_every_fourth_week_on_the_same_weekday(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, plan_every=4)
    for week in range(9):
        room.run(TUESDAY + week * A_WEEK)
    assert planned_at(room.database) == [TUESDAY + n * A_WEEK for n in (0, 4, 8)]


# --- zones and slots -----------------------------------------------------------------------------


@pytest.mark.parametrize("there", ["America/Los_Angeles", "Pacific/Auckland", "Pacific/Apia"])
@pytest.mark.parametrize("hours_after", [-1, 1, 20])
def test_a_leader_who_flies_gets_one_plan_that_week(
    room: Room, there: str, hours_after: int
) -> None:
    settle_in(room.database, [MAYA])
    start = TUESDAY - timedelta(days=1, hours=9)
    flies = TUESDAY + timedelta(hours=hours_after)
    room.clock.at = start
    for _ in room.live(flies, hours=4):
        pass
    room.post.profiles[ACME, MAYA] = profile(MAYA, there)
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(MAYA, there), flies)
    for _ in room.live(start + timedelta(days=13), hours=4):
        pass
    assert [plan[0].day.isocalendar().week for plan in plans(room.database)] == [48, 49]
    assert len(room.standing.to(MAYA)) == 2


def test_there_and_back_in_a_day_is_one_plan(room: Room) -> None:
    settle_in(room.database, [MAYA])
    for n in range(24):
        zone = AUCKLAND if n % 2 else BERLIN
        room.post.profiles[ACME, MAYA] = profile(MAYA, zone)
        with room.database.begin() as tx:
            people.learn(tx, ACME, profile(MAYA, zone), room.clock.at)
        room.later(hours=2)
    assert len(room.standing.to(MAYA)) == 1


def test_a_plan_day_moved_after_the_plan_brings_no_second_one(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.run()
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, plan_weekday=4)
        bonds.look_again_at_leader(tx, ACME, MAYA)
    for _ in room.live(TUESDAY + timedelta(days=5), hours=4):
        pass
    assert len(plans(room.database)) == 1


def test_an_unknown_zone_is_the_workspace_s_and_then_utc(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, zone=None)
        assert facts(tx, ACME, MAYA).hours.zone == "UTC"
        workspaces.change(tx, ACME, zone=AUCKLAND)
        assert facts(tx, ACME, MAYA).hours.zone == AUCKLAND
        people.learn(tx, ACME, Profile(MAYA, zone="Mars/Olympus"), TUESDAY)
        assert facts(tx, ACME, MAYA).hours.zone == AUCKLAND
    room.run(TUESDAY + timedelta(hours=1))  # ten o'clock UTC
    assert plans(room.database) == []
    room.run(TUESDAY + timedelta(hours=12))  # and in Auckland
    assert len(plans(room.database)) == 1


# --- answers hold back, undo gives back ----------------------------------------------------------


def answered(room: Room, given: Answer, moment: datetime | None = None) -> str:
    nudge = plans(room.database)[0][0]
    with room.database.begin() as tx:
        nudges.answer(tx, ACME, nudge, given, room.clock.at, moment=moment, wakes_at=None)
        bonds.look_again_at(tx, ACME, nudge.leader, nudge.report)
    return nudge.id


def test_later_silences_the_schedule_until_then(room: Room) -> None:
    alone(room)
    room.run()
    answered(room, Answer.LATER, TUESDAY + timedelta(days=15))
    for week in (1, 2):
        room.run(TUESDAY + week * A_WEEK)
    assert len(plans(room.database)) == 1
    room.run(TUESDAY + 3 * A_WEEK)
    assert len(plans(room.database)) == 2


def test_undo_gives_the_schedule_back(room: Room) -> None:
    alone(room)
    room.run()
    nudge = answered(room, Answer.LATER, TUESDAY + timedelta(days=30))
    with room.database.begin() as tx:
        nudges.take_back(tx, ACME, nudge)
        bonds.look_again_at(tx, ACME, MAYA, ANA)
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 2


def test_an_undone_talk_never_happened(room: Room) -> None:
    alone(room)
    noted = talk(room, MAYA, ANA, date(2026, 11, 23))
    with room.database.begin() as tx:
        talks.erase(tx, ACME, noted)
        bonds.look_again_at(tx, ACME, MAYA, ANA)
    room.run()
    assert len(plans(room.database)) == 1


def test_on_leave_is_quiet_until_the_day_they_are_back(room: Room) -> None:
    alone(room)
    back = date(2026, 12, 8)
    with room.database.begin() as tx:
        bonds.change(tx, ACME, facts(tx, ACME, MAYA).bonds[0].id, held_until=back)
    for week in range(3):
        room.run(TUESDAY + week * A_WEEK)
    assert [plan[0].day for plan in plans(room.database)] == [back]


def test_a_bond_that_ended_is_quiet_and_begins_anew_from_nothing(room: Room) -> None:
    one = alone(room)
    room.run()
    answered(room, Answer.INTENDED, TUESDAY + timedelta(days=60))
    with room.database.begin() as tx:
        bonds.end(tx, ACME, one, room.clock.at)
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 1
    with room.database.begin() as tx:
        bonds.leader_says(tx, ACME, MAYA, ANA, room.clock.at)
    room.run(TUESDAY + 2 * A_WEEK)
    assert len(plans(room.database)) == 2


def test_not_this_time_is_a_clean_slate_for_the_next_plan(room: Room) -> None:
    alone(room)
    room.run()
    nudge = plans(room.database)[0][0]
    with room.database.begin() as tx:
        nudges.answer(tx, ACME, nudge, Answer.NOT_THIS_TIME, room.clock.at, why=Why.OTHER)
        bonds.look_again_at(tx, ACME, MAYA, ANA)
    room.run(TUESDAY + A_WEEK)
    assert len(plans(room.database)) == 2


def test_an_item_no_longer_relevant_is_nudged_no_more_but_the_person_is(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        item = share(tx, ANA, MAYA)
        items.mute(tx, ACME, item, MAYA, TUESDAY)
    room.run()
    assert plans(room.database)[0][0].item is None


# --- downtime, repeats and faults ----------------------------------------------------------------


@pytest.mark.parametrize("down", [timedelta(days=1), timedelta(weeks=5), timedelta(weeks=52)])
def test_after_a_time_without_power_there_is_no_backlog(room: Room, down: timedelta) -> None:
    settle_in(room.database, [MAYA])
    room.run()
    room.clock.at = TUESDAY + down
    for _ in room.live(room.clock.at + timedelta(days=6, hours=20), hours=4):
        pass
    assert len(plans(room.database)) == len(room.standing.to(MAYA)) == 2


def test_two_ticks_at_one_instant_plan_once(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    room.run()
    room.run()
    assert len(room.standing.to(MAYA)) == 1


def test_a_clock_set_back_sends_nothing_twice(room: Room) -> None:
    settle_in(room.database, [MAYA])
    room.run()
    for back in (timedelta(hours=1), timedelta(days=1), timedelta(days=400)):
        room.clock.at = TUESDAY - back
        with room.database.begin() as tx:
            bonds.look_again(tx, ACME)
        for _ in range(3):
            room.run()
    room.run(TUESDAY)
    assert len(room.standing.to(MAYA)) == 1


def test_two_processes_at_once_plan_once_and_quietly(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    at = TUESDAY - timedelta(hours=11)  # Tom's morning, and for Maya only a look
    reports = _tick_at_once(room, at, 4) + _tick_at_once(room, TUESDAY, 4)
    assert sum(report.counts["failed"] for report in reports) == 0
    assert sum(report.counts["planned"] for report in reports) == 2
    assert len(plans(room.database, MAYA)) == len(plans(room.database, TOM)) == 1
    assert waiting_for_a_look(room) == 0


def _tick_at_once(room: Room, at: datetime, processes: int) -> list[Report]:
    """Each with connections of its own, let loose at the same moment."""
    room.clock.at = at
    reports = [Report() for _ in range(processes)]
    gate = threading.Barrier(processes)

    def work(report: Report) -> None:
        with another(room.database) as database:
            with database.read():
                gate.wait()
            tick(database, at, report)

    threads = [threading.Thread(target=work, args=(report,)) for report in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return reports


@contextmanager
def another(database: Database) -> Iterator[Database]:
    url = database.engine.url.render_as_string(hide_password=False)
    opened = Database(url, database.seals)
    yield opened
    opened.close()


def test_one_broken_leader_stops_nobody_else_and_is_tried_again_later(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        bond(tx, INES_BROKEN, ANA)
        people.change(tx, ACME, INES_BROKEN, plan_at="later")
        bonds.look_again(tx, ACME)
    with caplog.at_level(logging.CRITICAL):
        report = room.plan()
        assert report.counts["failed"] == 1
        assert len(plans(room.database)) == 1
        assert room.plan(TUESDAY + timedelta(minutes=1)).counts["failed"] == 0
        with room.database.begin() as tx:
            people.change(tx, ACME, INES_BROKEN, plan_at=None)
        room.plan(TUESDAY + timedelta(hours=2))
    assert len(plans(room.database, INES_BROKEN)) == 1


INES_BROKEN = "U0INES"


def test_workspaces_know_nothing_of_each_other(room: Room) -> None:
    alone(room)
    settle_in(room.database, [MAYA], GLOBEX)
    with room.database.begin() as tx:
        share(tx, CHIDI, MAYA, SLEEP, Level.DISCREET, GLOBEX)
        share(tx, ANA, MAYA, EXAM)
    room.plan()
    with room.database.read() as tx:
        mine = {n.item for plan in plans(room.database) for n in plan if n.item}
        theirs = {row.item for row in items.nudgeable(tx, GLOBEX, [MAYA])}
    assert mine and theirs and not mine & theirs


def test_a_plan_hour_outside_own_hours_becomes_the_start_of_the_day(room: Room) -> None:
    settle_in(room.database, [TOM])
    with room.database.begin() as tx:
        people.set_hours(tx, ACME, TOM, Hours(starts=time(13), ends=time(19)))
    room.clock.at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for _ in room.live(datetime(2026, 11, 25, tzinfo=UTC), hours=1):
        pass
    assert planned_at(room.database, TOM) == [datetime(2026, 11, 24, 0, tzinfo=UTC)]
    assert JO in {nudge.report for nudge in plans(room.database, TOM)[0]}
