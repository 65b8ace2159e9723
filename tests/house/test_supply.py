"""What Tend is made of: locked by hashes, in a container without root, with no secret anywhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.stripe import StripeDetector
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.reading import ROOT, papers, pyproject

LOCKS = {
    "run": ("postgres",),
    "run-teams": ("postgres", "teams"),
    "dev": ("dev", "demo", "postgres", "teams"),
    "release": ("release",),
}
LINE = re.compile(r"([A-Za-z0-9][\w.-]*)==(\S+)(?: ; .+)? \\")
DETECTORS = (
    *(AWSKeyDetector, GitHubTokenDetector, GitLabTokenDetector, JwtTokenDetector, NpmDetector),
    *(OpenAIDetector, PrivateKeyDetector, PypiTokenDetector, SlackDetector, StripeDetector),
)


def locked(name: str) -> dict[str, str]:
    """The packages of a lock, and their versions."""
    lines = (ROOT / f"requirements/{name}.txt").read_text().splitlines()
    found = [LINE.fullmatch(line) for line in lines if not line.startswith(("    --hash", "#"))]
    assert all(found), "a lock holds exact versions and hashes, and nothing else"
    return {canonicalize_name(m[1]): m[2] for m in found if m}


# --- locks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*LOCKS, "build"])
def test_a_lock_pins_each_package_by_hashes_and_names_no_server(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text()
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    parts = re.split(r"(?m)^(?=\S)", text)[1:]
    assert len(parts) == len(locked(name)) > 0
    assert [part for part in parts if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", part)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_fits_what_is_asked_for(name: str) -> None:
    """Whoever changes pyproject.toml writes the locks anew: scripts/lock."""
    project = pyproject()["project"]
    asked = [*project["dependencies"]]
    for extra in LOCKS[name]:
        asked += project["optional-dependencies"][extra]
    wanted = [Requirement(line) for line in asked if not line.startswith("tend")]
    versions = locked(name)
    unfit = [
        str(one)
        for one in wanted
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), ""))
    ]
    assert unfit == []


def blocks(name: str) -> set[str]:
    """Each package with its hashes."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return {part.strip() for part in re.split(r"(?m)^(?=\S)", text) if part.strip()}


def test_with_teams_the_rest_stays_exactly_as_it_is() -> None:
    """What was tried without Teams was tried with it, and one look at hashes does for both."""
    assert blocks("run") <= blocks("run-teams")


def test_the_wheel_is_built_with_locked_tools() -> None:
    asked = [Requirement(line) for line in pyproject()["build-system"]["requires"]]
    assert all(one.specifier.contains(locked("build")[one.name]) for one in asked)


@pytest.mark.parametrize(
    ("found", "said", "code"),
    [
        ([{"name": "mako", "vulns": []}, {"name": "Click", "vulns": []}], "2 checked", 0),
        (
            [{"name": "mako", "vulns": [{"id": "X-1"}]}, {"name": "click"}],
            "vulnerable: mako X-1",
            1,
        ),
        ([{"name": "mako", "vulns": []}], "not checked: click", 1),
        ([{"name": "mako"}, {"name": "click", "skip_reason": "?"}], "not checked: click", 1),
        ([], "not checked: mako", 1),
    ],
)
def test_what_an_audit_could_not_check_is_named_and_fails(
    tmp_path: Path, found: list[object], said: str, code: int
) -> None:
    lock, report = tmp_path / "lock", tmp_path / "report"
    lock.write_text("mako==1.0 \\\n    --hash=x\nclick==2.0 ; python_version > '3' \\\n")
    report.write_text(json.dumps({"dependencies": found}))
    command = [sys.executable, str(ROOT / "scripts/audited.py"), str(lock), str(report)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert said in done.stdout and done.returncode == code


# --- the container -------------------------------------------------------------------------------


def recipe() -> list[str]:
    """The instructions, each on one line."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [" ".join(line.split()) for line in text.splitlines() if line and line[0] != "#"]


def test_the_container_runs_without_root_and_writes_to_one_place() -> None:
    lines = recipe()
    last = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM ")) :]
    users = [line.split()[1] for line in last if line.startswith("USER ")]
    assert users and all(re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user) for user in users)
    assert [line for line in last if line.startswith("VOLUME ")] == ["VOLUME /data"]
    after = last[last.index(f"USER {users[-1]}") :]
    assert not any(line.startswith(("RUN ", "COPY ", "ADD ")) for line in after)
    assert any(line.startswith("HEALTHCHECK ") for line in last)


def test_the_container_is_made_of_what_is_locked_and_named() -> None:
    lines = recipe()
    installs = [part for line in lines for part in line.split("&&") if "pip install" in part]
    assert installs
    assert [
        one for one in installs if "--require-hashes" not in one and "--no-index" not in one
    ] == []
    copied = [line.split()[1:-1] for line in lines if line.startswith(("COPY ", "ADD "))]
    assert not {".", "./", "/", "*", ".env"} & {name for names in copied for name in names}
    assert not any(line.startswith("ADD ") for line in lines)


def test_no_secret_goes_into_the_image() -> None:
    told = [line for line in recipe() if line.startswith(("ENV ", "ARG "))]
    assert not re.search(r"(?i)token|secret|password|xox[bap]-|xapp-", " ".join(told))
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    names = [line for line in ignored if line and not line.startswith("#")]
    assert names[0] == "*", "whatever is not named stays out"
    assert {"**/.env*", "**/*.db*", "**/key"} <= set(names)
    back_again = {line[1:] for line in names if line.startswith("!")}
    assert not {".env", ".git", ".demo", "tests", "docs"} & back_again


@pytest.mark.parametrize("name", ["run", "run-teams"])
def test_each_lock_that_an_image_is_made_of_lies_there_for_it(name: str) -> None:
    chosen = [line.split()[1] for line in recipe() if line.startswith("ARG LOCK")]
    assert chosen == ["LOCK=run"], "Slack alone needs nothing of Microsoft's"
    assert sum("requirements/${LOCK}.txt" in line for line in recipe()) == 2
    assert (ROOT / f"requirements/{name}.txt").is_file()
    assert ("microsoft-teams-apps" in locked(name)) is (name == "run-teams")


# --- secrets -------------------------------------------------------------------------------------

NOT_SCANNED = {".png", ".webp"}
MADE_UP = re.compile(r"xox[abp]-\d{1,4}-")  # shorter than any real one


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    detectors = (detector() for detector in DETECTORS)
    return [(one.secret_type, pattern) for one in detectors for pattern in one.denylist]


def secrets_in(text: str) -> set[str]:
    kept = [line for line in text.splitlines() if not MADE_UP.search(line)]
    return {kind for kind, pattern in patterns() if pattern.search("\n".join(kept))}


def test_nobody_has_written_a_secret_down() -> None:
    scanned = [paper for paper in papers() if paper.suffix not in NOT_SCANNED]
    found = {
        str(paper.relative_to(ROOT)): secrets_in(paper.read_text(errors="replace"))
        for paper in scanned
        if "requirements" not in paper.parts
    }
    assert len(found) > 300
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_a_secret_would_be_noticed() -> None:
    token = "-".join(("xoxb", "123456789012", "123456789012", "a" * 24))
    text = f'TOKEN = "{token}"\nKEY = "-----BEGIN {"RSA"} PRIVATE KEY-----"\n'
    assert secrets_in(text) == {"Slack Token", "Private Key"}
