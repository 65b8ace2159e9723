"""How things are measured: interleaved, the median of many, as a ratio to a floor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Row:
    """One line of the table. ``value`` and ``floor`` in milliseconds unless ``unit`` says so."""

    what: str
    value: float
    floor: float
    floor_name: str
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else float("nan")


def machine_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def interleaved(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each, measured in turns so that a busy moment hits all alike."""
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def ratio_row(what: str, seconds: float, floor: float, floor_name: str) -> Row:
    return Row(what, seconds * 1000, floor * 1000, floor_name)


def table(rows: list[Row]) -> str:
    lines = ["| what | measured | floor | ratio |", "| --- | --- | --- | --- |"]
    for row in rows:
        value, floor = f"{row.value:.3f} {row.unit}", f"{row.floor:.3f} {row.unit}"
        lines.append(f"| {row.what} | {value} | {row.floor_name}: {floor} | {row.ratio:.2f} |")
    return "\n".join(lines)
