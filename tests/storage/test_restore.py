"""A backup is brought back: ours, whole, by our key, of a release we know; or nothing happens."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot import restoring
from bot.program import CannotStart
from bot.settings import Settings
from care.answers import Answer
from care.hours import slot_from
from jobs.delivering import Clocks
from jobs.restored import settle
from storage import (
    audit,
    backup,
    deliveries,
    items,
    nudges,
    outbox,
    people,
    restored,
    sending,
    workspaces,
)
from storage.database import Database, DatabaseError, sqlite_url
from storage.deliveries import Kind, State
from storage.opening import create, hold_alone, open_existing
from storage.sealing import Seals, create_key_file, read_key_file
from storage.tables import answers as answers_table
from storage.tables import grants
from storage.tombstones import Tombstones
from tests.databases import SEALS
from tests.people import ACME, ANA, BEN, GLOBEX, MAYA, TOM, TUESDAY, bond, open_workspace
from tests.people import share as shared
from tests.storage.dying import deaths
from tests.storage.lives import live

CLOCKS = Clocks(lambda: TUESDAY, lambda: TUESDAY)


def settings(file: Path, url: str = "") -> Settings:
    """Of a Tend on this file, with its key beside it."""
    key = file.parent / "keys" / "key"
    return Settings(
        bot_token="",
        app_token="",
        signing_secret="",
        slack_api_url="https://slack.com/api/",
        database_url=url or sqlite_url(file),
        key_file=key,
        admins=(),
        clock_file=None,
        host="127.0.0.1",
        port=0,
        log_level="INFO",
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A Tend in which Ana has lived, and a backup of it; since then Ben has come."""
    file = tmp_path / "tend.db"
    key = settings(file).key_file
    create_key_file(key)
    Tombstones(settings(file).tombstones, read_key_file(key))
    database = create(sqlite_url(file), read_key_file(key))
    with database.begin() as tx:
        live(tx)
        people.ensure(tx, ACME, "U0BEFORE")
    backup.write(file, tmp_path / "backup")
    with database.begin() as tx:
        people.ensure(tx, ACME, "U0SINCE")
    database.close()
    return file


def bring_back(file: Path, copy: str = "backup") -> list[str]:
    return restoring.run(settings(file), CLOCKS, file.with_name(copy))


def test_without_the_file_of_who_was_erased_nobody_is_brought_back_unasked(home: Path) -> None:
    settings(home).tombstones.unlink()
    before = home.read_bytes()
    for again in (bring_back, lambda file: restoring.run_restored(settings(file), CLOCKS)):
        with pytest.raises(CannotStart, match="who asked to be erased since"):
            again(home)
    assert home.read_bytes() == before and not settings(home).tombstones.exists()
    restoring.run(settings(home), CLOCKS, home.with_name("backup"), erased_lost=True)
    assert home.read_bytes() != before


def opened(file: Path) -> Database:
    return open_existing(sqlite_url(file), read_key_file(settings(file).key_file))


def everybody(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as raw:
        return {row[0] for row in raw.execute("SELECT id FROM people")}


def test_the_backup_is_the_database_and_what_stood_there_is_kept(home: Path) -> None:
    before = home.with_name("backup").read_bytes()
    told = bring_back(home)
    assert "U0BEFORE" in everybody(home) and "U0SINCE" not in everybody(home)
    (aside,) = home.parent.glob("tend.db.replaced-*")
    assert "U0SINCE" in everybody(aside) and str(aside) in " ".join(told)
    assert home.with_name("backup").read_bytes() == before, "it can be brought back again"
    assert not list(home.parent.glob("*.restoring*"))
    assert home.stat().st_mode & 0o077 == 0
    opened(home).close()


def test_nobody_is_shown_anything_before_its_owner_says_so(home: Path) -> None:
    bring_back(home)
    database = opened(home)
    with database.begin() as tx:
        for leader in (MAYA, ANA):
            assert items.shared_with(tx, ACME, leader) == []
            assert items.nudgeable(tx, ACME, [leader]) == []
            for one in tx.all(select(grants.c.item)):
                assert items.shared_by_id(tx, ACME, leader, one.item) is None
        assert items.levels(tx, ACME, ANA), "she sees what was shared"
    database.close()


def a_copy(home: Path, name: str = "other") -> Path:
    made = home.with_name(name)
    made.write_bytes(home.with_name("backup").read_bytes())
    return made


def spoil(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(a_copy(home))) as raw:
        raw.execute(statement)
        raw.commit()


def test_of_another_key(home: Path) -> None:
    home.with_name("other").unlink(missing_ok=True)
    other = home.with_name("theirs.db")
    create(sqlite_url(other), Seals([Fernet.generate_key()])).close()
    backup.write(other, home.with_name("other"))
    refused(home, "another key")


def test_of_somebody_else(home: Path) -> None:
    with closing(sqlite3.connect(home.with_name("other"))) as raw:
        raw.execute("CREATE TABLE theirs (id INTEGER)")
    refused(home, "no database of Tend's")


@pytest.mark.parametrize("content", [b"", b"a letter\n" * 1000])
def test_no_database_at_all(home: Path, content: bytes) -> None:
    home.with_name("other").write_bytes(content)
    refused(home, "no database")


def test_a_damaged_one(home: Path) -> None:
    file = a_copy(home)
    whole = bytearray(file.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    file.write_bytes(whole)
    refused(home, "damaged")


def test_of_a_newer_release(home: Path) -> None:
    spoil(home, "UPDATE alembic_version SET version_num = '9999'")
    spoil_more = "UPDATE seals SET fits_from = '9999'"
    with closing(sqlite3.connect(home.with_name("other"))) as raw:
        raw.execute(spoil_more)
        raw.commit()
    refused(home, "newer release")


def test_that_is_not_there_or_is_the_database_itself(home: Path) -> None:
    with pytest.raises(DatabaseError, match="no file"):
        bring_back(home, "nothing")
    with pytest.raises(CannotStart, match="itself"):
        bring_back(home, "tend.db")


def test_while_tend_runs(home: Path) -> None:
    lock = hold_alone(sqlite_url(home))
    assert lock is not None
    a_copy(home)
    refused(home, "Another tend run")
    lock.close()
    bring_back(home)


def refused(home: Path, why: str) -> None:
    """And everything is as it was."""
    before = home.read_bytes()
    with pytest.raises(DatabaseError, match=why):
        bring_back(home, "other")
    assert home.read_bytes() == before
    assert not [*home.parent.glob("*.restoring*"), *home.parent.glob("*.replaced-*")]


def test_a_server_is_brought_back_by_its_own_means(home: Path) -> None:
    with pytest.raises(CannotStart, match="pg_restore"):
        restoring.run(settings(home, "postgresql://db/tend"), CLOCKS, home.with_name("backup"))


def test_where_the_database_is_gone_or_damaged_it_is_brought_back_too(home: Path) -> None:
    home.write_bytes(b"\xff" * 5000)
    home.with_name("tend.db-wal").write_bytes(b"old log")
    bring_back(home)
    assert "U0BEFORE" in everybody(home)
    home.unlink()
    bring_back(home)
    assert "U0BEFORE" in everybody(home)
    assert not home.with_name("tend.db-wal").exists() or opened(home)


def test_a_copy_with_a_log_beside_it_is_taken_with_its_log(home: Path) -> None:
    """Made by hand, of a Tend that was killed."""
    with closing(sqlite3.connect(home)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.execute("INSERT INTO people (workspace, id) VALUES ('T0ACME', 'U0INTHELOG')")
        raw.commit()
        for more in ("", "-wal"):
            made = home.with_name(f"other{more}")
            made.write_bytes(home.with_name(f"tend.db{more}").read_bytes())
    bring_back(home, "other")
    assert "U0INTHELOG" in everybody(home)


@pytest.mark.parametrize("statements", [False, pytest.param(True, marks=pytest.mark.long)])
def test_killed_anywhere_there_is_one_or_the_other_or_none_and_the_command_goes_on(
    home: Path, statements: bool
) -> None:
    whole = {f.name: f.read_bytes() for f in home.parent.iterdir() if f.is_file()}

    def begin_anew() -> None:
        for one in home.parent.iterdir():
            if one.is_file():
                one.unlink()
        for name, content in whole.items():
            home.with_name(name).write_bytes(content)

    states: set[str] = set()
    for _ in deaths(lambda: bring_back(home), statements=statements):
        states.add(what_a_start_finds(home))
        bring_back(home)
        assert what_a_start_finds(home) == "new"
        begin_anew()
    assert states == {"old", "none"}


def what_a_start_finds(home: Path) -> str:
    """Never one that is half of each, and never one in which something is shown to a leader."""
    if not home.exists():
        with pytest.raises(DatabaseError, match=r"docs/restore\.md"):
            opened(home)
        with pytest.raises(DatabaseError, match=r"docs/restore\.md"):
            create(sqlite_url(home), SEALS)
        return "none"
    database = opened(home)
    with database.read() as tx:
        is_new = people.get(tx, ACME, "U0SINCE") is None
        assert (items.shared_with(tx, ACME, MAYA) == []) is is_new
    database.close()
    return "new" if is_new else "old"


# --- settling, on both engines -------------------------------------------------------------------


def test_all_sharing_is_suspended_and_each_owner_asked_once(database: Database) -> None:
    with database.begin() as tx:
        for workspace in (ACME, GLOBEX):
            open_workspace(tx, workspace)
            for leader, report in ((MAYA, ANA), (TOM, ANA), (MAYA, BEN)):
                bond(tx, leader, report, workspace)
                shared(tx, report, leader, workspace=workspace)
    done = settle(database, TUESDAY)
    assert (done.owners, done.messages) == (4, 0)
    with database.begin() as tx:
        for workspace in (ACME, GLOBEX):
            for leader in (MAYA, TOM):
                assert items.shared_with(tx, workspace, leader) == []
                assert items.nudgeable(tx, workspace, [leader]) == []
            for owner, count in ((ANA, 2), (BEN, 1)):
                assert len(items.suspended(tx, workspace, owner)) == count
                asked = restored.questions_to(tx, workspace, owner, TUESDAY)
                assert len(asked) == 1
        item, leader = items.suspended(tx, ACME, BEN)[0]
        assert items.confirm(tx, ACME, BEN, item, leader)
        assert not items.confirm(tx, ACME, BEN, item, leader), "once is enough"
        assert not items.confirm(tx, ACME, BEN, *items.suspended(tx, ACME, ANA)[0]), "not hers"
        assert [one.item for one in items.shared_with(tx, ACME, MAYA)] == [item]
        assert items.shared_with(tx, GLOBEX, MAYA) == []


def test_whatever_was_on_its_way_is_neither_sent_nor_found_out_about(database: Database) -> None:
    with database.begin() as tx:
        live(tx)
        before = outbox.ready(tx, TUESDAY, TUESDAY, 99)
        assert before
        assert sending.claim(tx, before[:1], TUESDAY, TUESDAY)
        audit.note(tx, ACME, ANA, "x", "y", "done", TUESDAY)
    settle(database, TUESDAY)
    with database.begin() as tx:
        later = TUESDAY + timedelta(days=1)
        assert {one.kind for one in outbox.ready(tx, later, later, 99)} == {Kind.ON_HOLD}
        assert outbox.run_out(tx, later, 99) == []
        gone = deliveries.get(tx, ACME, before[0].id)
        assert gone is not None and gone.state is State.UNKNOWN
        assert deliveries.body(tx, gone) is None


def test_what_was_to_be_come_back_to_by_now_is_not(database: Database) -> None:
    with database.begin() as tx:
        live(tx)
        told = nudges.several(tx, ACME, [row.nudge for row in tx.all(select(answers_table))])
        for nudge, days in zip(told.values(), (-20, 0, 3), strict=True):
            at = TUESDAY + timedelta(days=days)
            given = nudges.answer(tx, ACME, nudge, Answer.LATER, TUESDAY, moment=at)
            nudges.wake(tx, ACME, given, at)
    settle(database, TUESDAY)
    with database.read() as tx:
        assert nudges.waking(tx, TUESDAY, 99) == []
        assert len(nudges.waking(tx, TUESDAY + timedelta(days=3), 99)) == 1, "that is still ahead"


@pytest.mark.parametrize(("every", "next_week"), [(1, True), (4, True)])
def test_the_plan_of_this_week_may_have_been_sent(
    database: Database, every: int, next_week: bool
) -> None:
    """On Wednesday nobody knows of Tuesday; the week after has its own, at any frequency."""
    with database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        before = TUESDAY.date() - timedelta(days=28)
        people.change(tx, ACME, MAYA, plan_every=every, last_plan=before)
    wednesday = TUESDAY + timedelta(days=1)
    settle(database, wednesday)
    with database.read() as tx:
        place, maya = workspaces.load(tx, ACME), people.load(tx, ACME, MAYA)
    slot = slot_from(wednesday, maya.rhythm(place), maya.hours(place), maya.last_plan)
    assert slot is not None
    assert (slot.nominal == TUESDAY.date() + timedelta(days=7)) is next_week


def test_one_that_is_yet_to_come_is_not_left_out(database: Database) -> None:
    with database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
    monday = TUESDAY - timedelta(days=1)
    settle(database, monday)
    with database.read() as tx:
        place, maya = workspaces.load(tx, ACME), people.load(tx, ACME, MAYA)
    slot = slot_from(monday, maya.rhythm(place), maya.hours(place), maya.last_plan)
    assert slot is not None and slot.nominal == TUESDAY.date()
