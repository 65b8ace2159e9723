"""The real console script in a folder of its own, as an operator meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TEND = Path(sys.executable).parent / "tend"
PATIENCE = 60  # seconds, also on a busy machine
SECRET = "hunter2"


@dataclass
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def refused(self) -> str:
        """The sentences of a refusal: exit code 2, no traceback, no secret."""
        self.is_plain()
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.err.strip()
        return self.err

    def worked(self) -> str:
        self.is_plain()
        assert self.code == 0, (self.code, self.err)
        return self.out

    def is_plain(self) -> None:
        everything = self.out + self.err
        assert "Traceback" not in everything, everything
        assert SECRET not in everything


@dataclass
class Terminal:
    """A folder with nothing of Tend's in it, and an environment of its own."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Path:
        return self.folder / "home" / ".config" / "tend" / "key"

    @property
    def database(self) -> Path:
        return self.folder / "tend.db"

    def tend(self, *arguments: str, **env: str) -> Said:
        done = subprocess.run(
            [TEND, *arguments],
            cwd=self.folder,
            env=self._all(env),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def tend_running(
        self, until: str, *arguments: str, **env: str
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A command that goes on (`tend run`), from the moment its log says ``until``."""
        log = self.folder / f"log-{'-'.join(arguments)}"
        with log.open("wb") as out:
            command = [TEND, *(arguments or ("run",))]
            where = {"cwd": self.folder, "env": self._all(env)}
            process = subprocess.Popen(command, stdout=out, stderr=out, **where)  # type: ignore[call-overload]
        try:
            wait_for(log, until)
            yield process
        finally:
            process.kill()
            process.wait()

    def _all(self, env: Mapping[str, str]) -> dict[str, str]:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {"PATH": os.environ["PATH"], "HOME": str(home), **self.env, **env}


def wait_for(log: Path, words: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while words not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


def end(process: subprocess.Popen[bytes]) -> int:
    """Ask it to end as a supervisor does; its exit code."""
    process.send_signal(signal.SIGTERM)
    return process.wait(PATIENCE)
