"""Forgetting: after a year what ended is erased, and what is on its way stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from care import policy
from jobs.housekeeping import clean_up
from storage import askings, audit, deliveries, items, plans, seen, talks, workspaces
from storage.deliveries import State
from tests.jobs.post import Room
from tests.people import ACME, ANA, MAYA, TUESDAY, bond, open_workspace, share

KEPT = timedelta(days=policy.KEPT_DAYS)


@pytest.mark.parametrize("days", [KEPT.days - 1, KEPT.days + 1])
def test_kept_for_a_year_and_not_longer(room: Room, days: int) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        share(tx, ANA, MAYA)
        talks.record(tx, ACME, MAYA, ANA, TUESDAY.date() - timedelta(days=8), [], TUESDAY)
        audit.note(tx, ACME, MAYA, "start", "x", "done", TUESDAY)
        askings.ask(tx, ACME, MAYA, "readings", TUESDAY)
        seen.first_time(tx, ACME, "E1", TUESDAY)
    room.run()
    then = TUESDAY + timedelta(days=days)
    clean_up(room.database, then, then)
    with room.database.begin() as tx:
        kept = days < KEPT.days
        assert deliveries.totals(tx, ACME) == ({State.SENT: 1} if kept else {})
        assert bool(plans.last_acts(tx, ACME, [MAYA])) is kept
        assert seen.first_time(tx, ACME, "E1", then)
        assert items.own(tx, ACME, ANA)  # what people wrote is theirs to keep


def test_a_workspace_may_keep_less(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        workspaces.change(tx, ACME, kept_days=180)
        talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [], TUESDAY)
    for days, kept in ((179, {ANA: TUESDAY.date()}), (181, {})):
        then = TUESDAY + timedelta(days=days)
        clean_up(room.database, then, then)
        with room.database.read() as tx:
            assert talks.last_with(tx, ACME, MAYA) == kept


def test_what_is_on_its_way_is_not_forgotten(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
    room.plan()
    then = TUESDAY + KEPT + timedelta(days=30)
    clean_up(room.database, then, then)
    with room.database.read() as tx:
        assert deliveries.totals(tx, ACME) == {State.DUE: 1}
