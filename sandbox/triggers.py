"""Trigger ids: what a press or a command gives the app to open a modal, for 3 seconds and once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.refusals import Refused


@dataclass(slots=True)
class Trigger:
    """`root_view` is the modal stack the press came from, if it did."""

    person: str
    until: float
    root_view: str | None = None
    used: bool = False


class Triggers:
    def __init__(self, monotonic: Callable[[], float], seconds: float) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._given: dict[str, Trigger] = {}

    def give(self, person: str, root_view: str | None = None) -> str:
        trigger_id = (
            f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        )
        self._given[trigger_id] = Trigger(person, self._monotonic() + self._seconds, root_view)
        return trigger_id

    def take(self, trigger_id: str) -> Trigger:
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._monotonic() > trigger.until:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger
