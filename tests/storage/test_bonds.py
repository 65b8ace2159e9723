"""Bonds, grants and answers: what ends is over, what begins anew begins from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from care.answers import Answer
from care.bonds import Bond
from care.items import Level
from storage import admins, bonds, deliveries, items, nudges, people, sending, talks, workspaces
from storage.admins import Standing
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.nudges import Nudge
from storage.tables import bonds as table
from tests.people import (
    ACME,
    ANA,
    AUCKLAND,
    BEN,
    EXAM,
    INES,
    KOFI,
    MAYA,
    SLEEP,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    profile,
    share,
)

LATER = TUESDAY + timedelta(days=10)


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    """One transaction for the whole test, taken back at its end."""
    with database.engine.connect() as connection, connection.begin():
        opened = Tx(connection, database.seals)
        open_workspace(opened)
        yield opened


# --- bonds ---------------------------------------------------------------------------------------


def test_each_says_it_and_neither_undoes_what_the_other_said(tx: Tx) -> None:
    first = bonds.leader_says(tx, ACME, MAYA, ANA, TUESDAY)
    assert (first.accepted, first.confirmed) == (True, None)
    both = bonds.report_says(tx, ACME, MAYA, ANA, LATER)
    assert (both.id, both.accepted, both.confirmed) == (first.id, True, True)
    assert both.since == TUESDAY
    assert bonds.leader_says(tx, ACME, MAYA, ANA, LATER) == both


def test_a_bond_that_ended_is_nowhere(tx: Tx) -> None:
    one = bond(tx, MAYA, ANA)
    bonds.end(tx, ACME, one, TUESDAY)
    assert bonds.get(tx, ACME, one) is None
    assert bonds.of_leader(tx, ACME, MAYA) == bonds.of_report(tx, ACME, ANA) == []
    assert bonds.between(tx, ACME, MAYA, ANA) is None
    bonds.look_again(tx, ACME)
    assert bonds.due(tx, LATER, 10) == []


def test_a_bond_that_begins_anew_begins_from_nothing(tx: Tx) -> None:
    one = bond(tx, MAYA, ANA)
    before = {"one_on_one": "1 10:00", "ideal": 30, "maximum": 60, "nudged_on": TUESDAY.date()}
    bonds.change(tx, ACME, one, **before, held_until=LATER.date(), introduced_in="d" * 32)
    bonds.end(tx, ACME, one, TUESDAY)
    again = bonds.report_says(tx, ACME, MAYA, ANA, LATER)
    assert (again.accepted, again.confirmed, again.since) == (None, True, LATER)
    assert (again.one_on_one, again.cadence) == ("", None)
    assert bonds.planner_dates(tx, ACME, MAYA) == {again.id: (None, None)}
    assert bonds.introduction_of(tx, ACME, again.id) is None


# --- when to look again --------------------------------------------------------------------------


def hints(tx: Tx) -> dict[str, datetime | None]:
    rows = tx.all(select(table.c.leader, table.c.report, table.c.next_due_at))
    return {f"{row.leader}-{row.report}": row.next_due_at for row in rows}


@pytest.fixture
def asleep(tx: Tx) -> Tx:
    """Maya leads Ana and Ben, Tom leads Ana and Kofi; nobody is looked at before the tenth day."""
    for leader, report in ((MAYA, ANA), (MAYA, BEN), (TOM, ANA), (TOM, KOFI)):
        bonds.push(tx, ACME, [bond(tx, leader, report)], LATER)
    bonds.push(tx, ACME, [one.id for who in (MAYA, TOM) for one in _of(tx, who)], LATER)
    return tx


def _of(tx: Tx, leader: str) -> list[Bond]:
    return bonds.of_leader(tx, ACME, leader)


@pytest.mark.parametrize(
    ("what", "woken"),
    [
        ("leader", {f"{MAYA}-{ANA}", f"{MAYA}-{BEN}"}),
        ("person", {f"{MAYA}-{ANA}", f"{TOM}-{ANA}"}),
        ("pair", {f"{MAYA}-{ANA}"}),
        ("zone", {f"{MAYA}-{ANA}", f"{TOM}-{ANA}"}),
        ("same profile", set()),
        ("left", {f"{MAYA}-{ANA}", f"{TOM}-{ANA}"}),
        ("said", {f"{MAYA}-{ANA}"}),
        ("all", {f"{MAYA}-{ANA}", f"{MAYA}-{BEN}", f"{TOM}-{ANA}", f"{TOM}-{KOFI}"}),
    ],
)
def test_whatever_changes_the_decision_asks_to_look_at_once(
    asleep: Tx, what: str, woken: set[str]
) -> None:
    tx = asleep
    match what:
        case "leader":
            bonds.look_again_at_leader(tx, ACME, MAYA)
        case "person":
            bonds.look_again_at_person(tx, ACME, ANA)
        case "pair":
            bonds.look_again_at(tx, ACME, MAYA, ANA)
        case "zone":
            people.learn(tx, ACME, profile(ANA, AUCKLAND), TUESDAY)
        case "same profile":
            people.learn(tx, ACME, profile(ANA), TUESDAY)
        case "left":
            people.learn(tx, ACME, profile(ANA, is_deactivated=True), TUESDAY)
        case "said":
            bonds.leader_says(tx, ACME, MAYA, ANA, TUESDAY)
        case "all":
            bonds.look_again(tx, ACME)
    assert {pair for pair, at in hints(tx).items() if at == bonds.AT_ONCE} == woken
    assert {at for pair, at in hints(tx).items() if pair not in woken} <= {LATER}
    assert {leader for _, leader in bonds.due(tx, TUESDAY, 10)} == {w.split("-")[0] for w in woken}


def test_the_next_look_is_the_earliest_after_now(asleep: Tx) -> None:
    assert bonds.next_look(asleep, TUESDAY) == LATER
    assert bonds.next_look(asleep, LATER) is None
    (first, *_) = _of(asleep, MAYA)
    bonds.push(asleep, ACME, [first.id], TUESDAY + timedelta(days=1))
    assert bonds.next_look(asleep, TUESDAY) == TUESDAY + timedelta(days=1)


def test_whose_looking_went_wrong_waits_and_the_others_do_not(asleep: Tx) -> None:
    bonds.look_again(asleep, ACME)
    bonds.put_off(asleep, ACME, MAYA, TUESDAY, TUESDAY + timedelta(hours=1))
    assert bonds.due(asleep, TUESDAY, 10) == [(ACME, TOM)]
    assert len(bonds.due(asleep, TUESDAY + timedelta(hours=1), 10)) == 2


# --- grants --------------------------------------------------------------------------------------


def test_the_clock_starts_at_the_first_sharing_and_is_kept(tx: Tx) -> None:
    item = share(tx, ANA, MAYA, EXAM, Level.KNOWN, at=TUESDAY)
    items.share(tx, ACME, ANA, item, MAYA, Level.NAMED, LATER)
    found = items.shared_by_id(tx, ACME, MAYA, item)
    assert found
    assert (found.level, found.shared_at) == (Level.NAMED, TUESDAY)


def test_shared_again_after_it_was_taken_away_the_clock_starts_anew(tx: Tx) -> None:
    item = share(tx, ANA, MAYA, at=TUESDAY)
    assert items.withdraw(tx, ACME, ANA, item) == [MAYA]
    items.share(tx, ACME, ANA, item, MAYA, Level.NAMED, LATER)
    found = items.shared_by_id(tx, ACME, MAYA, item)
    assert found
    assert found.shared_at == LATER


def test_private_takes_the_grant_away(tx: Tx) -> None:
    item = share(tx, ANA, MAYA)
    items.share(tx, ACME, ANA, item, MAYA, Level.PRIVATE, TUESDAY)
    assert items.shared_with(tx, ACME, MAYA) == []
    assert items.levels(tx, ACME, ANA) == {}


def test_new_words_reach_the_leader_only_when_they_are_shared_anew(tx: Tx) -> None:
    item = share(tx, ANA, MAYA)
    newer = replace(EXAM, title="Pass the GCP exam")
    items.rewrite(tx, ACME, ANA, item, newer, LATER)
    (found,) = items.shared_with(tx, ACME, MAYA)
    assert found.content == EXAM
    items.share(tx, ACME, ANA, item, MAYA, Level.NAMED, LATER)
    (found,) = items.shared_with(tx, ACME, MAYA)
    assert found.content == newer


def test_nobody_shares_or_takes_away_what_is_somebody_else_s(tx: Tx) -> None:
    item = share(tx, ANA, MAYA)
    with pytest.raises(LookupError):
        items.share(tx, ACME, BEN, item, TOM, Level.NAMED, TUESDAY)
    assert items.withdraw(tx, ACME, BEN, item) == []
    items.rewrite(tx, ACME, BEN, item, SLEEP, TUESDAY)
    found = items.own_by_id(tx, ACME, ANA, item)
    assert found
    assert found.content == EXAM
    assert items.own_by_id(tx, ACME, BEN, item) is None
    assert items.shared_by_id(tx, ACME, TOM, item) is None
    assert items.shared_by_id(tx, ACME, MAYA, item)


def test_one_leader_s_grants_end_and_another_s_do_not(tx: Tx) -> None:
    item = share(tx, ANA, MAYA)
    items.share(tx, ACME, ANA, item, TOM, Level.KNOWN, TUESDAY)
    items.withdraw(tx, ACME, ANA, item, MAYA)
    assert items.levels(tx, ACME, ANA) == {(item, TOM): Level.KNOWN}


# --- answers -------------------------------------------------------------------------------------


@pytest.fixture
def nudge(tx: Tx) -> Nudge:
    one = bond(tx, MAYA, ANA)
    plan = deliveries.slot(tx, ACME, Kind.PLAN, MAYA, "s", TUESDAY, None, TUESDAY.date(), TUESDAY)
    assert plan
    made = nudges.add(
        tx,
        ACME,
        delivery=plan,
        place=0,
        bond=one,
        leader=MAYA,
        report=ANA,
        item=None,
        level=None,
        days=9,
        reason="talk",
        act="ask_learn",
        wording="opening_1",
        day=TUESDAY.date(),
    )
    found = nudges.get(tx, ACME, made)
    assert found
    return found


def given(tx: Tx, nudge: Nudge) -> Answer | None:
    found = nudges.current(tx, ACME, [nudge.id]).get(nudge.id)
    return found.answer if found else None


def test_the_newest_answer_holds_and_undo_goes_back_one_by_one(tx: Tx, nudge: Nudge) -> None:
    for answer in (Answer.INTENDED, Answer.LATER, Answer.TALKED):
        nudges.answer(tx, ACME, nudge, answer, TUESDAY)  # all within the same second
        assert given(tx, nudge) is answer
    for before in (Answer.LATER, Answer.INTENDED, None):
        assert nudges.take_back(tx, ACME, nudge.id)
        assert given(tx, nudge) is before
    assert nudges.take_back(tx, ACME, nudge.id) is None


def test_only_one_plan_of_a_nudge_waits_to_be_come_back_to(tx: Tx, nudge: Nudge) -> None:
    for days in (1, 2, 3):
        moment = TUESDAY + timedelta(days=days)
        nudges.answer(tx, ACME, nudge, Answer.INTENDED, TUESDAY, moment=moment, wakes_at=moment)
    assert [one.moment for one in nudges.awake(tx, ACME, MAYA, LATER)] == [moment]
    assert nudges.next_wake(tx, TUESDAY) == moment
    assert nudges.waking(tx, LATER, 10) == [(ACME, MAYA)]


def test_when_the_bond_ends_nothing_comes_back(tx: Tx, nudge: Nudge) -> None:
    nudges.answer(tx, ACME, nudge, Answer.LATER, TUESDAY, moment=LATER, wakes_at=LATER)
    bonds.end(tx, ACME, nudge.bond, TUESDAY)
    assert nudges.waking(tx, LATER, 10) == []


def test_what_was_said_before_a_new_beginning_holds_no_more(tx: Tx, nudge: Nudge) -> None:
    nudges.answer(tx, ACME, nudge, Answer.LATER, TUESDAY, moment=LATER)
    assert list(nudges.holding(tx, ACME, [MAYA])) == [nudge.bond]
    bonds.end(tx, ACME, nudge.bond, TUESDAY)
    bonds.leader_says(tx, ACME, MAYA, ANA, TUESDAY + timedelta(seconds=1))
    assert nudges.holding(tx, ACME, [MAYA]) == {}


def test_a_nudge_that_was_never_sent_gives_the_turn_back(tx: Tx, nudge: Nudge) -> None:
    bonds.change(tx, ACME, nudge.bond, nudged_on=nudge.day)
    plan = deliveries.get(tx, ACME, nudge.delivery)
    assert plan
    held = sending.claim(tx, [plan], LATER, LATER)[plan.id]
    sending.close(tx, held, deliveries.State.SKIPPED, "stale")
    nudges.not_said(tx, ACME, nudge.delivery)
    assert bonds.planner_dates(tx, ACME, MAYA) == {nudge.bond: (None, None)}


# --- talks ---------------------------------------------------------------------------------------


def test_the_last_talk_counts_whenever_it_was_noted(tx: Tx) -> None:
    days = [date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 2)]
    for day in days:
        talks.record(tx, ACME, MAYA, ANA, day, [], TUESDAY)
    talks.record(tx, ACME, TOM, ANA, date(2026, 11, 24), [], TUESDAY)
    assert talks.last_with(tx, ACME, MAYA) == {ANA: date(2026, 11, 23)}


def test_a_talk_that_is_undone_never_happened(tx: Tx) -> None:
    noted = talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [], TUESDAY)
    other = talks.record(tx, ACME, TOM, ANA, TUESDAY.date(), [], TUESDAY)
    talks.erase(tx, ACME, noted)
    assert talks.get(tx, ACME, noted) is None and talks.get(tx, ACME, other) is not None
    assert talks.last_with(tx, ACME, MAYA) == {}


# --- admins --------------------------------------------------------------------------------------


def test_the_first_admins_are_named_once(tx: Tx) -> None:
    admins.seed(tx, ACME, [INES], TUESDAY)
    admins.seed(tx, ACME, [TOM], TUESDAY)
    assert admins.has(tx, ACME, INES)
    assert not admins.has(tx, ACME, TOM)


def test_whoever_held_the_platform_s_role_has_to_hold_it_still(tx: Tx) -> None:
    admins.seed(tx, ACME, [INES], TUESDAY)
    assert admins.check(tx, ACME, INES, holds_role=False) is Standing.ADMIN
    assert admins.check(tx, ACME, INES, holds_role=True) is Standing.ADMIN
    assert admins.check(tx, ACME, INES, holds_role=False) is Standing.LOST_ROLE
    assert admins.check(tx, ACME, MAYA, holds_role=True) is Standing.NOT_LISTED


def test_a_workspace_keeps_what_its_admins_set(tx: Tx) -> None:
    place = workspaces.load(tx, ACME)
    assert (place.talk_cadence.ideal, place.item_cadence.ideal) == (7, 21)
    workspaces.ensure(tx, ACME, "slack", LATER)
    assert workspaces.load(tx, ACME) == place
