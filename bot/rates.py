"""How much one person, and one workspace, may ask of Tend in a while. In memory, bounded."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from threading import Lock

from bot.ui import Command, Event, HomeOpened, Opened, Pressed, Said, Submitted

MOST_KEPT = 20_000  # windows in all; whoever was quiet longest is forgotten first


@dataclass(frozen=True)
class Limit:
    times: int
    seconds: float


class Kind(Enum):
    COMMAND = "command"
    CLICK = "click"
    WORDS = "words"
    LOOK = "look"
    TOLD = "told"  # that it was too much: each such sentence costs a call of the platform


Limits = Mapping[Kind, tuple[Limit, ...]]

MINUTE, DAY = 60.0, 86_400.0
OF_PERSON: Limits = {
    Kind.COMMAND: (Limit(20, MINUTE), Limit(200, DAY)),
    Kind.CLICK: (Limit(240, MINUTE),),  # no hand is as quick; a script that answers for it may be
    Kind.WORDS: (Limit(240, MINUTE),),
    Kind.LOOK: (Limit(240, MINUTE),),
    Kind.TOLD: (Limit(6, MINUTE),),
}
OF_WORKSPACE: Limits = {
    Kind.COMMAND: (Limit(600, MINUTE),),
    Kind.CLICK: (Limit(3000, MINUTE),),
    Kind.WORDS: (Limit(600, MINUTE),),
    Kind.LOOK: (Limit(3000, MINUTE),),
    Kind.TOLD: (),
}


class Rates:
    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        of_person: Limits = OF_PERSON,
        of_workspace: Limits = OF_WORKSPACE,
        refused: Callable[[Event], object] = lambda event: None,
    ) -> None:
        self._clock, self._refused = clock, refused
        self._of_person = of_person
        self._of_workspace = of_workspace
        self._windows: OrderedDict[tuple[str, str, Limit, Kind], deque[float]] = OrderedDict()
        self._lock = Lock()

    def admits(self, event: Event) -> bool:
        """Whether there is room for it; if so, it has taken its place."""
        kind = _kind(event)
        admitted = kind is None or self._take(event, kind)
        if not admitted:
            self._refused(event)
        return admitted

    def may_tell(self, event: Event) -> bool:
        """Whether it is worth a call to say so: not to each of a thousand forged presses."""
        return self._take(event, Kind.TOLD)

    def _take(self, event: Event, kind: Kind) -> bool:
        """What is refused takes no place: a flood ends with the minute that it began in."""
        workspace, person = event.actor.workspace, event.actor.person
        mine = [(workspace, person, limit, kind) for limit in self._of_person[kind]]
        ours = [(workspace, "", limit, kind) for limit in self._of_workspace[kind]]
        with self._lock:
            now = self._clock()
            windows = [self._window(key, now) for key in (*mine, *ours)]
            if any(window.maxlen == len(window) for window in windows):
                return False
            for window in windows:
                window.append(now)
            return True

    def _window(self, key: tuple[str, str, Limit, Kind], now: float) -> deque[float]:
        """When this was done lately: never longer than the limit."""
        limit = key[2]
        window = self._windows.setdefault(key, deque(maxlen=limit.times))
        self._windows.move_to_end(key)
        while len(self._windows) > MOST_KEPT:
            self._windows.popitem(last=False)
        while window and window[0] <= now - limit.seconds:
            window.popleft()
        return window


def _kind(event: Event) -> Kind | None:
    match event:
        case Command():
            return Kind.COMMAND
        case Pressed() | Opened() | Submitted():
            return Kind.CLICK
        case Said():
            return Kind.WORDS
        case HomeOpened():
            return Kind.LOOK
    return None  # what the platform itself reports of people must never be missed
