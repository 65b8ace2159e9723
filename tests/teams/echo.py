"""The smallest bot: it takes down what it hears, and says yes to everything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Echo:
    url: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.heard if one["type"] == kind]


@contextmanager
def echo() -> Iterator[Echo]:
    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            bot.heard.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """It is quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        bot = Echo(f"http://127.0.0.1:{server.server_port}/teams/messages")
        thread = threading.Thread(target=server.serve_forever, name="echo")
        thread.start()
        try:
            yield bot
        finally:
            server.shutdown()
            thread.join()
