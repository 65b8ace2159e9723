"""What an operator may know of a database: is it whole, its clock, and counts. No people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, select, type_coerce, update
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError

from storage.bonds import AT_ONCE
from storage.database import Database, Tx
from storage.deliveries import Kind, State
from storage.schema import check_fits, newest_version, version_of
from storage.tables import Instant, bonds, deliveries, seals, workspaces


@dataclass(frozen=True)
class Backlog:
    """What is due and was not sent: how many of each kind, and since when the oldest waits."""

    waiting: Mapping[Kind, int]
    oldest: datetime | None

    @property
    def count(self) -> int:
        return sum(self.waiting.values())


_WAITING = (
    select(deliveries.c.kind, func.count().label("n"), func.min(deliveries.c.due_at).label("since"))
    .join(workspaces, workspaces.c.id == deliveries.c.workspace)
    .where(deliveries.c.state == State.DUE, deliveries.c.due_at <= bindparam("now"))
    .where(workspaces.c.gone_at.is_(None))
    .group_by(deliveries.c.kind)
)
_ENDED = (
    select(deliveries.c.state, deliveries.c.why, func.count().label("n"))
    .where(
        deliveries.c.state.in_((State.DEAD, State.UNKNOWN)),
        deliveries.c.due_at >= bindparam("since"),
    )
    .group_by(deliveries.c.state, deliveries.c.why)
)
_OUT_OF_REACH = select(func.count()).where(
    workspaces.c.out_of_reach.is_not(None), workspaces.c.gone_at.is_(None)
)
_TO_LOOK_AT = select(func.min(bonds.c.next_due_at)).where(
    bonds.c.ended_at.is_(None), bonds.c.accepted.is_(True), bonds.c.next_due_at > AT_ONCE
)


def backlog(tx: Tx, now: datetime) -> Backlog:
    rows = tx.all(_WAITING, now=now)
    return Backlog(
        {Kind(row.kind): row.n for row in rows}, min((r.since for r in rows), default=None)
    )


def ended_badly(tx: Tx, since: datetime) -> Mapping[tuple[State, str], int]:
    """How many messages are dead or unknown, by the platform's word or ours."""
    found = tx.all(_ENDED, since=since)
    return {(State(row.state), row.why or ""): row.n for row in found}


def out_of_reach(tx: Tx) -> int:
    """How many workspaces refuse us as a whole."""
    return int(tx.value(_OUT_OF_REACH))


def oldest_look(tx: Tx) -> datetime | None:
    """What the timetable should have looked at by then: long ago, and it stands still."""
    found: datetime | None = tx.value(_TO_LOOK_AT)
    return found


def database_now(tx: Tx) -> datetime:
    found: datetime = tx.value(select(type_coerce(func.now(), Instant)))
    return found


def is_up_to_date(database: Database) -> bool:
    """Also of a newer release that lets this one go on. Raises DatabaseError where it does not."""
    check_fits(database)
    return (version_of(database.engine) or "") >= newest_version()


# --- errors --------------------------------------------------------------------------------------


class Fault(StrEnum):
    """What went wrong between us and the database, as far as an operator can mend it."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    AWAY = "away"
    REFUSED = "refused"  # by a rule of its tables
    OTHER = "other"


_SAID = {
    "database is locked": Fault.LOCKED,
    "disk is full": Fault.FULL,
    "No space left": Fault.FULL,
    "readonly": Fault.READ_ONLY,
    "read-only": Fault.READ_ONLY,
    "malformed": Fault.DAMAGED,
    "not a database": Fault.DAMAGED,
    "disk I/O error": Fault.DAMAGED,
}


DISK = (Fault.FULL, Fault.READ_ONLY, Fault.DAMAGED)


@dataclass
class Faults:
    """What went wrong from now on; what is counted is never what was said."""

    database: Database
    counted: Counter[Fault] = field(default_factory=Counter)
    disk_failed: bool = False  # and nobody has seen a change kept since

    def __post_init__(self) -> None:
        listen(self.database.engine, "handle_error", self._note)

    def _note(self, context: ExceptionContext) -> None:
        fault = _fault(context)
        self.counted[fault] += 1
        self.disk_failed = self.disk_failed or fault in DISK

    def keeps(self) -> bool:
        """Whether what is written is kept. Where the disk failed it is tried. Raises DBAPIError."""
        if self.disk_failed:
            with self.database.begin() as tx:
                tx.run(update(seals).values(id=seals.c.id))
            self.disk_failed = False
        return True


def _fault(context: ExceptionContext) -> Fault:
    told = str(context.original_exception)
    for words, fault in _SAID.items():
        if words in told:
            return fault
    if context.is_disconnect:
        return Fault.AWAY
    error = context.sqlalchemy_exception
    kind = type(error).__name__ if isinstance(error, DBAPIError) else ""
    return {"IntegrityError": Fault.REFUSED, "DataError": Fault.REFUSED}.get(
        kind, Fault.AWAY if context.connection is None else Fault.OTHER
    )
