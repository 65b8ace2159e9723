"""What is held about a person is all in their export, and all gone when they were erased."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, select, update

from storage import audit, bonds, items, outbox, people, sending, talks, workspaces
from storage.database import Database, Tx
from storage.erasing import (
    concerned,
    erase_leader_record,
    erase_person,
    held,
    purge_workspace,
)
from storage.exporting import export
from storage.inventory import INVENTORY
from storage.tables import Instant, metadata
from storage.tidying import tidy
from tests.people import ACME, ANA, BEN, GLOBEX, INES, KOFI, MAYA, TUESDAY
from tests.storage.lives import CANARY, KOFIS, live

LATER = TUESDAY + timedelta(days=1)


@pytest.fixture
def lived(database: Database) -> Database:
    """The same life in two workspaces that know nothing of each other."""
    with database.begin() as tx:
        live(tx)
        live(tx, GLOBEX)
    return database


@pytest.fixture
def at_home(sqlite: Database) -> Database:
    """The same where it does not matter which engine it is."""
    with sqlite.begin() as tx:
        live(tx)
    return sqlite


def rows(tx: Tx, workspace: str) -> dict[str, list[str]]:
    """Every row of a workspace, as text."""
    found: dict[str, list[str]] = {}
    for table in (t for t in metadata.sorted_tables if t.name not in ("seals", "installing")):
        key = table.c.id if table.name == "workspaces" else table.c.workspace
        found[table.name] = sorted(
            str(row) for row in tx.all(select(table).where(key == workspace))
        )
    return found


# --- the inventory -------------------------------------------------------------------------------


def test_every_column_of_every_table_is_in_the_inventory_once() -> None:
    """A new column without a line there fails here."""
    declared = {name: sorted(kept.all()) for name, kept in INVENTORY.items()}
    assert declared == {t.name: sorted(c.name for c in t.c) for t in metadata.sorted_tables}


# --- export --------------------------------------------------------------------------------------


def test_whatever_is_personal_in_a_table_is_in_the_export(at_home: Database) -> None:
    with at_home.begin() as tx:
        for name, kept in INVENTORY.items():
            if kept.told:
                with tx.connection.begin_nested() as changed:
                    told_in_full(tx, name)
                    changed.rollback()


def told_in_full(tx: Tx, name: str) -> None:
    """Every personal column of this table holds something that stands nowhere else: is it told?"""
    table = metadata.tables[name]
    marks = {c: mark(table.c[c], n) for n, c in enumerate(INVENTORY[name].told)}
    new = {column: value for column, value in marks.items() if value is not None}
    if name == "audit":  # what is there never changes
        tx.run(table.insert().values(workspace=ACME, actor=ANA, object="x", **new))
    elif new:
        tx.run(update(table).values(**new))
    if name == "grants":  # what others share with her, and is on hold, is not hers to read
        tx.run(update(table).where(table.c.owner != ANA).values(suspended_at=None))
    told = json.dumps(export(tx, ACME, ANA, LATER))
    for column, value in marks.items():
        assert f'"{column}": ' in told, f"{name}.{column}"
        assert value is None or json.dumps(value, default=str_of) in told, f"{name}.{column}"


def mark(column: Column[Any], n: int) -> Any:
    """A value that stands nowhere else; None where only certain words are allowed."""
    if isinstance(column.type, Instant):
        return datetime(2031, 1, 1, tzinfo=TUESDAY.tzinfo) + timedelta(days=n)
    if isinstance(column.type, Date):
        return date(2032, 1, 1) + timedelta(days=n)
    if isinstance(column.type, Integer):
        return 770 + n
    is_a_word = column.name in ("state", "level", "kind", "answer", "source", "ended_by", "band")
    return None if isinstance(column.type, Boolean) or is_a_word else f"m{n}"


def str_of(value: Any) -> str:
    return str(value.isoformat())


def test_the_export_holds_what_ana_wrote_and_in_which_wording_maya_knows_it(
    at_home: Database,
) -> None:
    with at_home.read() as tx:
        told = export(tx, ACME, ANA, LATER)
    assert (told["format"], told["version"], told["person"]) == ("tend-export", 1, ANA)
    shared, private = told["goals_and_challenges"]
    assert shared["title"] == private["title"] == f"{CANARY} at home"
    [grant] = shared["shared"]
    assert (grant["leader"], grant["level"], grant["details"]) == (
        MAYA,
        "discreet",
        f"details {CANARY}",
    )
    assert "muted_at" not in grant  # what Maya does with it is hers
    assert [(one["leader"], one["how"], one["at"]) for one in shared["shown"]] == [
        (MAYA, "opened", TUESDAY.isoformat())
    ]
    assert [one["day"] for one in told["reminders_about_me"]] == [str(TUESDAY.date())]
    assert told["in_pilot"] is True
    assert [one["says"] for one in told["questions_open"]] == [[CANARY]]
    assert CANARY in [one["says"] for one in told["messages_to_me"]]


def test_what_maya_noted_about_ana_is_in_maya_s_export_and_not_in_ana_s(at_home: Database) -> None:
    with at_home.read() as tx:
        anas, mayas = (export(tx, ACME, who, LATER) for who in (ANA, MAYA))
    assert {one["report"] for one in mayas["talks_i_noted"]} == {ANA, BEN}
    assert {one["report"] for one in anas["talks_i_noted"]} == {KOFI}
    assert [one["answers"][0]["answer"] for one in mayas["reminders_to_me"]] == ["intended"] * 2
    assert all("answers" not in one for one in anas["reminders_about_me"])
    [led_by] = anas["leaders"]
    assert led_by["leader"] == MAYA
    assert not led_by.keys() & {"one_on_one", "accepted", "ideal", "nudged_on", "held_until"}
    assert all("confirmed" not in one for one in mayas["people_i_lead"])


def test_nobody_s_export_holds_what_others_wrote(at_home: Database) -> None:
    """That Kofi shared something with Ana is hers to know; the words are his."""
    with at_home.read() as tx:
        anas, mayas, iness = (json.dumps(export(tx, ACME, who, LATER)) for who in (ANA, MAYA, INES))
    assert KOFIS.title not in anas
    assert KOFI in anas
    assert CANARY not in mayas
    assert CANARY not in iness
    assert ANA not in iness.replace("add_admin", "").split('"audit"')[0]


def test_what_others_tried_with_one_s_own_is_told_and_not_who(at_home: Database) -> None:
    with at_home.begin() as tx:
        mine = items.own(tx, ACME, ANA)[0].id
        audit.note(tx, ACME, BEN, "open", mine, "denied", LATER)
        last = export(tx, ACME, ANA, LATER)["audit"][-1]
    assert (last["outcome"], last["thing"], last["by_me"]) == ("denied", mine, False)
    assert BEN not in last.values()


def test_of_who_is_not_here_a_leader_is_told_nothing(at_home: Database) -> None:
    with at_home.begin() as tx:
        assert len(export(tx, ACME, ANA, LATER)["shared_with_me"]) == 1
        people.change(tx, ACME, KOFI, may_take_part=False)
        assert export(tx, ACME, ANA, LATER)["shared_with_me"] == []


def test_a_life_in_another_workspace_is_not_in_this_one_s_export(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        live(tx, GLOBEX)
        told = export(tx, ACME, ANA, LATER)
    assert not any(isinstance(part, list) and part for part in told.values())
    assert told["settings"] == {}


def test_somebody_unknown_has_an_empty_export(at_home: Database) -> None:
    with at_home.read() as tx:
        told = export(tx, ACME, "U0NOBODY", LATER)
    del told["made_at"], told["format"], told["version"], told["workspace"], told["person"]
    assert not any(told.values())


# --- erase ---------------------------------------------------------------------------------------


def test_after_the_erase_ana_is_in_no_row_of_any_table(lived: Database) -> None:
    with lived.begin() as tx:
        counts = erase_person(tx, ACME, ANA, LATER)
    assert (counts["items"], counts["talks"], counts["bonds"], counts["people"]) == (2, 2, 2, 1)
    with lived.read() as tx:
        found = {name: [row for row in of if ANA in row] for name, of in rows(tx, ACME).items()}
    assert not any(found.values()), found


def test_what_concerns_others_alone_stays(at_home: Database) -> None:
    with at_home.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
        assert talks.last_with(tx, ACME, MAYA) == {BEN: TUESDAY.date()}
        assert [one.owner for one in items.shared_with(tx, ACME, MAYA)] == [BEN]
        assert len(items.own(tx, ACME, KOFI)) == 1
        assert workspaces.load(tx, ACME).pilot == {MAYA}
        assert held(tx, ACME, INES)["admins"] == 1
        assert len(tx.all(select(metadata.tables["audit"]).where(here("audit")))) == 1
        left = tx.all(select(metadata.tables["askings"]).where(here("askings")))
        assert [row.person for row in left] == [BEN]
        replies = select(metadata.tables["deliveries"]).where(here("deliveries"))
        assert [row.address for row in tx.all(replies) if row.kind == "reply"] == [BEN]


def here(name: str) -> Any:
    return metadata.tables[name].c.workspace == ACME


def test_another_workspace_is_not_touched(lived: Database) -> None:
    with lived.read() as tx:
        before = rows(tx, GLOBEX)
    with lived.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    with lived.read() as tx:
        assert rows(tx, GLOBEX) == before


def test_a_second_erase_finds_nothing(at_home: Database) -> None:
    with at_home.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    with at_home.begin() as tx:
        before = rows(tx, ACME)
        assert not erase_person(tx, ACME, ANA, LATER)
        assert rows(tx, ACME) == before


def test_messages_that_spoke_of_ana_are_drawn_anew_and_others_are_not(lived: Database) -> None:
    with lived.begin() as tx:
        assert concerned(tx, ACME, ANA) == {MAYA, KOFI}
        erase_person(tx, ACME, ANA, LATER)
        again = outbox.to_redraw(tx, LATER, 50)
        kinds = sorted((one.kind, one.address) for one in again)
    assert kinds == [
        ("follow-up", MAYA),
        ("introduction", MAYA),
        ("plan", MAYA),
        ("today", MAYA),
        *[("wiped", "")] * 4,
    ]


def test_a_message_to_ana_is_edited_once_more_and_then_its_row_is_gone_too(
    at_home: Database,
) -> None:
    with at_home.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
        for one in outbox.to_redraw(tx, LATER, 50):
            lease = LATER + timedelta(minutes=1)
            assert sending.take_redraw(tx, one, LATER, lease)
            sending.redrawn(tx, one, lease)
        left = tx.all(select(metadata.tables["deliveries"]).where(here("deliveries")))
    assert {row.kind for row in left} == {"follow-up", "introduction", "plan", "today", "reply"}


# --- a leader's own record -----------------------------------------------------------------------


def test_ana_s_record_as_a_leader_goes_and_what_she_shared_stays(lived: Database) -> None:
    with lived.begin() as tx:
        counts = erase_leader_record(tx, ACME, ANA, LATER, LATER)
        assert (counts["talks"], counts["nudges"], counts["answers"]) == (1, 1, 1)
        told = export(tx, ACME, ANA, LATER)
        assert len(told["goals_and_challenges"]) == 2
        assert len(told["leaders"]) == 1
        assert told["talks_i_noted"] == told["reminders_to_me"] == []
        assert talks.last_with(tx, ACME, MAYA) == {ANA: TUESDAY.date(), BEN: TUESDAY.date()}
        assert people.load(tx, ACME, ANA).plan_weekday is None
        [kofi] = bonds.of_leader(tx, ACME, ANA)
        assert (kofi.report, kofi.since) == (KOFI, LATER)


# --- a whole workspace ---------------------------------------------------------------------------


def test_a_purged_workspace_is_gone_and_the_other_one_is_not(lived: Database) -> None:
    with lived.begin() as tx:
        before = rows(tx, GLOBEX)
        counts = purge_workspace(tx, ACME, LATER)
        assert counts["people"] == 4
        assert not any(rows(tx, ACME).values())
        assert rows(tx, GLOBEX) == before


# --- on the disk ---------------------------------------------------------------------------------


def test_no_byte_of_what_ana_wrote_is_left_in_the_folder(sqlite: Database, tmp_path: Path) -> None:
    """Not even as ciphertext, and not while Tend goes on running on the file."""
    with sqlite.begin() as tx:
        live(tx)
        table = metadata.tables["items"]
        mine = select(table.c.sealed).where(table.c.owner == ANA)
        sealed = [row.sealed.encode()[20:120] for row in tx.all(mine)]
    assert any(sealed[0] in file.read_bytes() for file in tmp_path.iterdir())
    with sqlite.begin() as tx:
        erase_person(tx, ACME, ANA, LATER)
    tidy(sqlite)
    for file in tmp_path.iterdir():
        assert not any(one in file.read_bytes() for one in (*sealed, ANA.encode())), file.name
