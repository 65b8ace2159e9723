"""Where a payload is served: let in, understood, answered at once, and followed up."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot.directory import Silent
from bot.rates import Rates
from bot.slack.answering import Answer, Call, answer, publish, say
from bot.slack.client import code_of
from bot.slack.errands import Errands
from bot.slack.events import Door, door, tells_of_removal, told_at, translate, workspace
from bot.slack.payload import at
from bot.slack.tally import Tally
from bot.slack.tokens import Access, Clients
from bot.ui import (
    Actor,
    Command,
    Done,
    Event,
    Home,
    HomeOpened,
    Invalid,
    Outcome,
    Outdated,
    PersonChanged,
    Reply,
    Submitted,
)
from bot.wording import technical

log = logging.getLogger(__name__)

LONGEST_COMMAND = 2000
MOST_HOMES = 50  # of others, redrawn after one event
ACCESS = "tend_access"  # in the context of a payload that was let in
_OPEN_ALREADY = "exchanged_trigger_id"  # Slack brought the same click twice

Dispatch = Callable[[Event], Outcome]
TakenOff = Callable[[str, float | None], object]


class NotYet(Exception):
    """An event of a workspace whose installation may be written down at this moment."""


class Desk:
    """One for all workspaces: each payload says whose it is, and Tend has a token for it or not."""

    def __init__(
        self,
        clients: Clients,
        dispatch: Dispatch,
        stir: Callable[[str], object],
        forget: Callable[[str, str], object],
        errands: Errands,
        rates: Rates | None = None,
        taken_off: TakenOff | None = None,
    ) -> None:
        """``taken_off`` hears of removals, where workspaces install Tend themselves."""
        self._clients = clients
        self._dispatch = dispatch
        self._stir = stir
        self._forget = forget
        self._errands = errands
        self._rates = rates
        self._taken_off = taken_off
        self._exceeded = Tally(log, "rate_exceeded")
        self._refused = Tally(log, "payload_refused")

    def guard(
        self, body: dict[str, Any], context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        """Stands before everything else; who is not let in still gets an acknowledgement."""
        if self._taken_off is not None and tells_of_removal(body):
            self._taken_off(workspace(body), told_at(body))  # what raises is told again by Slack
            return ack()
        access = self._clients.tokens.of(workspace(body))
        verdict = self._verdict(body, access)
        if verdict is Door.OPEN or at(body, "type") == "url_verification":
            context[ACCESS] = access
            next()
            return None
        if verdict is Door.MACHINE:  # our own messages among them, so not worth a line each
            return ack()
        if self._may_be_coming(verdict, body):
            raise NotYet  # told again by Slack
        self._refused.add(verdict)
        if verdict is Door.ORGANISATION:
            return self._refuse(body, ack, technical.from_outside())
        if verdict is Door.PENDING and at(body, "command"):  # an answer there needs no token
            return self._refuse(body, ack, technical.waits_for_admin())
        if verdict is Door.BROKEN:
            return self._refuse(body, ack, technical.open_again())
        return ack()

    def _verdict(self, body: Mapping[str, Any], access: Access | None) -> Door:
        verdict = door(body, access.team if access else None)
        waits = verdict is Door.OTHER_WORKSPACE and self._clients.tokens.is_pending(workspace(body))
        return Door.PENDING if waits else verdict

    def _may_be_coming(self, verdict: Door, body: Mapping[str, Any]) -> bool:
        is_strange = verdict is Door.OTHER_WORKSPACE and at(body, "type") == "event_callback"
        return is_strange and self._clients.tokens.is_one_coming()

    def serve(self, body: dict[str, Any], ack: Ack) -> None:
        """The product's work first, then the acknowledgement, then whatever Slack is slow at."""
        event = translate(body, workspace(body))
        if event is None:
            ack()
            return
        if isinstance(event, PersonChanged):
            self._forget(event.actor.workspace, event.actor.person)
        outcome, drawn = self._answer(event, body)
        ack(**drawn.ack)
        self._follow_up(event, outcome, drawn.call)

    def let_pass(self, ack: Ack) -> None:
        ack()

    def _refuse(self, body: Mapping[str, Any], ack: Ack, sentence: str) -> BoltResponse:
        event = translate(body, workspace(body))
        drawn = answer(event, _trouble(event, sentence).answer, body) if event else Answer()
        if drawn.call:
            self._errands.run(self._call, workspace(body), drawn.call)
        return ack(**drawn.ack)

    def _answer(
        self, event: Event, body: Mapping[str, Any], decide: Dispatch | None = None
    ) -> tuple[Outcome, Answer]:
        """The one edge where errors end. What the person gets and the log share the error's id."""
        try:
            outcome = (decide or self._outcome)(event)
            return outcome, answer(event, outcome.answer, body)
        except Exception as error:
            outcome = _trouble(event, _sorry(event, error))
            return outcome, answer(event, outcome.answer, body)

    def _outcome(self, event: Event) -> Outcome:
        if self._rates and not self._rates.admits(event):
            return self._slow_down(event, self._rates)
        if isinstance(event, Command) and len(event.text) > LONGEST_COMMAND:
            return _trouble(event, technical.too_long(LONGEST_COMMAND))
        return self._dispatch(event)

    def _slow_down(self, event: Event, rates: Rates) -> Outcome:
        """Said at the place where the person acted, and not said again to each of a flood."""
        self._exceeded.add(type(event).__name__)
        if isinstance(event, Command | Submitted) or rates.may_tell(event):
            return _trouble(event, technical.too_many())
        return Outcome(Done())

    def _follow_up(self, event: Event, outcome: Outcome, call: Call | None) -> None:
        here = event.actor.workspace
        if call:
            self._errands.run(self._call, here, call)
        if outcome.stirred:
            self._errands.run(self._stir, here)
        if outcome.afterwards is not None:
            self._errands.run(outcome.afterwards)
        if outcome.home is not None:
            self._errands.run(self._call, here, publish(event.actor, outcome.home))
        if outcome.home_stale and not isinstance(outcome.answer, Home):
            self._errands.run(self._redraw_home, event.actor)
        for person in outcome.homes[:MOST_HOMES]:
            self._errands.run(self._redraw_home, Actor(here, person))

    def _redraw_home(self, actor: Actor) -> None:
        """Nobody asked for it, so it counts against nobody."""
        drawn = self._answer(HomeOpened(actor, key=""), {}, self._dispatch)[1]
        if drawn.call:
            self._call(actor.workspace, drawn.call)

    def _call(self, here: str, call: Call) -> None:
        time.sleep(call.pause)
        try:
            self._clients.of(here).api_call(call.method, json=call.arguments)
        except Exception as error:
            code = code_of(error)
            log.warning("slack_call_failed method=%s code=%s", call.method, code)
            if call.otherwise and code != _OPEN_ALREADY:
                self._call(here, call.otherwise())


def _trouble(event: Event, sentence: str) -> Outcome:
    """A form stays open with what was typed; everywhere else the sentence stands alone."""
    if isinstance(event, Submitted):
        return Outcome(Invalid({"": sentence}))
    return Outcome(Reply(say(sentence)))


def _sorry(event: Event, error: Exception) -> str:
    name, kind = type(event).__name__, type(error).__name__
    if isinstance(error, Outdated):
        log.info("event_outdated event=%s", name)
        return technical.open_again()
    if isinstance(error, Silent):
        log.warning("directory_silent event=%s class=%s", name, kind)
        return technical.no_answer()
    error_id = secrets.token_hex(4)
    log.error("event_failed event=%s class=%s error=%s", name, kind, error_id)
    return technical.something_broke(error_id)
