"""The console script: it teaches, and whatever is wrong outside it is said in plain words."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.__main__ import cli
from sandbox.company import company
from sandbox.server import Serving, serve
from tests.house.terminal import SECRET, Terminal, end
from tests.office import MovableClock

pytestmark = pytest.mark.slow

TOKENS = {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}", "SLACK_APP_TOKEN": f"xapp-{SECRET}"}
NOWHERE = {"SLACK_API_URL": "http://127.0.0.1:9/api/"}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A folder in which `tend init` was run, to copy."""
    made = Terminal(tmp_path_factory.mktemp("made"))
    made.tend("init").worked()
    return made


@pytest.fixture
def ready(terminal: Terminal, made: Terminal) -> Terminal:
    """After `tend init`."""
    shutil.copytree(made.folder, terminal.folder, dirs_exist_ok=True)
    return terminal


@pytest.fixture
def workspace() -> Iterator[Serving]:
    with serve(company(MovableClock())) as serving:
        yield serving


@pytest.fixture
def joined(ready: Terminal, workspace: Serving) -> Terminal:
    """After `tend init`, with the tokens of a workspace on this machine."""
    ready.env = {
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": workspace.world.bot_token,
        "SLACK_APP_TOKEN": workspace.world.app_token,
    }
    return ready


# --- teaching ------------------------------------------------------------------------------------


def test_help_names_the_first_look_and_the_way_to_ones_own_workspace(terminal: Terminal) -> None:
    told = terminal.tend("--help").worked()
    assert all(words in told for words in ("tend demo", "tend init", "tend run"))
    assert terminal.tend().out + terminal.tend().err == told


def test_version_is_one_line(terminal: Terminal) -> None:
    assert terminal.tend("--version").worked().split()[0] == "tend"


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_each_command_says_what_it_does(terminal: Terminal, command: str) -> None:
    told = terminal.tend(command, "--help").worked()
    assert f"Usage: tend {command}" in told
    assert len(told.splitlines()[2].split()) >= 5


def test_an_unknown_command_is_refused_in_words(terminal: Terminal) -> None:
    assert "No such command" in terminal.tend("rnu").refused()


def test_help_is_quick_because_it_loads_nothing(terminal: Terminal) -> None:
    loaded = terminal.tend("--help", PYTHONPROFILEIMPORTTIME="1").err
    heavy = ("sqlalchemy", "slack_bolt", "slack_sdk", "alembic", "starlette", "cryptography")
    assert "click" in loaded
    assert [name for name in heavy if name in loaded] == []


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "tick"])
def test_a_missing_environment_is_told_and_leaves_nothing_behind(
    terminal: Terminal, command: str
) -> None:
    assert "SLACK_BOT_TOKEN is missing" in terminal.tend(command).refused()
    assert [file.name for file in terminal.folder.iterdir()] == ["home"]


def test_whoever_stands_in_another_folder_is_told_where_settings_come_from(
    terminal: Terminal,
) -> None:
    assert f"There is no .env in {terminal.folder}" in terminal.tend("run").refused()
    (terminal.folder / ".env").touch()
    assert "There is no .env" not in terminal.tend("run").refused()


def test_run_asks_for_a_way_in_which_slack_reaches_it(terminal: Terminal) -> None:
    told = terminal.tend("run").refused()
    assert "SLACK_APP_TOKEN" in told and "SLACK_SIGNING_SECRET" in told


@pytest.mark.parametrize("command", ["run", "init"])
def test_all_that_is_malformed_is_told_at_once(terminal: Terminal, command: str) -> None:
    wrong = {
        "SLACK_BOT_TOKEN": SECRET,
        "SLACK_APP_TOKEN": f"xoxb-{SECRET}",
        "SLACK_API_URL": f"ftp://{SECRET}/",
        "TEND_DATABASE_URL": f"mysql://tend:{SECRET}@db/tend",
        "TEND_ADMINS": f"{SECRET}, ines",
        "PORT": f"80{SECRET}",
        "LOG_LEVEL": SECRET,
    }
    told = terminal.tend(command, **wrong).refused()
    assert [name for name in wrong if f"{name} is malformed" not in told] == []
    assert told.count(" is malformed") == len(wrong)


@pytest.mark.parametrize("port", ["65536", "٣"])
def test_a_port_is_a_number_of_the_network(terminal: Terminal, port: str) -> None:
    assert "PORT is malformed" in terminal.tend("tick", **TOKENS, PORT=port).refused()


def test_a_moved_clock_is_refused_away_from_this_machine(terminal: Terminal) -> None:
    for url in ({}, {"SLACK_API_URL": "https://slack.com/api/"}):
        told = terminal.tend("run", **TOKENS, **url, TEND_CLOCK_FILE="clock").refused()
        assert "TEND_CLOCK_FILE is for trials only" in told


def test_plain_http_is_refused_away_from_this_machine(terminal: Terminal) -> None:
    told = terminal.tend("run", **TOKENS, SLACK_API_URL="http://slack.com/api/").refused()
    assert "https://" in told


def test_settings_come_from_the_folders_env_file_and_the_environment_wins(
    terminal: Terminal,
) -> None:
    (terminal.folder / ".env").write_text("TEND_DATABASE_URL=sqlite:///mine.db\nPORT=oops\n")
    assert "PORT is malformed" in terminal.tend("init").refused()
    terminal.tend("init", PORT="3000").worked()
    assert (terminal.folder / "mine.db").exists()


@pytest.mark.parametrize("name", ["TEND_DATABASE_URL", "TEND_KEY_FILE", "SLACK_BOT_TOKEN"])
def test_a_character_that_nobody_sees_is_told(terminal: Terminal, name: str) -> None:
    (terminal.folder / ".env").write_text(f'{name}="sqlite:///te\x00nd.db"\n')
    assert f"{name} holds a character that nobody can see" in terminal.tend("init").refused()


def test_an_instant_for_a_tick_needs_a_zone(terminal: Terminal) -> None:
    for at, told in {"tomorrow": "not an instant", "2026-11-24T09:00": "needs a zone"}.items():
        assert told in terminal.tend("tick", "--at", at, **TOKENS).refused()


def test_an_env_file_with_tokens_should_be_its_owners_alone(ready: Terminal) -> None:
    file = ready.folder / ".env"
    file.write_text(f"SLACK_BOT_TOKEN=xoxb-{SECRET}\n")
    for mode in (0o644, 0o640, 0o604):
        file.chmod(mode)
        told = ready.tend("init")
        told.is_plain()
        assert told.code == 0 and "chmod 600 .env" in told.err
    file.chmod(0o600)
    assert not ready.tend("init").err


# --- init ----------------------------------------------------------------------------------------


def test_init_makes_a_key_and_a_database_for_their_owner_alone(ready: Terminal) -> None:
    for file in (ready.key, ready.database):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_init_a_second_time_changes_nothing(ready: Terminal) -> None:
    before = ready.key.read_bytes()
    assert "is there already" in ready.tend("init").worked()
    assert ready.key.read_bytes() == before
    assert "Nothing to do" in ready.tend("migrate").worked()


def test_a_server_that_does_not_answer_is_told_without_its_password(terminal: Terminal) -> None:
    url = f"postgresql://tend:{SECRET}@127.0.0.1:9/tend"
    assert "cannot be used" in terminal.tend("init", TEND_DATABASE_URL=url).refused()


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://tend@host:port/tend", "tend.db"])
def test_a_database_url_that_is_none_is_told(terminal: Terminal, url: str) -> None:
    assert "TEND_DATABASE_URL" in terminal.tend("init", TEND_DATABASE_URL=url).refused()


def test_a_folder_that_cannot_be_made_is_told(terminal: Terminal) -> None:
    (terminal.folder / "file").touch()
    told = terminal.tend("init", TEND_DATABASE_URL="sqlite:///file/tend.db").refused()
    assert "file" in told


# --- the key -------------------------------------------------------------------------------------


def test_a_missing_key_is_told_and_never_made_by_a_run(ready: Terminal) -> None:
    ready.key.unlink()
    for command in ("run", "migrate"):
        assert "There is no key file" in ready.tend(command, **TOKENS).refused()
    assert not ready.key.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_may_read_is_refused(ready: Terminal, mode: int) -> None:
    ready.key.chmod(mode)
    assert "chmod 600" in ready.tend("migrate").refused()


@pytest.mark.parametrize("text", ["\n", f"{SECRET}\n", "ü" * 44])
def test_a_key_that_is_none_is_refused_and_not_shown(ready: Terminal, text: str) -> None:
    ready.key.write_text(text)
    assert "key file" in ready.tend("migrate").refused()


def test_another_key_is_refused_before_anything_is_sealed_with_it(
    ready: Terminal,
) -> None:
    ready.key.write_bytes(Fernet.generate_key())
    before = ready.database.read_bytes()
    for command in ("run", "init"):
        assert "sealed with another key" in ready.tend(command, **TOKENS).refused()
    assert ready.database.read_bytes() == before


def test_a_key_in_the_folder_of_the_database_is_advised_against_also_behind_a_link(
    terminal: Terminal,
) -> None:
    beside = terminal.folder / "key"
    told = terminal.tend("init", TEND_KEY_FILE=str(beside))
    assert told.code == 0 and "in the folder of the database" in told.err
    elsewhere = terminal.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "key").symlink_to(beside)
    told = terminal.tend("init", TEND_KEY_FILE=str(elsewhere / "key"))
    assert told.code == 0 and "in the folder of the database" in told.err
    assert "folder of the database" not in terminal.tend("init", TEND_ERASED_FILE="x").err


# --- the database --------------------------------------------------------------------------------


def test_a_missing_database_is_told_and_never_made_by_a_run(ready: Terminal) -> None:
    for file in ready.folder.glob("tend.db*"):
        file.unlink()
    for command in ("run", "migrate"):
        assert "There is no database" in ready.tend(command, **TOKENS).refused()
    assert not ready.database.exists()


@pytest.mark.parametrize("what", ["empty", "garbage", "another program's"])
def test_a_file_that_is_not_tends_is_refused_and_left_alone(ready: Terminal, what: str) -> None:
    for file in ready.folder.glob("tend.db*"):
        file.unlink()
    if what == "another program's":
        with sqlite3.connect(ready.database) as theirs:
            theirs.execute("CREATE TABLE recipes (name TEXT)")
        theirs.close()
    else:
        ready.database.write_bytes(b"" if what == "empty" else b"garbage " * 900)
    for command in ("run", "migrate"):
        assert "atabase" in ready.tend(command, **TOKENS).refused()
    if what == "another program's":
        with sqlite3.connect(ready.database) as theirs:
            names = [name for (name,) in theirs.execute("SELECT name FROM sqlite_master")]
        assert names == ["recipes"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_cannot_be_written_is_refused(ready: Terminal) -> None:
    ready.database.chmod(0o400)
    assert "cannot be written" in ready.tend("run", **TOKENS).refused()


# --- Slack ---------------------------------------------------------------------------------------


def test_a_slack_that_does_not_answer_is_told(ready: Terminal) -> None:
    told = ready.tend("run", **TOKENS, **NOWHERE).refused()
    assert "Slack does not answer at SLACK_API_URL" in told


def test_a_token_that_slack_refuses_is_told_and_not_shown(joined: Terminal) -> None:
    told = joined.tend("run", SLACK_BOT_TOKEN=f"xoxb-{SECRET}").refused()
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)" in told


def test_a_tick_says_what_it_did(joined: Terminal) -> None:
    assert joined.tend("tick").worked().strip()


def test_a_run_ends_when_asked_to_and_a_second_one_is_refused_meanwhile(joined: Terminal) -> None:
    assert joined.tend("healthy").code == 1
    with joined.tend_running("listening mode=socket") as first:
        assert joined.tend("healthy").worked() == "well\n"
        assert "Another tend run is using" in joined.tend("run").refused()
        assert joined.tend("tick").worked()
        assert end(first) == 0
    with joined.tend_running("listening mode=socket") as again:
        assert end(again) == 0


def test_a_port_that_is_taken_is_told(joined: Terminal) -> None:
    by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "secret"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = joined.tend("run", **by_http, PORT=str(port))
    told.is_plain()
    assert told.code != 0 and str(port) in told.err
    assert "TEND_HEALTH_PORT" in told.err, "which setting it is"
