"""Change of leader: bonds end, and whoever they were with is told so once, in one transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from care.bonds import Bond, EndedBy
from storage import bonds, deliveries, endings, people
from storage.database import Tx, new_id
from storage.deliveries import Delivery, Kind
from storage.people import Person

GOOD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Gone:
    """A leader who is one no longer, and how many things were shared with them."""

    leader: str
    shared: int


@dataclass(frozen=True)
class Change:
    """What a report is told. ``left``: who led them is no longer here at all."""

    gone: tuple[Gone, ...]
    new: tuple[str, ...] = ()
    left: bool = False
    back: tuple[Gone, ...] = ()  # who leads them again, and may know of nothing any more

    @property
    def shared(self) -> int:
        return sum(one.shared for one in self.gone)


def end_bonds(
    tx: Tx,
    workspace: str,
    ended: Collection[Bond],
    by: EndedBy,
    now: datetime,
    new: Mapping[str, Collection[str]] | None = None,
) -> None:
    """End these bonds. ``new``: who leads each report from now on, where somebody does."""
    shared = endings.end(tx, workspace, [bond.id for bond in ended], by, now)
    of_report: dict[str, list[Bond]] = defaultdict(list)
    for bond in ended:
        of_report[bond.report].append(bond)
    known = people.several(tx, workspace, of_report)
    for report, were in of_report.items():
        gone = tuple(Gone(bond.leader, shared[bond.id]) for bond in were)
        change = Change(gone, tuple((new or {}).get(report, ())), by is EndedBy.LEFT)
        if _concerns(change, were, known.get(report)):
            _tell(tx, workspace, report, change, now)


def _concerns(change: Change, were: Iterable[Bond], report: Person | None) -> bool:
    """Whether they shared something, or use Tend: to others nothing was ever said of a leader.

    Who said themselves that it is not so needs no word of its end.
    """
    if report is None or not report.may_take_part:
        return False
    open_bonds = [bond for bond in were if bond.confirmed is not False]
    knew = any(bond.confirmed for bond in open_bonds) or bool(change.new and open_bonds)
    return change.shared > 0 or (report.welcomed_at is not None and knew)


def _tell(tx: Tx, workspace: str, report: str, change: Change, now: datetime) -> None:
    """One message, even for two changes: what waits to be sent says both."""
    waiting = deliveries.waiting(tx, workspace, Kind.NEW_LEADER, report)
    before = _change_in(tx, waiting) if waiting else None
    if waiting is not None and before is not None:
        body = json.dumps(asdict(_both(before, change)))
        deliveries.rewrite(tx, workspace, waiting.id, body)
        return
    kind, name, body = Kind.NEW_LEADER, new_id(), json.dumps(asdict(change))
    deliveries.slot(tx, workspace, kind, report, name, now, now + GOOD_FOR, None, now, body)


def _both(first: Change, then: Change) -> Change:
    shared = Counter({one.leader: one.shared for one in first.gone})
    shared.update({one.leader: one.shared for one in then.gone})
    gone = tuple(Gone(leader, shared[leader]) for leader in shared)
    new = tuple(dict.fromkeys((*first.new, *then.new)))
    return Change(gone, new, first.left and then.left)


def standing(tx: Tx, delivery: Delivery) -> Change | None:
    """What still holds of the change that such a message tells; None where nothing does.

    An ending may have been taken back by now, and what was shared has ended all the same.
    """
    change = _change_in(tx, delivery)
    if change is None:
        return None
    lead = {bond.leader for bond in bonds.of_report(tx, delivery.workspace, delivery.address)}
    gone = tuple(one for one in change.gone if one.leader not in lead)
    back = tuple(one for one in change.gone if one.leader in lead and one.shared)
    new = tuple(leader for leader in change.new if leader in lead)
    return replace(change, gone=gone, new=new, back=back) if gone or back else None


def _change_in(tx: Tx, delivery: Delivery) -> Change | None:
    kept = deliveries.body(tx, delivery)
    if kept is None:
        return None
    said = json.loads(kept)
    gone = tuple(_gone(said["gone"]))
    return Change(gone, tuple(said["new"]), said["left"])


def _gone(said: Iterable[Mapping[str, str | int]]) -> Iterator[Gone]:
    for one in said:
        yield Gone(str(one["leader"]), int(one["shared"]))
