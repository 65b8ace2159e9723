"""Every message once: whatever the platform answers, whatever changes on the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from care.hours import Hours
from care.items import Level
from jobs import installing
from jobs.delivering import LEASE
from jobs.messenger import Busy, Doubtful, Finding, Found, Unfit, Unreachable
from jobs.report import Report
from storage import bonds, deliveries, items, nudges, people, sending, talks, workspaces
from storage.database import Tx
from storage.deliveries import Delivery, Kind, State
from storage.exporting import export
from storage.tables import bonds as bonds_table
from storage.tables import deliveries as table
from storage.tables import disclosures
from tests.jobs.post import Late, Post, Room
from tests.people import (
    ACME,
    ANA,
    AUCKLAND,
    BEN,
    CHIDI,
    EXAM,
    MAYA,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    profile,
    settle_in,
    share,
)

AFTER_LEASE = LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.CRITICAL):
        yield


def planned(room: Room) -> str:
    """Maya's plan about Ana, ready to be sent. Its id."""
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        share(tx, ANA, MAYA)
    room.plan()
    with room.database.read() as tx:
        return str(tx.value(select(table.c.id)))


def say(room: Room, address: str, name: str = "hello", kind: Kind = Kind.REPLY) -> str:
    """Something to be said at once, whose words are kept until it is."""
    with room.database.begin() as tx:
        text = view_to_text(View(("Hello",), (Text(("Hello",)),)))
        now = room.clock.at
        made = deliveries.slot(tx, ACME, kind, address, name, now, None, None, now, body=text)
    assert made
    return made


def row(room: Room, delivery: str) -> Delivery:
    with room.database.read() as tx:
        found = deliveries.get(tx, ACME, delivery)
    assert found
    return found


def how_it_stands(room: Room, delivery: str) -> tuple[State, str | None]:
    with room.database.read() as tx:
        found = tx.one(select(table.c.state, table.c.why).where(table.c.id == delivery))
    assert found
    return State(found.state), found.why


# --- what the platform answers -------------------------------------------------------------------


def test_a_plan_is_sent_and_knows_where_it_stands(room: Room) -> None:
    plan = planned(room)
    report = room.send()
    found = row(room, plan)
    assert (found.state, found.channel, found.ts) == (State.SENT, f"D{MAYA}", plan)
    assert report.counts == {"sent": 1}


def test_a_reply_is_forgotten_once_it_stands(room: Room) -> None:
    planned(room)
    reply = say(room, ANA)
    room.send()
    assert how_it_stands(room, reply) == (State.SENT, None)
    with room.database.read() as tx:
        assert tx.value(select(table.c.sealed).where(table.c.id == reply)) is None


def test_busy_waits_at_least_as_long_as_was_asked_and_the_whole_workspace_with_it(
    room: Room,
) -> None:
    plan = planned(room)
    say(room, ANA)
    room.post.script = [Busy(30), Busy(30)]
    room.send()
    assert room.standing.all() == []
    assert len(room.post.tried) == 1  # the platform asked for quiet: nobody else tried
    room.wait(seconds=29)
    assert len(room.post.tried) == 1
    room.post.script = []
    room.wait(seconds=2)
    assert len(room.standing.all()) == 2
    assert row(room, plan).state is State.SENT


@pytest.mark.parametrize("waits", [[30, 120, 600, 3600, 4 * 3600, 4 * 3600]])
def test_no_connection_is_tried_again_after_ever_longer_pauses(
    room: Room, waits: list[int]
) -> None:
    planned(room)
    reply = say(room, ANA)
    room.post.profile_script = []
    with room.database.begin() as tx:
        tx.run(update(table).where(table.c.kind == Kind.PLAN).values(state=State.SKIPPED))
    for tries, pause in enumerate(waits):
        room.post.script = [Busy(1, "no connection")]
        room.send()
        assert len(room.post.tried) == tries + 1
        room.wait(seconds=pause * 0.79)
        assert len(room.post.tried) == tries + 1
        room.post.script = [Busy(1, "no connection")]
        room.machine.forward(seconds=pause * 0.42)
    room.post.script = []
    room.send()
    assert row(room, reply).state is State.SENT


def test_a_lost_answer_whose_message_stands_is_not_sent_again(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Late(Doubtful("timeout"))]
    report = room.send()
    assert row(room, plan).state is State.SENT
    assert report.counts == {"doubt": 1, "sent": 1}
    for _ in range(5):
        room.wait(minutes=3)
    assert len(room.standing.to(MAYA)) == 1


def test_a_lost_request_is_sent_again_only_when_the_lease_is_over(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Doubtful("timeout")]
    room.send()
    room.wait(seconds=100)
    assert (room.standing.all(), row(room, plan).state) == ([], State.SENDING)
    room.wait(seconds=21)
    assert len(room.standing.to(MAYA)) == 1


def test_a_message_that_appears_late_is_not_doubled(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Doubtful("timeout")]
    room.send()
    room.wait(seconds=60)
    room.standing.put(workspace=ACME, address=MAYA, delivery=plan)
    room.wait(seconds=61)
    assert len(room.standing.to(MAYA)) == 1
    assert row(room, plan).state is State.SENT


def test_where_nobody_can_look_it_is_never_sent_again(room: Room) -> None:
    plan = planned(room)

    async def nobody_can_look(workspace: str, address: str, delivery_id: str) -> Finding:
        return Finding(Found.CANNOT_TELL)

    room.post.find = nobody_can_look  # type: ignore[method-assign]
    room.post.script = [Doubtful("timeout")]
    room.send()
    for _ in range(5):
        room.wait(minutes=3)
    assert (how_it_stands(room, plan), room.standing.all()) == (
        (State.UNKNOWN, "cannot_tell"),
        [],
    )


@pytest.mark.parametrize(
    "look",
    [
        Busy(3600),
        Busy(1, "no connection"),
        Doubtful("timeout"),
        Unreachable("token_revoked", whole_workspace=True),
    ],
)
def test_a_doubtful_message_waits_until_somebody_can_look(room: Room, look: Exception) -> None:
    """The message stands. Whatever keeps us from seeing it, it is not sent a second time."""
    plan = planned(room)
    room.post.script = [Late(Doubtful("timeout"))]
    room.post.find_script = [look, look, look]
    room.send()
    for _ in range(10):
        room.wait(hours=1, seconds=2)
        if room.clock.at > TUESDAY + timedelta(hours=7):
            room.clock.at = TUESDAY  # the rules are not what holds it back here
    assert len(room.standing.to(MAYA)) == 1
    assert row(room, plan).state is State.SENT


def test_what_is_found_days_later_counts_for_the_day_on_which_it_was_sent(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Late(Doubtful("timeout"))]
    room.post.find_script = [Busy(1)]
    room.send()
    room.wait(days=3)
    found = row(room, plan)
    assert (found.state, found.day) == (State.SENT, TUESDAY.date())


def test_looking_waits_as_long_as_the_platform_asks(room: Room) -> None:
    planned(room)
    room.post.script = [Doubtful("timeout")]
    room.post.find_script = [Busy(3600)]
    room.send()
    room.wait(seconds=3590)
    assert room.post.searched == 1
    room.wait(seconds=11)
    assert room.post.searched == 2


def test_a_person_who_cannot_be_written_to_gets_no_more_plans_until_they_come_back(
    room: Room,
) -> None:
    plan = planned(room)
    room.post.script = [Unreachable("messages_tab_disabled")]
    room.send()
    assert how_it_stands(room, plan) == (State.DEAD, "messages_tab_disabled")
    room.run(TUESDAY + timedelta(days=7))
    assert len(room.post.tried) == 1
    with room.database.begin() as tx:
        assert people.load(tx, ACME, MAYA).unreachable == "messages_tab_disabled"
        people.change(tx, ACME, MAYA, unreachable=None)
        bonds.look_again_at_leader(tx, ACME, MAYA)
    room.run(TUESDAY + timedelta(days=14))
    assert len(room.standing.to(MAYA)) == 1


def test_a_revoked_token_makes_all_wait_and_one_try_each_hour(room: Room) -> None:
    plan = planned(room)
    say(room, ANA)
    say(room, BEN)
    gone, few = Unreachable("token_revoked", whole_workspace=True), (1, 2)
    room.post.script = [gone] * 5
    room.send()
    at_first = len(room.post.tried)
    assert at_first in few  # beside the first one another may be on its way on a slow machine
    for _ in range(5):
        room.wait(minutes=10)
    assert len(room.post.tried) == at_first
    room.wait(minutes=11)
    assert len(room.post.tried) - at_first in few
    with room.database.read() as tx:
        assert workspaces.load(tx, ACME).out_of_reach == "token_revoked"
    room.post.script = []
    room.wait(hours=1, minutes=1)
    assert {said["address"] for said in room.standing.all()} == {MAYA, ANA, BEN}
    assert row(room, plan).state is State.SENT
    with room.database.read() as tx:
        place = workspaces.load(tx, ACME)
    assert (place.out_of_reach, place.blocked_until) == (None, None)


def test_what_the_platform_refuses_is_said_plainly_once(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Unfit("invalid_blocks")]
    room.send()
    assert row(room, plan).state is State.SENT
    first, second = (view for _, view in room.post.tried)
    assert len(str(second)) < len(str(first))


def test_what_is_refused_plain_as_well_is_set_aside(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Unfit("invalid_blocks"), Unfit("msg_too_long")]
    room.send()
    assert how_it_stands(room, plan) == (State.DEAD, "msg_too_long")


def test_a_platform_that_is_away_for_two_days_leaves_nothing_stale_behind(room: Room) -> None:
    settle_in(room.database, [MAYA])
    away = [Busy(1, "no connection")] * 500
    room.post.script = away
    room.clock.at = room.machine.at = TUESDAY - timedelta(minutes=30)
    for _ in room.live(TUESDAY + timedelta(days=2), minutes=30):
        pass
    with room.database.read() as tx:
        assert deliveries.totals(tx, ACME) == {State.SKIPPED: 1}
    room.post.script = []
    for _ in room.live(TUESDAY + timedelta(days=8), hours=4):
        pass
    assert len(room.standing.to(MAYA)) == 1  # the next Tuesday's, and no burst


# --- what changed on the way ---------------------------------------------------------------------


def test_what_was_withdrawn_after_planning_is_not_said(room: Room) -> None:
    plan = planned(room)
    with room.database.begin() as tx:
        (item,) = [one.id for one in items.own(tx, ACME, ANA)]
        items.withdraw(tx, ACME, ANA, item)
    room.send()
    assert how_it_stands(room, plan) == (State.SKIPPED, "revoked")


def test_words_like_done_are_not_about_a_plan_that_never_came(room: Room) -> None:
    """Else the answer would name Ana, who took back what Maya was to be reminded of."""
    planned(room)
    with room.database.begin() as tx:
        assert nudges.open_of_leader(tx, ACME, MAYA, TUESDAY.date()) == []
        people.change(tx, ACME, ANA, not_about_me=True)
    assert room.send().counts["skipped"] == 1
    with room.database.read() as tx:
        assert nudges.open_of_leader(tx, ACME, MAYA, TUESDAY.date()) == []


@pytest.mark.parametrize("how", ["withdrew", "paused"])
def test_what_ana_took_back_before_a_plan_was_sent_does_not_come_up_when_it_is_redrawn(
    room: Room, how: str
) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        item = share(tx, ANA, MAYA)
    room.plan(TUESDAY)
    with room.database.begin() as tx:
        if how == "withdrew":
            items.withdraw(tx, ACME, ANA, item)
        else:
            people.change(tx, ACME, ANA, not_about_me=True)
    room.send()
    (sent,) = room.standing.to(MAYA)
    with room.database.begin() as tx:
        deliveries.mark_stale(tx, ACME, [sent["delivery"]], TUESDAY)
    room.send()
    assert ANA not in repr(room.post.tried) + repr(room.post.redrawn)
    with room.database.read() as tx:
        assert ANA not in repr(export(tx, ACME, MAYA, TUESDAY)["reminders_to_me"])
        assert export(tx, ACME, ANA, TUESDAY)["reminders_about_me"] == []
        (bond,) = [one for one in bonds.of_leader(tx, ACME, MAYA) if one.report == ANA]
        assert bonds.planner_dates(tx, ACME, MAYA)[bond.id] == (None, None), "it was not her turn"


def test_who_took_maya_s_name_back_before_she_was_asked_is_not_named_when_it_is_redrawn(
    room: Room,
) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, profile(MAYA), TUESDAY)
        for report in (ANA, BEN):
            bonds.report_says(tx, ACME, MAYA, report, TUESDAY)
    room.plan()
    with room.database.begin() as tx:
        told = bonds.between(tx, ACME, MAYA, ANA)
        assert told
        bonds.change(tx, ACME, told.id, confirmed=False)
    room.send()
    (sent,) = room.standing.to(MAYA)
    with room.database.begin() as tx:
        deliveries.mark_stale(tx, ACME, [sent["delivery"]], TUESDAY)
    room.send()
    assert BEN in repr(room.post.redrawn)
    assert ANA not in repr(room.post.tried) + repr(room.post.redrawn)


@pytest.mark.parametrize("how", ["withdrew", "paused"])
def test_maya_s_export_does_not_tell_what_ana_took_back_before_it_was_sent(
    room: Room, how: str
) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        item = share(tx, ANA, MAYA)
        for bond in bonds.of_leader(tx, ACME, MAYA):
            if bond.report != ANA:
                bonds.end(tx, ACME, bond.id, TUESDAY)
    room.plan(TUESDAY)
    with room.database.begin() as tx:
        if how == "withdrew":
            items.withdraw(tx, ACME, ANA, item)
        else:
            people.change(tx, ACME, ANA, not_about_me=True)
    assert room.send().counts["skipped"] == 1
    with room.database.read() as tx:
        told = export(tx, ACME, MAYA, TUESDAY)
    assert (told["reminders_to_me"], told["messages_to_me"]) == ([], [])


def test_what_was_withdrawn_while_a_message_waits_for_its_turn_is_not_said(room: Room) -> None:
    """The last look at the rows comes after the wait for the platform's pace."""
    plan = planned(room)
    say(room, MAYA)

    def withdraw() -> None:
        with room.database.begin() as tx:
            (item,) = [one.id for one in items.own(tx, ACME, ANA)]
            items.withdraw(tx, ACME, ANA, item)

    room.post.script = [withdraw]  # while the reply goes out, the plan is next in line
    room.send()
    assert how_it_stands(room, plan) == (State.SKIPPED, "revoked")


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("bond ended", "revoked"),
        ("paused", "paused"),
        ("stopped", "stopped"),
        ("off", "not_started"),
    ],
)
def test_the_rules_hold_until_the_last_moment(room: Room, what: str, why: str) -> None:
    plan = planned(room)
    with room.database.begin() as tx:
        match what:
            case "bond ended":
                found = bonds.between(tx, ACME, MAYA, ANA)
                assert found
                bonds.end(tx, ACME, found.id, TUESDAY)
            case "paused":
                people.change(tx, ACME, MAYA, paused_until=TUESDAY + timedelta(days=2))
            case "stopped":
                people.change(tx, ACME, MAYA, stopped_at=TUESDAY)
            case "off":
                workspaces.change(tx, ACME, started_at=None)
    room.send()
    assert (how_it_stands(room, plan), room.standing.all()) == ((State.SKIPPED, why), [])


def test_a_leader_who_left_between_plan_and_send_is_not_written_to(room: Room) -> None:
    """The platform would have taken it without a word."""
    plan = planned(room)
    room.post.profiles[ACME, MAYA] = profile(MAYA, is_deactivated=True)
    room.send()
    assert how_it_stands(room, plan) == (State.SKIPPED, "inactive")
    with room.database.read() as tx:
        assert not people.load(tx, ACME, MAYA).may_take_part
    room.run(TUESDAY + timedelta(days=7))
    assert len(room.post.tried) == 0


def test_a_leader_the_platform_does_not_know_is_not_written_to(room: Room) -> None:
    plan = planned(room)
    del room.post.profiles[ACME, MAYA]
    room.send()
    assert how_it_stands(room, plan) == (State.SKIPPED, "inactive")


@pytest.mark.parametrize("error", [Busy(10), Busy(10, "no connection"), Doubtful("timeout")])
def test_a_profile_that_cannot_be_read_now_is_asked_for_later(room: Room, error: Exception) -> None:
    plan = planned(room)
    room.post.profile_script = [error]
    room.send()
    assert (row(room, plan).state, room.standing.all()) == (State.DUE, [])
    room.wait(seconds=45)
    assert row(room, plan).state is State.SENT


def test_a_leader_who_flew_off_is_written_to_in_their_own_morning(room: Room) -> None:
    """Ten in Berlin is ten at night in Auckland."""
    plan = planned(room)
    room.post.profiles[ACME, MAYA] = profile(MAYA, AUCKLAND)
    room.send()
    assert (row(room, plan).state, room.standing.all()) == (State.DUE, [])
    assert row(room, plan).due_at == datetime(2026, 11, 24, 20, tzinfo=UTC)
    room.wait(hours=11)
    assert len(room.standing.to(MAYA)) == 1


def test_out_of_hours_a_plan_waits_but_a_reply_does_not(room: Room) -> None:
    plan = planned(room)
    room.clock.at = datetime(2026, 11, 24, 20, tzinfo=UTC)
    say(room, MAYA)
    room.send()
    assert len(room.standing.to(MAYA)) == 1
    assert row(room, plan).due_at == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_plan_too_late_for_its_week_is_skipped(room: Room) -> None:
    plan = planned(room)
    room.clock.at = datetime(2026, 11, 25, 16, 1, tzinfo=UTC)  # Wednesday, a minute past five
    room.send()
    assert how_it_stands(room, plan) == (State.SKIPPED, "stale")


def test_a_person_without_working_days_is_not_written_to_unasked(room: Room) -> None:
    plan = planned(room)
    with room.database.begin() as tx:
        people.set_hours(tx, ACME, MAYA, Hours(days=frozenset()))
    room.send()
    assert how_it_stands(room, plan) == (State.SKIPPED, "stale")


def test_a_plan_that_was_never_sent_does_not_count_as_a_turn(room: Room) -> None:
    """Tend was away until Wednesday night: on the next Tuesday Ana is due all the same."""
    plan = planned(room)
    room.run(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert how_it_stands(room, plan) == (State.SKIPPED, "stale")
    with room.database.read() as tx:
        dates = bonds.planner_dates(tx, ACME, MAYA)
    assert [nudged_on for nudged_on, _ in dates.values()] == [None]
    room.run(TUESDAY + timedelta(days=7))
    assert len(room.standing.to(MAYA)) == 1


def test_a_late_plan_that_went_stale_does_not_cost_a_week(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
    room.plan(datetime(2026, 11, 25, 8, tzinfo=UTC))  # a day late
    room.run(datetime(2026, 11, 25, 17, tzinfo=UTC))
    room.run(TUESDAY + timedelta(days=7))  # six days after the one that was never sent
    assert len(room.standing.to(MAYA)) == 1


def test_an_introduction_that_was_never_sent_is_asked_another_day(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, profile(MAYA), TUESDAY)
        bonds.report_says(tx, ACME, MAYA, ANA, TUESDAY)
    room.plan()
    room.run(datetime(2026, 11, 26, 9, tzinfo=UTC))
    room.later(minutes=1)
    with room.database.read() as tx:
        assert deliveries.totals(tx, ACME) == {State.SKIPPED: 1, State.SENT: 1}
    assert len(room.standing.to(MAYA)) == 1


def test_the_owner_may_know_what_was_sent_and_only_that(room: Room) -> None:
    planned(room)
    with room.database.begin() as tx:
        bond(tx, MAYA, BEN)
        share(tx, BEN, MAYA)
    room.run(TUESDAY + timedelta(days=7))
    with room.database.read() as tx:
        told = {r.item: r.how for r in tx.all(select(disclosures))}
        mine = {one.id for one in items.own(tx, ACME, ANA)} | {
            one.id for one in items.own(tx, ACME, BEN)
        }
        planned_items = {n.item for d in _sent(tx) for n in nudges.of_delivery(tx, ACME, d)}
    assert set(told) == planned_items <= mine
    assert set(told.values()) == {"sent"}


def test_the_owner_may_know_what_was_on_its_way_when_they_stopped_sharing(room: Room) -> None:
    planned(room)

    def withdraw() -> None:
        with room.database.begin() as tx:
            (item,) = [one.id for one in items.own(tx, ACME, ANA)]
            items.withdraw(tx, ACME, ANA, item)

    room.post.script = [withdraw]
    assert room.send().counts["sent"] == 1
    with room.database.read() as tx:
        assert [row.how for row in tx.all(select(disclosures))] == ["sent"]


def test_a_message_of_before_tells_no_more_when_its_owner_shares_more(room: Room) -> None:
    """What the new level tells comes with the next plan, and is noted then."""
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        item = share(tx, ANA, MAYA, level=Level.DISCREET)
    room.run()
    (sent,) = room.standing.to(MAYA)
    with room.database.begin() as tx:
        items.share(tx, ACME, ANA, item, MAYA, Level.NAMED, TUESDAY)
        deliveries.mark_stale(tx, ACME, [sent["delivery"]], room.machine.at)
    room.send()
    assert room.post.redrawn and EXAM.title not in repr(room.post.redrawn)


def test_what_was_deleted_while_it_was_on_its_way_leaves_nothing_to_tell(room: Room) -> None:
    planned(room)

    def erase() -> None:
        with room.database.begin() as tx:
            (item,) = [one.id for one in items.own(tx, ACME, ANA)]
            items.erase(tx, ACME, ANA, item)

    room.post.script = [erase]
    assert room.send().counts["sent"] == 1
    with room.database.read() as tx:
        assert tx.all(select(disclosures)) == []


def _sent(tx: Tx) -> list[str]:
    return [r.id for r in tx.all(select(table.c.id).where(table.c.state == State.SENT))]


# --- faults of ours ------------------------------------------------------------------------------


def test_one_bad_row_stops_nobody_else_and_is_set_aside_after_three_tries(room: Room) -> None:
    settle_in(room.database, [MAYA])
    good, bad = say(room, BEN), say(room, ANA)

    def compose_badly(tx: Tx, delivery: Delivery, now: datetime) -> View | None:
        if delivery.id == bad:
            raise RuntimeError("a fault of ours")
        return compose(tx, delivery, now)

    room.deliverer.compose = compose_badly
    report = room.send()
    assert row(room, good).state is State.SENT
    assert report.counts["failed"] == 1
    for _ in range(10):
        room.wait(minutes=10)
    assert how_it_stands(room, bad) == (State.DEAD, "poison")
    assert row(room, bad).attempt == 3


def test_a_fault_while_looking_is_set_aside_after_three_tries(room: Room) -> None:
    plan = planned(room)
    room.post.script = [Doubtful("timeout")]
    room.post.find_script = [Doubtful("timeout"), *[RuntimeError("a fault of ours")] * 50]
    room.send()
    for _ in range(10):
        room.wait(minutes=3)
    assert how_it_stands(room, plan) == (State.DEAD, "poison")
    assert room.post.searched == 4


def test_a_message_often_put_off_is_not_mistaken_for_a_bad_row(room: Room) -> None:
    plan = planned(room)
    for _ in range(6):
        room.post.script = [Busy(1, "no connection")]
        room.send()
        room.machine.forward(hours=6)
    room.post.script = [RuntimeError("once")]
    room.send()
    room.machine.forward(minutes=3)
    room.send()
    room.machine.forward(hours=6)
    room.send()
    assert row(room, plan).state is State.SENT


def test_a_platform_nobody_serves_does_not_stop_the_others(room: Room) -> None:
    reply = say_in_order(room)
    with room.database.begin() as tx:
        workspaces.ensure(tx, "T0ELSEWHERE", "carrier pigeon", TUESDAY)
        body = view_to_text(View(("Hello",), (Text(("Hello",)),)))
        deliveries.slot(
            tx, "T0ELSEWHERE", Kind.REPLY, ANA, "x", TUESDAY, None, None, TUESDAY, body=body
        )
    for _ in range(8):
        room.wait(minutes=10)
    assert row(room, reply).state is State.SENT
    with room.database.read() as tx:
        assert deliveries.totals(tx, "T0ELSEWHERE") == {State.DEAD: 1}


def say_in_order(room: Room) -> str:
    settle_in(room.database, [MAYA])
    return say(room, BEN)


# --- redrawing -----------------------------------------------------------------------------------


def stale(room: Room, *ids: str) -> None:
    with room.database.begin() as tx:
        deliveries.mark_stale(tx, ACME, ids, room.machine.at)


def test_what_changed_is_redrawn_once(room: Room) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    room.send()
    room.wait(minutes=5)
    assert [ts for ts, _ in room.post.redrawn] == [plan]


@pytest.mark.parametrize("error", [Busy(30), Doubtful("timeout")])
def test_a_redrawing_that_failed_comes_again(room: Room, error: Exception) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    room.post.update_script = [error]
    room.send()
    assert room.post.redrawn == []
    room.wait(seconds=61)
    assert [ts for ts, _ in room.post.redrawn] == [plan]


def test_a_message_that_is_gone_is_redrawn_no_more(room: Room) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    room.post.update_script = [Unreachable("channel_not_found")]
    room.send()
    room.wait(minutes=5)
    assert room.post.redrawn == []


def refused(room: Room, *messages: str, code: str = "token_revoked") -> None:
    """Slack refuses the whole workspace while these are redrawn."""
    stale(room, *messages)
    room.post.update_script = [Unreachable(code, whole_workspace=True)] * len(messages)
    room.send()
    assert room.post.redrawn == []
    room.post.update_script = []


def test_what_ana_took_back_while_slack_refused_us_reaches_the_message_all_the_same(
    room: Room,
) -> None:
    plan = planned(room)
    room.send()
    refused(room, plan)
    room.wait(minutes=59)
    assert room.post.redrawn == [], "a workspace out of reach is tried once an hour"
    room.wait(minutes=2)
    assert [ts for ts, _ in room.post.redrawn] == [plan]


def test_it_is_redrawn_as_soon_as_a_message_went_through(room: Room) -> None:
    plan = planned(room)
    room.send()
    refused(room, plan)
    say(room, TOM)
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, blocked_until=None)  # an hour later, or a start
    room.send()
    room.send()
    assert [ts for ts, _ in room.post.redrawn] == [plan]


def test_of_a_refused_workspace_not_each_message_is_tried(room: Room) -> None:
    plan, reply = planned(room), say(room, TOM)
    room.send()
    stale(room, plan, reply)
    tried: list[str] = []

    def refuses() -> None:
        tried.append("once")
        raise Unreachable("account_inactive", whole_workspace=True)

    room.post.update_script = [refuses] * 20
    for _ in range(5):
        room.wait(minutes=10)
    assert len(tried) <= 2, "those that were in hand at that moment"


def test_what_ana_took_back_while_a_right_was_missing_reaches_the_message_once_it_is_granted(
    room: Room,
) -> None:
    plan, reply = planned(room), say(room, TOM)
    room.send()
    stale(room, plan, reply)
    missing = Unreachable("missing_scope", until_granted=True)
    room.post.update_script = [missing] * 20
    for _ in range(24):
        room.wait(minutes=61)
        room.post.update_script = room.post.update_script or [missing] * 2
    assert room.post.redrawn == []
    room.post.update_script = []
    room.wait(minutes=61)
    assert plan in [ts for ts, _ in room.post.redrawn]


def test_while_a_right_is_missing_one_redrawing_is_tried_an_hour_and_what_is_new_is_sent(
    room: Room,
) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    room.post.update_script = [Unreachable("missing_scope", until_granted=True)] * 20
    for _ in range(12):
        room.wait(minutes=10)
    assert 20 - len(room.post.update_script) <= 3
    reply = say(room, TOM)
    room.send()
    assert reply in [said["delivery"] for said in room.post.standing.all()]


def test_what_changed_while_tend_was_taken_off_is_redrawn_when_it_is_back(room: Room) -> None:
    plan = planned(room)
    room.send()
    with room.database.begin() as tx:
        installing.take_off(tx, ACME, room.clock.at, room.machine.at)
    stale(room, plan)
    room.wait(days=3)
    assert room.post.redrawn == []
    with room.database.begin() as tx:
        assert installing.come_back(tx, ACME, room.clock.at)
    room.send()
    assert [ts for ts, _ in room.post.redrawn] == [plan]


def test_a_drawing_that_slack_finds_unfit_is_redrawn_as_plain_as_can_be(room: Room) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    room.post.update_script = [Unfit("invalid_blocks")]
    room.send()
    assert [ts for ts, _ in room.post.redrawn] == [plan]


def test_a_change_while_redrawing_is_drawn_as_well(room: Room) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    room.post.update_script = [lambda: stale(room, plan)]
    room.send()
    assert [ts for ts, _ in room.post.redrawn] == [plan, plan]


def test_a_drawing_that_fails_does_not_go_round_in_circles(room: Room) -> None:
    plan = planned(room)
    reply = say(room, TOM)
    room.send()
    tries = []

    def fails(tx: Tx, delivery: Delivery, now: datetime) -> View | None:
        tries.append(delivery.id)
        assert len(tries) < 10
        raise RuntimeError("a fault of ours")

    room.deliverer.compose = fails
    stale(room, plan, reply)
    room.send()
    room.wait(seconds=30)  # not before its lease is over
    assert sorted(tries) == sorted([plan, reply])


def test_a_drain_as_of_an_instant_leaves_the_clock_as_it_was(room: Room) -> None:
    asyncio.run(room.deliverer.drain(Report(), TUESDAY - timedelta(days=300)))
    assert room.deliverer.now() == room.clock.at


def test_two_who_redraw_do_not_both(room: Room) -> None:
    plan = planned(room)
    room.send()
    stale(room, plan)
    found, lease = row(room, plan), room.machine.at + timedelta(seconds=60)
    with room.database.begin() as tx:
        assert sending.take_redraw(tx, found, room.machine.at, lease)
        assert not sending.take_redraw(tx, found, room.machine.at, lease)


# --- whose claim it is ---------------------------------------------------------------------------


def test_whoever_slept_through_the_lease_changes_nothing_any_more(room: Room) -> None:
    """The first sender hung; another looked, sent and is done. Then the first wakes up."""
    plan = planned(room)
    other = room.after_restart()

    def hang() -> None:
        room.machine.forward(minutes=3)
        other_report = other_sends(other)
        assert other_report["sent"] == 1
        raise Busy(1, "no connection")

    room.post.script = [hang]
    room.send()
    assert row(room, plan).state is State.SENT
    room.wait(hours=5)
    assert len(room.standing.to(MAYA)) == 1


def other_sends(room: Room) -> dict[str, int]:
    """In a thread with an event loop of its own, as another process would."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as threads:
        return dict(threads.submit(room.send).result().counts)


def test_a_talk_noted_on_the_way_does_not_unsay_the_plan(room: Room) -> None:
    """Only what is gone is left out; the talk is shown in the message itself."""
    plan = planned(room)
    with room.database.begin() as tx:
        talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [], TUESDAY)
    room.send()
    assert row(room, plan).state is State.SENT


def test_nobody_waits_with_a_lease_running(room: Room) -> None:
    """Sixty messages at the platform's pace: each is claimed when its turn has come."""
    settle_in(room.database, [MAYA])
    held: list[int] = []
    with room.database.begin() as tx:
        for n in range(60):
            people.learn(tx, ACME, profile(f"U{n:03}"), TUESDAY)
    for n in range(60):
        room.post.profiles[ACME, f"U{n:03}"] = profile(f"U{n:03}")
        say(room, f"U{n:03}")

    def count() -> None:
        with room.database.read() as tx:
            rows = tx.all(select(table.c.id).where(table.c.state == State.SENDING))
        held.append(len(rows))

    room.post.script = [count] * 60
    room.send()
    assert len(held) == 60
    assert max(held) <= 20 + 1  # the burst, and the one whose turn it is
    assert room.seconds.at >= 40 / (200 / 60) - 1


def test_stop_lets_the_message_on_its_way_arrive_and_takes_no_other(room: Room) -> None:
    settle_in(room.database, [MAYA])
    for person in (ANA, BEN, CHIDI):
        say(room, person, "a")
        say(room, person, "b")
    room.post.script = [room.deliverer.stopping.set]
    room.send()
    with room.database.read() as tx:
        totals = deliveries.totals(tx, ACME)
    assert totals.get(State.SENDING) is None
    assert totals[State.SENT] == len(room.standing.all()) <= 3


def test_a_press_proves_that_a_doubtful_message_arrived(room: Room) -> None:
    planned(room)
    room.send()
    reply = say(room, BEN)
    room.post.script = [Doubtful("timeout")]
    room.send()
    with room.database.begin() as tx:
        deliveries.prove(tx, ACME, reply, "D1", "1.2", TUESDAY)
        assert tx.value(select(table.c.sealed).where(table.c.id == reply)) is None
    room.wait(minutes=10)
    assert row(room, reply).ts == "1.2"
    assert room.standing.to(BEN) == []


def test_next_due_at_is_not_left_behind_by_a_skipped_plan(room: Room) -> None:
    planned(room)
    room.clock.at = datetime(2026, 11, 25, 16, 1, tzinfo=UTC)
    room.send()
    room.plan()
    with room.database.read() as tx:
        hint = tx.value(select(bonds_table.c.next_due_at))
    assert hint == TUESDAY + timedelta(days=7)


def test_the_post_is_the_port() -> None:
    from jobs.messenger import Messenger

    def fills(_: Messenger[View]) -> None: ...

    fills(Post.__new__(Post))
