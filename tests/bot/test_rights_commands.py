"""The operator hands over what is kept of a person without reading it, and erases it for good."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import cli
from storage import audit, database, envelope, months, opening
from storage.envelope import EnvelopeError
from storage.erasing import held
from storage.sealing import create_key_file, read_key_file
from storage.tables import audit as trail
from tests.people import ACME, ANA, GLOBEX, MAYA, TUESDAY
from tests.storage.lives import CANARY, live

PASSPHRASE = "eight little ducks"
TWICE = f"{PASSPHRASE}\n{PASSPHRASE}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Ana lived with Tend, to copy."""
    folder = tmp_path_factory.mktemp("made")
    key = folder / "keys" / "key"
    create_key_file(key)
    base = opening.create(f"sqlite:///{folder / 'tend.db'}", read_key_file(key))
    with base.begin() as tx:
        live(tx)
    base.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """There, and no Slack is needed any more."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_API_URL", "TEND_CLOCK_FILE", "TEND_ERASED_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEND_KEY_FILE", str(tmp_path / "keys" / "key"))
    monkeypatch.setenv("TEND_DATABASE_URL", f"sqlite:///{tmp_path / 'tend.db'}")
    return tmp_path


def tend(*arguments: str, typed: str = "") -> Result:
    done = CliRunner().invoke(cli, arguments, input=typed)
    assert CANARY not in done.output or arguments[0] == "open-export"
    return done


def count(folder: Path, person: str) -> int:
    with opened(folder) as base, base.read() as tx:
        return held(tx, ACME, person).total()


class opened:
    """The database, for a moment."""

    def __init__(self, folder: Path) -> None:
        seals = read_key_file(folder / "keys" / "key")
        self.base = opening.open_existing(f"sqlite:///{folder / 'tend.db'}", seals)

    def __enter__(self) -> database.Database:
        return self.base

    def __exit__(self, *_: object) -> None:
        self.base.close()


# --- export --------------------------------------------------------------------------------------


def test_the_file_opens_with_its_passphrase_alone(folder: Path) -> None:
    done = tend("export-person", ANA, "ana.tend", typed=TWICE)
    assert done.exit_code == 0, done.output
    file = folder / "ana.tend"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CANARY not in file.read_text()
    read = tend("open-export", "ana.tend", typed=f"{PASSPHRASE}\n")
    told = json.loads(read.stdout)
    assert (told["person"], told["goals_and_challenges"][0]["title"]) == (ANA, f"{CANARY} at home")
    wrong = tend("open-export", "ana.tend", typed="seven little ducks\n")
    assert (wrong.exit_code, CANARY in wrong.output) == (2, False)
    assert "does not open it" in wrong.output


def test_that_it_was_exported_is_on_record(folder: Path) -> None:
    tend("export-person", ANA, "ana.tend", typed=TWICE)
    with opened(folder) as base, base.read() as tx:
        last = tx.all(trail.select())[-1]
    assert (last.actor, last.action, last.object) == ("operator", "export_person", ANA)


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("export-person", "U0NOBODY", "x"), TWICE, "Nothing is kept here about U0NOBODY."),
        (("export-person", ANA, "tend.db"), TWICE, "is there already"),
        (("export-person", ANA, "x"), "short\nshort\n", "at least 12 characters"),
        (("export-person", ANA, "x", "--workspace", GLOBEX), TWICE, "not kept here"),
        (("erase-person", "U0NOBODY", "--yes"), "", "Nothing is kept here about U0NOBODY."),
        (("erase-person", ANA), "U0ANN\n", "Nothing was done."),
        (("purge-workspace",), f"{GLOBEX}\n", "Nothing was done."),
        (("open-export", "tend.db"), f"{PASSPHRASE}\n", "no export of Tend's"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence_and_nothing_changes(
    folder: Path, arguments: tuple[str, ...], typed: str, told: str
) -> None:
    before = count(folder, ANA)
    done = tend(*arguments, typed=typed)
    assert (done.exit_code, told in done.output) == (2, True), done.output
    assert "Traceback" not in done.output
    assert count(folder, ANA) == before
    assert not (folder / "x").exists()


def test_an_envelope_of_somebody_else_s_making_takes_no_memory() -> None:
    lines = envelope.close(b"x", PASSPHRASE).split("\n")
    huge = "\n".join((lines[0], lines[1].replace(f"n={2**16}", f"n={2**22}"), lines[2]))
    for content in (huge, "", "\n\n", "tend-envelope 1\n\n"):
        with pytest.raises(EnvelopeError, match="no export"):
            envelope.open_with(PASSPHRASE, content)
    with pytest.raises(EnvelopeError, match="damaged"):
        envelope.open_with(PASSPHRASE, "\n".join((*lines[:2], "", "")))


# --- erase and purge -----------------------------------------------------------------------------


def test_an_erased_person_is_gone_and_stays_so_when_a_backup_comes_back(folder: Path) -> None:
    file = folder / "tend.db"
    backup = file.read_bytes()
    done = tend("erase-person", ANA, typed=f"{ANA}\n")
    assert (done.exit_code, "Erased U0ANA" in done.output) == (0, True), done.output
    assert count(folder, ANA) == 0
    file.write_bytes(backup)
    assert count(folder, ANA) > 0
    tend("erase-person", "U0NOBODY", "--yes")  # any start that opens the database
    assert count(folder, ANA) == 0
    assert count(folder, MAYA) > 0


def test_with_several_workspaces_the_one_that_is_meant_has_to_be_named(folder: Path) -> None:
    with opened(folder) as base, base.begin() as tx:
        live(tx, GLOBEX)
    assert "--workspace" in tend("purge-workspace", "--yes").output
    assert tend("purge-workspace", "--workspace", GLOBEX, "--yes").exit_code == 0
    assert count(folder, ANA) > 0
    with opened(folder) as base, base.read() as tx:
        assert not held(tx, GLOBEX, ANA)


def test_a_purged_workspace_leaves_no_trail(folder: Path) -> None:
    done = tend("purge-workspace", typed=f"{ACME}\n")
    assert done.exit_code == 0, done.output
    with opened(folder) as base, base.begin() as tx:
        assert tx.all(trail.select()) == []
        audit.note(tx, ACME, MAYA, "start", "x", "done", TUESDAY)  # and it goes on afterwards


# --- the organisation's page ---------------------------------------------------------------------


def test_the_report_is_read_without_slack(folder: Path) -> None:
    assert "There is no month to tell yet." in tend("report").stdout
    with opened(folder) as base, base.begin() as tx:
        page = {"figures": {"taking_part": {"value": 45}}, "halved": False}
        assert months.keep(tx, ACME, date(2026, 10, 1), page, {}, TUESDAY)
    told = tend("report", "--workspace", ACME)
    assert told.exit_code == 0, told.output
    assert "October 2026 in figures" in told.stdout and "at least 45" in told.stdout
    as_json = json.loads(tend("report", "--json", "--workspace", ACME).stdout)
    assert [one["month"] for one in as_json["months"]] == ["2026-10"]
    assert tend("report").stdout == told.stdout, "there is but one"
    nowhere = tend("report", "--workspace", "T0NOWHERE")
    assert nowhere.exit_code == 2 and "is not kept here" in nowhere.output
