"""Teams without Slack, Slack without Teams: nothing of the other is needed, read or imported."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.doctor.examining import examine
from bot.settings import SettingsError
from jobs.delivering import Clocks
from tests.bot.teams.connector import TENANT
from tests.bot.teams.hall import CLIENT_ID
from tests.house.reading import ROOT, modules
from tests.office import machine_now

US = {"TEAMS_CLIENT_ID": CLIENT_ID, "TEAMS_TENANT_ID": TENANT}
PROBE = """
import sys
import bot.__main__, bot.program, bot.administering, bot.importing
print(sorted(name for name in sys.modules if name.split(".")[0] in ("microsoft_teams", "msal")))
"""
DOTENV = """
import os
before = dict(os.environ)
import bot.teams.sdk
print(sorted(os.environ.keys() ^ before.keys()))
"""


def run(program: str, folder: Path) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=env, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr[-500:]
    return told.stdout.strip()


def test_without_teams_nothing_of_microsoft_is_imported(tmp_path: Path) -> None:
    assert run(PROBE, tmp_path) == "[]"


@pytest.mark.slow
def test_importing_the_sdk_loads_no_file_into_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLIENT_SECRET=theirs\nSLACK_BOT_TOKEN=xoxb-1\n")
    assert run(DOTENV, tmp_path) == "[]"


def test_with_teams_set_no_token_of_slack_is_needed() -> None:
    found = settings.read({**US, "TEAMS_CLIENT_SECRET": "s"}, needs_ears=True)
    assert found.teams and not found.slack and "s'" not in repr(found)
    assert found.teams_tenant == TENANT and found.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"TEAMS_CLIENT_ID": CLIENT_ID, "TEAMS_CLIENT_SECRET": "s"}, "TEAMS_TENANT_ID"),
        ({"TEAMS_TENANT_ID": TENANT}, "TEAMS_CLIENT_ID"),
        (US, "TEAMS_CLIENT_SECRET"),
        ({**US, "TEAMS_CLIENT_SECRET": "s", "TEAMS_MANAGED_IDENTITY": "system"}, "either"),
        ({**US, "TEAMS_CLIENT_ID": "tend", "TEAMS_CLIENT_SECRET": "s"}, "TEAMS_CLIENT_ID"),
        ({**US, "TEAMS_LOCAL_URL": "https://smba.example"}, "TEAMS_LOCAL_URL"),
        ({**US, "TEAMS_LOCAL_URL": "http://127.0.0.1:1", "HOST": "0.0.0.0"}, "HOST"),
        ({**US, "TEAMS_LOCAL_URL": "http://127.0.0.1:1", "TEAMS_CLIENT_SECRET": "s"}, "secret"),
        ({**US, "TEAMS_CLIENT_SECRET": "s", "TEAMS_ADMINS": "U0INES"}, "TEAMS_ADMINS"),
    ],
)
def test_what_does_not_go_together_is_said(env: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read(env, needs_ears=True)
    assert any(named in problem for problem in refused.value.problems)


def test_the_doctor_asks_nothing_of_slack(tmp_path: Path) -> None:
    env = {**US, "TEAMS_LOCAL_URL": "http://127.0.0.1:1", "TEND_KEY_FILE": str(tmp_path / "key")}
    lines = examine(env, Clocks(machine_now, machine_now))
    checks = {line.check for line in lines}
    assert "teams" in checks and not checks & {"bot token", "scopes", "way in"}


def test_no_words_stand_in_an_adapter() -> None:
    """A sentence is of four words or more, with a capital at its beginning."""
    found = [
        (file, node.value)
        for file in modules("bot/slack", "bot/teams", "bot/edge")
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if len(node.value.split()) > 3 and node.value[:1].isupper()
        if not _is_docstring(file, node.value)
    ]
    assert found == []


def _is_docstring(file: Path, words: str) -> bool:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = (node for node in ast.walk(tree) if isinstance(node, kinds))
    return words in {ast.get_docstring(node, clean=False) for node in nodes}
