"""What happened, line by line in a file, so that it outlives every process that dies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class Ledger:
    """Kept by Slack's end of the wire and by whoever watches the commits, never by the product."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lines: list[Line] = []
        self._read = 0

    def begin_anew(self) -> None:
        self.file.write_bytes(b"")
        self._lines, self._read = [], 0

    def note(self, what: str, **told: Any) -> None:
        """In one write: a line is there whole or not at all."""
        raw = json.dumps({"what": what, **told}, default=str) + "\n"
        with self.file.open("ab", buffering=0) as file:
            os.write(file.fileno(), raw.encode())

    def all(self) -> list[Line]:
        with self.file.open("rb") as file:
            file.seek(self._read)
            raw = file.read()
        self._read += len(raw)
        self._lines += [json.loads(line) for line in raw.splitlines()]
        return self._lines

    def of(self, *what: str) -> Iterator[Line]:
        return (line for line in self.all() if line["what"] in what)
