"""Bonds: one leader's care for one report, and what both have to say to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from care.cadence import Cadence


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


def serves(bond: Bond) -> bool:
    """It helps the leader at once, because it holds nothing of the report's."""
    return bond.accepted is True


def may_carry_grants(bond: Bond) -> bool:
    """Only the report can open it for grants, by naming or confirming the leader."""
    return bond.confirmed is True and bond.accepted is not False


def waits_for_leader(bond: Bond) -> bool:
    return bond.accepted is None and bond.confirmed is True


def waits_for_report(bond: Bond) -> bool:
    return bond.confirmed is None and bond.accepted is True
