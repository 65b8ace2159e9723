"""What is handed to supervisors: units, compose files and alarms that fit the program they run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import settings
from bot.__main__ import cli
from bot.doctor.examining import CHECKS
from bot.metrics import Metrics, Went
from bot.vitals import Vitals
from storage.checkup import Fault
from storage.database import Database
from tests.house.reading import ROOT
from tests.office import TUESDAY

DEPLOY = ROOT / "deploy"
UNITS = ("tend.service", "tend-worker.service")
COMPOSED = ("compose.yml", "compose-several.yml")


def compose(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    return found


def services(name: str, ours: bool = True) -> dict[str, dict[str, Any]]:
    found = compose(name)["services"]
    return {one: s for one, s in found.items() if s["image"].startswith("tend:") or not ours}


def unit(name: str) -> dict[str, str]:
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")


# --- compose -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMPOSED)
def test_every_image_is_of_one_release(name: str) -> None:
    images = [service["image"] for service in services(name, ours=False).values()]
    assert images
    assert [one for one in images if not re.fullmatch(r"[\w/.-]+:\d+[\w.-]*", one)] == []


@pytest.mark.parametrize("name", COMPOSED)
def test_nothing_runs_as_root_or_gets_more_rights(name: str) -> None:
    for service in services(name, ours=False).values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not {"privileged", "cap_add", "devices", "pid", "network_mode"} & service.keys()
        assert service.get("user") not in ("root", "0", 0)
    theirs = services(name, ours=False).keys() - services(name).keys()
    assert all(services(name, ours=False)[one]["user"] for one in theirs)


@pytest.mark.parametrize("name", COMPOSED)
def test_tend_writes_to_one_volume_and_the_key_is_read_only(name: str) -> None:
    for service in services(name).values():
        assert service["read_only"] is True
        places = [volume.split(":", 1)[1] for volume in service["volumes"]]
        assert [place for place in places if not place.endswith(":ro")] == ["/data"]
        assert [volume for volume in service["volumes"] if volume.endswith(":/keys:ro")]


@pytest.mark.parametrize("name", COMPOSED)
def test_no_secret_is_written_there_and_each_setting_exists(name: str) -> None:
    known = set(re.findall(r"(?m)^([A-Z_]+)=", (ROOT / ".env.example").read_text()))
    for service in services(name).values():
        assert service["env_file"] == ".env"
        assert set(service["environment"]) <= known
        assert not {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"} & set(service["environment"])
        settings.read({**service["environment"], "TEND_DATABASE_URL": ""}, needs_slack=False)
    written = [line for line in said(name) if "PASSWORD" in line]
    assert [line for line in written if "${DB_PASSWORD:?}" not in line] == []


def said(name: str) -> list[str]:
    """Without comments."""
    return [line for line in (DEPLOY / name).read_text().splitlines() if line[:1] != "#"]


@pytest.mark.parametrize("name", COMPOSED)
def test_each_service_runs_a_command_that_tend_knows(name: str) -> None:
    for service in services(name).values():
        command, *options = service["command"]
        known = [opt for parameter in cli.commands[command].params for opt in parameter.opts]
        assert set(options) <= set(known)
        assert service["stop_grace_period"] == "60s", "what is under way takes half a minute"


@pytest.mark.parametrize("name", COMPOSED)
def test_the_internal_port_is_never_published(name: str) -> None:
    for service in services(name).values():
        port = service["environment"]["TEND_HEALTH_PORT"]
        assert not [one for one in service.get("ports", ()) if one.split(":")[-1] == port]
        assert all(one.startswith("127.0.0.1:") for one in service.get("ports", ()))


def test_with_teams_the_same_container_gets_its_packages_and_a_port_for_the_proxy() -> None:
    """Merged over compose.yml by docker itself, so it may say nothing else."""
    more = compose("compose-teams.yml")["services"]
    assert more.keys() == services("compose.yml").keys()
    assert more["tend"].keys() == {"build", "image", "ports"}
    assert more["tend"]["build"] == {"args": {"LOCK": "run-teams"}}
    assert more["tend"]["ports"] == ["127.0.0.1:3000:3000"]


# --- systemd -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_without_root_and_comes_back(name: str) -> None:
    found = unit(name)
    assert found["User"] not in ("", "root", "0")
    assert found["Restart"] == "on-failure" and found["StartLimitIntervalSec"] == "0"
    assert found["ProtectSystem"] == "strict" and found["NoNewPrivileges"] == "yes"
    assert found["CapabilityBoundingSet"] == ""
    assert "WatchdogSec" not in found, "systemd would wait for a word that Tend does not send"
    assert found["ExecStart"].split()[1] in cli.commands


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_no_fault_and_little_exposure(name: str, tmp_path: Path) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    copy = tmp_path / name
    copy.write_text(text.replace("/opt/tend/venv/bin/tend", shutil.which("true") or ""))
    verify = ["systemd-analyze", "verify", "--man=no", str(copy)]
    done = subprocess.run(verify, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    look = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(copy)]
    assert subprocess.run(look, capture_output=True).returncode == 0


# --- alarms --------------------------------------------------------------------------------------


def alarms() -> dict[str, str]:
    (group,) = yaml.safe_load((DEPLOY / "alarms.yml").read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule["expr"] for rule in group["rules"]}


def paper() -> str:
    return (ROOT / "docs/alarms.md").read_text(encoding="utf-8")


def test_each_alarm_asks_for_a_figure_that_there_is(sqlite: Database) -> None:
    metrics = Metrics()
    metrics.watch(Vitals(sqlite, lambda: TUESDAY))
    names = {family.name for family in metrics.registry.collect()}
    for expr in alarms().values():
        asked = set(re.findall(r"\b(tend_\w+)", expr))
        assert asked
        assert {re.sub("_(bucket|count|total)$", "", name) for name in asked} <= names


def test_each_word_in_an_alarm_is_one_that_there_is() -> None:
    verbs = {"dead", "unknown", "failed"}
    for expr in alarms().values():
        for label, word in re.findall(r'(\w+)!?="(\w+)"', expr):
            assert word in {*Went, *Fault, *verbs}, (label, word)


def test_for_each_alarm_and_each_check_it_is_written_what_to_do() -> None:
    headings = re.findall(r"(?m)^### (.+)$", paper())
    assert [name for name in alarms() if name not in headings] == []
    lines = paper().partition("## The lines of tend doctor")[2].partition("\n## ")[0]
    checks = re.findall(r"(?m)^\| `([\w ]+)` \|", lines)
    assert set(checks) == set(CHECKS)


def test_no_alarm_is_described_that_nobody_raises() -> None:
    described = re.findall(r"(?m)^### ([A-Z]\w+[A-Z]\w+)$", paper())
    assert set(described) == set(alarms())
