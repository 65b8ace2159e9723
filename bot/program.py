"""The composition root: who works with whom, in a run, in a tick, and in the demo."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.conversations.composing import compose, count
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.looking import Looks
from bot.metrics import Metrics
from bot.rates import Rates
from bot.settings import Settings
from bot.slack.checking import works
from bot.slack.client import web_client
from bot.slack.directory import SlackDirectory
from bot.slack.errands import Errands
from bot.slack.hearing import Hearing
from bot.slack.homes import redraw_home
from bot.slack.listeners import build_app
from bot.slack.messenger import SlackMessenger
from bot.slack.tokens import Access, Clients, OneToken, Tokens
from bot.tenants import Installed, Tenants
from bot.ui import Actor, View
from bot.views.nudges import short
from bot.vitals import STUCK_SECONDS, Pulse, Vitals
from bot.watchdog import Watchdog, watched
from bot.wording import rights
from bot.wording.importing import STOPPING
from care.hours import Hours, pin_zones
from jobs.catching_up import CatchingUp
from jobs.clock import ServerClock, SteadyClock, is_set
from jobs.delivering import Clocks, Deliverer
from jobs.housekeeping import clean_up
from jobs.importing import CannotLook
from jobs.installing import come_back
from jobs.planning import plan_due
from jobs.report import Report
from jobs.schedule import Sender, Timetable
from jobs.ticking import ClockNotSet, tick, tick_one_of_many
from storage.beside import server_time
from storage.database import Database, hold_alone, is_file, open_existing
from storage.forgetting import forget_again
from storage.sealing import read_key_file

if TYPE_CHECKING:
    from starlette.routing import Route

    from jobs.distributed import Node

log = logging.getLogger(__name__)

SLACK = "slack"
HELLO_TRIES = 5
LOOK_SECONDS = 0.8
EARS = "line to Slack"
DEAF_SECONDS = 60.0  # since the line could last be thought to hear
MOST_HOMES = 100  # redrawn after one run


class CannotStart(Exception):
    """Something outside keeps Tend from working; the message says what, in words."""


class Sends(Protocol):
    """What sends and redraws: a thread of ours, or a node's part in the work of all."""

    def start(self) -> None: ...
    def stir(self, workspace: str = "") -> None: ...
    def stop(self) -> None: ...


@dataclass
class Tend:
    """Everything in its place."""

    database: Database
    clocks: Clocks
    clients: Clients
    desk: Desk
    directory: SlackDirectory
    messenger: SlackMessenger
    deliverer: Deliverer[View]
    sender: Sends
    vitals: Vitals
    metrics: Metrics
    catching_up: CatchingUp
    hearing: Hearing = field(default_factory=Hearing)
    watchdog: type[Watchdog] | partial[Watchdog] = Watchdog
    errands: Errands = field(default_factory=Errands)
    rates: Rates | None = field(default_factory=Rates)  # None: a room where nobody counts
    workspace: str | None = None  # the one that a command is about; None: the only one
    ticking: threading.RLock = field(default_factory=threading.RLock)  # one tick at a time

    @property
    def me(self) -> Access:
        """Who we are in the workspace that is meant. Raises CannotStart."""
        tokens = self.clients.tokens
        served = [self.workspace] if self.workspace else tokens.everywhere()
        if len(served) > 1:
            raise CannotStart(rights.WHICH_WORKSPACE)
        if not served:
            raise CannotStart(rights.NO_WORKSPACE)
        access = tokens.of(served[0])
        if access is None:
            raise CannotStart(rights.no_such_workspace(served[0]))
        return access

    @property
    def client(self) -> WebClient:
        return self.clients.of(self.me.team)

    def forget(self, workspace: str, person: str) -> None:
        """The platform says that this person changed: ask it anew."""
        self.directory.forget(workspace, person)
        self.messenger.forget(workspace, person)

    def tick(self) -> None:
        """One run of the timetable, now; the sender does the sending."""
        report = Report(tell=log.info)
        with self._run() as now:
            tick(self.database, now, report)
            self.catching_up.spread(now)
        self.redraw_homes(report)
        self.sender.stir()

    def tick_one_of_many(self) -> bool:
        """The same as one of several nodes; whether all of them should plan."""
        report, many = Report(tell=log.info), False
        with self._run() as now:
            many = tick_one_of_many(self.database, now, report)
            self.catching_up.spread(now)
        self.redraw_homes(report)
        return many

    def plan_shard(self, shard: int, shards: int) -> None:
        """What one node plans when so much is due that all of them share it."""
        report, now = Report(tell=log.info), self.clocks.now()
        plan_due(self.database, now, report, (shard, shards))
        self.catching_up.spread(now)
        self.redraw_homes(report)

    @contextmanager
    def _run(self) -> Iterator[datetime]:
        """One at a time; that it came to an end is a sign of life, however it went."""
        with self.ticking, self.metrics.ticking(), self.vitals.alive("timetable"):
            self.catching_up.look_to_the_clock()
            now = self.clocks.now()
            try:
                yield now
            except ClockNotSet:
                log.error("clock_not_set year=%d", now.year)
                return
        self.vitals.went_well.beat()

    def redraw_homes(self, report: Report) -> None:
        """What a run changed shows in the Home of whom it concerns; failing does no harm."""
        for workspace, person in list(dict.fromkeys(report.homes))[:MOST_HOMES]:
            redraw_home(self.clients, partial(dispatch, self.desk), Actor(workspace, person))

    def tick_once(self, at: datetime | None = None) -> Report:
        """One run of the timetable, and everything that can be sent now."""
        report = Report()
        tick(self.database, at or self.clocks.now(), report)
        self.redraw_homes(report)
        asyncio.run(self._drain(report, at))
        return report

    async def _drain(self, report: Report, at: datetime | None) -> None:
        await self.deliverer.drain(report, at)
        for messenger in self.deliverer.messengers.values():
            await messenger.close()


@contextmanager
def opened(
    found: Settings, clocks: Clocks, alone: bool = False, workspace: str | None = None
) -> Iterator[Tend]:
    """Open the database, greet Slack, put everything together; give it all back afterwards.

    ``alone``: keep every other ``tend run`` off a SQLite file, and bring it up to date.
    """
    pin_zones()
    if not is_set(clocks.now()):
        raise CannotStart("The clock of this machine is not set: it shows a day before 2020.")
    seals = read_key_file(found.key_file)
    with ExitStack() as stack:
        if alone and (lock := hold_alone(found.database_url)) is not None:
            stack.enter_context(lock)
        database = open_existing(found.database_url, seals, migrates=alone)
        stack.callback(database.close)
        clocks, catching_up = common_clocks(database, clocks)
        forget_again(database, found.tombstones, clocks.machine())
        tokens = _tokens(found, database, clocks)
        clients = Clients(tokens, found.slack_api_url)
        # quick looks while somebody waits for an acknowledgement: clients of their own
        directory = SlackDirectory(replace(clients, timeout=LOOK_SECONDS))
        stack.callback(directory.close)
        hearing = Hearing()
        messenger = SlackMessenger(tokens, found.slack_api_url, spoke=hearing.spoke)
        metrics, vitals = Metrics(), _vitals(database, clocks)
        metrics.watch(vitals)
        deliverer = Deliverer(
            database, {SLACK: messenger}, compose, short, clocks, count=count, watcher=metrics
        )
        desk = Desk(database, directory, clocks, SLACK, found.admins)
        sender = Sender(deliverer, partial(vitals.beat, "sender"))
        tend = Tend(
            *(database, clocks, clients, desk, directory),
            *(messenger, deliverer, sender, vitals, metrics),
            catching_up=catching_up,
        )
        tend.workspace = workspace
        tend.rates, tend.hearing = Rates(refused=metrics.limited), hearing
        yield tend


def _tokens(found: Settings, database: Database, clocks: Clocks) -> Tokens:
    """A fixed one for its own workspace, or those of the workspaces that installed Tend."""
    if found.many:
        return Installed(database, clocks.machine)
    access = greet(found.bot_token, found.slack_api_url)
    with database.begin() as tx:  # it may have been taken off while it had a token of its own
        come_back(tx, access.team, clocks.now())
    return OneToken(access)


def _vitals(database: Database, clocks: Clocks) -> Vitals:
    if is_file(database):
        vitals = Vitals(database, clocks.now)
    else:
        parts = {"node": Pulse(STUCK_SECONDS)}
        vitals = Vitals(database, clocks.now, parts=parts, ticks=False)
    vitals.needs.append(lambda: is_set(clocks.now()))
    return vitals


def common_clocks(database: Database, clocks: Clocks) -> tuple[Clocks, CatchingUp]:
    """On a server its clock rules: those of the machines that share it drift apart."""
    if is_file(database):
        steady = SteadyClock(clocks.machine, clocks.monotonic)
        catching_up = CatchingUp(database, steady, clocks.monotonic)
        return Clocks(clocks.now, steady, clocks.monotonic), catching_up
    server = ServerClock(partial(server_time, database))
    common = Clocks(lambda: server() + (clocks.now() - clocks.machine()), server)
    return common, CatchingUp(database)


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


def serve(
    tend: Tend,
    found: Settings,
    stop: threading.Event,
    listens: bool = True,
    works: bool = True,
) -> None:
    """Listen and keep the timetable until ``stop`` is set; end within half a minute.

    On a server a node may do either alone, and others the rest.
    """
    with ExitStack() as stack:
        if listens and found.socket_mode:
            tend.vitals.parts[EARS] = Pulse(DEAF_SECONDS)
        watch = watched(tend.vitals, tend.metrics, found, stop, tend.watchdog)
        stack.enter_context(watch)
        stack.callback(tend.errands.close)
        look = _look(tend, found, stop)
        alone = is_file(tend.database)
        if not alone:
            tend.sender = _node(tend, found, look, works)
        tend.sender.start()
        stack.callback(tend.sender.stop)
        if alone:
            timetable = Timetable(tend.tick, partial(_clean_up, tend), look)
            timetable.start()
            stack.callback(timetable.stop)
        if listens:
            _listen(tend, found, stop)
        else:
            stop.wait()
    log.info("stopped")


def _node(tend: Tend, found: Settings, look: Callable[[], None], works: bool) -> Node[View]:
    from jobs.distributed import Duties, Node
    from jobs.queue_tables import connector

    duties = Duties(tend.tick_one_of_many, tend.plan_shard, look, partial(_clean_up, tend))
    connects = partial(connector, found.database_url)
    beat = partial(tend.vitals.beat, "node")
    node = Node(connects, duties, tend.deliverer, works, beat=beat)
    tend.vitals.needs.append(lambda: not node.lost.is_set())
    return node


def _listen(tend: Tend, found: Settings, stop: threading.Event) -> None:
    app = build_app(
        tend.clients,
        tend.metrics.counted(partial(dispatch, tend.desk)),
        tend.sender.stir,
        tend.errands,
        signing_secret=found.signing_secret,
        forget=tend.forget,
        rates=tend.rates,
        taken_off=_tenants(tend, found).taken_off if found.many else None,
    )
    tend.errands.run(_warm_up, tend.clocks.now())
    if found.socket_mode:
        _listen_by_socket(app, tend, found, stop)
    else:
        _listen_by_http(app, tend, found, stop)


def _pages(tend: Tend, found: Settings) -> list[Route]:
    """For browsers, where workspaces install Tend themselves."""
    if not found.many:
        return []
    from bot.slack.installing import AppAtSlack, routes

    urls = (found.slack_api_url, found.public_url)
    return routes(AppAtSlack(found.client_id, found.client_secret, *urls), _tenants(tend, found))


def _tenants(tend: Tend, found: Settings) -> Tenants:
    return Tenants(tend.database, tend.clocks, partial(works, base_url=found.slack_api_url))


def _warm_up(now: datetime) -> None:
    """Patterns compile and calendars load once: not while the first person waits."""
    from bot.understanding.context import Context
    from bot.understanding.understanding import understand
    from storage.calendars import PublicHolidays

    understand("help", Context(now, Hours()))
    _ = now.date() in PublicHolidays("DE")


def _clean_up(tend: Tend) -> None:
    if tend.catching_up.may_erase():
        clean_up(tend.database, tend.clocks.now(), tend.clocks.machine())


def _look(tend: Tend, found: Settings, stop: threading.Event) -> Callable[[], None]:
    """Each hour: is the admin channel still a fit place; each day: everybody."""

    def wait(seconds: float) -> None:
        """For Slack, perhaps for long: it ends at once when Tend is stopped."""
        if stop.wait(seconds):
            raise CannotLook(STOPPING)

    looks = Looks(tend.desk, tend.clients, found.manager_field, wait, stop.is_set)
    if found.many:
        looks.removed = _tenants(tend, found).look

    def look() -> None:
        looks()
        tend.sender.stir()

    return look


def _listen_by_socket(app: App, tend: Tend, found: Settings, stop: threading.Event) -> None:
    from bot.slack.socket import SocketMode

    beat = partial(tend.vitals.beat, EARS)
    listening = SocketMode(app, found.app_token, hearing=tend.hearing, beat=beat)
    try:
        listening.connect()
    except SlackApiError as error:
        code = str(error.response.get("error"))
        raise CannotStart(f"Slack does not accept SLACK_APP_TOKEN ({code}).") from None
    log.info("listening mode=socket")
    try:
        stop.wait()
    finally:
        listening.close()


def _listen_by_http(app: App, tend: Tend, found: Settings, stop: threading.Event) -> None:
    from bot.slack.web import serve as serve_web
    from bot.slack.web import web_app

    vitals = tend.vitals
    web = web_app(
        app,
        found.signing_secret,
        healthy=vitals.is_alive,
        ready=vitals.is_ready,
        routes=_pages(tend, found),
    )
    log.info("listening mode=http host=%s port=%d", found.host, found.port)
    serve_web(web, found.host, found.port, stop)
