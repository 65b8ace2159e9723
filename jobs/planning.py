"""The weekly plan, and dates between plans: who is due now, about what, when to look again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from care import policy
from care.bonds import serves
from care.choosing import Candidate, Choice, choose_dates
from care.frequency import (
    Signs,
    Slowed,
    asks_to_keep,
    slow_down,
    wants_another_act,
)
from care.hours import (
    DAY,
    Hours,
    Slot,
    closes,
    days_between,
    instant,
    local_day,
    next_opening,
    open_at,
)
from care.moments import Moment, next_moment
from care.nudges import acts_for, freshest, is_fresh, other_kind_first, wordings_for
from jobs.facts import (
    Hold,
    Leader,
    facts,
    outside_pilot,
    room_for_unasked,
    standing_hold,
)
from jobs.report import Report
from storage import bonds, deliveries, nudges, people, talks
from storage.database import Database, Tx
from storage.deliveries import Asks, Kind

log = logging.getLogger(__name__)
BATCH = 500
MANY = 50
AFTER_A_FAULT = timedelta(hours=1)


def are_many_due(database: Database, now: datetime) -> bool:
    """More leaders than one node should plan for while others have nothing to do."""
    with database.read() as tx:
        return len(bonds.due(tx, now, BATCH)) > MANY


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
        for workspace, leader in found:
            try:
                with database.begin() as tx:
                    plan_leader(tx, workspace, leader, now, report)
            except Exception:
                failed.add((workspace, leader))
                log.exception("plan_failed workspace=%s leader=%s", workspace, leader)
                report.say("failed", workspace, leader)
                with database.begin() as tx:
                    bonds.put_off(tx, workspace, leader, now, now + AFTER_A_FAULT)


def plan_leader(tx: Tx, workspace: str, leader: str, now: datetime, report: Report) -> None:
    """Decide for one leader, and push forward everything that was looked at."""
    person = people.hold(tx, workspace, leader)
    bonds.hold(tx, workspace, leader)  # whatever changes them next asks to look again, after us
    them = facts(tx, workspace, leader, person)
    hold = standing_hold(them.workspace, them.person, now)
    hold = hold or outside_pilot(them.workspace, them.person)
    if hold is None and (_open_slot(them, now) or _dates_now(them, now)):
        hold = _closed(them, now) or _capped(tx, them, now)
    if hold is not None:
        _push_all(tx, them, {hold.until: [c.bond for c in them.candidates]})
        report.say("held", workspace, leader, hold.why)
        return
    _push(tx, _send(tx, them, now, report), now)


def _send(tx: Tx, them: Leader, now: datetime, report: Report) -> Leader:
    """A plan, or dates that do not wait for one; the leader as they stand afterwards."""
    slot = _open_slot(them, now)
    if slot is not None:
        delivery = _send_plan(tx, them, slot, now, report)
    else:
        delivery = _send_dates(tx, them, _dates_now(them, now), now)
    if delivery is None and slot is None:
        return them
    if delivery is not None:
        count = len(nudges.of_delivery(tx, them.workspace.id, delivery))
        report.say("planned", them.workspace.id, them.id, f"{delivery} nudges={count}")
    return facts(tx, them.workspace.id, them.id)


# --- what is up now, and what holds it back ------------------------------------------------------


def _open_slot(them: Leader, now: datetime) -> Slot | None:
    slot = them.slot(now)
    return slot if slot is not None and slot.opens_at <= now else None


def _dates_now(them: Leader, now: datetime) -> tuple[Choice, ...]:
    """The dates that are worth a message of their own now."""
    today = local_day(now, them.hours.zone)
    if now < _time_for_dates(them, today):
        return ()
    found = choose_dates(them.candidates, today, them.hours, them.workspace.places)
    return tuple(choice for choice in found if choice.moment is not Moment.LONG_OVER)


def _time_for_dates(them: Leader, day: date) -> datetime:
    """They come at the hour of the plan."""
    at, hours = them.person.rhythm(them.workspace).at, them.hours
    return instant(day, at if hours.starts <= at < hours.ends else hours.starts, hours.zone)


def _closed(them: Leader, now: datetime) -> Hold | None:
    return None if open_at(now, them.hours) else Hold("closed", next_opening(now, them.hours))


def _capped(tx: Tx, them: Leader, now: datetime) -> Hold | None:
    """One message a day; of those of a week the last is for the plan, and plans lie apart."""
    today = local_day(now, them.hours.zone)
    of_plan = _open_slot(them, now) is not None
    most = them.workspace.a_week - (0 if of_plan else 1)
    lately = today - (policy.PLANS_APART_DAYS - 1) * DAY
    place, leader = them.workspace, them.id
    close = of_plan and deliveries.unasked_days(tx, place.id, leader, lately, (Kind.PLAN,))
    if not close and room_for_unasked(tx, place, leader, today, most):
        return None
    tomorrow = instant(today + DAY, time(0), them.hours.zone)
    return Hold("capped", next_opening(tomorrow, them.hours))


# --- how often -----------------------------------------------------------------------------------


def signs_of(tx: Tx, them: Leader, now: datetime) -> Signs:
    place, leader, person = them.workspace.id, them.id, them.person
    today = local_day(now, them.hours.zone)
    heard_at = max(
        (at for at in (person.heard_at, nudges.heard_at(tx, place, leader)) if at), default=None
    )
    asked_at = deliveries.sent_at(tx, place, person.keep_asked_in) if person.keep_asked_in else None
    waiting = asked_at is not None and (heard_at is None or heard_at < asked_at)
    since = today - policy.UNPROMPTED_DAYS * DAY
    unprompted, noted = talks.unprompted_since(tx, place, leader, since)
    first = min((bond.since for bond in them.bonds), default=now)
    return Signs(
        silent_plans=deliveries.plans_sent(tx, place, leader, heard_at),
        asked_days=_days_there(them.hours, asked_at, now) if asked_at and waiting else None,
        talks=noted,
        unprompted=unprompted,
        known_days=(now - first) // DAY,
        settled_days=days_between(person.slowed_on, today) if person.slowed_on else None,
    )


def _days_there(hours: Hours, since: datetime, now: datetime) -> int:
    """Whole days since then on which they were not away: nobody answers from a leave."""
    first = local_day(since, hours.zone)
    passed = [first + ahead * DAY for ahead in range((now - since) // DAY)]
    quiet = [(away.first, hours.quiet_until(away)) for away in hours.away]
    return sum(not any(left <= day < settled for left, settled in quiet) for day in passed)


def _step_back(tx: Tx, them: Leader, signs: Signs, now: datetime, report: Report) -> Slowed | None:
    """Come less often after silence, or where care no longer needs us; why, if so."""
    slower = slow_down(them.person.rhythm(them.workspace).every_weeks, signs)
    if signs.asked_days is None or slower is not None:  # answered, or answered for
        people.change(tx, them.workspace.id, them.id, keep_asked_in=None)
    if slower is None:
        return None
    weeks, why = slower
    changes = {"plan_every": weeks, "slowed": why, "slowed_on": local_day(now, them.hours.zone)}
    people.change(tx, them.workspace.id, them.id, **changes)
    report.say("slowed", them.workspace.id, them.id, f"weeks={weeks} why={why}")
    return why


# --- acting on the decision ----------------------------------------------------------------------


def _send_plan(tx: Tx, them: Leader, slot: Slot, now: datetime, report: Report) -> str | None:
    """The plan of this slot, if anybody is due; where care needs us less it says so."""
    today = local_day(now, them.hours.zone)
    used = _used(tx, them, today)
    choices = them.choices(today, used.reserving(today))
    if not choices:
        return None
    place, leader = them.workspace.id, them.id
    signs = signs_of(tx, them, now)
    slowed = _step_back(tx, them, signs, now, report)
    if slowed is Slowed.SILENCE:
        return None
    if slowed is not None:
        choices = facts(tx, place, leader).choices(today, used.reserving(today))
    people.change(tx, place, leader, last_plan=slot.nominal)
    asks = _asks(tx, them, signs)
    delivery = deliveries.slot(
        tx,
        place,
        Kind.PLAN,
        leader,
        f"{slot.nominal}",
        now,
        slot.stale_at,
        today,
        now,
        asks=asks,
    )
    if delivery is None:
        return None
    if asks is Asks.KEEP:
        people.change(tx, place, leader, keep_asked_in=delivery)
    _add_nudges(tx, them, choices, delivery, today, used, wants_another_act(signs))
    return delivery


def _asks(tx: Tx, them: Leader, signs: Signs) -> Asks | None:
    """What a plan asks besides: rarely anything, and never two things."""
    if asks_to_keep(them.person.rhythm(them.workspace).every_weeks, signs):
        return Asks.KEEP
    sent = deliveries.plans_sent(tx, them.workspace.id, them.id, None)
    turn = policy.USEFUL_EVERY_PLANS
    return Asks.USEFUL if sent % turn == turn - 1 and not signs.silent_plans else None


def _send_dates(tx: Tx, them: Leader, choices: tuple[Choice, ...], now: datetime) -> str | None:
    today = local_day(now, them.hours.zone)
    if not choices:
        return None
    used = _used(tx, them, today)
    choices = tuple(filter(used.reserving(today), choices))
    if not choices:
        return None
    stale_at = closes(today, them.hours)
    place, leader = them.workspace.id, them.id
    delivery = deliveries.slot(tx, place, Kind.DATE, leader, f"{today}", now, stale_at, today, now)
    if delivery is not None:
        _add_nudges(tx, them, choices, delivery, today, used, another_act=False)
    return delivery


@dataclass
class Used:
    """When each wording and each act was last used with one leader."""

    wordings: dict[str, date]
    acts: dict[str, date]

    def reserving(self, today: date) -> Callable[[Choice], bool]:
        """Whether there are fresh words for a date, one after the other: rather silent than stale.

        Plans have enough of them; dates may come in crowds.
        """
        ahead = Used(dict(self.wordings), dict(self.acts))

        def has_words(choice: Choice) -> bool:
            fresh = ahead._leaves_fresh(choice, today)
            if fresh:
                ahead.choose(choice, [], today)
            return fresh

        return has_words

    def _leaves_fresh(self, choice: Choice, today: date) -> bool:
        wordings, acts = wordings_for(choice.moment), acts_for(None, choice.moment)
        return any(is_fresh(key, self.wordings, today) for key in wordings) and any(
            is_fresh(key, self.acts, today) for key in acts
        )

    def choose(self, choice: Choice, unanswered: list[str], today: date) -> tuple[str, str]:
        """The freshest wording and act for this nudge, used from now on."""
        subject = choice.item or choice.dated
        acts = acts_for(subject.level if subject else None, choice.moment)
        acts = other_kind_first(acts, unanswered) if unanswered else acts
        act = freshest(acts, self.acts, today)
        wording = freshest(wordings_for(choice.moment), self.wordings, today)
        self.acts[act] = self.wordings[wording] = today
        return wording, act


def _used(tx: Tx, them: Leader, today: date) -> Used:
    since = today - timedelta(days=policy.VARIETY_DAYS)
    return Used(*nudges.used_since(tx, them.workspace.id, them.id, since))


def _add_nudges(
    tx: Tx,
    them: Leader,
    choices: tuple[Choice, ...],
    delivery: str,
    today: date,
    used: Used,
    another_act: bool,
) -> None:
    place, leader = them.workspace.id, them.id
    unanswered = nudges.last_acts(tx, place, leader) if another_act else []
    rows = []
    for position, choice in enumerate(choices):
        wording, act = used.choose(choice, unanswered, today)
        words = {"wording": wording, "act": act, "reason": _reason(choice)}
        where = {"delivery": delivery, "place": position, "leader": leader, "day": today}
        rows.append({**where, **words, **_subject(choice, today)})
    nudges.add_all(tx, place, rows)
    bonds.nudged(tx, place, [choice.candidate.bond for choice in choices], today)


def _subject(choice: Choice, today: date) -> dict[str, Any]:
    """Whom and what a nudge is about, and how long it has been."""
    who, item = choice.candidate, choice.item
    subject = item or choice.dated
    touched = item.touched_on if item else who.touched_on
    return {
        "bond": who.bond,
        "report": who.report,
        "item": subject.item if subject else None,
        "level": subject.level if subject else None,
        "days": days_between(touched, today),
    }


def _reason(choice: Choice) -> str:
    """Why now: an item is chosen only when it is due itself."""
    if choice.moment is not None:
        return choice.moment
    return "item" if choice.item else "talk"


# --- when to look again --------------------------------------------------------------------------


def _push(tx: Tx, them: Leader, now: datetime) -> None:
    """Look again at each bond when there can next be something to say about it."""
    later: dict[datetime | None, list[str]] = defaultdict(list)
    soonest = now + timedelta(minutes=1)
    for candidate in them.candidates:
        slot = them.next_slot_for(candidate, now)
        looks = [slot.opens_at] if slot else []
        looks += _dates_ahead(them, candidate, now)
        soonest_look = min(looks, default=None)
        later[max(soonest_look, soonest) if soonest_look else None].append(candidate.bond)
    _push_all(tx, them, later)


def _push_all(tx: Tx, them: Leader, later: dict[datetime | None, list[str]]) -> None:
    """Those too of whom there is nothing to say before something changes."""
    named = {bond for ids in later.values() for bond in ids}
    later.setdefault(None, []).extend(
        bond.id for bond in them.bonds if serves(bond) and bond.id not in named
    )
    for look_at, ids in later.items():
        bonds.push(tx, them.workspace.id, ids, look_at)


def _dates_ahead(them: Leader, candidate: Candidate, now: datetime) -> list[datetime]:
    """When a date of this person is next worth a message."""
    first = first_day_for_dates(them, candidate, now)
    if first == date.max:
        return []
    days = [next_moment(dated, first, them.hours) for dated in candidate.dates]
    return [_time_for_dates(them, day) for day in days if day is not None]


def first_day_for_dates(them: Leader, candidate: Candidate, now: datetime) -> date:
    """The first day on which a date of theirs may still come: today's are looked at in time."""
    today = local_day(now, them.hours.zone)
    looked_at = now >= _time_for_dates(them, today)
    quiet_until = max(candidate.held_until or today, today + DAY if looked_at else today)
    return candidate.there_from(quiet_until)
