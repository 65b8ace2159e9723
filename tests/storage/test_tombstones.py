"""What was erased stays erased: after a restored backup, after a kill, after a change of keys."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage import items, people, talks
from storage.database import Database, Tx
from storage.erasing import erase_leader_record, erase_person, held, purge_workspace
from storage.forgetting import forget_again
from storage.hushing import set_hushed
from storage.sealing import KeyFileError, Seals
from storage.tombstones import Scope, Tombstones
from tests.databases import SEALS, keep
from tests.people import ACME, ANA, EXAM, GLOBEX, MAYA, TUESDAY
from tests.storage.lives import live

LATER = TUESDAY + timedelta(days=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "beside the key" / "erased"


@pytest.fixture
def at_home(sqlite: Database, file: Path) -> Database:
    """The same where it does not matter which engine it is."""
    with sqlite.begin() as tx:
        live(tx)
    assert forget_again(sqlite, file, TUESDAY) == 0
    return sqlite


@pytest.fixture
def lived(database: Database, file: Path) -> Database:
    with database.begin() as tx:
        live(tx)
        live(tx, GLOBEX)
    assert forget_again(database, file, TUESDAY) == 0
    return database


# --- a restored backup ---------------------------------------------------------------------------


def test_a_restored_backup_has_ana_again_until_the_next_start(lived: Database, file: Path) -> None:
    bring_back = keep(lived)
    with lived.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    bring_back()
    assert count(lived, ANA) > 0
    assert forget_again(lived, file, LATER) == 1
    assert count(lived, ANA) == 0
    assert count(lived, MAYA) > 0
    assert count(lived, ANA, GLOBEX) > 0
    assert forget_again(lived, file, LATER) == 0


def count(database: Database, person: str, workspace: str = ACME) -> int:
    with database.read() as tx:
        return held(tx, workspace, person).total()


def a_leaders_record(tx: Tx) -> None:
    erase_leader_record(tx, ACME, MAYA, LATER, LATER)


def a_workspace(tx: Tx) -> None:
    purge_workspace(tx, ACME, LATER)


@pytest.mark.parametrize("erase", [a_leaders_record, a_workspace])
def test_so_has_it_what_maya_noted_and_what_was_purged(
    sqlite: Database, file: Path, erase: Callable[[Tx], None]
) -> None:
    with sqlite.begin() as tx:
        live(tx)
    forget_again(sqlite, file, TUESDAY)
    bring_back = keep(sqlite)
    with sqlite.begin() as tx:
        erase(tx)
    bring_back()
    assert forget_again(sqlite, file, LATER) == 1
    with sqlite.read() as tx:
        assert talks.last_with(tx, ACME, MAYA) == {}


def test_who_comes_back_and_begins_anew_keeps_what_they_wrote_since(
    lived: Database, file: Path
) -> None:
    with lived.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    with lived.begin() as tx:
        items.create(tx, ACME, ANA, EXAM, LATER)
    bring_back = keep(lived)  # a backup of today
    bring_back()
    assert forget_again(lived, file, LATER) == 0
    assert count(lived, ANA) == 1


def test_killed_before_the_commit_it_is_erased_at_the_next_start(
    lived: Database, file: Path
) -> None:
    with pytest.raises(KeyboardInterrupt), lived.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
        raise KeyboardInterrupt
    assert count(lived, ANA) > 0
    assert forget_again(lived, file, LATER) == 1
    assert count(lived, ANA) == 0


def test_a_file_that_was_lost_is_missed(
    at_home: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with at_home.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    forget_again(at_home, file, LATER)
    assert not caplog.records
    file.unlink()
    forget_again(at_home, file, LATER)
    assert [one.getMessage() for one in caplog.records] == ["tombstones_lost count=1"]


# --- the file ------------------------------------------------------------------------------------


def test_the_file_names_nobody_and_is_its_owner_s_alone(at_home: Database, file: Path) -> None:
    with at_home.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    assert ANA not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_marks_outlive_a_change_of_keys(file: Path) -> None:
    old, new = Fernet.generate_key(), Fernet.generate_key()
    mark = Tombstones(file, Seals([old])).mark(Scope.PERSON, ACME, ANA)
    for keys in ([new, old], [new]):  # the old one is taken away once the new one was used
        assert Tombstones(file, Seals(keys)).mark(Scope.PERSON, ACME, ANA) == mark
    with pytest.raises(KeyFileError, match="does not fit"):
        Tombstones(file, Seals([Fernet.generate_key()]))


def test_marks_tell_people_workspaces_and_installations_apart(tmp_path: Path) -> None:
    here, there = (Tombstones(tmp_path / name, SEALS) for name in ("here", "there"))
    whose = [(Scope.PERSON, ACME, ANA), (Scope.PERSON, GLOBEX, ANA), (Scope.PERSON, ACME, MAYA)]
    whose += [(Scope.RECORD, ACME, ANA)]
    marks = {stones.mark(*of) for stones in (here, there) for of in whose}
    assert len(marks) == 8


def test_a_line_that_a_crash_cut_short_spoils_none_after_it(file: Path) -> None:
    stones = Tombstones(file, SEALS)
    first = stones.lay(Scope.PERSON, ACME, ANA, TUESDAY)
    with file.open("a") as lines:
        lines.write(f"person {TUESDAY.isoformat()[:9]} T0AC")
    then = stones.lay(Scope.PERSON, ACME, MAYA, LATER)
    assert Tombstones(file, SEALS).all() == [first, then]


def test_a_file_that_others_may_read_or_nobody_may_write_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "erased"
    file.touch(mode=0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        Tombstones(file, SEALS)
    with pytest.raises(KeyFileError, match="TEND_ERASED_FILE"):
        Tombstones(tmp_path / "erased" / "in a file", SEALS)


# --- no nudges about me --------------------------------------------------------------------------


def hush(database: Database, hushed: bool = True, person: str = ANA) -> None:
    with database.begin() as tx:
        set_hushed(tx, ACME, person, hushed, LATER)


def is_hushed(database: Database, person: str = ANA, workspace: str = ACME) -> bool:
    with database.read() as tx:
        return people.load(tx, workspace, person).not_about_me


def test_a_restored_backup_leaves_ana_alone_who_asked_for_it_since(
    lived: Database, file: Path
) -> None:
    bring_back = keep(lived)
    hush(lived)
    bring_back()
    assert not is_hushed(lived)
    assert forget_again(lived, file, LATER) == 0, "nobody was erased"
    assert is_hushed(lived) and not is_hushed(lived, MAYA) and not is_hushed(lived, ANA, GLOBEX)


@pytest.mark.parametrize("said", [(True, False), (True, False, True), (False,), (False, True)])
def test_what_ana_said_last_holds(at_home: Database, file: Path, said: tuple[bool, ...]) -> None:
    hush(at_home, hushed=not said[0])
    bring_back = keep(at_home)
    for hushed in said:
        hush(at_home, hushed)
    bring_back()
    forget_again(at_home, file, LATER)
    assert is_hushed(at_home) is said[-1]


def test_a_start_without_a_restore_changes_no_wish(at_home: Database, file: Path) -> None:
    hush(at_home)
    hush(at_home, hushed=False)
    with at_home.begin() as tx:
        people.change(tx, ACME, ANA, not_about_me=True)  # by a program that lays no stones
    forget_again(at_home, file, LATER)
    assert is_hushed(at_home)


def ana(tx: Tx) -> None:
    erase_person(tx, ACME, ANA, LATER)


@pytest.mark.parametrize("erase", [ana, a_workspace])
def test_who_was_erased_and_begins_anew_is_held_to_no_wish_of_before(
    at_home: Database, file: Path, erase: Callable[[Tx], None]
) -> None:
    bring_back = keep(at_home)
    hush(at_home)
    with at_home.begin() as tx:
        erase(tx)
    bring_back()
    forget_again(at_home, file, LATER)
    with at_home.begin() as tx:
        people.ensure(tx, ACME, ANA)
    forget_again(at_home, file, LATER)
    assert not is_hushed(at_home)


def test_who_is_not_known_to_the_backup_yet_is_left_alone_once_they_are(
    at_home: Database, file: Path
) -> None:
    bring_back = keep(at_home)
    hush(at_home, person="U0NEW")
    bring_back()
    forget_again(at_home, file, LATER)
    with at_home.begin() as tx:
        people.ensure(tx, ACME, "U0NEW")
    forget_again(at_home, file, LATER)
    assert is_hushed(at_home, "U0NEW")


def test_the_same_wish_twice_is_one_line(at_home: Database, file: Path) -> None:
    hush(at_home)
    before = file.read_text()
    hush(at_home)
    assert file.read_text() == before and ANA not in before
