"""What one leader is told now, from what was read before: it reads no row and writes none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from care import policy
from care.changing import changed
from care.choosing import Candidate, Choice
from care.frequency import Signs, Slowed, asks_to_keep, slow_down, wants_another_act
from care.holdout import Lot, hold_out
from care.hours import DAY, Slot, closes, days_between, instant, local_day, next_opening, open_at
from jobs.facts import Hold, Leader, outside_pilot, standing_hold
from jobs.signs import signs_of
from jobs.upcoming import dates_now, looks, looks_held, open_slot
from jobs.varying import Used
from storage.deliveries import UNASKED, Asks, Kind
from storage.planned import Look, Message
from storage.plans import Past


@dataclass(frozen=True)
class Up:
    """A leader, and what is up now: a plan, or dates that do not wait for one."""

    them: Leader
    hold: Hold | None
    slot: Slot | None = None
    dates: tuple[Choice, ...] = ()

    @property
    def has_something(self) -> bool:
        return self.hold is None and (self.slot is not None or bool(self.dates))

    @property
    def kind(self) -> Kind:
        return Kind.PLAN if self.slot is not None else Kind.DATE

    def name(self, now: datetime) -> str:
        """Of the slot: the day of the plan, or today."""
        return f"{self.slot.nominal if self.slot else local_day(now, self.them.hours.zone)}"


def what_is_up(them: Leader, now: datetime) -> Up:
    hold = standing_hold(them.workspace, them.person, now)
    hold = hold or outside_pilot(them.workspace, them.person)
    if hold is not None:
        return Up(them, hold)
    up = Up(them, None, open_slot(them, now), dates_now(them, now))
    if up.has_something and not open_at(now, them.hours):
        return replace(up, hold=Hold("closed", next_opening(now, them.hours)))
    return up


@dataclass
class Decision:
    """What follows for one leader."""

    them: Leader
    message: Message | None = None
    news: dict[str, Any] = field(default_factory=dict)  # of the leader
    spoken: frozenset[str] = frozenset()  # bonds
    draws: list[dict[str, Any]] = field(default_factory=list)  # what the hold-out's lot said
    said: list[tuple[str, str]] = field(default_factory=list)  # for the report: verb and detail
    held: Hold | None = None

    def looks(self, now: datetime) -> Iterator[tuple[str, Look]]:
        """When to look at each of their bonds again."""
        today = local_day(now, self.them.hours.zone)
        them = looks_held(self.them, self.held.until) if self.held else looks(self.them, now)
        for bond, at in them:
            yield bond, Look(at, today if bond in self.spoken else None)

    def is_now(self, **news: Any) -> None:
        """This is new of the leader."""
        self.news |= news
        self.them = changed(self.them, person=changed(self.them.person, **news))


def decide(up: Up, past: Past, acts: Sequence[str], now: datetime, has_slot: bool) -> Decision:
    """``acts``: of their last nudges. ``has_slot``: there is a message for it already."""
    decision = Decision(up.them, held=up.hold or _capped(up, past, now))
    if decision.held is not None:
        decision.said.append(("held", decision.held.why))
    elif up.slot is not None:
        _plan(decision, up.slot, past, acts, now, has_slot)
    elif up.dates:
        _say_dates(decision, up.dates, past, now, has_slot)
    return decision


def _capped(up: Up, past: Past, now: datetime) -> Hold | None:
    """One message a day; of those of a week the last is for the plan, and plans lie apart."""
    if not up.has_something:
        return None
    hours, of_plan = up.them.hours, up.slot is not None
    today = local_day(now, hours.zone)
    close = of_plan and past.unasked_since(
        today - (policy.PLANS_APART_DAYS - 1) * DAY, (Kind.PLAN,)
    )
    days = past.unasked_since(today - 6 * DAY, UNASKED)
    most = up.them.workspace.a_week - (0 if of_plan else 1)
    if not close and today not in days and len(days) < most:
        return None
    tomorrow = instant(today + DAY, time(0), hours.zone)
    return Hold("capped", next_opening(tomorrow, hours))


def _plan(
    decision: Decision,
    slot: Slot,
    past: Past,
    acts: Sequence[str],
    now: datetime,
    has_slot: bool,
) -> None:
    """The plan of this slot, if anybody is due; where care needs us less it says so."""
    them = decision.them
    today = local_day(now, them.hours.zone)
    used = Used.until(today, past)
    choices = them.choices(today, used.reserving(today))
    if not choices:
        return
    signs = signs_of(them, past, now)
    slowed = _step_back(decision, signs, today)
    if slowed is Slowed.SILENCE:
        return
    if slowed is not None:
        choices = decision.them.choices(today, used.reserving(today))
    decision.is_now(last_plan=slot.nominal)
    if has_slot:
        return
    if (lot := _lot(decision.them, past)) is not None:
        choices = _drawn(decision, lot, used, today)
    if not choices:
        return
    asks = _asks(decision.them, past, signs)
    shown = _nudges(choices, used, today, acts if wants_another_act(signs) else ())
    decision.message = Message(
        *(them.id, Kind.PLAN, f"{slot.nominal}", today, now, slot.stale_at, asks, shown)
    )
    if asks is Asks.KEEP:
        decision.is_now(keep_asked_in=decision.message.id)
    _told(decision, choices, today)


def _lot(them: Leader, past: Past) -> Lot | None:
    """Nothing is left out before a plan has told the leader that it may be."""
    place = them.workspace
    if place.hold_out_since is None or not past.plans_since(place.hold_out_since):
        return None
    return Lot(place.hold_out_key, place.id)


def _drawn(decision: Decision, lot: Lot, used: Used, today: date) -> tuple[Choice, ...]:
    """Who is told of: everybody whose turn it is, but for those whom the hold-out leaves out."""
    them = decision.them
    drawn = hold_out(
        lambda without: them.choices(today, used.reserving(today), without),
        lambda told: them.reaches_the_rest(told, today),
        lot,
        today,
    )
    for withheld, choices in ((False, drawn.eligible), (True, drawn.withheld)):
        decision.draws += [_draw_of(one, them.id, today, withheld) for one in choices]
    if drawn.withheld:
        decision.said.append(("withheld", f"nudges={len(drawn.withheld)}"))
    return drawn.told


def _draw_of(choice: Choice, leader: str, today: date, withheld: bool) -> dict[str, Any]:
    who = choice.candidate
    week = today - today.weekday() * DAY
    of = {"bond": who.bond, "leader": leader, "report": who.report}
    return {**of, "week": week, "day": today, "withheld": withheld}


def _step_back(decision: Decision, signs: Signs, today: date) -> Slowed | None:
    """Come less often after silence, or where care no longer needs us; why, if so."""
    person = decision.them.person
    slower = slow_down(decision.them.rhythm.every_weeks, signs)
    if person.keep_asked_in and (signs.asked_days is None or slower is not None):
        decision.is_now(keep_asked_in=None)  # answered, or answered for
    if slower is None:
        return None
    weeks, why = slower
    decision.is_now(plan_every=weeks, slowed=why, slowed_on=today)
    decision.said.append(("slowed", f"weeks={weeks} why={why}"))
    return why


def _asks(them: Leader, past: Past, signs: Signs) -> Asks | None:
    """What a plan asks besides: rarely anything, and never two things."""
    if asks_to_keep(them.rhythm.every_weeks, signs):
        return Asks.KEEP
    turn = policy.USEFUL_EVERY_PLANS
    is_turn = past.plans_since(None) % turn == turn - 1
    return Asks.USEFUL if is_turn and not signs.silent_plans else None


def _say_dates(
    decision: Decision, dates: tuple[Choice, ...], past: Past, now: datetime, has_slot: bool
) -> None:
    them = decision.them
    today = local_day(now, them.hours.zone)
    used = Used.until(today, past)
    choices = tuple(filter(used.reserving(today), dates))
    if not choices or has_slot:
        return
    shown, stale_at = _nudges(choices, used, today, ()), closes(today, them.hours)
    decision.message = Message(*(them.id, Kind.DATE, f"{today}", today, now, stale_at, None, shown))
    _told(decision, choices, today)


def _nudges(
    choices: Sequence[Choice], used: Used, today: date, unanswered: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for position, choice in enumerate(choices):
        wording, act = _words(choice, used, unanswered, today)
        words = {"wording": wording, "act": act, "reason": _reason(choice)}
        rows.append({"place": position, "day": today, **words, **_subject(choice, today)})
    return rows


def _words(choice: Choice, used: Used, unanswered: Sequence[str], today: date) -> tuple[str, str]:
    """What is owed is its own act: no other is proposed."""
    if choice.owed is not None:
        return choice.owed.because, choice.owed.because
    return used.choose(choice, list(unanswered), today)


def _subject(choice: Choice, today: date) -> dict[str, Any]:
    """Whom and what a nudge is about, and how long it has been."""
    who, item = choice.candidate, choice.item
    subject = item or choice.dated
    touched = choice.owed.since if choice.owed else item.touched_on if item else who.touched_on
    return {
        "bond": who.bond,
        "report": who.report,
        "item": subject.item if subject else None,
        "level": subject.level if subject else None,
        "owed": choice.owed.id if choice.owed else None,
        "days": days_between(touched, today),
    }


def _reason(choice: Choice) -> str:
    """Why now: an item is chosen only when it is due itself."""
    if choice.owed is not None:
        return choice.owed.because
    if choice.moment is not None:
        return choice.moment
    return "item" if choice.item else "talk"


def _told(decision: Decision, choices: Sequence[Choice], today: date) -> None:
    """Those who were spoken of, as they stand from now on."""
    assert decision.message is not None
    spoken = {choice.candidate.bond: choice for choice in choices}
    candidates = tuple(
        _spoken_of(one, spoken[one.bond], today) if one.bond in spoken else one
        for one in decision.them.candidates
    )
    decision.them = changed(decision.them, candidates=candidates)
    decision.spoken = frozenset(spoken)
    decision.said.append(("planned", f"{decision.message.id} nudges={len(choices)}"))


def _spoken_of(candidate: Candidate, choice: Choice, today: date) -> Candidate:
    if choice.dated is None:
        return changed(candidate, nudged_on=today)
    about = choice.dated.item
    dates = tuple(
        replace(one, told_on=today) if one.item == about else one for one in candidate.dates
    )
    return changed(candidate, nudged_on=today, dates=dates)
