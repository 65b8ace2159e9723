"""What a start costs in time and memory, against processes that import the same or only Bolt."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Row

ROUNDS = 9
COMMANDS, WARM, LIVES = 10_000, 1000, 5
# not getrusage: its highest mark is inherited from the process that measures
MEMORY = """
from pathlib import Path
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""

BARE = f"""
import slack_bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
app = slack_bolt.App(token="xoxb-x", signing_secret="x", token_verification_enabled=False)
app.command("/mygoals")(lambda ack: ack())
{MEMORY}
"""

SAME_IMPORTS = f"""
import slack_bolt, sqlalchemy, sqlite3, apscheduler.schedulers.background, aiohttp, click, dotenv
import cryptography.fernet, concurrent.futures, prometheus_client, difflib
import sqlalchemy.dialects.sqlite, starlette.concurrency, starlette.responses, starlette.routing
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient
{MEMORY}
"""

TEND = f"""
import sys
from datetime import UTC, datetime
from functools import partial
import bot.__main__
from bot.lasting import lasting
with lasting():
    import bot.program, bot.slack.socket
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.edge.errands import Errands
from bot.slack.listeners import build_app
from bot.slack.tokens import Access, Clients, OneToken
from jobs.delivering import Clocks
from jobs.report import Report
from jobs.ticking import tick
from storage.opening import open_existing
from storage.sealing import read_key_file
from pathlib import Path
folder, now = Path(sys.argv[1]), partial(datetime.now, UTC)
opened = open_existing(f"sqlite:///{{folder / 'tend.db'}}", read_key_file(folder / "key"))
desk = Desk(opened, None, Clocks(now, now), "slack")
clients = Clients(OneToken(Access("T0TEND", "U0TENDBOT", None, "xoxb-x")))
app = build_app(clients, partial(dispatch, desk), lambda _: None, Errands())
tick(opened, now(), Report())
{MEMORY}
"""

LONG = f"""
import sys
from pathlib import Path
from tempfile import mkdtemp
from benchmarks import handlers
from bot.edge.errands import Errands

def resident():
    return Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]

errands = Errands()
tended = handlers.company(Path(mkdtemp(dir=sys.argv[1])))
app = handlers.product(tended, errands)
(nudge,) = handlers.planned(tended, 1)
for n in range({COMMANDS} + {WARM}):
    if n == {WARM}:
        print(resident())
    if n % 10:
        handlers.ask(app)
    else:
        handlers.press(app, nudge)
    handlers.idle(errands)
print(resident())
"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder)
        programs = {"bare Bolt app": BARE, "the same imports": SAME_IMPORTS, "Tend": TEND}
        taken: dict[str, list[float]] = {what: [] for what in programs}
        memory: dict[str, list[float]] = {what: [] for what in programs}
        for text in programs.values():
            _run(text, folder)
        for _ in range(ROUNDS):
            for what, text in programs.items():
                before = _of_children()
                kilobytes = _run(text, folder)[-1]
                taken[what].append((_of_children() - before) * 1000)
                memory[what].append(kilobytes / 1024)
        yield from _pair("start to first tick, processor", taken, "ms", {"the same imports": 1.3})
        yield from _pair("memory after it", memory, "MiB", {})
        yield _growth([_run(LONG, folder) for _ in range(LIVES)])


def _growth(lives: list[list[float]]) -> Row:
    """What is resident in a process that serves the app; every tenth is a press that writes."""
    before, after = (statistics.median(found) / 1024 for found in zip(*lives, strict=True))
    what = f"memory after {COMMANDS:,} commands and presses"
    return Row(what, after, before, f"after {WARM:,}", "MiB", aim=1.1)


def _of_children() -> float:
    """Seconds of the processor, whatever else the machine does."""
    used = os.times()
    return used.children_user + used.children_system


def _pair(
    what: str, taken: dict[str, list[float]], unit: str, aims: dict[str, float]
) -> Iterator[Row]:
    medians = {name: statistics.median(found) for name, found in taken.items()}
    tend = medians.pop("Tend")
    for name, floor in medians.items():
        yield Row(what, tend, floor, name, unit, aims.get(name))


def _run(text: str, folder: Path) -> list[float]:
    # compiled once, as whatever pip installs is
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    done = subprocess.run(
        [sys.executable, "-c", text, str(folder)],
        env={**os.environ, **kept},
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(number) for number in done.stdout.split()]


def _prepare(folder: Path) -> None:
    from storage import opening
    from storage.sealing import create_key_file, read_key_file

    create_key_file(folder / "key")
    seals = read_key_file(folder / "key")
    opening.create(f"sqlite:///{folder / 'tend.db'}", seals).close()
