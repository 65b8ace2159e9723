"""Who hears what: the routing table, and the Bolt app that carries it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.edge.counter import Dispatch
from bot.edge.errands import Errands
from bot.rates import Rates
from bot.slack.client import web_client
from bot.slack.desk import ACCESS, Desk, TakenOff
from bot.slack.tokens import Access, Clients, TellAgain

log = logging.getLogger(__name__)

COMMANDS = ("/mygoals", "/mypeople", "/cadence")
ANY = re.compile(".*", re.DOTALL)


def build_app(
    clients: Clients,
    dispatch: Dispatch,
    stir: Callable[[str], object],
    errands: Errands,
    *,
    signing_secret: str = "",
    forget: Callable[[str, str], object] = lambda workspace, person: None,
    commands: Sequence[str] = COMMANDS,
    rates: Rates | None = None,
    taken_off: TakenOff | None = None,
) -> App:
    """A Bolt app for all workspaces. Whoever made the errands closes them, after the app."""
    desk = Desk(clients, dispatch, stir, forget, errands, rates, taken_off)
    app = App(
        name="slack_bolt.tend",  # below slack_bolt, so that its loggers are quieted with the rest
        client=web_client(None, clients.base_url),  # Bolt itself asks Slack nothing
        signing_secret=signing_secret,
        token_verification_enabled=False,
        before_authorize=desk.guard,
        authorize=_authorize,
        process_before_response=True,
        listener_executor=errands.executor,
    )
    _route(app, desk, commands)
    return app


def _authorize(context: BoltContext) -> AuthorizeResult:
    """Whose payload it is was seen at the door; auth.test was asked when the token was new."""
    access: Access = context[ACCESS]
    return AuthorizeResult(
        enterprise_id=None,
        team_id=access.team,
        bot_user_id=access.bot_user,
        bot_id=access.bot,
        bot_token=access.token,
    )


def _route(app: App, desk: Desk, commands: Sequence[str]) -> None:
    for command in commands:
        app.command(command)(desk.serve)
    app.action(ANY)(desk.serve)
    app.view(ANY)(desk.serve)
    app.event("message")(desk.serve)
    app.event("app_home_opened")(desk.serve)
    app.event("user_change")(desk.serve)
    app.event(ANY)(desk.let_pass)
    app.error(_not_taken)


def _not_taken(error: Exception) -> BoltResponse:
    """Without a 200, and over a line without an acknowledgement, Slack tells an event again."""
    if isinstance(error, TellAgain):
        log.info("event_put_back reason=%s", error)
        return BoltResponse(status=503)
    log.error("listener_failed class=%s", type(error).__name__)
    return BoltResponse(status=500)
