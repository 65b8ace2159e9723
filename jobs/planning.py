"""The weekly plan, and dates between plans: who is due now, about what, when to look again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from jobs.deciding import Decision, Up, decide, what_is_up
from jobs.facts import facts_of
from jobs.report import Report
from jobs.signs import is_silent, pasts_of
from storage import bonds, draws, people, planned, plans, sizes
from storage.database import Database, Tx
from storage.plans import Past

log = logging.getLogger(__name__)
BATCH = 10_000  # leaders who are asked for at once
TOGETHER = 128  # leaders in one transaction: it holds up no press for long
MANY = 50
AFTER_A_FAULT = timedelta(hours=1)


def are_many_due(database: Database, now: datetime) -> bool:
    """More leaders than one node should plan for while others have nothing to do."""
    with database.read() as tx:
        return len(bonds.due(tx, now, 10 * MANY)) > MANY


def plan_due(
    database: Database, now: datetime, report: Report, shard: tuple[int, int] | None = None
) -> None:
    """Plan for every leader who has somebody to look at. One bad row stops nobody else.

    ``shard``: only for (which, of how many) of them.
    """
    failed: set[tuple[str, str]] = set()
    while True:
        with database.read() as tx:
            found = [who for who in bonds.due(tx, now, BATCH, shard) if who not in failed]
        if not found:
            return
        for nth, (workspace, leaders) in enumerate(_together(found)):
            for alone in _plan_together(database, workspace, leaders, now, report):
                if not _plan_alone(database, workspace, alone, now, report):
                    failed.add((workspace, alone))
            if nth == 0 and len(found) > MANY:
                sizes.look_over(database)


def _together(found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    of: dict[str, list[str]] = defaultdict(list)
    for workspace, leader in found:
        of[workspace].append(leader)
    for workspace, leaders in of.items():
        for start in range(0, len(leaders), TOGETHER):
            yield workspace, leaders[start : start + TOGETHER]


def _plan_together(
    database: Database, workspace: str, leaders: list[str], now: datetime, report: Report
) -> Sequence[str]:
    """Those who are left to be planned for alone: somebody is changing them, or one of all of
    them is broken.
    """
    told = Report()
    try:
        with database.begin() as tx:
            free = plans.hold_free(tx, workspace, leaders)
            _plan(tx, workspace, free, now, told)
    except Exception as error:
        log.warning("plan_together_failed leaders=%d class=%s", len(leaders), type(error).__name__)
        return leaders
    report.add(told)
    return [who for who in leaders if who not in free]


def _plan_alone(
    database: Database, workspace: str, leader: str, now: datetime, report: Report
) -> bool:
    """Whether it went well; if not, they are looked at again later."""
    told = Report()
    try:
        with database.begin() as tx:
            people.hold(tx, workspace, leader)
            bonds.hold(tx, workspace, leader)  # what changes them next asks to look again, after us
            _plan(tx, workspace, [leader], now, told)
    except Exception:
        log.exception("plan_failed workspace=%s leader=%s", workspace, leader)
        report.say("failed", workspace, leader)
        with database.begin() as tx:
            bonds.put_off(tx, workspace, leader, now, now + AFTER_A_FAULT)
        return False
    report.add(told)
    return True


def _plan(tx: Tx, workspace: str, leaders: Sequence[str], now: datetime, report: Report) -> None:
    """Decide for each of them, and push forward everything that was looked at."""
    if not leaders:
        return
    each = [what_is_up(them, now) for them in facts_of(tx, workspace, leaders)]
    decisions = list(_decisions(tx, workspace, each, now))
    planned.add(tx, workspace, [one.message for one in decisions if one.message is not None])
    draws.keep(tx, workspace, [draw for one in decisions for draw in one.draws])
    planned.change_each(tx, workspace, [(one.them.id, one.news) for one in decisions if one.news])
    planned.look_again(tx, workspace, [look for one in decisions for look in one.looks(now)])
    for one in decisions:
        for verb, detail in one.said:
            report.say(verb, workspace, one.them.id, detail)


def _decisions(tx: Tx, workspace: str, each: Sequence[Up], now: datetime) -> Iterator[Decision]:
    with_something = [up for up in each if up.has_something]
    leaders = [up.them for up in with_something]
    pasts = pasts_of(tx, leaders, now)
    silent = [them.id for them in leaders if is_silent(them, pasts.get(them.id, Past()))]
    acts = plans.last_acts(tx, workspace, silent) if silent else {}
    names = [(up.kind, up.them.id, up.name(now)) for up in with_something]
    taken = planned.taken(tx, workspace, names) if names else set()
    for up in each:
        who = up.them.id
        yield decide(up, pasts.get(who, Past()), acts.get(who, ()), now, who in taken)
