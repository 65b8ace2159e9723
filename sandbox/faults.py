"""Faults on demand: what goes wrong with the next call to Slack or delivery to the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

CallFault = Literal[
    "lost_request", "lost_answer", "late_effect", "late_answer", "error", "http", "garbage"
]
DeliveryFault = Literal["duplicate", "delay", "drop"]


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` matching calls (None: to all of them).

    For a Web API method:
    lost_request  the connection closes, nothing was done
    lost_answer   it is done and the connection closes; with `delay` it closes at once and the
                  effect comes that many seconds later
    late_effect   done and answered after `delay`, whether or not the caller still waits
    late_answer   done at once, answered after `delay`
    error         Slack's `error` name
    http          `status` with `body` and `headers`
    garbage       200 with a body that is no JSON
    With `effect` the last three answer so although it was done.

    For a delivery `method` is the kind ("events_api", "slash_commands", "interactive"), the event's
    type, the command, or "*": duplicate (the same once more), delay (`delay` seconds), drop.
    """

    method: str
    what: CallFault | DeliveryFault
    times: int | None = 1
    delay: float = 0.0
    error: str = "internal_error"
    status: int = 500
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    effect: bool = False
    only: dict[str, Any] = field(default_factory=dict)  # arguments that must be so


DELIVERY: tuple[str, ...] = get_args(DeliveryFault)


class Faults:
    """The programme: first come, first served."""

    def __init__(self) -> None:
        self.programme: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        if fault.what not in (*get_args(CallFault), *DELIVERY):
            raise ValueError(f"there is no fault {fault.what!r}")
        self.programme.append(fault)
        return fault

    def clear(self) -> None:
        self.programme.clear()

    def for_call(self, method: str, arguments: Mapping[str, Any]) -> Fault | None:
        return self._take({method, "*"}, arguments, deliveries=False)

    def for_delivery(self, names: set[str]) -> Fault | None:
        return self._take(names | {"*"}, {}, deliveries=True)

    def _take(
        self, names: set[str], arguments: Mapping[str, Any], *, deliveries: bool
    ) -> Fault | None:
        for fault in self.programme:
            if (fault.what in DELIVERY) is not deliveries or fault.method not in names:
                continue
            if any(arguments.get(name) != value for name, value in fault.only.items()):
                continue
            self._spend(fault)
            return fault
        return None

    def _spend(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.programme.remove(fault)
