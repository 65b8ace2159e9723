"""HTTP mode under attack, beside honest people: `python -m benchmarks.attack`.

Forged requests at half the rate that a bare server takes in the same run, bodies without end, slow
heads and slow bodies, and deep JSON; meanwhile twenty signed commands a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

SECRET = "attacked"
HONEST_A_SECOND = 20
MEGABYTE = b"a" * (1 << 20)
FORM = "application/x-www-form-urlencoded"


# --- the servers, each a process of its own ------------------------------------------------------


def serve_tend() -> None:
    from benchmarks.handlers import company, product
    from bot import logs
    from bot.edge.errands import Errands
    from bot.edge.serving import serve, web_app
    from bot.slack.web import events_route

    logs.set_up("INFO")
    with tempfile.TemporaryDirectory() as folder:
        opened, errands = company(Path(folder)), Errands()
        web = web_app([events_route(product(opened, errands, SECRET), SECRET)])
        serve(web, "127.0.0.1", 0, threading.Event(), partial(print, flush=True))


def serve_bare() -> None:
    """The same two libraries with nothing of ours in between."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def empty(request: Request) -> Response:
        await request.body()
        return Response(status_code=401)

    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    bare = Starlette(routes=[Route("/slack/events", empty, methods=["POST"])])
    config = uvicorn.Config(bare, access_log=False, log_config=None, http="h11", lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


@contextlib.contextmanager
def running(which: str, log: Path) -> Iterator[tuple[int, int]]:
    """Its port and its process."""
    command = [sys.executable, "-m", "benchmarks.attack", which]
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), process.pid
        finally:
            process.kill()
            process.wait()


# --- requests ------------------------------------------------------------------------------------


def request(body: bytes, stamp: str, signature: str) -> bytes:
    return _head(stamp, signature, f"Content-Length: {len(body)}") + body


def _head(stamp: str, signature: str, length: str) -> bytes:
    lines = ["POST /slack/events HTTP/1.1", "Host: tend", f"Content-Type: {FORM}", length]
    lines += [f"X-Slack-Request-Timestamp: {stamp}", f"X-Slack-Signature: {signature}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def forged(body: bytes) -> bytes:
    return request(body, str(int(time.time())), "v0=" + "0" * 64)


def honest() -> bytes:
    fields = {"command": "/mygoals", "text": "", "team_id": "T0TEND", "user_id": "U0ANA"}
    fields |= {"trigger_id": f"1.{time.perf_counter_ns()}", "channel_id": "C0GENERAL"}
    body, stamp = urlencode(fields).encode(), str(int(time.time()))
    mac = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return request(body, stamp, "v0=" + mac.hexdigest())


@contextlib.asynccontextmanager
async def call(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: bytes) -> int:
    """The status of the answer."""
    writer.write(said)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((h for h in head.split(b"\r\n") if h.lower().startswith(b"content-len")), b":0")
    await reader.readexactly(int(length.split(b":")[1]))
    return int(head.split(b" ", 2)[1])


# --- who calls -----------------------------------------------------------------------------------


@dataclass
class Figures:
    bare_rate: float = 0.0
    forged_rate: float = 0.0
    waits: list[float] = field(default_factory=list)  # of honest people, seconds
    turned_away: int = 0  # honest people without an answer
    memory_before: float = 0.0  # MiB
    memory_most: float = 0.0
    memory_after: float = 0.0
    log_bytes: int = 0

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.waits, n=100)[98]

    def lines(self) -> list[str]:
        waits = f"p50 {statistics.median(self.waits) * 1000:.0f} ms, p99 {self.p99 * 1000:.0f} ms"
        memory = (self.memory_before, self.memory_most, self.memory_after)
        return [
            f"a bare server takes {self.bare_rate:.0f} requests a second",
            f"forged requests answered: {self.forged_rate:.0f} a second",
            f"honest commands: {len(self.waits)} acknowledged, {self.turned_away} not; {waits}",
            "memory before, at most, after: " + ", ".join(f"{each:.0f} MiB" for each in memory),
            f"log: {self.log_bytes} bytes",
        ]


async def flood(port: int, seconds: float, rate: float = 0.0, at_once: int = 16) -> float:
    """Forged requests over kept connections, so many a second or as many as there is room for."""
    started, count = time.monotonic(), 0
    said = forged(b"command=%2Fmygoals&text=" + b"a" * 150)

    async def one() -> None:
        nonlocal count
        async with call(port) as (reader, writer):
            while (passed := time.monotonic() - started) < seconds:
                if rate and count >= rate * passed:
                    await asyncio.sleep(0.002)
                    continue
                count += 1
                await ask(reader, writer, said)

    await asyncio.gather(*(one() for _ in range(at_once)))
    return count / seconds


async def again(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Over and over, whatever the other side does about it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, EOFError, TimeoutError):
            await asyncio.wait_for(work(), max(0.1, until - time.monotonic()))
        await asyncio.sleep(0.05)


async def endless_body(port: int, length: str) -> None:
    async with call(port) as (_, writer):
        writer.write(_head(str(int(time.time())), "v0=" + "0" * 64, length))
        for _ in range(50):
            writer.write(b"100000\r\n" + MEGABYTE + b"\r\n" if "chunked" in length else MEGABYTE)
            await writer.drain()


async def deep_json(port: int) -> None:
    async with call(port) as (reader, writer):
        await ask(reader, writer, forged(b"[" * 100_000))


async def drop_by_drop(port: int, beginning: bytes) -> None:
    async with call(port) as (_, writer):
        writer.write(beginning)
        while True:
            await asyncio.sleep(0.5)
            writer.write(b"a")
            await writer.drain()


async def people(port: int, seconds: float, figures: Figures) -> None:
    """Twenty a second, each on a connection of their own."""

    async def one() -> None:
        started = time.monotonic()
        try:
            async with call(port) as (reader, writer):
                status = await asyncio.wait_for(ask(reader, writer, honest()), 30)
        except (OSError, EOFError, TimeoutError):
            status = 0
        if status == 200:
            figures.waits.append(time.monotonic() - started)
        else:
            figures.turned_away += 1

    async with asyncio.TaskGroup() as crowd:
        for _ in range(int(seconds * HONEST_A_SECOND)):
            crowd.create_task(one())
            await asyncio.sleep(1 / HONEST_A_SECOND)


async def watch_memory(pid: int, figures: Figures) -> None:
    while True:
        figures.memory_most = max(figures.memory_most, memory(pid))
        await asyncio.sleep(0.2)


def memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


# --- the run -------------------------------------------------------------------------------------


async def attack(port: int, pid: int, seconds: float, figures: Figures) -> None:
    await people(port, 1, Figures())  # everything is loaded once
    figures.memory_before = memory(pid)
    body = _head(str(int(time.time())), "v0=" + "0" * 64, "Content-Length: 1000")
    slow = [b"POST /slack/events HTTP/1.1\r\nX: "] * 300 + [body] * 100
    works: list[Callable[[], Awaitable[object]]] = [
        *(partial(endless_body, port, "Content-Length: 52428800") for _ in range(2)),
        *(partial(endless_body, port, "Transfer-Encoding: chunked") for _ in range(2)),
        *(partial(deep_json, port) for _ in range(2)),
        *(partial(drop_by_drop, port, beginning) for beginning in slow),
    ]
    watching = asyncio.create_task(watch_memory(pid, figures))
    crowd = asyncio.gather(*(again(work, seconds) for work in works))
    forging = asyncio.create_task(flood(port, seconds, figures.bare_rate / 2))
    await people(port, seconds, figures)
    figures.forged_rate = await forging
    await crowd
    watching.cancel()
    figures.memory_after = memory(pid)


def run(seconds: float = 20.0, warm: float = 3.0) -> Figures:
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with running("bare", Path(folder) / "bare") as (port, _):
            figures.bare_rate = asyncio.run(flood(port, warm))
        with running("tend", log) as (port, pid):
            asyncio.run(attack(port, pid, seconds, figures))
        figures.log_bytes = log.stat().st_size
    return figures


if __name__ == "__main__":
    if len(sys.argv) > 1:
        {"tend": serve_tend, "bare": serve_bare}[sys.argv[1]]()
    else:
        print("\n".join(run().lines()))
