"""One delivery to the app, and its failing."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.shapes import Json


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery, by whichever road it goes."""

    id: str
    kind: str
    what: str
    payload: Json
    attempt: int = 0
    reason: str = ""


class NotDelivered(Exception):
    """The app could not be reached, or answered with an error; the reason as Slack names it."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
