"""Bonds: one leader's care for one report, and what both have to say to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.cadence import Cadence

TAKE_UP_WITHIN = timedelta(days=7)  # until the next plan: later it is somebody else's world


class NamedBy(StrEnum):
    """Who first said that the one leads the other."""

    LEADER = "leader"
    REPORT = "report"
    IMPORT = "import"  # a list of the organisation's
    PROFILE = "profile"  # the platform's own directory


class EndedBy(StrEnum):
    """Who said that it is over: a list may take up again only what no person has ended."""

    LEADER = "leader"
    LIST = "list"
    LEFT = "left"  # the leader is no longer here


@dataclass(frozen=True)
class Bond:
    """One leader's care for one report.

    ``accepted``: the leader says so too (None: not asked or not answered yet).
    ``confirmed``: the report says so too.
    """

    id: str
    leader: str
    report: str
    accepted: bool | None
    confirmed: bool | None
    since: datetime
    cadence: Cadence | None = None
    one_on_one: str = ""  # weekday and wall time of the standing 1:1, "2 14:00", or ""
    source: NamedBy = NamedBy.LEADER


def may_take_up_again(refused: datetime, ended: datetime | None, now: datetime) -> bool:
    """Whether "not my report" can be taken back: soon, and while that is what ended the bond.

    ``ended``: when the bond was ended by its leader, None if it was not, or goes on again.
    """
    return ended == refused and now - refused <= TAKE_UP_WITHIN


def is_asked_anew(refused: datetime, others: Iterable[Bond]) -> bool:
    """Somebody else was named meanwhile: with whoever takes it back the report begins anew."""
    return any(bond.since >= refused for bond in others)


def serves(bond: Bond) -> bool:
    """It helps the leader at once, because it holds nothing of the report's."""
    return bond.accepted is True


def may_carry_grants(bond: Bond) -> bool:
    """Only the report can open it for grants, by naming or confirming the leader."""
    return bond.confirmed is True and bond.accepted is not False


def waits_for_leader(bond: Bond) -> bool:
    """Whom a report named is asked while the report says so; whom a list named, in any case: not
    being asked would tell what the report said.
    """
    return bond.accepted is None and (bond.confirmed is True or is_listed(bond))


def waits_for_report(bond: Bond) -> bool:
    """Nobody but a list says so, or the leader does too."""
    return bond.confirmed is None and bond.accepted is not False


def is_listed(bond: Bond) -> bool:
    """Neither of the two named the other: the organisation did."""
    return bond.source in LISTED


LISTED = frozenset((NamedBy.IMPORT, NamedBy.PROFILE))
