"""The one edge where errors end, for every adapter: a kind sentence, and its id in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from bot.directory import Silent
from bot.edge.tally import Tally
from bot.rates import Rates
from bot.ui import (
    Command,
    Done,
    Event,
    Invalid,
    Outcome,
    Outdated,
    Reply,
    Submitted,
    Text,
    View,
)
from bot.wording import technical

log = logging.getLogger(__name__)

LONGEST_COMMAND = 2000

Dispatch = Callable[[Event], Outcome]


class Counter:
    """Whom there is time for, before anything is looked up."""

    def __init__(self, dispatch: Dispatch, rates: Rates | None) -> None:
        self.dispatch = dispatch
        self._rates = rates
        self._exceeded = Tally(log, "rate_exceeded")

    def __call__(self, event: Event) -> Outcome:
        if self._rates and not self._rates.admits(event):
            return self._slow_down(event, self._rates)
        if isinstance(event, Command) and len(event.text) > LONGEST_COMMAND:
            return trouble(event, technical.too_long(LONGEST_COMMAND))
        return self.dispatch(event)

    def _slow_down(self, event: Event, rates: Rates) -> Outcome:
        """Said at the place where the person acted, and not said again to each of a flood."""
        self._exceeded.add(type(event).__name__)
        if isinstance(event, Command | Submitted) or rates.may_tell(event):
            return trouble(event, technical.too_many())
        return Outcome(Done())


def say(sentence: str) -> View:
    return View(summary=(sentence,), parts=(Text((sentence,)),))


def trouble(event: Event, sentence: str) -> Outcome:
    """A form stays open with what was typed; everywhere else the sentence stands alone."""
    if isinstance(event, Submitted):
        return Outcome(Invalid({"": sentence}))
    return Outcome(Reply(say(sentence)))


def sorry(event: Event, error: Exception) -> str:
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
