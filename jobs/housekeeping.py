"""Forgetting: what is no longer needed is erased, and how much is said in the log."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from care import policy
from care.items import Item
from care.memory import is_over
from storage import (
    askings,
    asks,
    audit,
    bonds,
    conversations,
    deliveries,
    draws,
    endings,
    erasing,
    forgetting,
    installations,
    installing,
    items,
    landings,
    leaving,
    nudges,
    promises,
    pulse,
    seen,
    talks,
    thanks,
    tidying,
    workspaces,
)
from storage.database import Database, Tx
from storage.items import Untouched
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


def clean_up(database: Database, now: datetime, machine_now: datetime) -> None:
    """One workspace after the other: each has its own time, and no transaction grows long."""
    with database.begin() as tx:
        counts = Counter(askings=askings.forget(tx, now), repeats=seen.forget(tx, machine_now))
        installing.forget(tx, machine_now)
        installations.forget_pending(tx, machine_now - timedelta(days=policy.GRACE_DAYS))
        places = workspaces.all_of(tx)
    over = [place for place in places if _left_for_good(place, machine_now)]
    for place in over:
        with database.begin() as tx:
            counts.update(workspaces=_forget_workspace(tx, place, machine_now))
    for place in places:
        if place in over:
            continue
        with database.begin() as tx:
            counts.update(_forget(tx, place, now))
        counts.update(items=_forget_items(database, place, now))
        counts.update(people=_forget_who_left(database, place, machine_now))
    counts.update(again=forgetting.apply(database, machine_now))
    tidying.tidy(database)
    counts.update(copies=tidying.forget_copies(database, machine_now))
    counts.update(compacted=tidying.compact(database, machine_now))
    log.info("cleaned_up %s", " ".join(f"{what}={n}" for what, n in counts.items()))


def _left_for_good(place: Workspace, machine_now: datetime) -> bool:
    """Tend was taken off, and their time to come back has gone by."""
    grace = timedelta(days=policy.GRACE_DAYS)
    return place.gone_at is not None and place.gone_at < machine_now - grace


def _forget_workspace(tx: Tx, place: Workspace, machine_now: datetime) -> int:
    """They may have come back since the look: then nothing of theirs goes."""
    found = workspaces.get(tx, place.id)
    if found is None or not _left_for_good(found, machine_now):
        return 0
    erasing.purge_workspace(tx, place.id, machine_now)
    return 1


def _forget(tx: Tx, place: Workspace, now: datetime) -> dict[str, int]:
    """Deliveries with their nudges and answers, talks, lots, disclosures, the audit trail."""
    before = now - timedelta(days=place.kept_days)
    return {
        "deliveries": deliveries.forget_before(tx, place.id, before),
        "asks": asks.forget(tx, place.id, now - A_DAY, now - policy.CLOSED_ASKS_KEPT),
        "landings": landings.close_months(tx, place.id, now),
        "totals": landings.forget_totals_before(
            tx, place.id, (now - policy.LANDING_TOTALS_KEPT).date()
        ),
        "promises": promises.forget_before(tx, place.id, before),
        "conversations": conversations.forget_nobodys(tx, place.id),
        "thanks": thanks.forget_before(tx, place.id, before),
        "talks": talks.forget_before(tx, place.id, before.date()),
        "draws": draws.forget_before(tx, place.id, before.date()),
        "disclosures": items.forget_disclosures_before(tx, place.id, before),
        "audit": audit.forget_before(tx, place.id, before),
        "begun": workspaces.begin_what_is_new(tx, place.id, now),
        "rounds": pulse.forget_before(tx, place.id, now),
        "reminders": deliveries.forget_reminders_before(tx, place.id, now - A_WEEK),
    }


def _forget_items(database: Database, place: Workspace, now: datetime) -> int:
    """What was reached a year ago, and challenges that nobody has touched for half a year.

    Opening all that is old takes a while: no writer waits for it.
    """
    with database.read() as tx:
        old = items.untouched_since(tx, place.id, now - policy.CHALLENGE_KEPT)
    over = [one for one in old if _is_over(one, now)]
    for one in over:
        with database.begin() as tx:
            if one in items.untouched_since(tx, place.id, now, one.item.id):  # not touched since
                _forget_item(tx, place.id, one.item)
    return len(over)


def _is_over(one: Untouched, now: datetime) -> bool:
    content = one.item.content
    return content is not None and is_over(one.item.state, content, one.touched_at, now)


def _forget_item(tx: Tx, workspace: str, item: Item) -> None:
    """As if its owner had done so, in whatever says otherwise too."""
    for leader in items.withdraw(tx, workspace, item.owner, item.id):
        bonds.look_again_at(tx, workspace, leader, item.owner)
    spoke = nudges.about_item(tx, workspace, item.id)
    asked = landings.of_item(tx, workspace, item.id)
    spoke += [asked.asked_in] if asked is not None and asked.asked_in else []
    deliveries.mark_stale(tx, workspace, spoke, endings.AT_ONCE)
    items.erase(tx, workspace, item.owner, item.id)


def _forget_who_left(database: Database, place: Workspace, machine_now: datetime) -> int:
    """Their time to come back is over: nothing of them is kept. How many."""
    with database.begin() as tx:
        leaving.note(tx, place.id, machine_now)
        grace = timedelta(days=policy.GRACE_DAYS)
        gone = leaving.gone_before(tx, place.id, machine_now - grace)
    for person in gone:
        with database.begin() as tx:
            erasing.erase_person(tx, place.id, person, machine_now)
    return len(gone)
