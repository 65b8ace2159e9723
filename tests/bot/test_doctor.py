"""`tend doctor`: each thing that can be wrong is one line that says so, and what to do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.doctor import examining, here, working
from bot.doctor.examining import CHECKS, Line, examine, is_well
from bot.doctor.patient import Finding, Level, Patient, ok
from bot.settings import Settings
from bot.slack import scopes
from bot.slack.checking import greet
from bot.wording import doctor as words
from jobs.delivering import Clocks
from sandbox.company import INES, company
from sandbox.manifest import made_from
from sandbox.server import Serving, serve
from sandbox.world import World
from storage import deliveries, sending, workspaces
from storage.database import Database
from storage.deliveries import Kind, State
from storage.opening import create
from storage.sealing import create_key_file, read_key_file
from tests.bot.scenes import TEAM, leads, start
from tests.bot.slack.loopback import loopback, raw, says
from tests.house.reading import manifest
from tests.office import MachineClock, MovableClock, Office, machine_now, settings_for

NEVER = (INES, TEAM, "C0ADMINS", "Learn to say no")
WHO = json.dumps({"ok": True, "team_id": TEAM})
TITLE = NEVER[-1]
OF_OTHERS = ("teams", "server clock", "process", "workspaces")  # of a server, another process, many


@dataclass
class Clinic:
    """A workspace, a database that nobody uses, and the doctor."""

    workspace: Serving
    env: dict[str, str]
    database: Database
    clock: MovableClock = field(default_factory=MovableClock)
    machine: MachineClock = field(default_factory=MachineClock)

    @property
    def world(self) -> World:
        return self.workspace.world

    def examine(self) -> dict[str, list[Line]]:
        lines = examine(self.env, Clocks(self.clock, self.machine))
        said = "\n".join(examining.as_text(lines)) + examining.as_json(lines)
        tokens = (self.world.bot_token, self.world.app_token)
        assert [no for no in (*NEVER, *tokens) if no in said] == []
        return {name: [line for line in lines if line.check == name] for name in CHECKS}

    def of(self, check: str) -> Line:
        (line,) = self.examine()[check]
        return line

    def change(self, **values: Any) -> None:
        """What its admins have set."""
        with self.database.begin() as tx:
            workspaces.ensure(tx, TEAM, "slack", self.clock())
            workspaces.change(tx, TEAM, **values)


def settings_of(found: Settings, key: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": found.bot_token,
        "SLACK_APP_TOKEN": found.app_token,
        "SLACK_API_URL": found.slack_api_url,
        "TEND_DATABASE_URL": found.database_url,
        "TEND_KEY_FILE": str(key),
        "TEND_ERASED_FILE": str(found.tombstones),
        "TEND_ADMINS": INES,
    }


def copied(key: Path, folder: Path) -> Path:
    """Apart from the database, as it should be."""
    folder.mkdir()
    copy = folder / "key"
    copy.write_bytes(key.read_bytes())
    copy.chmod(0o600)
    return copy


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `tend init` leaves it, to copy."""
    folder = tmp_path_factory.mktemp("made")
    create_key_file(folder / "key")
    create(f"sqlite:///{folder / 'tend.db'}", read_key_file(folder / "key")).close()
    return folder


@pytest.fixture
def clinic(made: Path, tmp_path: Path) -> Iterator[Clinic]:
    clock = MovableClock()
    (tmp_path / "tend.db").write_bytes((made / "tend.db").read_bytes())
    key = copied(made / "key", tmp_path / "elsewhere")
    of_world: dict[str, Any] = {**made_from(manifest()), "tend_is_admin_member": True}
    with serve(company(clock, **of_world)) as workspace:
        found = settings_for(tmp_path, workspace, http=False, url="")
        database = Database(found.database_url, read_key_file(key))
        yield Clinic(workspace, settings_of(found, key), database, clock)
        database.close()


def test_of_a_tend_at_work_every_line_is_well_until_it_stands_still(
    office: Office, tmp_path: Path
) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    office.tick()
    env = settings_of(office.settings, copied(office.settings.key_file, tmp_path / "elsewhere"))
    clinic = Clinic(office.workspace, env, office.tend.database, office.clock, office.machine)
    before = len(office.world.deliveries.socket.connections)
    found = clinic.examine()
    not_ok = {n: line for n, lines in found.items() for line in lines if line.level is not Level.OK}
    assert not_ok == {}
    assert all(found[name] for name in CHECKS if name not in OF_OTHERS)
    assert len(office.world.deliveries.socket.connections) == before == 1, "a line was taken"
    office.clock.forward(days=9)
    assert clinic.of("timetable").level is Level.WRONG
    office.stop()
    assert clinic.of("process").said == words.NO_RUN


# --- here ----------------------------------------------------------------------------------------


def test_every_wrong_setting_is_a_line_and_what_can_be_looked_at_still_is(clinic: Clinic) -> None:
    clinic.env |= {"SLACK_APP_TOKEN": "", "SLACK_BOT_TOKEN": ""}
    found = clinic.examine()
    assert [line.level for line in found["settings"]] == [Level.WRONG] * 2
    assert found["database"][0].level is Level.OK
    assert found["bot token"][0].said == words.NOT_LOOKED_AT


def test_a_malformed_setting_ends_nothing(clinic: Clinic) -> None:
    clinic.env["PORT"] = "eighty"
    found = clinic.examine()
    assert "PORT is malformed" in found["settings"][0].said
    assert found["backlog"][0].said == words.NOT_LOOKED_AT


@pytest.mark.parametrize("what", ["gone", "open to others", "another"])
def test_a_key_that_is_none(clinic: Clinic, what: str) -> None:
    key = Path(clinic.env["TEND_KEY_FILE"])
    if what == "gone":
        key.unlink()
    elif what == "another":
        key.write_bytes(Fernet.generate_key())
    else:
        key.chmod(0o644)
    found = clinic.examine()
    (line,) = found["database" if what == "another" else "key"]
    assert line.level is Level.WRONG and "key file" in line.said and line.do
    assert found["backlog"][0].said == words.NOT_LOOKED_AT


def test_who_was_erased_has_to_be_known_on_every_machine(clinic: Clinic, tmp_path: Path) -> None:
    file = tmp_path / "shared" / "erased"
    clinic.env["TEND_ERASED_FILE"] = str(file)
    assert clinic.of("erased").level is Level.WARN
    assert not file.parent.exists(), "a doctor changes nothing"
    file.parent.mkdir()
    file.touch()
    assert clinic.of("erased").level is Level.OK


def test_a_database_that_is_not_there_is_not_made(clinic: Clinic, tmp_path: Path) -> None:
    clinic.env["TEND_DATABASE_URL"] = f"sqlite:///{tmp_path / 'nowhere' / 'tend.db'}"
    (tmp_path / "nowhere").mkdir()
    found = clinic.examine()
    assert "There is no database" in found["database"][0].said
    assert list((tmp_path / "nowhere").iterdir()) == []


def test_tables_of_an_older_release(clinic: Clinic) -> None:
    with clinic.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    line = clinic.of("database")
    assert (line.level, line.said, line.do) == (
        Level.WRONG,
        words.TABLES_ARE_OLD,
        words.MIGRATE,
    )


def test_a_damaged_page(clinic: Clinic) -> None:
    file = Path(clinic.env["TEND_DATABASE_URL"].removeprefix("sqlite:///"))
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE filler (x TEXT)")
        raw.executemany("INSERT INTO filler VALUES (?)", [("y" * 900,)] * 200)
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'filler'").fetchone()[0]
    raw.close()
    whole = bytearray(file.read_bytes())
    whole[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xff" * 200
    file.write_bytes(whole)
    assert clinic.of("database").level is Level.WRONG


@pytest.mark.parametrize(
    ("ahead", "level"), [(0, Level.OK), (100, Level.WARN), (-400, Level.WRONG), (9000, Level.WRONG)]
)
def test_slacks_clock_beside_ours(clinic: Clinic, ahead: int, level: Level) -> None:
    date = format_datetime(machine_now() + timedelta(seconds=ahead), usegmt=True)
    with loopback(raw(200, WHO, Date=date)) as slack:
        clinic.env["SLACK_API_URL"] = slack.api_url
        assert clinic.of("clock").level is level


def test_a_clock_that_was_never_set(clinic: Clinic) -> None:
    clinic.machine.forward(days=-365 * 30)
    assert clinic.of("clock").said == words.CLOCK_UNSET


def test_time_zones_of_long_ago(clinic: Clinic) -> None:
    assert clinic.of("zones").level is Level.OK
    clinic.machine.forward(days=500)
    assert clinic.of("zones").level is Level.WARN


def test_without_its_list_of_leap_seconds_the_year_of_a_release_has_to_do() -> None:
    assert here.good_until("2026.6", "nothing of use").date().isoformat() == "2027-07-03"


# --- Slack ---------------------------------------------------------------------------------------


def test_a_slack_that_does_not_answer(clinic: Clinic) -> None:
    clinic.env["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    found = clinic.examine()
    assert found["bot token"][0].said == words.SLACK_SILENT
    assert found["way in"][0].said == found["admin channel"][0].said == words.NOT_LOOKED_AT


def test_a_token_that_was_revoked(clinic: Clinic) -> None:
    clinic.world.token_error = "token_revoked"
    line = clinic.of("bot token")
    assert (line.level, line.do) == (Level.WRONG, words.NEW_TOKEN) and "token_revoked" in line.said


def test_an_app_token_of_another_app(clinic: Clinic) -> None:
    clinic.env["SLACK_APP_TOKEN"] = "xapp-2"
    assert clinic.of("way in").level is Level.WRONG


@pytest.mark.parametrize(
    ("missing", "level"), [("users:read", Level.WRONG), ("dnd:read", Level.OK)]
)
def test_a_scope_that_is_not_granted(clinic: Clinic, missing: str, level: Level) -> None:
    clinic.world.scopes -= {missing}
    line = clinic.of("scopes")
    assert line.level is level and missing in line.said


def test_a_setting_that_needs_an_optional_scope(clinic: Clinic) -> None:
    clinic.world.scopes -= {scopes.PROFILES}
    clinic.env["TEND_MANAGER_FIELD"] = "Manager"
    assert clinic.of("scopes").level is Level.WARN


def test_a_server_that_tells_no_scopes_is_not_called_wrong(clinic: Clinic) -> None:
    with loopback(says(ok=True, team_id=TEAM)) as slack:
        clinic.env["SLACK_API_URL"] = slack.api_url
        assert clinic.of("scopes").said == words.SCOPES_UNTOLD


def test_an_answer_of_garbage_is_a_code_and_not_repeated() -> None:
    with loopback(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nAna!")) as slack:
        found = greet("xoxb-1", slack.api_url)
    assert found.code and "Ana" not in found.code


def test_the_scopes_in_the_code_are_those_of_the_manifest() -> None:
    asked = manifest()["oauth_config"]["scopes"]
    assert set(asked["bot"]) == scopes.NEEDED
    assert set(asked["bot_optional"]) == scopes.OPTIONAL


def test_nobody_has_made_an_admin_channel_or_pressed_start(clinic: Clinic) -> None:
    found = clinic.examine()
    assert found["admin channel"][0].said == words.NO_CHANNEL
    assert found["start"][0].said == words.NOT_STARTED


def test_an_admin_channel_that_others_can_read(clinic: Clinic) -> None:
    clinic.change(admin_channel="C0ADMINS")
    assert clinic.of("admin channel").level is Level.OK
    rooms = clinic.world.rooms.channels
    rooms["C0ADMINS"] = replace(rooms["C0ADMINS"], is_private=False)
    assert clinic.of("admin channel").level is Level.WRONG


def test_a_pause_for_everybody(clinic: Clinic) -> None:
    clinic.change(started_at=clinic.clock(), paused_at=clinic.clock())
    assert clinic.of("start").said == words.PAUSED


# --- at work -------------------------------------------------------------------------------------


def put(clinic: Clinic, name: str, minutes: int) -> str:
    """A message that should have gone so many minutes ago; nobody knows of the person."""
    at = clinic.clock() - timedelta(minutes=minutes)
    with clinic.database.begin() as tx:
        workspaces.ensure(tx, TEAM, "slack", at)
        made = deliveries.slot(tx, TEAM, Kind.PLAN, "U0X", name, at, None, None, at)
    assert made
    return made


@pytest.mark.parametrize(
    ("minutes", "level"), [(1, Level.OK), (30, Level.WARN), (500, Level.WRONG)]
)
def test_messages_that_wait(clinic: Clinic, minutes: int, level: Level) -> None:
    put(clinic, "a", minutes)
    line = clinic.of("backlog")
    assert line.level is level and line.said.startswith("1 due and not sent")


def test_messages_that_ended_badly_are_counted_by_reason_and_old_ones_left_out(
    clinic: Clinic,
) -> None:
    for name, minutes, state, why in (
        ("a", 60, State.DEAD, "channel_not_found"),
        ("b", 60, State.DEAD, "channel_not_found"),
        ("c", 60, State.DEAD, "U0MAYA said no"),
        ("d", 60, State.UNKNOWN, "cannot_tell"),
        ("e", 60 * 24 * 30, State.DEAD, "poison"),
    ):
        made = put(clinic, name, minutes)
        with clinic.database.begin() as tx:
            taken = deliveries.get(tx, TEAM, made)
            assert taken
            held = sending.claim(tx, [taken], clinic.machine(), clinic.machine())[made]
            assert sending.close(tx, held, state, why)
    line = clinic.of("endings")
    assert line.level is Level.WARN
    assert line.said == words.ended_badly(["channel_not_found 2", "other 1"], 1)


# --- the list ------------------------------------------------------------------------------------


def breaks(patient: Patient) -> Iterator[Finding]:
    yield ok("So far so good.")
    raise ValueError(TITLE)


def test_a_check_that_breaks_is_a_line_and_the_others_go_on() -> None:
    checks = {"one": breaks, "two": lambda patient: [ok("Fine.")]}
    lines = examine({}, Clocks(machine_now, machine_now), checks)
    assert [line.level for line in lines] == [Level.OK, Level.WRONG, Level.OK]
    assert lines[1].said == words.broke("ValueError") and not is_well(lines)


def test_as_json_it_is_the_same() -> None:
    lines = [Line("key", Level.WARN, "So.", "Do."), Line("clock", Level.OK, "Well.", "")]
    told = json.loads(examining.as_json(lines))
    assert told["well"] is True and len(told["checks"]) == 2
    assert told["checks"][0] == {"check": "key", "level": "warn", "said": "So.", "do": "Do."}
    assert examining.as_text(lines)[-1] == "0 wrong, 1 to look at."


def test_a_reason_of_an_unknown_shape_is_not_repeated() -> None:
    found = {(State.DEAD, "U0MAYA"): 2, (State.DEAD, ""): 1, (State.DEAD, "is_archived"): 5}
    assert working.dead_by_reason(found) == [("is_archived", 5), ("other", 3)]
