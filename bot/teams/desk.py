"""Where an activity is served: let in, understood, answered at once, and followed up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep
from typing import Any

from bot.directory import Silent
from bot.edge.counter import Counter, say, sorry, trouble
from bot.edge.errands import Errands
from bot.edge.payload import Body, at, id
from bot.edge.tally import Tally
from bot.rates import Rates
from bot.teams import answering, events, invokes, render
from bot.teams.addresses import Addresses, Way
from bot.teams.answering import Asked, Drawn
from bot.teams.connector import Connector
from bot.teams.directory import TeamsDirectory
from bot.teams.events import Door
from bot.teams.remembering import Remembering
from bot.teams.shown import Shown
from bot.teams.spots import Spot
from bot.ui import (
    Actor,
    Command,
    Event,
    Form,
    Home,
    HomeOpened,
    Invalid,
    Opened,
    Outcome,
    PersonChanged,
    Pressed,
    Show,
    Standing,
    Submitted,
    View,
)
from bot.wording import technical

log = logging.getLogger(__name__)

Json = dict[str, Any]
SECONDS = 12.0  # for one message after the answer
A_MOMENT = 2.0  # between the two patient looks
Give = Callable[[Event, Outcome, Body, Way], object]


@dataclass(frozen=True)
class Told:
    """What the desk tells the rest of the program."""

    stir: Callable[[str], object]
    forget: Callable[[str, str], object]
    came: Callable[[Actor, bool], object]  # installed by this person; whether for a team
    now: Callable[[Actor, Standing], View | None]  # what a message of ours says by now


class Desk:
    """One for the one tenant that is served."""

    def __init__(
        self,
        tenant: str,
        addresses: Addresses,
        connector: Connector,
        directory: TeamsDirectory,
        dispatch: Callable[[Event], Outcome],
        told: Told,
        errands: Errands,
        rates: Rates | None = None,
        pause: Callable[[float], object] = sleep,
    ) -> None:
        self._tenant, self._addresses, self._connector = tenant, addresses, connector
        self._directory, self._told, self._errands = directory, told, errands
        self._counter = Counter(dispatch, rates)
        self._pause = pause
        self._shown = Shown()
        self._remembering = Remembering(tenant, addresses, self._look_again)
        self._refused = Tally(log, "activity_refused")

    def hear(self, body: Body) -> Json | None:
        """The answer to an invoke; None where nothing has to be said at once."""
        verdict = events.door(body, self._tenant)
        if events.went_out(body) and verdict is not Door.OTHER_TENANT:
            self._addresses.lost(self._tenant, events.place_of(body))
            return None
        if verdict is not Door.OPEN:
            self._refused.add(verdict)
            return self._refuse(body, verdict)
        way, is_new = self._remembering.learn(body)
        if events.came_in(body):
            if is_new:  # Teams tells of one installation twice, in the older way too
                self._welcome(body, way)
            return None
        for person in events.changed(body):
            self._told.forget(self._tenant, person)
        event = events.translate(body, self._tenant)
        return self._serve(event, body, way) if event else None

    def _refuse(self, body: Body, verdict: Door) -> Json | None:
        if verdict is Door.MACHINE or at(body, "type") != "invoke":
            return None
        asked = Asked(Event(Actor("", ""), ""), answering.kind_of(body), Spot.CHAT, {})
        said = trouble(Event(Actor("", ""), ""), technical.open_again()).answer
        return answering.answer(asked, said).body

    def _look_again(self, person: str) -> None:
        self._told.forget(self._tenant, person)
        changed = PersonChanged(Actor(self._tenant, person), "")
        self._errands.run(self._counter.dispatch, changed)

    def _welcome(self, body: Body, way: Way) -> None:
        """In somebody's own chat their home; in a team what its admins set, once they may."""
        actor, own = Actor(self._tenant, events.person_of(body)), events.is_personal(body)
        self._told.came(actor, not own)
        event: Event = HomeOpened(actor, "")
        if not own:
            event = Command(actor, "", "/cadence", "", events.place_of(body))
        self._in_time_or_later(self._greet, event, body, way)

    def _greet(self, event: Event, outcome: Outcome, body: Body, way: Way) -> None:
        own = events.is_personal(body)
        if own or isinstance(outcome.answer, Show):
            drawn = self._draw(event, outcome, body)
            self._errands.run(self._say_all, way, self._greeting(own), drawn.message)
        self._follow_up(outcome, event.actor)

    def _greeting(self, own: bool) -> Json | None:
        return render.message(say(technical.ways_in()), {}) if own else None

    # --- one thing that somebody did -------------------------------------------------------------

    def _serve(self, event: Event, body: Body, way: Way) -> Json | None:
        if answering.kind_of(body):  # their client waits for the answer
            return self._give(event, self._decided(event), body, way)
        self._in_time_or_later(self._give, event, body, way)
        return None

    def _in_time_or_later(self, give: Give, event: Event, body: Body, way: Way) -> None:
        """Words, and being installed, are answered by a message: that may come a little later."""
        try:
            outcome = self._counter(event)
        except Silent as silent:
            if not self._errands.run(self._later, give, event, body, way):
                give(event, trouble(event, sorry(event, silent)), body, way)
            return
        except Exception as error:
            outcome = trouble(event, sorry(event, error))
        give(event, outcome, body, way)

    def _later(self, give: Give, event: Event, body: Body, way: Way) -> None:
        """Only who truly got no answer is told so."""
        with self._directory.patient():
            try:
                outcome = self._counter.dispatch(event)
            except Silent:
                self._pause(A_MOMENT)
                outcome = self._surely(self._counter.dispatch, event)
            except Exception as error:
                outcome = trouble(event, sorry(event, error))
            give(event, outcome, body, way)

    def _give(self, event: Event, outcome: Outcome, body: Body, way: Way) -> Json | None:
        drawn = self._draw(event, outcome, body)
        if drawn.instead is not None and (standing := id(body, "replyToId")):
            self._errands.run(self._edit, way, standing, drawn.instead)
        if drawn.message is not None:
            self._errands.run(self._say_all, *self._said_to(event, body, way, drawn.message))
        self._follow_up(outcome, event.actor)
        return drawn.body

    def _decided(self, event: Event) -> Outcome:
        return self._surely(self._counter, event)

    def _surely(self, decide: Callable[[Event], Outcome], event: Event) -> Outcome:
        """The one edge where errors end. What the person gets and the log share the error's id."""
        try:
            return decide(event)
        except Exception as error:
            return trouble(event, sorry(event, error))

    def _draw(self, event: Event, outcome: Outcome, body: Body) -> Drawn:
        kind, spot = answering.kind_of(body), answering.spot_in(body)
        said, again, now, opens = outcome.answer, self._again(event, outcome), None, False
        if isinstance(said, Show):
            self._shown.keep(event.actor, said.form)
            opens = not kind and self._opens(event.actor, said.form)
        elif kind == invokes.CARD:
            now = self._by_now(event, spot)
        names = self._names(answering.people_in(said, again, now))
        return answering.answer(Asked(event, kind, spot, names, again, opens, now), said)

    def _opens(self, actor: Actor, form: Form) -> bool:
        """Whether a button would open the very same."""
        shown = self._decided(answering.opening(actor, form)).answer
        return isinstance(shown, Show) and shown.form == form

    def _again(self, event: Event, outcome: Outcome) -> Form | None:
        """The form that was submitted: Teams keeps nothing of it."""
        if not (isinstance(event, Submitted) and isinstance(outcome.answer, Invalid)):
            return None
        if (known := self._shown.of(event)) is not None:
            return known
        shown = self._decided(answering.reopens(event)).answer
        return shown.form if isinstance(shown, Show) and shown.form.name == event.form else None

    def _by_now(self, event: Event, spot: Spot) -> View | None:
        """What the card says after this: a message of ours by its rows, a home anew."""
        if spot is Spot.HOME:
            shown = self._decided(HomeOpened(event.actor, "")).answer
            return shown.view if isinstance(shown, Home) else None
        message = event.message if isinstance(event, Pressed | Opened) else None
        return self._told.now(event.actor, message) if message else None

    def _names(self, people: list[str]) -> dict[str, str]:
        found = self._directory.names(self._tenant, people) if people else {}
        return {person: names[0] for person, names in found.items()}

    def _said_to(self, event: Event, body: Body, way: Way, said: Json) -> tuple[Way, Json]:
        """What is one's own is never said where others read; what is set there is."""
        if events.is_personal(body) or (isinstance(event, Command) and event.name == "/cadence"):
            return way, said
        own = self._addresses.to(self._tenant, event.actor.person)
        return (own, said) if own else (way, render.message(say(technical.only_here()), {}))

    def _follow_up(self, outcome: Outcome, actor: Actor) -> None:
        if outcome.stirred:
            self._errands.run(self._told.stir, actor.workspace)
        if outcome.afterwards is not None:
            self._errands.run(outcome.afterwards)

    # --- calls -----------------------------------------------------------------------------------

    def _say_all(self, way: Way, *activities: Json | None) -> None:
        for activity in activities:
            if activity is not None:
                self._connector.loop.wait(self._connector.send(way, activity), SECONDS)

    def _edit(self, way: Way, message: str, activity: Json) -> None:
        self._connector.loop.wait(self._connector.edit(way, message, activity), SECONDS)
