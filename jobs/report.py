"""What one run did, in ids and reasons: no personal text, fit for a log or a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Report:
    """Lines like "planned <delivery> for <person>: 2 nudges", and a count of each verb.

    ``tell``: who is told each line at once. They are not kept then, however many they are.
    """

    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    homes: list[tuple[str, str]] = field(default_factory=list)  # whose Home shows what changed
    tell: Callable[[str], None] | None = None

    def say(self, verb: str, workspace: str, who: str, detail: str = "") -> None:
        self.counts[verb] += 1
        self._take([" ".join(part for part in (verb, workspace, who, detail) if part)])

    def add(self, more: Report) -> None:
        """What was told apart while it might still come to nothing."""
        self.counts += more.counts
        self._take(more.lines)
        self.homes += more.homes

    def _take(self, lines: list[str]) -> None:
        if self.tell is None:
            self.lines += lines
            return
        for line in lines:
            self.tell(line)

    def summary(self) -> str:
        verbs = ("planned", "asked", "held", "sent", "redrawn", "skipped", "retry", "doubt", "dead")
        known = [f"{self.counts[verb]} {verb}" for verb in verbs]
        more = [f"{n} {verb}" for verb, n in self.counts.items() if verb not in verbs]
        return ", ".join(known + more)
