"""What of the program is Teams': one tenant, the way out, and the way in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from time import sleep
from typing import TYPE_CHECKING

from starlette.routing import Route

from bot.conversations.composing import compose
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.edge.errands import Errands
from bot.rates import Rates
from bot.settings import Settings
from bot.sides import CannotStart, Looking, Wait
from bot.ui import Actor, Event, Outcome, Standing, View
from bot.wording import doctor as words
from bot.wording.technical import EXTRA
from jobs.delivering import Clocks
from jobs.installing import come_back
from storage import admins, audit, deliveries, workspaces
from storage.database import Database

if TYPE_CHECKING:
    from bot.teams.directory import TeamsDirectory
    from bot.teams.messenger import TeamsMessenger
    from bot.teams.people import People
    from bot.teams.sdk import Registration

log = logging.getLogger(__name__)

TEAMS = "teams"


@dataclass
class WithTeams:
    """Fills ``bot.sides.Side``."""

    registration: Registration
    people: People
    directory: TeamsDirectory
    messenger: TeamsMessenger
    desk: Desk
    platform: str = TEAMS

    def serves(self) -> list[str]:
        return [self.registration.tenant]

    def members(self, workspace: str, wait: Wait | None = None) -> Looking:
        from bot.teams.members import TeamsMembers

        return TeamsMembers(self.people, wait or sleep)

    def look_whether_wanted(self, workspace: str) -> None:
        """Teams tells when Tend is taken out, and refuses to be written to afterwards."""

    def redraw_home(self, actor: Actor) -> None:
        """Nothing is pushed in Teams: a home is drawn when somebody asks for it."""

    def forget(self, workspace: str, person: str) -> None:
        self.people.forget(person)

    # --- what the desk tells ---------------------------------------------------------------------

    def came(self, actor: Actor, for_team: bool) -> None:
        """Whoever installs Tend in the first team is its first admin."""
        database, now = self.desk.database, self.desk.now()
        with database.begin() as tx:
            workspaces.ensure(tx, actor.workspace, TEAMS, now)
            come_back(tx, actor.workspace, now)
            if for_team:
                seeds = self.desk.first_admins or (actor.person,)
                admins.seed(tx, actor.workspace, seeds, now)
                who = (actor.workspace, actor.person)
                audit.note(tx, *who, "installed", actor.workspace, "done", now)

    def now(self, actor: Actor, message: Standing) -> View | None:
        """What a message of ours says by now; None for any other, or where that cannot be told."""
        try:
            with self.desk.database.begin() as tx:
                where = (actor.workspace, actor.person, message.channel, message.ts)
                found = deliveries.standing(tx, *where)
                return compose(tx, found, self.desk.now()) if found else None
        except Exception as error:
            log.warning("not_drawn_anew class=%s", type(error).__name__)
            return None


def with_teams(found: Settings, database: Database, clocks: Clocks, stack: ExitStack) -> WithTeams:
    """Put Teams' part together; nothing of it is imported before. Raises CannotStart."""
    try:
        from bot.teams import sdk
    except ImportError:
        raise CannotStart(f"{words.TEAMS_NOT_INSTALLED} {EXTRA}") from None
    from bot.addresses import Stored
    from bot.teams.connector import Connector
    from bot.teams.directory import TeamsDirectory
    from bot.teams.loop import Loop
    from bot.teams.messenger import TeamsMessenger
    from bot.teams.people import People

    us = registration(found)
    loop = Loop()
    connector = Connector(sdk.Tokens(us), loop)
    stack.callback(loop.close)
    addresses = Stored(database, clocks.machine)
    people = People(us.tenant, addresses, connector, graph=not us.local)
    directory = TeamsDirectory(people)
    desk = Desk(database, directory, clocks, TEAMS, found.teams_admins)
    return WithTeams(us, people, directory, TeamsMessenger(people), desk)


def registration(found: Settings) -> Registration:
    from bot.teams.sdk import Registration

    return Registration(
        found.teams_client_id,
        found.teams_tenant,
        found.teams_secret,
        found.teams_identity,
        found.teams_local_url,
    )


def routes(
    teams: WithTeams,
    counted: Callable[[Callable[[Event], Outcome]], Callable[[Event], Outcome]],
    stir: Callable[[str], object],
    errands: Errands,
    rates: Rates | None,
) -> list[Route]:
    from bot.teams.desk import Desk as TeamsDesk
    from bot.teams.desk import Told
    from bot.teams.sdk import Inbound
    from bot.teams.web import messages_route

    desk = TeamsDesk(
        teams.registration.tenant,
        teams.people.addresses,
        teams.people.connector,
        teams.directory,
        counted(partial(dispatch, teams.desk)),
        Told(stir, teams.forget, teams.came, teams.now),
        errands,
        rates,
    )
    inbound = Inbound(teams.registration, desk.hear)
    return [messages_route(inbound.receive, tokens=not teams.registration.local)]
