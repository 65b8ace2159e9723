"""The organisation's page: made once when a month is over, told to the admins, and never again."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from secrets import SystemRandom
from typing import Any

from care import policy
from care.hours import instant, local_day
from care.organisation import (
    Chance,
    Figure,
    Pair,
    Silent,
    changed_enough,
    counted,
    days_paused,
    figures,
    halves_frequency,
    month_before,
    month_of,
    next_month,
    stopped,
    taking_part,
)
from jobs import effect
from jobs.report import Report
from storage import audit, bonds, deliveries, landings, months, people, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.months import Month, Span
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
AT = time(9)  # of the first day after the month, in the workspace's zone
GOOD_FOR = timedelta(days=28)
TEND = "tend"  # who did it, in the trail
PAUSE, RESUME = "pause", "resume"  # as they stand in the trail
CHANCE: Chance = SystemRandom().random


def reckon_due(database: Database, now: datetime, report: Report, chance: Chance = CHANCE) -> None:
    """One workspace after the other. One bad row stops nobody else."""
    with database.read() as tx:
        found = months.due(tx, now)
    for workspace in found:
        try:
            with database.begin() as tx:
                reckon(tx, workspace, now, report, chance)
        except Exception as error:
            log.error("reckon_failed workspace=%s class=%s", workspace, type(error).__name__)
            report.say("failed", workspace, "month")
            with database.begin() as tx:
                months.reckon_again_at(tx, workspace, now + timedelta(hours=1))


def reckon(tx: Tx, workspace: str, now: datetime, report: Report, chance: Chance) -> None:
    """The month before this one, if all of it lies after the start and nobody has told it."""
    months.hold(tx, workspace)
    place = workspaces.load(tx, workspace)
    this_month = month_of(local_day(now, place.zone))
    months.reckon_again_at(tx, workspace, _next(this_month, place.zone))
    span = _span(month_before(this_month), place.zone)
    if place.started_at is None or place.started_at > span.begins:
        return
    before = months.all_of(tx, workspace)
    if before and before[-1].first >= span.first:
        return
    made = _Page(tx, place, span, before[-1] if before else None, chance).made(now)
    if months.keep(tx, workspace, span.first, made.page, made.basis, now):
        _tell(tx, place, span, made, now)
        report.say("month", workspace, f"{span.first:%Y-%m}")


def _next(this_month: date, zone: str) -> datetime:
    """In the morning there, once the month is over everywhere Tend counts months by."""
    first = next_month(this_month)
    return max(instant(first, AT, zone), datetime.combine(first, time(0), UTC))


def _span(first: date, zone: str) -> Span:
    after = next_month(first)
    return Span(first, after, instant(first, time(0), zone), instant(after, time(0), zone))


# --- the page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    page: dict[str, Any]
    basis: dict[str, Any]
    halves: bool


@dataclass(frozen=True)
class _Page:
    tx: Tx
    place: Workspace
    span: Span
    before: Month | None
    chance: Chance

    def made(self, now: datetime) -> Made:
        basis = dict(self.before.basis) if self.before else {}
        basis.setdefault("key", months.new_key())
        if self.place.paused_at is not None:
            return Made({"silent": Silent.PAUSED}, basis, halves=False)
        part = self._taking_part(basis)
        found = figures(self._counted(basis), self.chance)
        stop = self._stopping()
        found |= {"taking_part": part, "stopped": stop, "effect": self._effect(basis)}
        halves = halves_frequency(stop) and self.place.plan_every < policy.MONTHLY_WEEKS
        page = {name: _plain(one) for name, one in found.items()}
        page["landed"] = self._landed(now)
        paused = {"days_paused": days} if (days := self._days_paused()) else {}
        return Made({"figures": page, "halved": halves, **paused}, basis, halves)

    def _days_paused(self) -> int:
        """By the trail: the workspace itself knows only the pause of today."""
        done = audit.when(self.tx, self.place.id, (PAUSE, RESUME), self.span.ends)
        turned = [(at, action == PAUSE) for at, action in done]
        return days_paused(turned, self.span.begins, self.span.ends)

    def _covered(self) -> list[Pair]:
        """Of a pilot only its leaders' people: of the others there are no plans to speak of."""
        found = months.pairs(self.tx, self.place.id, self.span)
        known = people.several(self.tx, self.place.id, {one.leader for one in found})
        groups = {who: person.group for who, person in known.items()}
        return [one for one in found if self.place.covers(one.leader, groups.get(one.leader))]

    def _counted(self, basis: dict[str, Any]) -> list[Pair]:
        """Those of whom somebody fewer than ten would stand out are left out."""
        found = self._covered()
        marks = months.marks(basis["key"], {one.report for one in found})
        kept = counted(frozenset(marks.values()), frozenset(basis.get("counted", ())))
        if len(kept) >= policy.FLOOR_PEOPLE:
            basis["counted"] = sorted(kept)
        return [one for one in found if marks[one.report] in kept]

    def _taking_part(self, basis: dict[str, Any]) -> Figure:
        """The number moves when ten have come or gone, and not with each of them."""
        now = months.taking_part(self.tx, self.place.id)
        marks = frozenset(months.marks(basis["key"], now).values())
        if changed_enough(marks, frozenset(basis.get("part", ()))):
            basis["part"] = sorted(marks)
        return taking_part(len(basis["part"]))

    def _stopping(self) -> Figure:
        found = months.stopping(self.tx, self.place.id, self.span)
        known = people.several(self.tx, self.place.id, found)
        covered = [done for who, done in found.items() if self.place.covers(who, known[who].group)]
        return stopped(covered, self.chance)

    def _effect(self, basis: dict[str, Any]) -> Figure:
        """What was told once is told again, with what is new and enough by itself."""
        known = [effect.Estimate(*one) for one in basis.get("effect", ())]
        since = date.fromisoformat(basis.get("effect_until", "2020-01-01"))
        until = self.span.after - timedelta(days=policy.EFFECT_DAYS - 1)
        found = months.chances(self.tx, self.place.id, since, until)
        if (why := effect.too_few(found)) is None and effect.is_installed():
            new = effect.estimate(found, self.chance)
            known.append(new)
            basis["effect"] = [(one.difference, one.error) for one in known]
            basis["effect_until"] = until.isoformat()
        if known:
            return effect.together(known)
        if self.place.hold_out_since is None:
            return Figure(silent=Silent.OFF)
        return Figure(silent=why or Silent.MISSING)

    def _landed(self, now: datetime) -> dict[str, Any]:
        """Whether help was felt: closed by the month itself, with a floor of its own."""
        landings.close_months(self.tx, self.place.id, now)
        told = dict(landings.totals(self.tx, self.place.id)).get(self.span.first)
        return {"band": told.share} if told else {"silent": Silent.FEW_PEOPLE}


def _plain(one: Figure) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if value is not None}


# --- telling it ----------------------------------------------------------------------------------


def _tell(tx: Tx, place: Workspace, span: Span, made: Made, now: datetime) -> None:
    if made.halves:
        _halve(tx, place, now)
    if place.admin_channel is not None:
        slot = (Kind.MONTH, place.admin_channel, f"{span.first}")
        deliveries.slot(tx, place.id, *slot, now, now + GOOD_FOR, None, now)


def _halve(tx: Tx, place: Workspace, now: datetime) -> None:
    """Plans come half as often by default; "Undo the last change" takes it back."""
    weeks = 2 * place.plan_every
    undo = {"settings": ["every"], "values": {"plan_every": place.own_plan_every}}
    workspaces.change(tx, place.id, plan_every=weeks, undo=json.dumps(undo))
    bonds.look_again(tx, place.id)
    audit.note(tx, place.id, TEND, "every", place.id, "done", now)
