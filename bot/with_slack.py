"""What of the program is Slack's: who we are there, the way out, and the two ways in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from slack_bolt import App
from slack_sdk.errors import SlackApiError
from starlette.routing import BaseRoute

from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.settings import Settings
from bot.sides import CannotStart, Looking, Wait
from bot.slack.checking import works
from bot.slack.client import web_client
from bot.slack.directory import SlackDirectory
from bot.slack.hearing import Hearing
from bot.slack.homes import redraw_home
from bot.slack.members import SlackMembers
from bot.slack.messenger import SlackMessenger
from bot.slack.tokens import Access, Clients, OneToken, Tokens
from bot.tenants import Installed, Tenants
from bot.ui import Actor
from jobs.delivering import Clocks
from jobs.installing import come_back
from storage.database import Database

log = logging.getLogger(__name__)

SLACK = "slack"
HELLO_TRIES = 5
LOOK_SECONDS = 0.8
EARS = "line to Slack"


@dataclass
class WithSlack:
    """Fills ``bot.sides.Side``."""

    clients: Clients
    directory: SlackDirectory
    messenger: SlackMessenger
    desk: Desk
    tenants: Tenants | None = None  # where workspaces install Tend themselves
    hearing: Hearing = field(default_factory=Hearing)
    platform: str = SLACK

    def serves(self) -> list[str]:
        return self.clients.tokens.everywhere()

    def members(self, workspace: str, wait: Wait | None = None) -> Looking:
        client = self.clients.of(workspace)
        return SlackMembers(workspace, client, wait=wait or time.sleep)

    def look_whether_wanted(self, workspace: str) -> None:
        if self.tenants:
            self.tenants.look(workspace)

    def redraw_home(self, actor: Actor) -> None:
        redraw_home(self.clients, partial(dispatch, self.desk), actor)

    def forget(self, workspace: str, person: str) -> None:
        self.directory.forget(workspace, person)
        self.messenger.forget(workspace, person)


def with_slack(found: Settings, database: Database, clocks: Clocks, stack: ExitStack) -> WithSlack:
    """Greet Slack and put its part together. Raises CannotStart."""
    tokens = _tokens(found, database, clocks)
    clients = Clients(tokens, found.slack_api_url)
    # quick looks while somebody waits for an acknowledgement: clients of their own
    directory = SlackDirectory(replace(clients, timeout=LOOK_SECONDS))
    stack.callback(directory.close)
    hearing = Hearing()
    messenger = SlackMessenger(tokens, found.slack_api_url, spoke=hearing.spoke)
    desk = Desk(database, directory, clocks, SLACK, found.admins)
    tenants = tenants_of(found, database, clocks) if found.many else None
    return WithSlack(clients, directory, messenger, desk, tenants, hearing)


def tenants_of(found: Settings, database: Database, clocks: Clocks) -> Tenants:
    return Tenants(database, clocks, partial(works, base_url=found.slack_api_url))


def _tokens(found: Settings, database: Database, clocks: Clocks) -> Tokens:
    """A fixed one for its own workspace, or those of the workspaces that installed Tend."""
    if found.many:
        return Installed(database, clocks.machine)
    access = greet(found.bot_token, found.slack_api_url)
    with database.begin() as tx:  # it may have been taken off while it had a token of its own
        come_back(tx, access.team, clocks.now())
    return OneToken(access)


def greet(token: str, base_url: str) -> Access:
    """Ask Slack who we are. Raises CannotStart."""
    client = web_client(token, base_url)
    for wait in range(HELLO_TRIES):
        try:
            answer = client.auth_test()
            return Access(answer["team_id"], answer["user_id"], answer.get("bot_id"), token)
        except SlackApiError as error:
            if error.response.status_code == 200:
                code = str(error.response.get("error"))
                raise CannotStart(f"Slack does not accept SLACK_BOT_TOKEN ({code}).") from None
            last = f"HTTP {error.response.status_code}"
        except Exception as error:  # connection refused, reset, time-out, garbage: try again
            last = type(error).__name__
        time.sleep(wait / 4)
    raise CannotStart(f"Slack does not answer at SLACK_API_URL ({last}).")


def routes(app: App, slack: WithSlack, found: Settings) -> list[BaseRoute]:
    """Signed requests, and pages for browsers where workspaces install Tend themselves."""
    from bot.slack.web import events_route

    served: list[BaseRoute] = [events_route(app, found.signing_secret)]
    if slack.tenants is not None:
        from bot.slack.installing import AppAtSlack
        from bot.slack.installing import routes as pages

        urls = (found.slack_api_url, found.public_url)
        served += pages(AppAtSlack(found.client_id, found.client_secret, *urls), slack.tenants)
    return served


@contextmanager
def socket(
    app: App, slack: WithSlack, found: Settings, beat: Callable[[], object]
) -> Iterator[None]:
    """A line to Slack for as long as this lasts. Raises CannotStart."""
    from bot.slack.socket import SocketMode

    listening = SocketMode(app, found.app_token, hearing=slack.hearing, beat=beat)
    try:
        listening.connect()
    except SlackApiError as error:
        code = str(error.response.get("error"))
        raise CannotStart(f"Slack does not accept SLACK_APP_TOKEN ({code}).") from None
    log.info("listening mode=socket")
    try:
        yield
    finally:
        listening.close()
