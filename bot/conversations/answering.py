"""A leader answers: when, we talked, later, not this time, undo. Late answers count as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from bot.conversations import finding
from bot.conversations.desk import Desk, NotFound, Turn, homes, looking, taking_turn
from bot.conversations.mygoals import Refused
from bot.ids import Action, FormName
from bot.ui import Done, Opened, Outcome, Pressed, Show, Submitted
from bot.views import answers as views
from bot.views.nudges import may_be_sent
from bot.views.pieces import said, text
from bot.wording import answers as words
from care.access import Act
from care.answers import (
    FARTHEST,
    Answer,
    Flaw,
    Given,
    Why,
    check_plan,
    check_talk,
    follow_up_at,
    morning_of,
    next_one_on_one,
    remind_at,
)
from care.bonds import Bond, EndedBy, is_asked_anew, may_take_up_again
from care.hours import DAY, Hours, instant, local_day
from care.items import day_in
from jobs.changing import end_bonds
from storage import bonds, deliveries, endings, items, nudges, talks
from storage.deliveries import Delivery
from storage.items import Shared
from storage.nudges import Nudge

FLAWS = {
    Flaw.NO_MOMENT: words.PICK_A_DAY,
    Flaw.PAST: words.IN_THE_PAST,
    Flaw.FUTURE: words.IN_THE_FUTURE,
    Flaw.TOO_FAR: words.TOO_FAR,
}
CHANGED = Outcome(Done(), stirred=True, home_stale=True)


# --- we talked -----------------------------------------------------------------------------------


def we_talked(desk: Desk, event: Pressed) -> Outcome:
    """Today, about what the nudge was about. A second press changes nothing."""
    with taking_turn(desk, event, once=True) as turn:
        nudge, _ = _mine(turn, event.id)
        _prove(turn, event, nudge)
        given = _given(turn, nudge)
        if given is None or given.answer is not Answer.TALKED:
            note_talk(turn, nudge, _today(turn), _about(turn, nudge))
        return CHANGED


def it_happened(desk: Desk, event: Pressed) -> Outcome:
    """Yes to the follow-up: on the day it was planned for."""
    with taking_turn(desk, event, once=True) as turn:
        nudge, _ = _mine(turn, event.id)
        _prove(turn, event, nudge)
        given = _given(turn, nudge)
        if given is not None and given.answer is Answer.INTENDED and given.moment is not None:
            day = min(local_day(given.moment, turn.calendar.zone), _today(turn))
            note_talk(turn, nudge, day, _about(turn, nudge))
        return CHANGED


def open_talked(desk: Desk, event: Opened) -> Outcome:
    """Correct the day of a noted talk, or what it was about."""
    with taking_turn(desk, event, once=False) as turn:
        nudge, _ = _mine(turn, event.id)
        given = _given(turn, nudge)
        days = talks.days_of(turn.tx, turn.workspace, [given.talk] if given and given.talk else [])
        day = next(iter(days.values()), _today(turn))
        about = talks.about(turn.tx, turn.workspace, given.talk) if given and given.talk else []
        shared = read_by_me(turn, nudge.report)
        chosen = tuple(about or _about(turn, nudge))
        form = views.talked(nudge.id, nudge.report, shared, chosen, day.isoformat())
        return Outcome(Show(form))


def read_by_me(turn: Turn, report: str) -> list[Shared]:
    """What this person shares, its titles to be chosen from: who shared it may know of that."""
    shared = items.shared_with(turn.tx, turn.workspace, turn.my_id, [report])
    for one in (one for one in shared if one.content is not None):
        items.disclose(turn.tx, turn.workspace, one.item, turn.my_id, "opened", turn.now)
    return shared


def talked(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        nudge, _ = _mine(turn, event.id)
        day = talk_day(turn, event)
        about = [item for item in chosen(event) if _shared(turn, item, nudge.report)]
        given = _given(turn, nudge)
        if given is not None and given.answer is Answer.TALKED:
            take_back(turn, nudge)
        note_talk(turn, nudge, day, about)
        return CHANGED


def talk_day(turn: Turn, event: Submitted) -> date:
    """The day in the form. Raises Refused."""
    day = day_in(str(event.values.get("day") or ""))
    if day is None:
        raise Refused({"day": words.PICK_A_DAY})
    flaw = check_talk(day, _today(turn))
    if flaw:
        raise Refused({"day": words.TOO_LONG_AGO if flaw is Flaw.TOO_FAR else FLAWS[flaw]})
    return day


def chosen(event: Submitted) -> tuple[str, ...]:
    about = event.values.get("about") or ()
    return about if isinstance(about, tuple) else (about,)


def note_talk(turn: Turn, nudge: Nudge, day: date, about: list[str]) -> str:
    """A talk as the answer to this nudge; its id."""
    tx, workspace = turn.tx, turn.workspace
    talk = talks.record(tx, workspace, turn.my_id, nudge.report, day, about, turn.now, nudge.id)
    nudges.answer(tx, workspace, nudge, Answer.TALKED, turn.now, talk=talk)
    _answered(turn, nudge)
    return talk


# --- when? ---------------------------------------------------------------------------------------


def open_when(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.when(*_mine(turn, event.id))))


def when(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        nudge, bond = _mine(turn, event.id)
        moment = _planned_moment(turn, bond, event)
        if moment is None:  # our 1:1, and nobody has said yet when that is
            return Outcome(Show(views.one_on_one(nudge)))
        plan_talk(turn, nudge, moment)
        return CHANGED


def _planned_moment(turn: Turn, bond: Bond, event: Submitted) -> datetime | None:
    choice = event.values.get("when")
    if choice == views.ONE_ON_ONE:
        return next_one_on_one(bond.one_on_one, turn.now, _hours(turn))
    if choice == views.TODAY:
        return _today_at(turn, event)
    if choice != views.PICK:
        raise Refused({"when": words.CHOOSE_ONE})
    day = day_in(str(event.values.get("day") or ""))
    if day is None:
        raise Refused({"day": words.PICK_A_DAY})
    moment = instant(day, _wall(event) or _hours(turn).ends, _hours(turn).zone)
    flaw = check_plan(moment, turn.now)
    if flaw:
        raise Refused({"day": FLAWS[flaw]})
    return moment


def _today_at(turn: Turn, event: Submitted) -> datetime:
    """Today at the time given, or by the end of the day."""
    hours = _hours(turn)
    wall = _wall(event)
    moment = instant(_today(turn), wall or hours.ends, hours.zone)
    if wall is not None and check_plan(moment, turn.now) is Flaw.PAST:
        raise Refused({"time": words.IN_THE_PAST})
    return max(moment, turn.now)


def _wall(event: Submitted) -> time | None:
    given = str(event.values.get("time") or "")
    try:
        return time.fromisoformat(given) if given else None
    except ValueError:
        raise Refused({"time": words.NO_SUCH_TIME}) from None


def one_on_one(desk: Desk, event: Submitted) -> Outcome:
    """When "our 1:1" is: asked once for each bond."""
    weekday, wall = str(event.values.get("weekday") or ""), _wall(event)
    if weekday not in set("0123456"):
        raise Refused({"weekday": words.CHOOSE_ONE})
    if wall is None:
        raise Refused({"time": words.NO_SUCH_TIME})
    standing = f"{weekday} {wall:%H:%M}"
    with taking_turn(desk, event, once=True) as turn:
        nudge, bond = _mine(turn, event.id)
        bonds.change(turn.tx, turn.workspace, bond.id, one_on_one=standing)
        moment = next_one_on_one(standing, turn.now, _hours(turn))
        if moment is not None:
            plan_talk(turn, nudge, moment)
        return CHANGED


def plan_talk(turn: Turn, nudge: Nudge, moment: datetime) -> str:
    """An intention, told again on its morning, and the one question after it; the answer's id."""
    hours = _hours(turn)
    wakes_at = remind_at(moment, turn.now, hours) or follow_up_at(moment, hours)
    return answer(turn, nudge, Answer.INTENDED, moment=moment, wakes_at=wakes_at)


# --- later ---------------------------------------------------------------------------------------


def open_later(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.later(_mine(turn, event.id)[0])))


def later(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        nudge, _ = _mine(turn, event.id)
        come_back(turn, nudge, _later_day(turn, event))
        return CHANGED


def come_back(turn: Turn, nudge: Nudge, day: date) -> str:
    """Quiet about it until the morning of that day; the answer's id."""
    moment = morning_of(day, _hours(turn))
    return answer(turn, nudge, Answer.LATER, moment=moment, wakes_at=moment)


def _later_day(turn: Turn, event: Submitted) -> date:
    ahead = {views.TOMORROW: 1, views.WEEK: 7, views.TWO_WEEKS: 14}
    choice = str(event.values.get("when") or "")
    if choice in ahead:
        return _today(turn) + ahead[choice] * DAY
    if choice != views.PICK:
        raise Refused({"when": words.CHOOSE_ONE})
    return day_ahead(turn, event, _hours(turn))


def day_ahead(turn: Turn, event: Submitted, hours: Hours) -> date:
    """A day after today from the form's "day". Raises Refused."""
    day = day_in(str(event.values.get("day") or ""))
    today = local_day(turn.now, hours.zone)
    if day is None:
        raise Refused({"day": words.PICK_A_DAY})
    if day <= today:
        raise Refused({"day": words.IN_THE_PAST})
    if day > today + FARTHEST:
        raise Refused({"day": words.TOO_FAR})
    return day


# --- not this time -------------------------------------------------------------------------------


def open_not_this_time(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.not_this_time(_mine(turn, event.id)[0])))


def not_this_time(desk: Desk, event: Submitted) -> Outcome:
    given = str(event.values.get("why") or "")
    if given not in set(Why):
        raise Refused({"why": words.CHOOSE_ONE})
    why = Why(given)
    with taking_turn(desk, event, once=True) as turn:
        nudge, bond = _mine(turn, event.id)
        back = day_ahead(turn, event, _hours(turn)) if why is Why.ON_LEAVE else None
        decline(turn, nudge, bond, why, back)
        return replace(CHANGED, homes=homes(turn))


def decline(turn: Turn, nudge: Nudge, bond: Bond, why: Why, back: date | None) -> str:
    """Not this time, and what follows from the reason. ``back``: the first day back from leave."""
    if back is not None:
        bonds.change(turn.tx, turn.workspace, bond.id, held_until=back)
    elif why is Why.NOT_RELEVANT and nudge.item is not None:
        items.mute(turn.tx, turn.workspace, nudge.item, turn.my_id, turn.now)
    elif why is Why.NOT_MINE:
        end_bonds(turn.tx, turn.workspace, [bond], EndedBy.LEADER, turn.now)
        turn.concerned.add(nudge.report)
    return answer(turn, nudge, Answer.NOT_THIS_TIME, why=why)


# --- undo ----------------------------------------------------------------------------------------


def undo(desk: Desk, event: Pressed) -> Outcome:
    """Take back one answer, if it still holds; what held before it holds again."""
    thing, _, answer = event.id.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        nudge = _my_nudge(turn, thing)
        given = _given(turn, nudge)
        if given is None or given.why is not Why.NOT_MINE:
            _mine(turn, thing)  # of a bond that has ended nothing else can be undone
        if given is not None and not can_take_back(turn, nudge, given):
            return Outcome(Show(said(words.UNDO_TITLE, text(words.UNDO_NO_MORE))))
        if given is not None and given.id == answer:  # pressed twice, it takes back no other
            _answered(turn, nudge)  # first: its follow-up is found through it
            take_back(turn, nudge)
        return replace(CHANGED, homes=homes(turn))


def can_take_back(turn: Turn, nudge: Nudge, given: Given) -> bool:
    """Whether somebody is not their report any more is not the leader's alone to change back."""
    if given.why is not Why.NOT_MINE:
        return True
    ended = endings.by_leader(turn.tx, turn.workspace, nudge.bond)
    return may_take_up_again(given.at, ended, turn.now)


def take_back(turn: Turn, nudge: Nudge) -> None:
    """Undo the answer that holds, and whatever followed from it."""
    undone = nudges.take_back(turn.tx, turn.workspace, nudge.id)
    if undone is None:
        return
    if undone.talk:
        talks.erase(turn.tx, turn.workspace, undone.talk)
    if undone.why is Why.ON_LEAVE:
        bonds.change(turn.tx, turn.workspace, nudge.bond, held_until=None)
    if undone.why is Why.NOT_MINE:  # what was shared under it stays withdrawn
        _take_up_again(turn, nudge, undone.at)
    if undone.why is Why.NOT_RELEVANT and nudge.item is not None:
        items.mute(turn.tx, turn.workspace, nudge.item, turn.my_id, None)
    _wake_again(turn, nudge)


def _take_up_again(turn: Turn, nudge: Nudge, refused: datetime) -> None:
    tx, workspace = turn.tx, turn.workspace
    if is_asked_anew(refused, bonds.of_report(tx, workspace, nudge.report)):
        bonds.leader_says(tx, workspace, nudge.leader, nudge.report, turn.now)
    else:
        bonds.take_up_again(tx, workspace, nudge.bond)
    turn.concerned.add(nudge.report)


def _wake_again(turn: Turn, nudge: Nudge) -> None:
    """A plan that holds again is still followed up, unless that was asked already."""
    given = _given(turn, nudge)
    if given is None or given.moment is None or given.moment <= turn.now:
        return
    if nudges.was_asked(turn.tx, turn.workspace, given.id) is None:
        later_on = given.answer is Answer.LATER
        at = given.moment if later_on else follow_up_at(given.moment, _hours(turn))
        nudges.wake(turn.tx, turn.workspace, given.id, at)


# --- show ----------------------------------------------------------------------------------------


def open_show(desk: Desk, event: Opened) -> Outcome:
    """The text of what was shared; its owner may know that it was opened."""
    with taking_turn(desk, event, once=False) as turn:
        nudge, _ = _mine(turn, event.id)
        _prove(turn, event, nudge)
        shared = _shared(turn, nudge.item or "", nudge.report)
        if shared is None or not may_be_sent(shared):
            raise NotFound
        items.disclose(turn.tx, turn.workspace, shared.item, turn.my_id, "opened", turn.now)
        return Outcome(Show(views.show_item(nudge, shared, turn.calendar)))


# --- what they have in common --------------------------------------------------------------------


def _mine(turn: Turn, nudge: str) -> tuple[Nudge, Bond]:
    """The nudge and its bond, if both are the actor's. Raises NotFound."""
    found = _my_nudge(turn, nudge)
    return found, finding.bond_i_lead(turn, found.bond, Act.CHANGE)


def _my_nudge(turn: Turn, nudge: str) -> Nudge:
    return finding.nudge(turn, nudge, Act.CHANGE)


def _prove(turn: Turn, event: Pressed | Opened, nudge: Nudge) -> None:
    """A press proves that its message arrived, where nobody could tell before."""
    here, spoke = event.message, _delivered(turn, [nudge.delivery])
    if here is None or any(one.ts == here.ts for one in spoke):
        return
    spoke += _delivered(turn, nudges.deliveries_about(turn.tx, turn.workspace, nudge.id))
    unplaced = [one for one in spoke if one.ts is None]
    if len(unplaced) == 1 and all(one.ts != here.ts for one in spoke):
        delivery = unplaced[0].id
        deliveries.prove(turn.tx, turn.workspace, delivery, here.channel, here.ts, turn.now)


def _delivered(turn: Turn, ids: Iterable[str]) -> list[Delivery]:
    found = (deliveries.get(turn.tx, turn.workspace, one) for one in ids)
    return [one for one in found if one is not None]


def _given(turn: Turn, nudge: Nudge) -> Given | None:
    return nudges.given(turn.tx, turn.workspace, nudge.id)


def answer(
    turn: Turn,
    nudge: Nudge,
    given_now: Answer,
    moment: datetime | None = None,
    why: Why | None = None,
    wakes_at: datetime | None = None,
) -> str:
    given = _given(turn, nudge)
    if given is not None and given.answer is Answer.TALKED:
        take_back(turn, nudge)  # a corrected talk must not go on counting
    noted = nudges.answer(
        turn.tx,
        turn.workspace,
        nudge,
        given_now,
        turn.now,
        moment=moment,
        why=why,
        wakes_at=wakes_at,
    )
    _answered(turn, nudge)
    return noted


def _answered(turn: Turn, nudge: Nudge) -> None:
    """Plan anew, and redraw every message that speaks of this nudge."""
    tx, workspace = turn.tx, turn.workspace
    bonds.look_again_at(tx, workspace, turn.my_id, nudge.report)
    nudges.redraw(tx, workspace, nudge.id, nudge.delivery, turn.desk.machine_now())


def _about(turn: Turn, nudge: Nudge) -> list[str]:
    """The item of the nudge, while it is still the leader's to know."""
    return [nudge.item] if nudge.item and _shared(turn, nudge.item, nudge.report) else []


def _shared(turn: Turn, item: str, owner: str) -> Shared | None:
    return finding.shared(turn, item, owner)


def _hours(turn: Turn) -> Hours:
    return turn.me.hours(turn.place)


def _today(turn: Turn) -> date:
    return turn.calendar.today


FORMS = {
    FormName.WHEN: open_when,
    FormName.LATER: open_later,
    FormName.NOT_THIS_TIME: open_not_this_time,
    FormName.SHOW_ITEM: open_show,
}
SUBMISSIONS = {
    FormName.WHEN: when,
    FormName.ONE_ON_ONE: one_on_one,
    FormName.LATER: later,
    FormName.NOT_THIS_TIME: not_this_time,
}
ACTIONS = {
    Action.WE_TALKED: we_talked,
    Action.IT_HAPPENED: it_happened,
    Action.UNDO: undo,
}
