"""What leaders were sent or opened, as its owner may know it: how often, and when last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from storage.database import Tx, in_workspace
from storage.tables import disclosures, items


@dataclass(frozen=True)
class Told:
    """How often one leader was sent or opened one item, and when last."""

    times: int
    last: datetime


_TOLD = (
    select(
        disclosures.c.item,
        disclosures.c.leader,
        func.count().label("times"),
        func.max(disclosures.c.at).label("last"),
    )
    .join(
        items,
        (items.c.workspace == disclosures.c.workspace) & (items.c.id == disclosures.c.item),
    )
    .where(items.c.workspace == bindparam("workspace"), items.c.owner == bindparam("owner"))
    .group_by(disclosures.c.item, disclosures.c.leader)
)


def told(tx: Tx, workspace: str, owner: str) -> Mapping[tuple[str, str], Told]:
    """Of everything that this person wrote: {(item, leader): how often and when last}."""
    rows = tx.all(_TOLD, workspace=in_workspace(workspace), owner=owner)
    return {(row.item, row.leader): Told(row.times, row.last) for row in rows}
