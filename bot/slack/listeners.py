"""Who hears what: the routing table, and the Bolt app that carries it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.rates import Rates
from bot.slack.client import web_client
from bot.slack.desk import Desk, Dispatch
from bot.slack.errands import Errands

log = logging.getLogger(__name__)

COMMANDS = ("/mygoals", "/mypeople", "/cadence")
ANY = re.compile(".*", re.DOTALL)


def build_app(
    client: WebClient,
    dispatch: Dispatch,
    stir: Callable[[str], object],
    team_id: str,
    bot_user_id: str,
    errands: Errands,
    *,
    signing_secret: str = "",
    bot_id: str | None = None,
    forget: Callable[[str, str], object] = lambda workspace, person: None,
    commands: Sequence[str] = COMMANDS,
    rates: Rates | None = None,
) -> App:
    """A Bolt app for one workspace. Whoever made the errands closes them, after the app."""
    desk = Desk(client, dispatch, stir, forget, team_id, errands, rates)
    known = AuthorizeResult(
        enterprise_id=None,
        team_id=team_id,
        bot_user_id=bot_user_id,
        bot_id=bot_id,
        bot_token=client.token,
    )
    app = App(
        name="slack_bolt.tend",  # below slack_bolt, so that its loggers are quieted with the rest
        client=web_client(None, client.base_url),  # Bolt itself asks Slack nothing
        signing_secret=signing_secret,
        token_verification_enabled=False,
        before_authorize=desk.guard,
        authorize=lambda: known,  # auth.test was asked once, at the start
        process_before_response=True,
        listener_executor=errands.executor,
    )
    _route(app, desk, commands)
    return app


def _route(app: App, desk: Desk, commands: Sequence[str]) -> None:
    for command in commands:
        app.command(command)(desk.serve)
    app.action(ANY)(desk.serve)
    app.view(ANY)(desk.serve)
    app.event("message")(desk.serve)
    app.event("app_home_opened")(desk.serve)
    app.event("user_change")(desk.serve)
    app.event(ANY)(desk.let_pass)
    app.error(_log_failure)


def _log_failure(error: Exception) -> None:
    log.error("listener_failed class=%s", type(error).__name__)
