"""Who goes away to install Tend comes back once, in time, in the same browser."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from storage import installations, installing
from storage.database import Database
from storage.installations import Stage
from storage.installing import GOOD_FOR, Return
from storage.tables import installing as table
from tests.people import ACME, GLOBEX, TUESDAY

INES, THIEF = "a" * 64, "b" * 64  # what their browsers hold
A_MOMENT = timedelta(seconds=1)


def gone_away(database: Database) -> str:
    with database.begin() as tx:
        state = installing.begin(tx, INES, TUESDAY)
    assert state
    return state


def back(database: Database, state: str, browser: str = INES, **later: float) -> Return:
    with database.begin() as tx:
        return installing.come_back(tx, state, browser, TUESDAY + timedelta(**later))


def test_of_twenty_who_come_back_at_once_one_is_welcome(database: Database) -> None:
    state = gone_away(database)
    with ThreadPoolExecutor(20) as pool:
        came = list(pool.map(lambda _: back(database, state), range(20)))
    assert came.count(Return.WELCOME) == 1 and came.count(Return.AGAIN) == 19


def test_the_last_moment_is_before_ten_minutes(database: Database) -> None:
    early, late = gone_away(database), gone_away(database)
    assert back(database, early, seconds=GOOD_FOR.total_seconds() - 1) is Return.WELCOME
    assert back(database, late, seconds=GOOD_FOR.total_seconds()) is Return.LATE
    assert back(database, early, seconds=GOOD_FOR.total_seconds()) is Return.AGAIN


def test_another_browser_is_refused_and_uses_nothing_up(database: Database) -> None:
    state = gone_away(database)
    assert [back(database, state, one) for one in (THIEF, "", INES)] == [
        Return.OTHER_BROWSER,
        Return.OTHER_BROWSER,
        Return.WELCOME,
    ]


@pytest.mark.parametrize("state", ["", "x", "f" * 64, "\udcff"])
def test_a_state_that_nobody_was_given_is_late(sqlite: Database, state: str) -> None:
    assert back(sqlite, state) is Return.LATE


def test_beginning_over_and_over_fills_no_table(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        begun = [installing.begin(tx, INES, TUESDAY, most=3) is not None for _ in range(5)]
        assert begun == [True, True, True, False, False]
        assert installing.begin(tx, INES, TUESDAY + timedelta(hours=2), most=3)
        assert len(tx.all(table.select())) == 1


def test_somebody_is_on_their_way_from_coming_back_until_it_is_late(sqlite: Database) -> None:
    state = gone_away(sqlite)
    with sqlite.read() as tx:
        assert not installing.is_under_way(tx, TUESDAY)
    back(sqlite, state)
    with sqlite.read() as tx:
        assert installing.is_under_way(tx, TUESDAY + A_MOMENT)
        assert not installing.is_under_way(tx, TUESDAY + GOOD_FOR)


def test_a_state_cannot_be_read_from_the_table(sqlite: Database) -> None:
    state = gone_away(sqlite)
    with sqlite.read() as tx:
        [row] = tx.all(table.select())
    assert state not in str(row) and INES not in str(row)


def test_a_new_token_takes_the_place_of_the_one_before(database: Database) -> None:
    with database.begin() as tx:
        installations.keep(tx, ACME, "U1", "B1", "xoxb-1", False, TUESDAY)
        installations.keep(tx, GLOBEX, "U1", "B1", "xoxb-globex", True, TUESDAY)
        installations.keep(tx, ACME, "U1", None, "xoxb-2", False, TUESDAY + A_MOMENT)
    with database.read() as tx:
        acme, globex = installations.get(tx, ACME), installations.get(tx, GLOBEX)
        assert acme and (acme.token, acme.bot) == ("xoxb-2", None)
        assert acme.installed_at == TUESDAY + A_MOMENT
        assert globex and globex.token == "xoxb-globex"
        assert installations.everywhere(tx) == [(ACME, False), (GLOBEX, True)]
        assert installations.count(tx) == {
            Stage.INSTALLED: 1,
            Stage.PENDING: 1,
            Stage.GONE: 0,
        }
    assert "xoxb" not in f"{acme} {globex}"


def test_a_token_that_waits_for_an_admin_does_not_wait_for_ever(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        installations.keep(tx, ACME, "U1", None, "xoxb-1", True, TUESDAY)
        installations.keep(tx, GLOBEX, "U1", None, "xoxb-2", False, TUESDAY)
        assert installations.forget_pending(tx, TUESDAY + A_MOMENT) == 1
        assert installations.everywhere(tx) == [(GLOBEX, False)]
