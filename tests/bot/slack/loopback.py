"""A server on loopback that misbehaves as it is told, one connection after another."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

Behaviour = Callable[[socket.socket], None]


@dataclass
class Loopback:
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    behaviour: Behaviour = lambda connection: None

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def serve(self, connection: socket.socket) -> None:
        self.requests.append(_whole_request(connection))
        self.behaviour(connection)


def _whole_request(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    while b"\r\n\r\n" not in received and received[:1] != b"\x16":  # nor wait for TLS to speak
        received += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = received.partition(b"\r\n\r\n")
    length = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = int(length[0].split(b":")[1]) - len(body) if length else 0
    while missing > 0:
        more = connection.recv(missing)
        missing -= len(more) or missing
        received += more
    return received


@contextlib.contextmanager
def loopback(behaviour: Behaviour) -> Iterator[Loopback]:
    state = Loopback(behaviour=behaviour)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            state.serve(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield state
        finally:  # or a thread would turn round and round over a closed socket
            server.shutdown()


@contextlib.contextmanager
def nobody_there() -> Iterator[int]:
    """A port that is taken and refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


# --- ways to behave ------------------------------------------------------------------------------


def raw(status: int, body: str, kind: str = "application/json", **headers: str) -> Behaviour:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body.encode())}", "Connection: close", "", body]
    return lambda connection: connection.sendall("\r\n".join(lines).encode())


def says(**body: Any) -> Behaviour:
    return raw(200, json.dumps(body))


def refuses(error: str, **more: Any) -> Behaviour:
    return says(ok=False, error=error, **more)


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hangs_up(connection: socket.socket) -> None:
    connection.close()


def hangs(connection: socket.socket) -> None:
    time.sleep(2)


def breaks_off(connection: socket.socket) -> None:
    connection.sendall(
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"ok"'
    )


def drips(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    with contextlib.suppress(OSError):
        for _ in range(40):
            connection.sendall(b"X-Slow: yes\r\n")
            time.sleep(0.05)
