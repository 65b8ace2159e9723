"""A port for whoever counts what the jobs do: verbs, kinds and seconds, and nobody's id."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from storage.deliveries import Kind


class Watcher(Protocol):
    def delivery(self, verb: str, kind: Kind) -> None:
        """What became of a message: the verbs of jobs.report."""

    def sending(self) -> AbstractContextManager[None]:
        """Around each call that sends; what it raises says how it went."""


class Nobody:
    """Nobody counts."""

    def delivery(self, verb: str, kind: Kind) -> None:
        pass

    def sending(self) -> AbstractContextManager[None]:
        return nullcontext()
