"""Endings: what a bond takes with it, by whichever road it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from care.bonds import EndedBy
from storage import pulse_answers
from storage.database import Tx, in_workspace
from storage.tables import answers, bonds, deliveries, grants, nudges, talk_items, talks

AT_A_TIME = 400  # ids in one statement
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # redraw now, wherever the machine's clock stands


def end(tx: Tx, workspace: str, ids: Iterable[str], by: EndedBy, now: datetime) -> Counter[str]:
    """These bonds are over: nothing of them is planned, shown, answered or asked about any more.

    How many things were shared under each. A talk keeps its day, and not what it was about.
    """
    shared: Counter[str] = Counter()
    for some in _batches(ids):
        shared += _unshare(tx, workspace, some)
        ended = {"ended_at": now, "ended_by": by, "next_due_at": None}
        tx.run(update(bonds).where(*_are(workspace, some)).values(**ended))
        _forget_plans(tx, workspace, some)
    return shared


def by_leader(tx: Tx, workspace: str, bond: str) -> datetime | None:
    """When its leader ended it; None if somebody else did, or if it goes on."""
    over = (bonds.c.ended_at.is_not(None), bonds.c.ended_by == EndedBy.LEADER)
    row = tx.one(select(bonds.c.ended_at).where(*_are(workspace, [bond]), *over))
    return row.ended_at if row else None


def unshare(tx: Tx, workspace: str, bond: str) -> int:
    """The bond may go on, and nothing is shared under it any more; how many things were."""
    return _unshare(tx, workspace, [bond])[bond]


def _batches(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    all_ids = list(ids)
    for start in range(0, len(all_ids), AT_A_TIME):
        yield all_ids[start : start + AT_A_TIME]


def _unshare(tx: Tx, workspace: str, ids: Sequence[str]) -> Counter[str]:
    shared = _shared_under(tx, workspace, ids)
    _redraw(tx, workspace, ids)
    pulse_answers.forget_bonds(tx, workspace, ids)
    theirs = select(bonds.c.id).where(
        *_are(workspace, ids), bonds.c.leader == grants.c.leader, bonds.c.report == grants.c.owner
    )
    tx.run(delete(grants).where(grants.c.workspace == workspace, theirs.exists()))
    of_talk = _talks(workspace, ids)
    in_talks = (talk_items.c.workspace == workspace, talk_items.c.talk.in_(of_talk))
    tx.run(delete(talk_items).where(*in_talks))
    return shared


def _shared_under(tx: Tx, workspace: str, ids: Sequence[str]) -> Counter[str]:
    on = (bonds.c.workspace == grants.c.workspace) & (bonds.c.leader == grants.c.leader)
    under = bonds.join(grants, on & (bonds.c.report == grants.c.owner))
    query = select(bonds.c.id, func.count().label("n")).select_from(under)
    rows = tx.all(query.where(*_are(workspace, ids)).group_by(bonds.c.id))
    return Counter({row.id: row.n for row in rows})


def _talks(workspace: str, ids: Sequence[str]) -> Select[Any]:
    on = (bonds.c.workspace == talks.c.workspace) & (bonds.c.leader == talks.c.leader)
    with_report = talks.join(bonds, on & (bonds.c.report == talks.c.report))
    return select(talks.c.id).select_from(with_report).where(*_are(workspace, ids))


def _redraw(tx: Tx, workspace: str, ids: Sequence[str]) -> None:
    """Whatever spoke of these bonds says less now."""
    here = deliveries.c.workspace == workspace
    told = (nudges.c.workspace == workspace, nudges.c.bond.in_(ids))
    plans = select(nudges.c.delivery).where(*told)
    of_nudges = select(nudges.c.id).where(*told)
    asked = (answers.c.workspace == workspace, answers.c.nudge.in_(of_nudges))
    follow_ups = select(answers.c.asked_in).where(*asked, answers.c.asked_in.is_not(None))
    spoke = or_(deliveries.c.id.in_(plans), deliveries.c.id.in_(follow_ups))
    tx.run(update(deliveries).where(here, spoke).values(redraw_at=AT_ONCE))


def _forget_plans(tx: Tx, workspace: str, ids: Sequence[str]) -> None:
    """Nothing comes back to what the leader planned or put off."""
    of_bonds = select(nudges.c.id).where(nudges.c.workspace == workspace, nudges.c.bond.in_(ids))
    where = (answers.c.workspace == workspace, answers.c.nudge.in_(of_bonds))
    tx.run(update(answers).where(*where).values(wakes_at=None))


def _are(workspace: str, ids: Sequence[str]) -> tuple[Any, ...]:
    return bonds.c.workspace == in_workspace(workspace), bonds.c.id.in_(ids)
