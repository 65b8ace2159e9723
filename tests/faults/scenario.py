"""A scenario: which calls fail how, and at which steps the process dies. Made from its name."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from tests.faults.outcomes import DONE, OUTCOMES, Outcome

PAUSES = (0, 0, 0, 1, 30, 60, 119, 121, 180, 600, 3600)  # seconds until it is started again
LONG_PAUSES = (86_400, 3 * 86_400, 35 * 86_400)
WITHDRAWN = ("", "", "planned", "users.info", "chat.postMessage")
PARTS = 4
LATER_STEPS = 80
ELSEWHERE = ("users.info", "conversations.open", "conversations.history", "chat.update", "dnd.info")


@dataclass(frozen=True)
class Scenario:
    """Each life ends at the step of that number, or in turn at the first of each of ``names``."""

    name: str
    faults: Mapping[str, Outcome]
    deaths: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    pauses: tuple[timedelta, ...] = ()
    withdrawn: str = ""  # the call during which Ana stops sharing, or between planning and sending
    is_blind: bool = False  # Slack lets nobody look into conversations

    @property
    def is_short(self) -> bool:
        """It ends on the day on which it began."""
        return sum(self.pauses, timedelta(0)) <= timedelta(hours=2)


def undisturbed(outcome: str = DONE.name) -> Scenario:
    """Nobody dies: it shows which steps there are."""
    return Scenario(outcome, {"chat.postMessage": OUTCOMES[outcome]})


def each_in_turn(outcome: str, names: list[str], part: int) -> Scenario:
    """Dies once at each of these names, a quarter of them in each part."""
    withdrawn = ("", "users.info", "chat.postMessage", "")[part]
    name = f"{outcome}, part {part}"
    mine = frozenset(names[part::PARTS])
    return replace(undisturbed(outcome), name=name, names=mine, withdrawn=withdrawn)


def by_chance(outcome: str, steps: int, seed: int) -> Scenario:
    """Dies first somewhere among so many steps. Everything comes from outcome and seed."""
    chance = random.Random(f"{outcome} {seed}")
    faults = {"chat.postMessage": OUTCOMES[outcome]}
    if chance.random() < 0.5:
        faults[chance.choice(ELSEWHERE)] = chance.choice(list(OUTCOMES.values()))
    again = chance.choice((0, 0, 1, 2))
    deaths = [chance.randint(1, steps), *(chance.randint(1, LATER_STEPS) for _ in range(again))]
    choices = LONG_PAUSES if chance.random() < 0.1 else PAUSES
    return Scenario(
        f"{outcome}, seed {seed}",
        faults,
        deaths=tuple(deaths),
        pauses=tuple(timedelta(seconds=chance.choice(choices)) for _ in deaths),
        withdrawn=chance.choice(WITHDRAWN),
        is_blind=chance.random() < 0.1,
    )


UNDISTURBED = undisturbed()
