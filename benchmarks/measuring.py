"""How things are measured: interleaved, the median of many, as a ratio to a floor."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Work = Callable[[], object]
Clock = Callable[[], float]
WALL: Clock = time.perf_counter
OWN: Clock = time.thread_time  # of the processor, whatever else the machine does


@dataclass(frozen=True)
class Row:
    """One line of the table. ``value`` and ``floor`` in milliseconds unless ``unit`` says so.

    ``aim``: at most so many times the floor, or, without a floor, at most that value.
    """

    what: str
    value: float
    floor: float = 0.0
    floor_name: str = ""
    unit: str = "ms"
    aim: float | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else float("nan")

    @property
    def is_kept(self) -> bool:
        measured = self.ratio if self.floor else self.value
        return self.aim is None or measured <= self.aim

    def cells(self) -> list[str]:
        return [self.what, self._aim(), *self._measured(), "" if self.is_kept else "**missed**"]

    def _aim(self) -> str:
        if self.aim is None:
            return ""
        return f"≤ {self.aim:g} ×" if self.floor else f"≤ {self.aim:g} {self.unit}"

    def _measured(self) -> tuple[str, str, str]:
        value = f"{_short(self.value)} {self.unit}"
        if not self.floor:
            return "", value, ""
        return f"{self.ratio:.2f} ×", value, f"{self.floor_name}: {_short(self.floor)} {self.unit}"


def _short(number: float) -> str:
    """Three figures, whatever the size."""
    places = max(0, 2 - math.floor(math.log10(abs(number)))) if number else 0
    return f"{number:,.{min(places, 3)}f}"


HEAD = ("part", "what", "aim", "ratio", "measured", "floor", "")


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def interleaved(
    works: Mapping[str, Work], rounds: int, between: Work = lambda: None, clock: Clock = WALL
) -> dict[str, float]:
    """The median seconds of each, measured in turns so that a busy moment hits all alike."""
    found = each(works, rounds, between, clock)
    return {name: statistics.median(times) for name, times in found.items()}


def each(
    works: Mapping[str, Work], rounds: int, between: Work = lambda: None, clock: Clock = WALL
) -> dict[str, list[float]]:
    """All the seconds of each; the first time of each is not counted, nor what is ``between``.

    Every other round goes the other way round: none always follows what another leaves behind.
    """
    for work in works.values():
        work()
        between()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds):
        for name, work in list(works.items())[:: 1 if turn % 2 else -1]:
            start = clock()
            work()
            taken[name].append(clock() - start)
            between()
    return taken


def ratio_row(
    what: str, seconds: float, floor: float, floor_name: str, aim: float | None = None
) -> Row:
    return Row(what, seconds * 1000, floor * 1000, floor_name, aim=aim)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """How the time grows with the size: 0 not at all, 1 with it, 2 with its square."""
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(each_of) for each_of in seconds]
    ).slope
