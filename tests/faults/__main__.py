"""Plays one scenario again and shows what happened: `python -m tests.faults "500, seed 12"`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from care.hours import pin_zones
from storage.database import Database
from storage.opening import create
from tests.databases import SEALS
from tests.faults.scenario import Scenario, by_chance, each_in_turn, undisturbed
from tests.faults.stage import Stage


def main(name: str, url: str = "") -> None:
    """``url``: of an empty database on PostgreSQL; without it, on SQLite."""
    pin_zones()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        url = url or f"sqlite:///{home / 'tend.db'}"
        create(url, SEALS).close()
        stage = Stage(Database(url, SEALS), home)
        found = stage.play(named(stage, name))
        for line in stage.ledger.all():
            print(" ".join(f"{key}={value!s:.100}" for key, value in line.items()))
        print("\n".join(found.told) or "nothing went wrong", dict(found.counts))


def named(stage: Stage, name: str) -> Scenario:
    """Raises ValueError for what is no name of a scenario."""
    matched = re.fullmatch(r"(.+), (seed|part) (\d+)", name)
    if matched is None:
        raise ValueError(name)
    outcome, how, number = matched[1], matched[2], int(matched[3])
    if how == "seed":
        return by_chance(outcome, stage.count_of_steps(outcome), number)
    return each_in_turn(outcome, sorted(set(stage.steps(undisturbed(outcome)))), number)


if __name__ == "__main__":
    main(*sys.argv[1:])
