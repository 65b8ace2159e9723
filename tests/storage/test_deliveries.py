"""A message on its way: one row, one claim at a time, and never back from where it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from storage import deliveries, outbox, sending, workspaces
from storage.database import Database, Tx
from storage.deliveries import Delivery, Kind, State
from storage.tables import deliveries as table
from tests.people import ACME, ANA, BEN, MAYA, TUESDAY
from tests.storage.test_transactions import THREADS, at_once

NOW = TUESDAY
LEASE = NOW + timedelta(seconds=120)


@pytest.fixture
def plan(database: Database) -> Delivery:
    with database.begin() as tx:
        workspaces.ensure(tx, ACME, "slack", NOW)
        return made(tx, MAYA, Kind.PLAN)


def made(tx: Tx, who: str, kind: Kind = Kind.REPLY, name: str = "n") -> Delivery:
    day = NOW.date() if kind is Kind.PLAN else None
    body = None if kind is Kind.PLAN else "Hello"
    delivery = deliveries.slot(tx, ACME, kind, who, name, NOW, None, day, NOW, body=body)
    assert delivery
    return found(tx, delivery)


def found(tx: Tx, delivery: str) -> Delivery:
    row = deliveries.get(tx, ACME, delivery)
    assert row
    return row


def claimed(tx: Tx, delivery: Delivery, until: datetime = LEASE) -> Delivery:
    return sending.claim(tx, [delivery], NOW, until)[delivery.id]


def state(database: Database, delivery: Delivery) -> State:
    with database.read() as tx:
        return found(tx, delivery.id).state


# --- one slot, one message -----------------------------------------------------------------------


def test_one_slot_has_one_message(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        again = deliveries.slot(tx, ACME, Kind.PLAN, MAYA, "n", NOW, None, None, NOW)
        assert again is None
        assert made(tx, MAYA, Kind.PLAN, "next week").id != plan.id
        assert made(tx, ANA, Kind.PLAN).id != plan.id
        assert made(tx, MAYA, Kind.REPLY).id != plan.id


def test_of_four_at_once_one_gets_the_slot(database: Database) -> None:
    got: list[str | None] = []

    def take() -> None:
        with database.begin() as tx:
            got.append(deliveries.slot(tx, ACME, Kind.PLAN, MAYA, "n", NOW, None, None, NOW))

    at_once(*[take] * THREADS)
    assert len([delivery for delivery in got if delivery]) == 1


# --- claims --------------------------------------------------------------------------------------


def test_claimed_by_one_of_four(database: Database, plan: Delivery) -> None:
    got: list[Delivery] = []

    def take() -> None:
        with database.begin() as tx:
            got.extend(sending.claim(tx, [plan], NOW, LEASE).values())

    at_once(*[take] * THREADS)
    (held,) = got
    assert (held.state, held.attempt, held.faults) == (State.SENDING, 1, 1)


def test_a_run_out_lease_is_taken_over_by_one_of_four(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        held = claimed(tx, plan)
    got: list[bool] = []
    after = LEASE + timedelta(seconds=1)

    def take() -> None:
        with database.begin() as tx:
            until = after + timedelta(seconds=120)
            got.append(sending.claim_doubtful(tx, held, after, until))

    at_once(*[take] * THREADS)
    assert sorted(got) == [False] * (THREADS - 1) + [True]


def test_a_lease_that_runs_is_not_taken_over(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        held = claimed(tx, plan)
        assert outbox.run_out(tx, LEASE - timedelta(seconds=1), 10) == []
        assert not sending.claim_doubtful(tx, held, LEASE - timedelta(seconds=1), LEASE)
        assert [one.id for one in outbox.run_out(tx, LEASE, 10)] == [plan.id]


def test_an_old_sight_of_a_message_claims_nothing(database: Database, plan: Delivery) -> None:
    """It was claimed, put off and is due again since: whoever read it before looks anew."""
    with database.begin() as tx:
        sending.put_off(tx, claimed(tx, plan), NOW)
        assert sending.claim(tx, [plan], NOW, LEASE) == {}
        assert sending.claim(tx, [found(tx, plan.id)], NOW, LEASE)


def test_what_a_press_has_proven_is_not_claimed_by_who_read_it_before(
    database: Database, plan: Delivery
) -> None:
    with database.begin() as tx:
        deliveries.prove(tx, ACME, plan.id, "D1", "1.2", NOW)
        assert sending.claim(tx, [plan], NOW, LEASE) == {}


@pytest.mark.parametrize("late", ["retry", "put_off", "absent", "doubt", "fault", "close"])
def test_whoever_lost_the_claim_changes_nothing(
    database: Database, plan: Delivery, late: str
) -> None:
    with database.begin() as tx:
        first = claimed(tx, plan)
        sending.absent(tx, first, NOW)
        second = claimed(tx, found(tx, plan.id))
        sending.sent(tx, second, "D1", "1.2", NOW)
        changed = {
            "retry": lambda: sending.retry(tx, first, NOW),
            "put_off": lambda: sending.put_off(tx, first, NOW),
            "absent": lambda: sending.absent(tx, first, NOW),
            "doubt": lambda: sending.doubt(tx, first, NOW),
            "fault": lambda: sending.fault(tx, first),
            "close": lambda: sending.close(tx, first, State.DEAD, "x"),
        }[late]()
    assert not changed
    assert state(database, plan) is State.SENT


# --- what may be claimed -------------------------------------------------------------------------


def ready(database: Database, now: datetime = NOW, machine: datetime = NOW) -> list[str]:
    with database.read() as tx:
        return [one.id for one in outbox.ready(tx, now, machine, 10)]


def test_ready_when_due_and_not_before(database: Database, plan: Delivery) -> None:
    assert ready(database, NOW - timedelta(seconds=1)) == []
    assert ready(database) == [plan.id]
    with database.begin() as tx:
        sending.retry(tx, claimed(tx, plan), NOW + timedelta(seconds=30))
    assert ready(database) == []
    assert ready(database, machine=NOW + timedelta(seconds=30)) == [plan.id]


def test_two_clocks(database: Database, plan: Delivery) -> None:
    """A trial moves Tend's now by weeks; a retry waits by the machine's clock all the same."""
    with database.begin() as tx:
        sending.retry(tx, claimed(tx, plan), NOW + timedelta(seconds=30))
    assert ready(database, now=NOW + timedelta(weeks=5), machine=NOW) == []
    with database.begin() as tx:
        held = claimed(tx, found(tx, plan.id))
        assert held
        sending.put_off(tx, held, NOW + timedelta(days=1))
    assert ready(database, now=NOW, machine=NOW + timedelta(weeks=5)) == []
    tomorrow = NOW + timedelta(days=1)
    assert ready(database, now=tomorrow, machine=tomorrow) == [plan.id]
    with database.read() as tx:
        assert deliveries.next_moment(tx, NOW) == tomorrow


def test_a_reply_goes_before_what_nobody_asked_for(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        reply = made(tx, ANA)
    assert ready(database) == [reply.id, plan.id]


def test_a_workspace_that_asks_for_quiet_has_it(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        sending.block(tx, ACME, NOW + timedelta(minutes=1))
    assert ready(database) == []
    assert ready(database, machine=NOW + timedelta(minutes=1)) == [plan.id]


# --- ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [State.SKIPPED, State.DEAD, State.UNKNOWN, State.SENT])
def test_what_has_ended_is_never_ready_again(
    database: Database, plan: Delivery, end: State
) -> None:
    with database.begin() as tx:
        held = claimed(tx, plan)
        if end is State.SENT:
            sending.sent(tx, held, "D1", "1.2", NOW)
        else:
            assert sending.close(tx, held, end, "why")
    far = NOW + timedelta(days=300)
    assert ready(database, far, far) == []
    with database.read() as tx:
        assert outbox.run_out(tx, far, 10) == []
        assert deliveries.totals(tx, ACME) == {end: 1}


def test_a_reply_s_words_are_kept_until_it_ends_and_no_longer(database: Database) -> None:
    with database.begin() as tx:
        workspaces.ensure(tx, ACME, "slack", NOW)
        sent, dead, proven = made(tx, ANA), made(tx, BEN), made(tx, MAYA)
        for one in (sent, dead, proven):
            assert deliveries.body(tx, one) == "Hello"
        sending.sent(tx, claimed(tx, sent), "D1", "1.2", NOW)
        sending.close(tx, claimed(tx, dead), State.DEAD, "poison")
        deliveries.prove(tx, ACME, proven.id, "D1", "1.3", NOW)
        assert [row.sealed for row in tx.all(select(table.c.sealed))] == [None] * 3


def test_a_press_proves_a_message_once(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        held = claimed(tx, plan)
        deliveries.prove(tx, ACME, plan.id, "D1", "1.2", NOW)
        deliveries.prove(tx, ACME, plan.id, "D9", "9.9", NOW)
        assert not sending.retry(tx, held, NOW)
        proven = found(tx, plan.id)
    assert (proven.state, proven.channel, proven.ts) == (State.SENT, "D1", "1.2")


def test_an_orderly_end_of_a_claim_is_no_fault(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        for _ in range(5):
            sending.retry(tx, claimed(tx, found(tx, plan.id)), NOW)
        assert (found(tx, plan.id).attempt, found(tx, plan.id).faults) == (5, 0)
        sending.absent(tx, claimed(tx, found(tx, plan.id)), NOW)
        assert found(tx, plan.id).faults == 1


# --- caps and redrawing --------------------------------------------------------------------------


def test_what_was_never_sent_does_not_count_against_the_caps(
    database: Database, plan: Delivery
) -> None:
    with database.begin() as tx:
        made(tx, MAYA, Kind.REPLY)
        assert deliveries.unasked_days(tx, ACME, MAYA, NOW.date()) == [NOW.date()]
        assert deliveries.unasked_days(tx, ACME, MAYA, NOW.date() + timedelta(days=1)) == []
        sending.close(tx, claimed(tx, plan), State.SKIPPED, "stale")
        assert deliveries.unasked_days(tx, ACME, MAYA, NOW.date()) == []


def test_a_redrawing_waits_for_the_message_and_is_taken_by_one(
    database: Database, plan: Delivery
) -> None:
    with database.begin() as tx:
        held = claimed(tx, plan)
        deliveries.mark_stale(tx, ACME, [plan.id], NOW)
        assert outbox.to_redraw(tx, NOW, 10) == []
        sending.sent(tx, held, "D1", "1.2", NOW)
        assert [one.id for one in outbox.to_redraw(tx, NOW, 10)] == [plan.id]
        assert sending.take_redraw(tx, plan, NOW, LEASE)
        assert not sending.take_redraw(tx, plan, NOW, LEASE)
        assert outbox.to_redraw(tx, NOW, 10) == []
        assert [one.id for one in outbox.to_redraw(tx, LEASE, 10)] == [plan.id]
        sending.redrawn(tx, plan, LEASE)
        assert outbox.to_redraw(tx, LEASE, 10) == []


def test_what_nobody_has_claimed_yet_is_drawn_anew_anyway(
    database: Database, plan: Delivery
) -> None:
    with database.begin() as tx:
        deliveries.mark_stale(tx, ACME, [plan.id], NOW)
        deliveries.mark_own_stale(tx, ACME, plan.address, plan.id, NOW)
        sending.sent(tx, claimed(tx, plan), "D1", "1.2", NOW)
        assert outbox.to_redraw(tx, NOW, 10) == []


def test_a_change_while_it_is_redrawn_is_not_forgotten(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        sending.sent(tx, claimed(tx, plan), "D1", "1.2", NOW)
        deliveries.mark_stale(tx, ACME, [plan.id], NOW)
        assert sending.take_redraw(tx, plan, NOW, LEASE)
        deliveries.mark_stale(tx, ACME, [plan.id], NOW + timedelta(seconds=1))
        sending.redrawn(tx, plan, LEASE)
        assert outbox.to_redraw(tx, NOW + timedelta(seconds=1), 10)


def test_only_the_addressee_makes_a_message_stale(database: Database, plan: Delivery) -> None:
    with database.begin() as tx:
        sending.sent(tx, claimed(tx, plan), "D1", "1.2", NOW)
        deliveries.mark_own_stale(tx, ACME, BEN, plan.id, NOW)
        assert outbox.to_redraw(tx, NOW, 10) == []
        deliveries.mark_own_stale(tx, ACME, MAYA, plan.id, NOW)
        assert outbox.to_redraw(tx, NOW, 10)
