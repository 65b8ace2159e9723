"""The pulse: somebody who is led answers, changes it, takes it back, skips it, or wants none."""

from __future__ import annotations

from bot.conversations import finding
from bot.conversations.desk import Desk, Turn, looking, taking_turn
from bot.conversations.sharing import redraw
from bot.ids import Action, FormName
from bot.ui import Done, Opened, Outcome, Place, Pressed, Show, Submitted
from bot.views import pulse as views
from bot.views.pieces import said, text
from bot.wording import pulse as words
from care.access import Act
from care.pulse import Answers, Choice, Question
from storage import people, pulse, pulse_answers
from storage.pulse import Round
from storage.pulse_answers import Mine


def mine(turn: Turn) -> views.Asked | None:
    """What this person may answer now."""
    found = pulse.last(turn.tx, turn.workspace)
    if found is None or not found.is_open(turn.now):
        return None
    asked = pulse_answers.of_giver(turn.tx, turn.workspace, found.id, turn.my_id)
    return views.Asked(asked, found.closes_at, turn.place.pulse_floor) if asked else None


# --- answering -----------------------------------------------------------------------------------


def open_form(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        one, found = finding.question(turn, event.id)
        if not found.is_open(turn.now):
            return _say(words.CLOSED)
        given = pulse_answers.given(turn.tx, turn.workspace, one.id, turn.my_id)
        least = turn.place.pulse_floor
        return Outcome(Show(views.form(one, given, found.closes_at, least, turn.calendar)))


def answer(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        one, found = finding.question(turn, event.id, Act.CHANGE)
        if not found.is_open(turn.now):
            return _say(words.CLOSED)
        _give(turn, found, one, _answers_in(event))
        return Outcome(Done(), stirred=True, home_stale=True)


def _answers_in(event: Submitted) -> Answers:
    """What is skipped, or says nothing known, is no answer."""
    known = {str(choice): choice for choice in Choice}
    typed = {question: str(event.values.get(question) or "") for question in Question}
    return {question: known[value] for question, value in typed.items() if value in known}


def take_back(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        one, found = finding.question(turn, event.id, Act.CHANGE)
        if not found.is_open(turn.now):
            return _say(words.CLOSED)
        _give(turn, found, one, {})
        return Outcome(_after(event, words.NOTHING), stirred=True, home_stale=True)


def _give(turn: Turn, found: Round, one: Mine, answers: Answers) -> None:
    """No reminder comes to who has been here for each of their leaders."""
    pulse_answers.give(turn.tx, turn.workspace, one.id, turn.my_id, answers)
    others = pulse_answers.of_giver(turn.tx, turn.workspace, found.id, turn.my_id)
    if all(other.answered or other.id == one.id for other in others):
        _done(turn, found)
    _redraw(turn, found)


def _done(turn: Turn, found: Round) -> None:
    settled = {"done": True, "look_at": None}
    pulse.change_ask(turn.tx, turn.workspace, found.id, turn.my_id, **settled)


def _redraw(turn: Turn, found: Round) -> None:
    """The messages that asked say how it stands."""
    ask = pulse.ask_of(turn.tx, turn.workspace, found.id, turn.my_id)
    if ask is not None:
        redraw(turn, [one for one in (ask.asked_in, ask.again_in) if one])


# --- or not --------------------------------------------------------------------------------------


def skip(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        found = pulse.last(turn.tx, turn.workspace)
        if found is not None and found.is_open(turn.now):
            _done(turn, found)
            _redraw(turn, found)
        return Outcome(_after(event, words.SKIPPED), stirred=True, home_stale=True)


def no_more(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        stop(turn)
        return Outcome(_after(event, words.OPTED_OUT), stirred=True, home_stale=True)


def stop(turn: Turn) -> None:
    """They are asked no more, and what they answered in an open round goes."""
    people.change(turn.tx, turn.workspace, turn.my_id, asked_pulse=False)
    pulse_answers.forget_giver(turn.tx, turn.workspace, turn.my_id)
    found = pulse.last(turn.tx, turn.workspace)
    if found is not None and found.closed_at is None:
        _done(turn, found)
        _redraw(turn, found)


def _after(event: Pressed, sentence: str) -> Done | Show:
    """A message is redrawn where it stands."""
    return Done() if event.place is not Place.FORM else Show(said(words.TITLE, text(sentence)))


def _say(sentence: str) -> Outcome:
    return Outcome(Show(said(words.TITLE, text(sentence))))


FORMS = {FormName.PULSE: open_form}
SUBMISSIONS = {FormName.PULSE: answer}
ACTIONS = {
    Action.TAKE_BACK_PULSE: take_back,
    Action.SKIP_PULSE: skip,
    Action.NO_PULSE: no_more,
}
