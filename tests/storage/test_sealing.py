"""Seals: what a person typed opens only where it belongs, and only with our key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from care.items import Level
from storage import deliveries, items
from storage.database import Database
from storage.deliveries import Kind
from storage.sealing import (
    BLOCK,
    KeyFileError,
    SealError,
    Seals,
    context,
    create_key_file,
    read_key_file,
)
from storage.tables import deliveries as deliveries_table
from storage.tables import grants as grants_table
from storage.tables import items as items_table
from tests.databases import SEALS
from tests.people import ACME, ANA, BEN, EXAM, GLOBEX, MAYA, SLEEP, TOM, TUESDAY

HERE = context(ACME, "items", "sealed", ANA)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    typed = text.encode("utf-8", "ignore").decode()
    assert SEALS.open(SEALS.seal(typed, HERE), HERE) == typed


@pytest.mark.parametrize(
    "where",
    [
        context(GLOBEX, "items", "sealed", ANA),
        context(ACME, "grants", "sealed", ANA),
        context(ACME, "items", "other", ANA),
        context(ACME, "items", "sealed", BEN),
        "",
    ],
)
def test_moved_elsewhere_it_does_not_open(where: str) -> None:
    with pytest.raises(SealError):
        SEALS.open(SEALS.seal("a secret", HERE), where)


@pytest.mark.parametrize("change", ["flipped", "cut", "empty", "not ascii", "somebody else's"])
def test_damaged_it_does_not_open(change: str) -> None:
    sealed = SEALS.seal("a secret", HERE)
    middle = len(sealed) // 2
    damaged = {
        "flipped": sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :],
        "cut": sealed[:-4],
        "empty": "",
        "not ascii": "ключ",
        "somebody else's": Seals([Fernet.generate_key()]).seal("a secret", HERE),
    }[change]
    with pytest.raises(SealError):
        SEALS.open(damaged, HERE)


def test_every_single_flipped_byte_is_noticed() -> None:
    sealed = SEALS.seal("a secret", HERE)
    for index in range(0, len(sealed) - 2, 7):
        other = "A" if sealed[index] != "A" else "B"
        with pytest.raises(SealError):
            SEALS.open(sealed[:index] + other + sealed[index + 1 :], HERE)


def test_the_length_says_little() -> None:
    lengths = {len(SEALS.seal("x" * n, HERE)) for n in range(60)}
    assert len(lengths) == 1


def test_equal_texts_look_different() -> None:
    assert SEALS.seal("same", HERE) != SEALS.seal("same", HERE)


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old, new = Fernet.generate_key(), Fernet.generate_key()
    sealed = Seals([old]).seal("kept", HERE)
    both = Seals([new, old])
    assert both.open(sealed, HERE) == "kept"
    assert Seals([new]).open(both.seal("fresh", HERE), HERE) == "fresh"


def test_whether_the_newest_key_sealed_it_is_known() -> None:
    old, new = Fernet.generate_key(), Fernet.generate_key()
    both = Seals([new, old])
    assert both.is_newest(both.seal("Exam", HERE))
    assert not both.is_newest(Seals([old]).seal("Exam", HERE))
    assert not both.is_newest("\u00e9")


@pytest.mark.parametrize("length", [0, 59, 60, 61, 124, 125])
def test_a_text_fills_whole_blocks_and_none_in_vain(length: int) -> None:
    key = Fernet.generate_key()
    sealed = Seals([key]).seal("x" * length, HERE)
    padded = Fernet(key).decrypt(sealed.encode()).partition(b"\0")[2]
    assert len(padded) == -(-(length + 4) // BLOCK) * BLOCK


def test_a_context_needs_a_workspace_and_an_owner() -> None:
    for workspace, owner in (("", ANA), (ACME, "")):
        with pytest.raises(ValueError, match="needs"):
            context(workspace, "items", "sealed", owner)


# --- in the rows ---------------------------------------------------------------------------------


def test_ana_s_words_copied_into_another_row_are_nobody_s(database: Database) -> None:
    """Whoever can write to the database still cannot make Tend show one person's words as
    another's, in another item of hers, or to a leader she did not choose.
    """
    with database.begin() as tx:
        private = items.create(tx, ACME, ANA, SLEEP, TUESDAY)
        others = [
            items.create(tx, ACME, BEN, EXAM, TUESDAY),
            items.create(tx, ACME, ANA, EXAM, TUESDAY),
            items.create(tx, GLOBEX, ANA, EXAM, TUESDAY),
        ]
        words = tx.value(select(items_table.c.sealed).where(items_table.c.id == private))
        for other in others:
            tx.run(update(items_table).where(items_table.c.id == other).values(sealed=words))
        assert [one.content for one in items.own(tx, ACME, BEN)] == [None]
        assert {one.id: one.content for one in items.own(tx, ACME, ANA)} == {
            private: SLEEP,
            others[1]: None,
        }
        assert [one.content for one in items.own(tx, GLOBEX, ANA)] == [None]


def test_words_shared_with_one_leader_do_not_open_for_another(database: Database) -> None:
    with database.begin() as tx:
        for_tom = items.create(tx, ACME, ANA, SLEEP, TUESDAY)
        for_maya = items.create(tx, ACME, ANA, EXAM, TUESDAY)
        items.share(tx, ACME, ANA, for_tom, TOM, Level.KNOWN, TUESDAY)
        items.share(tx, ACME, ANA, for_maya, MAYA, Level.KNOWN, TUESDAY)
        of = grants_table.c.leader
        words = tx.value(select(grants_table.c.sealed).where(of == TOM))
        tx.run(update(grants_table).where(of == MAYA).values(sealed=words))
        assert [one.content for one in items.shared_with(tx, ACME, MAYA)] == [None]
        assert [one.content for one in items.shared_with(tx, ACME, TOM)] == [SLEEP]


def test_newer_words_shared_with_one_leader_do_not_open_for_another(database: Database) -> None:
    with database.begin() as tx:
        item = items.create(tx, ACME, ANA, EXAM, TUESDAY)
        items.share(tx, ACME, ANA, item, TOM, Level.KNOWN, TUESDAY)
        items.rewrite(tx, ACME, ANA, item, SLEEP, TUESDAY)
        items.share(tx, ACME, ANA, item, MAYA, Level.KNOWN, TUESDAY)
        newer = tx.value(select(grants_table.c.sealed).where(grants_table.c.leader == MAYA))
        tx.run(update(grants_table).where(grants_table.c.leader == TOM).values(sealed=newer))
        assert [one.content for one in items.shared_with(tx, ACME, TOM)] == [None]


def test_private_words_put_into_a_grant_do_not_open_there(database: Database) -> None:
    with database.begin() as tx:
        item = items.create(tx, ACME, ANA, EXAM, TUESDAY)
        items.share(tx, ACME, ANA, item, MAYA, Level.KNOWN, TUESDAY)
        items.rewrite(tx, ACME, ANA, item, SLEEP, TUESDAY)
        newer = tx.value(select(items_table.c.sealed))
        tx.run(update(grants_table).values(sealed=newer))
        assert [one.content for one in items.shared_with(tx, ACME, MAYA)] == [None]


def test_a_damaged_item_leaves_the_others_readable(database: Database) -> None:
    with database.begin() as tx:
        broken = items.create(tx, ACME, ANA, SLEEP, TUESDAY)
        whole = items.create(tx, ACME, ANA, EXAM, TUESDAY)
        tx.run(update(items_table).where(items_table.c.id == broken).values(sealed="gAAA"))
        found = {one.id: one.content for one in items.own(tx, ACME, ANA)}
    assert found == {broken: None, whole: EXAM}


def test_a_reply_moved_to_another_delivery_says_nothing(database: Database) -> None:
    with database.begin() as tx:
        ids = [
            deliveries.slot(
                tx, ACME, Kind.REPLY, who, "r", TUESDAY, None, None, TUESDAY, body=f"for {who}"
            )
            for who in (ANA, BEN)
        ]
        words = tx.value(select(deliveries_table.c.sealed).where(deliveries_table.c.id == ids[0]))
        tx.run(update(deliveries_table).values(sealed=words))
        bodies = []
        for delivery in ids:
            found = deliveries.get(tx, ACME, delivery or "")
            assert found
            bodies.append(deliveries.body(tx, found))
    assert bodies == [f"for {ANA}", None]


# --- the key file --------------------------------------------------------------------------------


def test_a_new_key_file_is_its_owner_s_alone_and_works(tmp_path: Path) -> None:
    file = tmp_path / "config" / "tend" / "key"
    create_key_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    seals = read_key_file(file)
    assert read_key_file(file).open(seals.seal("x", HERE), HERE) == "x"


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    create_key_file(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(FileExistsError):
        create_key_file(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before


def test_several_keys_one_a_line_newest_first(tmp_path: Path) -> None:
    new, old = Fernet.generate_key(), Fernet.generate_key()
    file = key_file(tmp_path, f"{new.decode()}\n\n  {old.decode()}  \n")
    sealed = Seals([old]).seal("kept", HERE)
    seals = read_key_file(file)
    assert seals.open(sealed, HERE) == "kept"
    assert Seals([new]).open(seals.seal("fresh", HERE), HERE) == "fresh"


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "key"
    file.write_bytes(text.encode())
    file.chmod(mode)
    return file


SHORT = "c2hvcnQgYnkgdGhyZWUgYnl0ZXMsIGFzIGl0IGlz"


@pytest.mark.parametrize("text", ["", "\n\n", SHORT, "x" * 44, "correct horse", SHORT + "=", "é"])
def test_a_file_without_a_usable_key_is_refused_without_showing_it(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(KeyFileError) as caught:
        read_key_file(key_file(tmp_path, text))
    assert text.strip() == "" or text not in str(caught.value)
    assert "key" in str(caught.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    key = Fernet.generate_key().decode()
    with pytest.raises(KeyFileError, match="chmod 600") as caught:
        read_key_file(key_file(tmp_path, key, mode))
    assert key not in str(caught.value)


def test_a_missing_key_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="tend init"):
        read_key_file(tmp_path / "none")
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_key_file(tmp_path)


def test_a_key_file_of_windows_lines_and_empty_ones_works(tmp_path: Path) -> None:
    new, old = Fernet.generate_key(), Fernet.generate_key()
    seals = read_key_file(key_file(tmp_path, f"\r\n{new.decode()}\r\n\r\n{old.decode()}\r\n"))
    assert seals.open(Seals([old]).seal("kept", HERE), HERE) == "kept"
    assert Seals([new]).open(seals.seal("fresh", HERE), HERE) == "fresh"


@pytest.mark.parametrize("mode", [0o702, 0o777])
def test_a_folder_into_which_others_may_put_a_key_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    file = key_file(folder, Fernet.generate_key().decode())
    folder.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod o-w"):
        read_key_file(file)
    folder.chmod(0o775)
    read_key_file(file)


def test_behind_a_link_the_key_itself_and_its_folder_are_looked_at(tmp_path: Path) -> None:
    real, links = tmp_path / "real", tmp_path / "links"
    real.mkdir()
    links.mkdir()
    file = key_file(real, Fernet.generate_key().decode())
    (links / "key").symlink_to(file)
    read_key_file(links / "key")
    file.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key_file(links / "key")
    file.chmod(0o600)
    real.chmod(0o777)
    with pytest.raises(KeyFileError, match="chmod o-w"):
        read_key_file(links / "key")
    (links / "key").unlink()
    (links / "key").symlink_to(tmp_path / "nowhere")
    with pytest.raises(KeyFileError, match="no key file"):
        read_key_file(links / "key")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "key"
    os.mkfifo(pipe, 0o600)
    with pytest.raises(KeyFileError, match="no file"):
        read_key_file(pipe)


def test_what_cannot_be_read_is_counted_without_a_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seals = Seals([Fernet.generate_key()])
    for _ in range(2):
        assert seals.try_open(seals.seal("a secret", HERE), HERE.replace(ANA, BEN)) is None
    assert caplog.messages == ["unreadable table=items in_all=1", "unreadable table=items in_all=2"]
