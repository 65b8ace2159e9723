"""Starts Microsoft's local client, and does without a browser what a person does in it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from os import defpath
from pathlib import Path
from typing import Any

from sandbox.playground import cast

HOST = "127.0.0.1"
PATIENCE = 90.0  # seconds until it listens, also on a crowded machine
END_SECONDS = 10.0
PROGRAM = Path("node_modules/@microsoft/m365agentsplayground/cli.js")
RENDERER = Path("node_modules/adaptivecards/dist/adaptivecards.min.js")
_LISTENS = re.compile(r"Listening on (\d+)")
QUIET = {
    "TEAMSAPPTESTER_BROWSER": "none",
    "APPLICATION_INSIGHTS_NO_STATSBEAT": "1",  # its own switch alone leaves one measurement on
}

Json = dict[str, Any]


class CannotPlay(Exception):
    """The client is not here or does not start; the message says so, in words."""


def node() -> str:
    """Raises CannotPlay."""
    found = shutil.which("node")
    if found is None:
        raise CannotPlay("This needs Node. On Debian or Ubuntu: apt-get install nodejs npm")
    return found


@dataclass(frozen=True)
class Client:
    """The local client, with one person before it."""

    me: str
    port: int
    recording: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def service(self) -> str:
        return service_url(self.port)

    def install(self, conversation: str = "") -> None:
        """What also happens when somebody opens the conversation in a browser."""
        self._post(f"/_debug/conversation/{conversation or cast.chat(self.me)}/installation", {})

    def send(self, activity: Json) -> None:
        """Any activity at all, as the client would send it."""
        self._post("/_internal/v1/customActivities", activity)

    def recorded(self) -> list[Json]:
        """All requests and answers so far, between the client and Tend."""
        text = self.recording.read_text(encoding="utf-8") if self.recording.exists() else ""
        return [found for block in text.split("\n---\n") if (found := _whole(block)) is not None]

    def _post(self, path: str, body: Json) -> None:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(body), headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        if status != 200:
            raise CannotPlay(f"The client answered {status} to {path.split('/')[1]}.")


def _whole(block: str) -> Json | None:
    """The last one may be half written."""
    try:
        found: Json = json.loads(block)
    except ValueError:
        return None
    return found


def service_url(port: int) -> str:
    return f"http://{HOST}:{port}/_connector"


@contextmanager
def client(modules: Path, folder: Path, me: str, endpoint: str, port: int) -> Iterator[Client]:
    """``me`` before the client, which talks to the bot at ``endpoint``. Raises CannotPlay."""
    program = (modules / PROGRAM).absolute()  # it runs in another folder
    if not program.exists():
        raise CannotPlay(f"Microsoft's client is not installed in {modules}: npm ci puts it there.")
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}-{me}" for name in ("config", "log", "out", "recording")}
    files["config"].write_text(cast.config(me), encoding="utf-8")
    files["recording"].unlink(missing_ok=True)
    command = [node(), str(program), *_arguments(endpoint, port)]
    with files["out"].open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(me, folder, files), stdout=out, stderr=out
        )
    try:
        _wait_until_it_listens(process, files["out"], port)
        yield Client(me, port, files["recording"])
    finally:
        _end(process)


def _arguments(endpoint: str, port: int) -> list[str]:
    return [
        *("start", "-e", endpoint, "-c", "msteams", "-p", str(port)),
        *("--service-url", service_url(port)),  # it would say localhost, which may be another
        *("--enable-events-recording", "--disable-telemetry"),
    ]


def _environment(me: str, folder: Path, files: dict[str, Path]) -> dict[str, str]:
    return {
        **QUIET,
        "PATH": defpath,
        "TZ": cast.zone(me),  # it tells Tend its own, not the browser's
        "HOME": str(folder.absolute()),
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(files["config"].absolute()),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(files["log"].absolute()),
        "M365_AGENTS_PLAYGROUND_RECORDING_FILE": str(files["recording"].absolute()),
    }


def _wait_until_it_listens(process: subprocess.Popen[bytes], out: Path, port: int) -> None:
    """It takes another port where this one is taken, and then its own address is wrong."""
    end = time.monotonic() + PATIENCE
    while (found := _LISTENS.search(out.read_text(errors="replace"))) is None:
        if process.poll() is not None:
            raise CannotPlay(f"Microsoft's client ended at once: {out.read_text()[:500]}")
        if time.monotonic() > end:
            raise CannotPlay("Microsoft's client does not listen.")
        time.sleep(0.05)
    if int(found[1]) != port:
        raise CannotPlay(f"Port {port} is taken.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
