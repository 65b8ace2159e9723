"""The list of admins: kept by its admins, seeded once, and never empty by two at once."""

from __future__ import annotations

import threading
from contextlib import suppress

from storage import admins
from storage.admins import Standing
from storage.database import Database
from tests.people import ACME, ANA, GLOBEX, MAYA, TOM, TUESDAY


def test_the_first_admins_are_seeded_once_and_for_their_workspace_alone(database: Database) -> None:
    with database.begin() as tx:
        admins.seed(tx, ACME, (MAYA, TOM), TUESDAY)
        admins.remove(tx, ACME, TOM)
        admins.seed(tx, ACME, (MAYA, TOM), TUESDAY)
        assert admins.confirmed(tx, ACME) == [MAYA]
        assert admins.confirmed(tx, GLOBEX) == []


def test_whoever_waits_for_a_second_admin_is_none_yet(database: Database) -> None:
    with database.begin() as tx:
        admins.seed(tx, ACME, (MAYA,), TUESDAY)
        admins.propose(tx, ACME, ANA, MAYA, TUESDAY)
        assert admins.check(tx, ACME, ANA, holds_role=True) is Standing.NOT_LISTED
        assert not admins.has(tx, ACME, ANA)
        admins.propose(tx, ACME, MAYA, TOM, TUESDAY)
        assert admins.has(tx, ACME, MAYA), "a wish takes nothing from who is one"
        admins.add(tx, ACME, ANA, TOM, TUESDAY)
        assert admins.check(tx, ACME, ANA, holds_role=False) is Standing.ADMIN


def test_a_role_once_had_must_be_had_still(database: Database) -> None:
    with database.begin() as tx:
        admins.seed(tx, ACME, (MAYA,), TUESDAY)
        assert admins.check(tx, ACME, MAYA, holds_role=False) is Standing.ADMIN
        assert admins.check(tx, ACME, MAYA, holds_role=True) is Standing.ADMIN
        assert admins.check(tx, ACME, MAYA, holds_role=False) is Standing.LOST_ROLE


def test_two_who_remove_each_other_at_the_same_instant_leave_one(database: Database) -> None:
    with database.begin() as tx:
        admins.seed(tx, ACME, (MAYA, TOM), TUESDAY)
    both_found_themselves = threading.Barrier(2)

    def removes(me: str, other: str) -> None:
        with database.begin() as tx:
            admins.hold(tx, ACME)
            if admins.has(tx, ACME, me):
                with suppress(threading.BrokenBarrierError):  # the other one has to wait
                    both_found_themselves.wait(0.5)
                admins.remove(tx, ACME, other)

    acting = [threading.Thread(target=removes, args=pair) for pair in ((MAYA, TOM), (TOM, MAYA))]
    for one in acting:
        one.start()
    for one in acting:
        one.join()
    with database.read() as tx:
        assert len(admins.confirmed(tx, ACME)) == 1
