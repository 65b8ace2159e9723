"""What is printed of a simulated year, and living it on all processors at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import reduce
from operator import add

from bot.simulating.witness import NEVER
from bot.simulating.year import Plan, Told, simulate

PART = 50  # leaders in one company; a larger one is lived as several beside each other


def live_all(plan: Plan, processes: int, done: Callable[[int, int], None]) -> Told:
    """The whole plan, part by part; ``done`` hears how many of how many parts are over."""
    parts = plan.parts(PART)
    if len(parts) == 1 or processes == 1:
        return reduce(add, (simulate(part) for part in parts), Told())
    told = Told()
    with ProcessPoolExecutor(processes) as pool:
        running = [pool.submit(simulate, part) for part in parts]
        for number, part in enumerate(as_completed(running), 1):
            told += part.result()
            done(number, len(parts))
    return told


def report(plan: Plan, told: Told) -> Iterator[str]:
    """The counts, what never may happen first."""
    since = f"{plan.days} days from {plan.starts:%Y-%m-%d}, seed {plan.seed}"
    yield f"{plan.leaders} leaders and {plan.people} people, {since}."
    yield ""
    yield "Must be 0:"
    for what in (*NEVER, "sent twice"):
        count = told.doubled if what == "sent twice" else told.never[what]
        example = f"   for example: {told.examples[what]}" if what in told.examples else ""
        yield f"  {what:<28}{count:>7}{example}"
    yield ""
    yield "Messages that arrived:"
    for kind, count in sorted(told.messages.items(), key=lambda one: -one[1]):
        yield f"  {kind:<28}{count:>7}"
    yield f"  {'answers lost on the way':<28}{told.lost_answers:>7}"


def is_clean(told: Told) -> bool:
    return not told.doubled and not sum(told.never.values())
