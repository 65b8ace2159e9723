"""Where a payload is served: let in, understood, answered at once, and followed up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse

from bot.edge.counter import Counter, Dispatch, sorry, trouble
from bot.edge.errands import Errands
from bot.edge.payload import at
from bot.edge.tally import Tally
from bot.rates import Rates
from bot.slack.answering import Answer, Call, answer, publish
from bot.slack.client import code_of
from bot.slack.events import Door, door, tells_of_removal, told_at, translate, workspace
from bot.slack.tokens import Access, Clients, TellAgain
from bot.ui import Actor, Event, Home, HomeOpened, Outcome, PersonChanged
from bot.wording import technical

log = logging.getLogger(__name__)

MOST_HOMES = 50  # of others, redrawn after one event
ACCESS = "tend_access"  # in the context of a payload that was let in
_OPEN_ALREADY = "exchanged_trigger_id"  # Slack brought the same click twice

TakenOff = Callable[[str, float | None], object]


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
        self._counter = Counter(dispatch, rates)
        self._stir = stir
        self._forget = forget
        self._errands = errands
        self._taken_off = taken_off
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
            raise TellAgain("being installed")
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
        drawn = answer(event, trouble(event, sentence).answer, body) if event else Answer()
        if drawn.call:
            self._errands.run(self._call, workspace(body), drawn.call)
        return ack(**drawn.ack)

    def _answer(
        self, event: Event, body: Mapping[str, Any], decide: Dispatch | None = None
    ) -> tuple[Outcome, Answer]:
        """The one edge where errors end. What the person gets and the log share the error's id."""
        try:
            outcome = (decide or self._counter)(event)
            return outcome, answer(event, outcome.answer, body)
        except Exception as error:
            outcome = trouble(event, sorry(event, error))
            return outcome, answer(event, outcome.answer, body)

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
        drawn = self._answer(HomeOpened(actor, key=""), {}, self._counter.dispatch)[1]
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
