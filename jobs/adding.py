"""Adding a few people to a leader: what a list would say of them, and nothing is ended by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from care.bonds import NamedBy, is_listed
from care.pairing import Matched, circle
from care.people import Profile
from jobs.importing import may_return
from storage import bonds, people
from storage.database import Tx


@dataclass(frozen=True)
class Added:
    """What an admin may know of it; ``circle``: by the lists somebody leads their own leader.

    How many of the pairs were new is not among it: that would tell what two people said of each
    other to Tend alone.
    """

    pairs: int
    circle: bool


def add(
    tx: Tx,
    workspace: str,
    matched: Matched,
    profiles: Iterable[Profile],
    now: datetime,
    machine_now: datetime,
) -> Added:
    """New pairs, and those that a list or a departure had ended; what people said stands."""
    ever = bonds.ever(tx, workspace)
    named = [(pair.leader, pair.person) for pair in matched.pairs]
    new = [pair for pair in named if pair not in ever]
    again = [ever[pair].bond.id for pair in named if pair in ever and may_return(ever[pair])]
    people.meet(tx, workspace, profiles, machine_now)
    bonds.lists_say(tx, workspace, new, NamedBy.IMPORT, now)
    bonds.lists_say_again(tx, workspace, again, NamedBy.IMPORT, now)
    people.set_groups(tx, workspace, {one.person: one.name for one in matched.groups})
    alive = [pair for pair, one in ever.items() if not one.is_over and is_listed(one.bond)]
    return Added(len(named), bool(circle(matched.pairs, alive)))
