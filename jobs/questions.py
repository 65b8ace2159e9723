"""Who would be asked something within some days: counted for the forecast, nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from care.pulse import next_opening as next_round
from jobs.facts import standing_hold
from jobs.landing import due_at
from jobs.pulsing import pairs_to_ask
from jobs.unasked import not_before, reader
from storage import asks, items, landings, pulse
from storage.database import Tx
from storage.workspaces import Workspace


def people_asked(tx: Tx, place: Workspace, now: datetime, until: datetime) -> frozenset[str]:
    """Whether a talk happened, whether help was felt, how care lands. Each person once: more than
    one such question a week there never is. ``place``: as it would be.
    """
    found = asks.to_ask_back(tx, place.id, until)
    found |= _about_landing(tx, place.id, now, until)
    found |= _in_a_round(tx, place, now, until)
    return frozenset(who for who in found if _may_be(tx, place, who, now, until))


def _about_landing(tx: Tx, workspace: str, now: datetime, until: datetime) -> set[str]:
    owners = set[str]()
    for id in landings.looked_at_until(tx, workspace, until):
        item = items.by_id(tx, workspace, id)
        at = due_at(tx, workspace, item, now) if item is not None else None
        if item is not None and at is not None and at < until:
            owners.add(item.owner)
    return owners


def _in_a_round(tx: Tx, place: Workspace, now: datetime, until: datetime) -> set[str]:
    """In the round that is open, or else in one that opens by then."""
    last = pulse.last(tx, place.id)
    if last is not None and last.is_open(now):
        return pulse.still_to_ask(tx, place.id, last.id, until)
    if not place.asks_pulse or not place.pulse_told or place.started_at is None:
        return set()
    zone = pulse.zone(tx, place.id) or place.zone
    at = next_round(now, place.started_at, last.opened_at if last else None, zone)
    return {one.giver for one in pairs_to_ask(tx, place, at)} if now <= at < until else set()


def _may_be(tx: Tx, place: Workspace, who: str, now: datetime, until: datetime) -> bool:
    them = replace(reader(tx, place.id, who), place=place)
    hold = standing_hold(place, them.person, now)
    if hold is not None and hold.until is None:
        return False
    again = not_before(tx, them, now)
    return again is None or again < until
