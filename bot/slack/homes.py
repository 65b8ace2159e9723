"""Draws somebody's Home anew when nobody opened it: after what a run of the timetable changed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.slack.answering import publish
from bot.slack.tokens import Clients
from bot.ui import Actor, Event, Home, HomeOpened, Outcome

log = logging.getLogger(__name__)


def redraw_home(clients: Clients, dispatch: Callable[[Event], Outcome], actor: Actor) -> None:
    """It is drawn the next time it is opened in any case, so a failure is only logged."""
    try:
        client = clients.of(actor.workspace)
        answer = dispatch(HomeOpened(actor, key="")).answer
        if isinstance(answer, Home):
            call = publish(actor, answer.view)
            client.api_call(call.method, json=call.arguments)
    except Exception as error:
        log.warning("home_not_redrawn class=%s", type(error).__name__)
