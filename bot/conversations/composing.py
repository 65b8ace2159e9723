"""What a message says at this moment, from fresh rows: when it is sent, and whenever redrawn."""

from __future__ import annotations

from datetime import date, datetime

from bot.keeping import view_from_text
from bot.ui import View
from bot.views import asks as ask_views
from bot.views import cadence_forecast as forecast_views
from bot.views import goals as goal_views
from bot.views import landing as landing_views
from bot.views import nudges as views
from bot.views import on_hold, organisation, seen_by
from bot.views import pulse as pulse_views
from bot.views import thanks as thanks_views
from bot.views.nudges import NudgeNow
from bot.views.pieces import Calendar
from bot.views.remembering import question
from care.answers import Answer, Given
from care.bonds import Bond, may_carry_grants, waits_for_leader
from care.hours import local_day
from care.items import State as ItemState
from care.owed import AskState, Because, PromiseState
from jobs import changing
from jobs.facts import cadence_of
from jobs.forecasting import forecast
from storage import (
    asks,
    bonds,
    deliveries,
    items,
    landings,
    months,
    nudges,
    people,
    promises,
    pulse,
    pulse_answers,
    remembering,
    talks,
    thanks,
    workspaces,
)
from storage.database import Database, Tx
from storage.deliveries import KEPT_BODIES, Delivery, Kind, State
from storage.items import Shared
from storage.nudges import Nudge
from storage.people import Person
from storage.workspaces import Workspace


def compose(tx: Tx, delivery: Delivery, now: datetime) -> View | None:
    """The view of a delivery; None when nothing of it is left to say."""
    said = _said(tx, delivery, now)
    return seen_by.message(said, delivery.kind) if said is not None else None


def _said(tx: Tx, delivery: Delivery, now: datetime) -> View | None:
    if delivery.kind in KEPT_BODIES:
        kept = deliveries.body(tx, delivery)
        return view_from_text(kept) if kept else None
    if delivery.kind is Kind.WIPED:
        return views.wiped()
    if delivery.kind is Kind.NEW_LEADER:
        return _new_leader(tx, delivery)
    if delivery.kind is Kind.ON_HOLD:
        return _on_hold(tx, delivery)
    if delivery.kind is Kind.MONTH:
        return _month(tx, delivery)
    if delivery.kind is Kind.PULSE_SOON:
        return pulse_views.soon()
    if delivery.kind is Kind.FORECAST:  # counted apart; what was counted once is not redrawn
        return None
    place = workspaces.load(tx, delivery.workspace)
    leader = people.ensure(tx, delivery.workspace, delivery.address).in_force(place)
    calendar = Calendar(now, leader.zone_in(place))
    if delivery.kind in (Kind.PLAN, Kind.DATE):
        return _plan(tx, delivery, place, leader, calendar)
    if delivery.kind is Kind.TODAY:
        return _today(tx, delivery, leader, calendar)
    if delivery.kind is Kind.FOLLOW_UP:
        return _follow_up(tx, delivery, place, leader, calendar)
    if delivery.kind in (Kind.PULSE, Kind.PULSE_AGAIN):
        return _pulse(tx, delivery, place, leader, calendar)
    if delivery.kind is Kind.STILL_TRUE:
        return _still_true(tx, delivery, leader, calendar)
    if delivery.kind is Kind.THANKS:
        given = thanks.told_in(tx, delivery.workspace, delivery.id)
        return thanks_views.message(given) if given else _gone(delivery)
    if delivery.kind is Kind.LANDING:
        return _landing(tx, delivery, calendar)
    if delivery.kind is Kind.ASKED_BACK:
        return _asked_back(tx, delivery, calendar)
    return _introduction(tx, delivery, leader, calendar)


def count(database: Database, delivery: Delivery, now: datetime) -> View:
    """Next week in counts, for the admin channel."""
    with database.read() as tx:
        place = workspaces.load(tx, delivery.workspace)
    return forecast_views.forecast(forecast(database, delivery.workspace, now), place)


def _month(tx: Tx, delivery: Delivery) -> View | None:
    """The page as it was made; its slot says of which month."""
    told = months.told_in(tx, delivery.workspace, delivery.id)
    return organisation.message(told) if told is not None else None


def _new_leader(tx: Tx, delivery: Delivery) -> View | None:
    """To a report, what holds of the change by now: an ending may have been taken back."""
    change = changing.standing(tx, delivery)
    return goal_views.change_of_leader(change) if change else None


def _on_hold(tx: Tx, delivery: Delivery) -> View | None:
    """To an owner, how much is on hold by now, for those who lead them now."""
    mine = bonds.of_report(tx, delivery.workspace, delivery.address)
    leaders = {bond.leader for bond in mine if may_carry_grants(bond)}
    held = items.suspended(tx, delivery.workspace, delivery.address)
    waiting = [one for one in held if one[1] in leaders]
    return on_hold.question(waiting) if waiting or delivery.state is State.SENT else None


def _plan(
    tx: Tx, delivery: Delivery, place: Workspace, leader: Person, calendar: Calendar
) -> View | None:
    found = nudges.of_delivery(tx, place.id, delivery.id)
    now = nudges_now(tx, place, leader, found, calendar.now)
    if delivery.state is not State.SENT:  # never send what is gone by now, or done already
        left = [one for one in now if one.may_go_out and one.given is None and not one.away]
        if left:  # nor may it come up when the message is redrawn
            unsaid = [one.nudge for one in now if one not in left and one.given is None]
            nudges.leave_out(tx, place.id, unsaid)
        now = left
    if not now:
        return _gone(delivery)
    return views.plan(now, leader, delivery, calendar, _tells_of_hold_out(tx, place, delivery))


def _tells_of_hold_out(tx: Tx, place: Workspace, delivery: Delivery) -> bool:
    """The first plan that reaches a leader after it was turned on."""
    since = place.hold_out_since
    if since is None or delivery.kind is not Kind.PLAN:
        return False
    return deliveries.is_first_plan(tx, delivery, since)


def _gone(delivery: Delivery) -> View | None:
    """Nothing is left of what it spoke of: whoever that was about was erased."""
    return views.gone() if delivery.state is State.SENT else None


def _still_true(tx: Tx, delivery: Delivery, owner: Person, calendar: Calendar) -> View | None:
    """To an owner. What was answered or taken back before it was sent is not asked about."""
    asked = remembering.asked_in(tx, delivery.workspace, owner.id, delivery.id)
    if delivery.state is not State.SENT:
        asked = [one for one in asked if one.asked_in and one.is_live and one.item.content]
    if not asked:
        return views.closed() if delivery.state is State.SENT else None
    return question(asked, owner, delivery.id, calendar)


def _landing(tx: Tx, delivery: Delivery, calendar: Calendar) -> View | None:
    """To an owner who wants to be asked. What was reached or taken back is not asked about."""
    found = landings.asked_in(tx, delivery.workspace, delivery.id)
    item = items.by_id(tx, delivery.workspace, found.item) if found else None
    if found is None or item is None or item.content is None:
        return landing_views.stopped() if delivery.state is State.SENT else None
    since = landings.shared_since(tx, delivery.workspace, found.item)
    is_over = since is None or item.state is not ItemState.ACTIVE
    if is_over and delivery.state is not State.SENT:
        return None
    return landing_views.question(found, item.content, found.is_closed(calendar.now))


def _asked_back(tx: Tx, delivery: Delivery, calendar: Calendar) -> View | None:
    """To who asked for a talk. What was taken back before it was sent is not asked about."""
    found = asks.asked_in(tx, delivery.workspace, delivery.id)
    if delivery.state is State.SENT:
        return ask_views.asked_back(found, calendar) if found else views.closed()
    is_open = found is not None and found.state is AskState.OPEN
    return ask_views.asked_back(found, calendar) if found and is_open else None


def _pulse(
    tx: Tx, delivery: Delivery, place: Workspace, giver: Person, calendar: Calendar
) -> View | None:
    """To who is led. What was answered or skipped before it was sent is not asked about."""
    ask = pulse.asked_in(tx, place.id, delivery.id)
    found = pulse.last(tx, place.id)
    is_open = found is not None and found.is_open(calendar.now) and ask is not None
    mine = pulse_answers.of_giver(tx, place.id, found.id, giver.id) if found and is_open else []
    if found is None or ask is None or not mine:
        if delivery.state is not State.SENT:
            return None
        return pulse_views.over() if giver.asked_pulse else pulse_views.opted_out()
    if delivery.state is not State.SENT and ask.done:
        return None
    asked = pulse_views.Asked(mine, found.closes_at, place.pulse_floor, ask.done)
    return pulse_views.message(asked, delivery.kind is Kind.PULSE_AGAIN, calendar)


def _today(tx: Tx, delivery: Delivery, leader: Person, calendar: Calendar) -> View | None:
    """What this leader planned for today and what is still ahead."""
    led = {bond.id: bond.report for bond in bonds.of_leader(tx, delivery.workspace, leader.id)}
    planned = [
        (given.moment, led[bond], given.id)
        for bond, answers in nudges.holding(tx, delivery.workspace, [leader.id]).items()
        for given, _ in answers
        if given.answer is Answer.INTENDED and given.moment is not None and bond in led
    ]
    mine = [one for one in planned if calendar.local(one[0]).date() == delivery.day]
    hushed = people.left_alone(tx, delivery.workspace, [report for _, report, _ in mine])
    unsaid = _unsaid(tx, delivery, {id for _, report, id in mine if report in hushed})
    said = sorted((moment, report) for moment, report, id in mine if id not in unsaid)
    if delivery.state is not State.SENT:
        said = [one for one in said if one[0] > calendar.now]
    return views.today(said, leader, delivery.id, calendar) if said else _gone(delivery)


def _unsaid(tx: Tx, delivery: Delivery, hushed: set[str]) -> set[str]:
    """Plans with those who wanted no nudges before it was sent: nothing comes back to them, and
    by that it is known later, when the message is redrawn, that they never stood in it.
    """
    if delivery.state is State.SENT:
        return {one for one in hushed if nudges.is_over(tx, delivery.workspace, one)}
    for one in hushed:
        nudges.wake(tx, delivery.workspace, one, None)
    return hushed


def _follow_up(
    tx: Tx, delivery: Delivery, place: Workspace, leader: Person, calendar: Calendar
) -> View | None:
    asked = nudges.asked_in(tx, place.id, delivery.id)
    found = nudges.several(tx, place.id, [given.nudge for given in asked])
    now = {
        one.nudge.id: one
        for one in nudges_now(tx, place, leader, list(found.values()), calendar.now)
    }
    pairs = [(given, now[given.nudge]) for given in asked if given.nudge in now]
    if delivery.state is not State.SENT:
        left = [(given, one) for given, one in pairs if one.may_go_out and _open(given, one)]
        if left:  # what is not said now does not come up when the message is redrawn
            nudges.not_asked(tx, place.id, {one.id for one in asked} - {one.id for one, _ in left})
        pairs = left
    if not pairs:
        return views.closed() if delivery.state is State.SENT else None
    return views.follow_up(pairs, leader, delivery.id, calendar)


def _open(given: Given, one: NudgeNow) -> bool:
    return one.given is not None and one.given.id == given.id


def _introduction(tx: Tx, delivery: Delivery, leader: Person, calendar: Calendar) -> View | None:
    """Who was taken back before it was sent is never named in it."""
    found = bonds.introduced_in(tx, delivery.workspace, delivery.id)
    if delivery.state is not State.SENT:
        waiting = [bond for bond in found if waits_for_leader(bond)]
        for bond in found if waiting else ():
            if bond not in waiting and bond.accepted is None:
                bonds.change(tx, delivery.workspace, bond.id, introduced_in=None)
        found = waiting
    return views.introduction(found, leader, delivery.id, calendar) if found else _gone(delivery)


# --- facts ---------------------------------------------------------------------------------------


def nudges_now(
    tx: Tx, place: Workspace, leader: Person, found: list[Nudge], now: datetime
) -> list[NudgeNow]:
    """These nudges of one leader, as they stand."""
    given = nudges.current(tx, place.id, [nudge.id for nudge in found])
    of_leader = {bond.id: bond for bond in bonds.of_leader(tx, place.id, leader.id)}
    shared = {
        one.item: one
        for one in items.shared_with(tx, place.id, leader.id, {nudge.report for nudge in found})
    }
    days = talks.days_of(tx, place.id, [g.talk for g in given.values() if g.talk])
    talked = talks.last_with(tx, place.id, leader.id)
    held = bonds.planner_dates(tx, place.id, leader.id)
    reports = people.several(tx, place.id, {nudge.report for nudge in found})
    promised = promises.several(tx, place.id, _owed(found, Because.PROMISED))
    asked = asks.several(tx, place.id, _owed(found, Because.ASKED))
    promised_too = _promised_to(tx, place, leader) if asked else set()
    today = local_day(now, leader.zone_in(place))
    return [
        NudgeNow(
            nudge=nudge,
            bond=of_leader.get(nudge.bond),
            shared=shared.get(nudge.item) if nudge.item else None,
            given=given.get(nudge.id),
            talked_on=_talk_day(given.get(nudge.id), days),
            ever_talked=nudge.report in talked,
            ideal=_ideal(nudge, of_leader.get(nudge.bond), shared, leader, place),
            held_until=held[nudge.bond][1] if nudge.bond in held else None,
            left=nudge.report in reports and not reports[nudge.report].may_take_part,
            away=nudge.report in reports and _is_away(reports[nudge.report], place, today),
            hushed=nudge.report in reports and reports[nudge.report].not_about_me,
            listening=nudge.report in reports and reports[nudge.report].listens_on(today),
            listening_told=nudge.report in reports and reports[nudge.report].listening_told,
            promise=promised.get(nudge.owed or ""),
            ask=asked.get(nudge.owed or ""),
            promised_too=nudge.reason == Because.ASKED and nudge.report in promised_too,
        )
        for nudge in found
    ]


def _promised_to(tx: Tx, place: Workspace, leader: Person) -> set[str]:
    """Nobody stands in a plan twice: what was promised is said beside what was asked for."""
    mine = promises.by_leader(tx, place.id, leader.id)
    return {one.report for one in mine if one.state is PromiseState.OPEN}


def _owed(found: list[Nudge], because: Because) -> list[str]:
    return [one.owed for one in found if one.owed and one.reason == because]


def _is_away(report: Person, place: Workspace, today: date) -> bool:
    hours = report.hours(place)
    return any(away.first <= today < hours.quiet_until(away) for away in hours.away)


def _talk_day(given: Given | None, days: dict[str, date]) -> date | None:
    return days.get(given.talk or "") if given and given.answer is Answer.TALKED else None


def _ideal(
    nudge: Nudge, bond: Bond | None, shared: dict[str, Shared], leader: Person, place: Workspace
) -> int:
    """The ideal days of the clock that brought this nudge up."""
    item = shared.get(nudge.item) if nudge.item else None
    if nudge.reason == "item" and item is not None:
        return (item.cadence or place.item_cadence).ideal
    if bond is None:
        return place.talk_cadence.ideal
    return cadence_of(bond, leader, place)[0].ideal
