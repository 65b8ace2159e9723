"""Programs of several releases as folders: this one, the one to come, and one of before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.house.reading import ROOT
from tests.house.terminal import TEND, wait_for
from tests.storage.next_release import next_steps

PACKAGES = ("bot", "care", "jobs", "sandbox", "storage")
PATIENCE = 300.0  # seconds, for a program that starts on a machine with much else to do
SEVERAL_NODES = "jobs/distributed.py"  # since this file there are several nodes


def this_one(_: Path) -> Path:
    return ROOT


def the_next(folder: Path) -> Path:
    """It adds to the tables, and its queue is of another release too."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package)
    next_steps(folder / "storage/migrations", folder / "storage/migrations")
    queue = folder / "jobs/queue_tables.py"
    queue.write_text(queue.read_text().replace('"tend_jobs_"', '"tend_jobs_next_"'))
    assert "tend_jobs_next_" in queue.read_text()
    return folder


def of_before(folder: Path) -> Path:
    """The oldest that knows of several nodes, from the history; skips where there is none."""
    told = _git("log", "--diff-filter=A", "--format=%H", "--", SEVERAL_NODES).split()
    if not told:
        pytest.skip("there is no history here")
    archive = subprocess.run(
        ["git", "archive", told[-1], *PACKAGES], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return folder


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""


@dataclass
class Host:
    """A machine on which nodes of any release are started and ended."""

    folder: Path
    env: Mapping[str, str]
    nodes: list[Running] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def tend(self, tree: Path, *arguments: str) -> str:
        """A short command of that release; what it said."""
        done = subprocess.run(
            [TEND, *arguments],
            cwd=self.folder,
            env=self._env(tree),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, tree: Path, *arguments: str) -> Running:
        log = self.folder / f"node-{next(self._numbers)}"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [TEND, *arguments], cwd=self.folder, env=self._env(tree), stdout=out, stderr=out
            )
        node = Running(process, log)
        self.nodes.append(node)
        wait_for(log, "node_joined", PATIENCE)
        if arguments[0] == "run":
            wait_for(log, "line_open", PATIENCE)
        return node

    def exchange(self, old: Running, tree: Path, *arguments: str) -> Running:
        """The new one first, then the old one ends: somebody listens all the time."""
        new = self.start(tree, *arguments)
        old.end()
        return new

    def close(self) -> None:
        for node in self.nodes:
            node.process.kill()
            node.process.wait()

    def _env(self, tree: Path) -> dict[str, str]:
        plain = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        return {**plain, **self.env, "PYTHONPATH": str(tree)}


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    log: Path

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0, self.log.read_text()[-3000:]
