"""Response URLs: five uses in thirty minutes, counted."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

USES = 5


@dataclass(slots=True)
class ResponseUrl:
    """`ts` is the message that was pressed, None after a command."""

    person: str
    channel: str
    ts: str | None
    until: float
    uses: list[dict[str, Any]] = field(default_factory=list)


class ResponseUrls:
    def __init__(self, monotonic: Callable[[], float], seconds: float) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self.given: dict[str, ResponseUrl] = {}

    def give(self, base_url: str, person: str, channel: str, ts: str | None = None) -> str:
        key = secrets.token_urlsafe(18)
        self.given[key] = ResponseUrl(person, channel, ts, self._monotonic() + self._seconds)
        return f"{base_url}/respond/{key}"

    def take(self, key: str, body: dict[str, Any]) -> ResponseUrl | None:
        """Count a use; None when the address is unknown, too old or used up."""
        found = self.given.get(key)
        if found is None or self._monotonic() > found.until or len(found.uses) >= USES:
            return None
        found.uses.append(body)
        return found

    @property
    def uses(self) -> int:
        return sum(len(url.uses) for url in self.given.values())
