"""The weekly plan, the follow-up and the introduction, drawn from what is so now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    Confirm,
    Divider,
    Do,
    Heading,
    Part,
    Person,
    Span,
    Text,
    Typed,
    View,
)
from bot.views import promises as promise_views
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import asks as ask_words
from bot.wording import nudges as words
from bot.wording import people as people_words
from bot.wording import promises as promise_words
from bot.wording.listening import TO_LEADER
from bot.wording.times import clock
from care.answers import Answer, Given, Why
from care.bonds import Bond, is_listed
from care.frequency import Slowed
from care.items import NUDGEABLE, Content, Level, State
from care.moments import Moment
from care.owed import AskState, Because, PromiseState
from storage.asks import Ask
from storage.deliveries import Asks, Delivery, Kind
from storage.items import Shared
from storage.nudges import Nudge
from storage.people import Person as PersonRow
from storage.promises import Promise

MOST_NAMES = 20  # in one sentence
WHY_OWED: dict[str, str] = {
    Because.PROMISED: promise_words.WHY_NOW,
    Because.ASKED: ask_words.WHY_NOW,
}


@dataclass(frozen=True)
class NudgeNow:
    """A nudge and everything that its drawing depends on, as it is at this moment."""

    nudge: Nudge
    bond: Bond | None  # None: ended
    shared: Shared | None  # None: the item is not, or no longer, the leader's to know
    given: Given | None  # the answer that holds
    talked_on: date | None  # the day of the talk that the answer recorded
    ever_talked: bool
    ideal: int  # days, of the clock that brought it up
    held_until: date | None = None
    left: bool = False  # the report is no longer here
    away: bool = False  # on leave, or just back
    hushed: bool = False  # the report wants no nudges about themselves
    promise: Promise | None = None  # None: it is not about one, or that is gone
    ask: Ask | None = None
    promised_too: bool = False  # besides what was asked for, a promise to them is open
    listening: bool = False  # the report wants nothing but listening for now
    listening_told: bool = False  # and lets their leaders know

    @property
    def item_gone(self) -> bool:
        if self.nudge.item is None:
            return False
        return self.shared is None or not may_be_sent(self.shared)

    @property
    def level(self) -> Level:
        """What it may tell: no more than when it was planned, and no more than is shared now."""
        if self.shared is None:
            return Level.KNOWN
        planned = self.nudge.level is Level.DISCREET
        return Level.DISCREET if planned else self.shared.level

    @property
    def is_reached(self) -> bool:
        """Still shared, and nothing to nudge about any more."""
        return self.shared is not None and _done(self.shared)

    @property
    def may_be_sent(self) -> bool:
        gone = self.left or self.item_gone or self.is_settled
        return self.bond is not None and not gone

    @property
    def is_settled(self) -> bool:
        """A promise that is no longer open, or something that is no longer asked for."""
        if self.nudge.reason == Because.ASKED:
            return self.ask is None or self.ask.state is not AskState.OPEN
        if self.nudge.reason != Because.PROMISED:
            return False
        return self.promise is None or self.promise.state is not PromiseState.OPEN

    @property
    def may_go_out(self) -> bool:
        """Before it is sent. What stands there already stays, so that nobody wonders why."""
        of_goals = self.nudge.item is not None and self.listening
        return self.may_be_sent and not self.hushed and not of_goals


def may_be_sent(shared: Shared) -> bool:
    return shared.level in NUDGEABLE and shared.content is not None and not _done(shared)


def _done(shared: Shared) -> bool:
    return shared.state is not State.ACTIVE


# --- the plan ------------------------------------------------------------------------------------


def plan(
    now: list[NudgeNow],
    leader: PersonRow,
    sent: Delivery,
    calendar: Calendar,
    tells_of_hold_out: bool = False,
) -> View:
    """Up to three people; ``sent`` is the message that says it, or is about to."""
    is_plan = sent.kind is Kind.PLAN
    parts: list[Part] = [Heading(words.PLAN_HEADING if is_plan else words.DATE_HEADING)]
    parts += _keep_question(leader, sent)
    for one in now:
        parts += [*nudge(one, calendar), Divider()]
    parts += _useful_question(sent)
    parts += [quiet(words.HOLD_OUT_BEGINS)] if tells_of_hold_out else []
    parts.append(quiet(_how_often(leader, calendar, sent.day)))
    parts.append(how_often_buttons(leader, sent.id, calendar))
    opening = words.PLAN_SUMMARY if is_plan else words.DATE_SUMMARY
    return View((opening, *_names([n.nudge.report for n in now]), "."), tuple(parts))


def _keep_question(leader: PersonRow, sent: Delivery) -> list[Part]:
    """After some plans without an answer: keep, fewer, stop?"""
    if sent.asks is not Asks.KEEP or leader.keep_asked_in != sent.id:
        return []
    keep = do(words.KEEP, Action.KEEP, sent.id, style="primary")
    return [text(words.KEEP_QUESTION), Buttons((keep, *_less_buttons(leader, sent.id))), Divider()]


def _useful_question(sent: Delivery) -> list[Part]:
    if sent.asks is not Asks.USEFUL:
        return []
    if sent.useful is not None:
        return [quiet(words.USEFUL_THANKS if sent.useful else words.NOT_USEFUL_THANKS)]
    yes = do(words.USEFUL_YES, Action.USEFUL, sent.id)
    no = do(words.USEFUL_NO, Action.NOT_USEFUL, sent.id)
    return [quiet(words.USEFUL_QUESTION), Buttons((yes, no))]


def nudge(one: NudgeNow, calendar: Calendar) -> list[Part]:
    """One person: whom and what it is about, a small act, why now, and the way to answer."""
    report = Person(one.nudge.report)
    if one.given is not None and one.given.why is Why.NOT_MINE:
        undo = Buttons((_undo(one.nudge, one.given),))
        return [text(report, ": ", words.NOTED_NOT_MINE), undo]
    if one.bond is None or one.left:
        return [text(report, ": ", words.BOND_CLOSED)]
    if one.item_gone:
        gone = words.REACHED_SINCE if one.is_reached else words.NO_LONGER_SHARED
        return [text(report, ":", gone), *_answered(one, calendar)]
    if one.is_settled:
        return [text(report, ": ", _settled(one)), *_answered(one, calendar)]
    if one.given is not None:
        return [*subject(one, calendar), *_answered(one, calendar)]
    line: list[Part] = [quiet(TO_LEADER)] if one.listening and one.listening_told else []
    return [*invitation(one, calendar), *line, answer_buttons(one)]


def _settled(one: NudgeNow) -> str:
    if one.nudge.reason == Because.ASKED:
        return ask_words.TAKEN_BACK
    said_done = one.promise is not None and one.promise.state is PromiseState.KEPT
    return promise_words.DID_IT if said_done else promise_words.CLOSED


def invitation(one: NudgeNow, calendar: Calendar) -> list[Part]:
    if one.nudge.reason in WHY_OWED:
        too = [text(promise_words.PROMISED_TOO)] if one.promised_too else []
        return [*subject(one, calendar), *too, quiet(WHY_OWED[one.nudge.reason])]
    return [
        *subject(one, calendar),
        text(words.act(one.nudge.act, one.nudge.wording)),
        quiet(words.why_now(one.nudge.reason, one.ideal) + words.CHOSEN.get(one.level, "")),
    ]


def subject(one: NudgeNow, calendar: Calendar) -> list[Part]:
    """The part that a report is shown, word for word, before sharing."""
    report = Person(one.nudge.report)
    if one.promise is not None:
        return [text(*_promised(one.promise, report, calendar))]
    if one.ask is not None:
        return [text(*ask_words.just_asked_you(report))]
    if one.shared is None or one.shared.content is None:
        return [text(*words.about_talk(report, one.nudge.days, one.ever_talked))]
    if one.nudge.reason in set(Moment) and one.shared.content.date is not None:
        moment, day = Moment(one.nudge.reason), calendar.dated(one.shared.content.date)
        return about_date(report, one.level, moment, one.shared.content, day)
    return about_item(report, one.level, one.shared.content, one.nudge.days)


def _promised(promise: Promise, report: Person, calendar: Calendar) -> tuple[Span, ...]:
    since = calendar.ago(calendar.local(promise.made_at).date())
    day = calendar.on(promise.day) if promise.day else None
    return promise_words.you_promised(report, since, day)


def about_date(
    report: Person, level: Level, moment: Moment, content: Content, day: str
) -> list[Part]:
    sentence = text(*words.about_date(report, level, moment, f"on {day}"))
    named = level is Level.NAMED
    return [sentence, Typed(content.title, quoted=True)] if named else [sentence]


def about_item(report: Person, level: Level, content: Content, days: int) -> list[Part]:
    sentence = text(*words.about_item(report, level, days))
    named = level is Level.NAMED
    return [sentence, Typed(content.title, quoted=True)] if named else [sentence]


def answer_buttons(one: NudgeNow) -> Buttons:
    thing = one.nudge.id
    if one.promise is not None:
        return _promise_buttons(one, one.promise)
    buttons = [
        opens(words.WHEN, FormName.WHEN, thing, style="primary"),
        do(words.WE_TALKED, Action.WE_TALKED, thing),
        opens(words.LATER, FormName.LATER, thing),
        opens(words.NOT_THIS_TIME, FormName.NOT_THIS_TIME, thing),
    ]
    if one.ask is not None:
        buttons.append(opens(words.SHOW, FormName.PERSON_PAGE, one.nudge.bond))
    if one.shared is not None:
        buttons.append(opens(words.SHOW, FormName.SHOW_ITEM, thing))
    return Buttons(tuple(buttons))


def _promise_buttons(one: NudgeNow, promise: Promise) -> Buttons:
    thing = one.nudge.id
    return Buttons(
        (
            promise_views.did_this(promise.id),
            opens(words.WHEN, FormName.WHEN, thing),
            opens(words.LATER, FormName.LATER, thing),
            promise_views.let_go(promise.id),
            opens(words.SHOW, FormName.PERSON_PAGE, one.nudge.bond),
        )
    )


def _answered(one: NudgeNow, calendar: Calendar) -> list[Part]:
    """What was recorded, and the way to take it back or to correct it."""
    if one.given is None:
        return []
    thing = one.nudge.id
    buttons: list[Button] = []
    if one.given.answer in (Answer.INTENDED, Answer.LATER):
        buttons.append(do(words.WE_TALKED, Action.WE_TALKED, thing))
    if one.given.answer is Answer.INTENDED:
        buttons.append(opens(words.CHANGE, FormName.WHEN, thing))
    if one.given.answer is Answer.TALKED:
        buttons.append(opens(words.CHANGE, FormName.TALKED, thing))
    buttons.append(_undo(one.nudge, one.given))
    if one.given.answer is Answer.TALKED:
        buttons.append(promise_views.i_promised(one.nudge.bond))
    return [text(noted(one, calendar)), Buttons(tuple(buttons))]


def _undo(nudge: Nudge, given: Given) -> Button:
    """It names the answer that it undoes: pressed twice, it undoes no other."""
    return do(words.UNDO, Action.UNDO, f"{nudge.id}.{given.id}")


def noted(one: NudgeNow, calendar: Calendar) -> str:
    given = one.given
    assert given is not None
    if given.answer is Answer.TALKED:
        return words.noted_talk(calendar.on(one.talked_on or calendar.local(given.at).date()))
    if given.answer is Answer.INTENDED and given.moment is not None:
        return words.noted_plan(calendar.on_at(given.moment))
    if given.answer is Answer.LATER and given.moment is not None:
        return words.noted_later(calendar.on_day_of(given.moment))
    if given.why is Why.ON_LEAVE and one.held_until is not None:
        return words.noted_leave(calendar.on(one.held_until))
    if given.why is Why.NOT_RELEVANT and one.nudge.item is not None:  # a talk always comes again
        return words.NOTED_NOT_RELEVANT
    return words.NOTED_NOT_THIS_TIME


def _how_often(leader: PersonRow, calendar: Calendar, day: date | None) -> str:
    if leader.stopped_at is not None:
        return words.STOPPED
    if (until := leader.pause_at(calendar.now)) is not None:
        return words.paused(calendar.on_day_of(until))
    every = leader.plan_every or 1
    if leader.slowed is None:
        return words.frequency(every)
    said = words.slowed_words(leader.slowed, every)
    halved_now = leader.slowed == Slowed.OWN_CARE and leader.slowed_on == day
    return f"{words.HALVED_NOW}{words.frequency(every)}" if halved_now else said


def how_often_buttons(leader: PersonRow, thing: str, calendar: Calendar) -> Buttons:
    """Fewer, pause and stop, in every message that nobody asked for and in Home."""
    if leader.stopped_at is not None or leader.pause_at(calendar.now) is not None:
        return Buttons((do(words.START_AGAIN, Action.START_AGAIN, thing),))
    less = _less_buttons(leader, thing)
    every = leader.plan_every or 1
    more = [do(words.MORE, Action.MORE, f"{thing}.{every // 2}")] if every > 1 else []
    pause = opens(words.PAUSE, FormName.PAUSE, thing)
    return Buttons((*less[:-1], *more, pause, less[-1]))


def _less_buttons(leader: PersonRow, thing: str) -> list[Button]:
    """Each says how often from then on, in weeks: pressed twice, it does the same."""
    every = leader.plan_every or 1
    fewer = [do(words.FEWER, Action.FEWER, f"{thing}.{every * 2}")] if every < 4 else []
    sure = Confirm(words.STOP_TITLE, words.STOP_TEXT, words.STOP_YES, words.STOP_NO)
    return [*fewer, Button(words.STOP, Do(Action.STOP, thing), confirm=sure)]


# --- the follow-up -------------------------------------------------------------------------------


def follow_up(
    asked: list[tuple[Given, NudgeNow]], leader: PersonRow, delivery: str, calendar: Calendar
) -> View:
    parts: list[Part] = []
    for given, one in asked:
        parts += [*_came_up(given, one, calendar), Divider()]
    parts.append(how_often_buttons(leader, delivery, calendar))
    first = asked[0][0].answer
    opening = words.FOLLOW_UP_SUMMARY if first is Answer.INTENDED else words.REMINDER_SUMMARY
    names = _names([one.nudge.report for _, one in asked])
    return View((opening, *names, "."), tuple(parts))


def today(
    planned: list[tuple[datetime, str]], leader: PersonRow, delivery: str, calendar: Calendar
) -> View:
    """What the leader planned for this day: told once in the morning."""
    parts: list[Part] = [
        text(*words.planned_today(Person(report), clock(calendar.local(moment).time())))
        for moment, report in planned
    ]
    parts += [quiet(words.TODAY_FOOT), how_often_buttons(leader, delivery, calendar)]
    names = _names([report for _, report in planned])
    return View((words.TODAY_SUMMARY, *names, "."), tuple(parts))


def gone() -> View:
    """Nothing is left of whom it spoke of."""
    return View(
        (words.GONE,),
        (
            text(
                words.GONE,
            ),
        ),
    )


def wiped() -> View:
    """Its reader asked to be forgotten."""
    return View((words.ERASED,), (text(words.ERASED),))


def closed() -> View:
    """What came up was taken back since: nothing is left to ask."""
    return View((words.BOND_CLOSED,), (text(words.BOND_CLOSED),))


def _came_up(given: Given, one: NudgeNow, calendar: Calendar) -> list[Part]:
    """The question, as long as nothing else has been answered since."""
    open_still = one.given is not None and one.given.id == given.id
    if not open_still or not one.may_be_sent:
        return nudge(one, calendar)
    report = Person(one.nudge.report)
    if given.answer is Answer.LATER or given.moment is None:
        return [
            text(*words.you_asked_again(report)),
            *invitation(one, calendar),
            answer_buttons(one),
        ]
    question = text(*words.did_it_happen(report, calendar.on_at(given.moment)))
    named = one.level is Level.NAMED
    content = one.shared.content if one.shared else None
    about: list[Part] = [Typed(content.title, quoted=True)] if named and content else []
    thing = one.nudge.id
    buttons = Buttons(
        (
            do(words.YES, Action.IT_HAPPENED, thing, style="primary"),
            opens(words.MOVED, FormName.WHEN, thing),
            opens(words.NOT_THIS_TIME, FormName.NOT_THIS_TIME, thing),
        )
    )
    return [question, *about, buttons]


# --- the introduction ----------------------------------------------------------------------------


def introduction(found: list[Bond], leader: PersonRow, delivery: str, calendar: Calendar) -> View:
    """Each who named the leader by a question of their own; those of a list by one for all."""
    listed = [bond for bond in found if is_listed(bond)]
    parts: list[Part] = [Heading(people_words.INTRODUCTION_HEADING)]
    for bond in found:
        if bond not in listed:
            parts += _introduced(bond)
    parts += _introduced(listed[0]) if len(listed) == 1 else _listed(listed, delivery)
    parts.append(quiet(people_words.PROMISE))
    parts.append(how_often_buttons(leader, delivery, calendar))
    names = _names([bond.report for bond in found])
    everybody = len(listed) == len(found)
    opening = people_words.LISTED_SUMMARY if everybody else people_words.INTRODUCTION_SUMMARY
    return View((opening, *names, "."), tuple(parts))


def _listed(found: list[Bond], delivery: str) -> list[Part]:
    """What was answered about these people, and the question about the others."""
    parts: list[Part] = []
    answered = ((True, people_words.ACCEPTED_ALL), (False, people_words.REFUSED))
    for accepted, noted_words in answered:
        reports = [bond.report for bond in found if bond.accepted is accepted]
        if reports:
            parts.append(text(*_names(reports), ": ", noted_words))
    waiting = [bond for bond in found if bond.accepted is None]
    if len(waiting) == 1:
        return [*parts, *_introduced(waiting[0])]
    if waiting:
        names = _names([bond.report for bond in waiting])
        parts += [text(*people_words.admins_say(names)), _accept_all_buttons(delivery)]
    return parts


def _accept_all_buttons(delivery: str) -> Buttons:
    words = people_words
    sure = Confirm(words.NOT_ME_TITLE, words.NOT_ME_TEXT, words.NOT_ME_YES, words.CANCEL)
    return Buttons(
        (
            do(words.YES_ALL, Action.ACCEPT_REPORTS, delivery, style="primary"),
            opens(words.ONE_BY_ONE, FormName.MY_PEOPLE),
            Button(words.NOT_ME_ALL, Do(Action.REFUSE_REPORTS, delivery), confirm=sure),
        )
    )


def _introduced(bond: Bond) -> list[Part]:
    report = Person(bond.report)
    if bond.accepted is None:
        return [text(*people_words.they_say(report, bond.source)), accept_buttons(bond)]
    noted_words = people_words.ACCEPTED if bond.accepted else people_words.REFUSED
    return [text(report, ": ", noted_words)]


def accept_buttons(bond: Bond) -> Buttons:
    return Buttons(
        (
            do(people_words.YES, Action.ACCEPT_REPORT, bond.id, style="primary"),
            do(people_words.NOT_ME, Action.REFUSE_REPORT, bond.id),
        )
    )


def _names(ids: list[str]) -> list[Span]:
    """ "Ana, Ben and Chidi", as mentions; of a crowd the first few."""
    people: list[Span] = [Person(person) for person in dict.fromkeys(ids)]
    if len(people) > MOST_NAMES:
        rest = len(people) - MOST_NAMES
        people = [*people[:MOST_NAMES], people_words.and_more(rest)]
    spans = people[:1]
    for index, (_, person) in enumerate(pairwise(people)):
        spans += [" and " if index == len(people) - 2 else ", ", person]
    return spans


def short(view: View) -> View:
    """The same as plain and short as can be, where a platform refuses the drawing."""
    return View(view.summary, (Text(view.summary),))
