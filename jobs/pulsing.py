"""The pulse: rounds open and close on time, and who may answer is asked, and reminded once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from care.hours import DAY, local_day, next_opening, opens
from care.pulse import Pair, closing, worth_asking
from care.pulse import next_opening as next_round
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from jobs.unasked import A_DAY, Reader, not_before, reader, tomorrow
from storage import deliveries, people, pulse, pulse_answers, pulse_closing, tidying, workspaces
from storage.database import Database, Tx
from storage.deliveries import QUESTIONS, Kind
from storage.pulse import Ask, Round
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
BATCH = 500
A_WEEK = timedelta(days=7)
T = TypeVar("T")


def pulse_due(database: Database, now: datetime, report: Report) -> None:
    """Whatever of the pulse is due, and nothing twice."""
    with database.read() as tx:
        over, opening = pulse.to_end(tx, now, BATCH), pulse.to_open(tx, now, BATCH)
    _each(over, lambda one: _end(database, one, now, report), report)
    _each(opening, lambda one: _open(database, one, now, report), report)
    with database.read() as tx:
        asks = pulse.to_ask(tx, now, BATCH)
    _each(asks, lambda one: _look(database, one, now, report), report)


def _each(found: Iterable[T], work: Callable[[T], None], report: Report) -> None:
    """What goes wrong with one stops nobody else, and comes again."""
    for one in found:
        try:
            work(one)
        except Exception:
            workspace = one if isinstance(one, str) else getattr(one, "workspace", "")
            log.exception("pulse_failed workspace=%s", workspace)
            report.say("failed", workspace, "pulse")


# --- a round ends --------------------------------------------------------------------------------


def _end(database: Database, found: Round, now: datetime, report: Report) -> None:
    """A band of each leader, and no answer is left: neither in the tables nor in the files."""
    with database.begin() as tx:
        place = workspaces.load(tx, found.workspace)
        if place.asks_pulse and place.gone_at is None:
            ended = pulse_closing.close(tx, found, place.pulse_floor, now)
        else:
            ended = pulse_closing.cancel(tx, found, now)
    if ended:
        tidying.tidy_answers(database)
        report.say("closed", found.workspace, found.id)


# --- a round opens -------------------------------------------------------------------------------


def _open(database: Database, workspace: str, now: datetime, report: Report) -> None:
    with database.begin() as tx:
        place = workspaces.load(tx, workspace)
        before = pulse.last(tx, workspace)
        if place.started_at is None:
            return
        zone = pulse.zone(tx, workspace) or place.zone
        at = next_round(now, place.started_at, before.opened_at if before else None, zone)
        if at > now or place.paused_at is not None:
            pulse.look_at(tx, workspace, at if at > now else now + A_DAY)
            return
        pairs = pairs_to_ask(tx, place, now)
        pulse.look_at(tx, workspace, next_round(now + A_DAY, now, None, zone))
        if pairs and not place.pulse_told:
            _tell_admins(tx, place, now)
        elif pairs:
            found = pulse.open_round(tx, workspace, pairs, now, closing(now))
            report.say("opened", workspace, found.id)


def pairs_to_ask(tx: Tx, place: Workspace, now: datetime) -> list[Pair]:
    """In a pilot only its leaders' people are asked."""
    found = worth_asking(pulse.pairs(tx, place.id, now), place.pulse_floor)
    known = people.several(tx, place.id, {one.leader for one in found})
    return [one for one in found if place.covers(one.leader, known[one.leader].group)]


def _tell_admins(tx: Tx, place: Workspace, now: datetime) -> None:
    """Their announcement did not speak of it: they have a word, and a week before anybody else."""
    workspaces.change(tx, place.id, pulse_told=True)
    pulse.look_at(tx, place.id, now + A_WEEK)
    if place.admin_channel is not None:
        slot = (Kind.PULSE_SOON, place.admin_channel, "first")
        deliveries.slot(tx, place.id, *slot, now, now + A_WEEK, None, now)


# --- somebody is asked ---------------------------------------------------------------------------


def _look(database: Database, one: Ask, now: datetime, report: Report) -> None:
    try:
        with database.begin() as tx:
            _ask(tx, one, now, report)
    except Exception:
        with database.begin() as tx:
            again = now + AFTER_A_FAULT
            pulse.change_ask(tx, one.workspace, one.round, one.person, look_at=again)
        raise


def _ask(tx: Tx, one: Ask, now: datetime, report: Report) -> None:
    people.hold(tx, one.workspace, one.person)
    them = reader(tx, one.workspace, one.person)
    found, ask = _standing(tx, one, now)
    if found is None or ask is None:
        return
    later = not_before(tx, them, now)
    if later is None and _asked_lately(tx, them, now):
        later = tomorrow(them, now)
    if later is None:
        later = _say(tx, them, found, ask, now, report)
    again = later if later is not None and later < found.closes_at else None
    pulse.change_ask(tx, one.workspace, one.round, one.person, look_at=again)


def _asked_lately(tx: Tx, them: Reader, now: datetime) -> bool:
    """One such question a week, to leaders too."""
    week = local_day(now, them.hours.zone) - 6 * DAY
    return bool(deliveries.unasked_days(tx, them.place.id, them.id, week, QUESTIONS))


def _standing(tx: Tx, one: Ask, now: datetime) -> tuple[Round | None, Ask | None]:
    """Their round and how they were asked in it, as long as there is something to ask."""
    found = pulse.last(tx, one.workspace)
    ask = pulse.ask_of(tx, one.workspace, one.round, one.person)
    mine = pulse_answers.of_giver(tx, one.workspace, one.round, one.person)
    if found is not None and found.is_open(now) and ask and mine and not ask.done:
        return found, ask
    pulse.change_ask(tx, one.workspace, one.round, one.person, look_at=None)
    return None, None


def _say(
    tx: Tx, them: Reader, found: Round, ask: Ask, now: datetime, report: Report
) -> datetime | None:
    """Ask, or remind; when to look again."""
    kind, column = Kind.PULSE, "asked_in"
    if ask.asked_in is not None:
        kind, column = Kind.PULSE_AGAIN, "again_in"
    today = local_day(now, them.hours.zone)
    slot = (them.id, f"{found.id}:{today}")
    delivery = deliveries.slot(tx, them.place.id, kind, *slot, now, found.closes_at, today, now)
    if delivery is None:
        return now + A_DAY
    pulse.change_ask(tx, them.place.id, found.id, them.id, **{column: delivery})
    report.say("asked", them.place.id, delivery)
    if kind is Kind.PULSE_AGAIN:
        return None
    return next_opening(opens(today + 7 * DAY, them.hours), them.hours)
