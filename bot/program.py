"""The composition root: who works with whom, in a run, in a tick, and in the demo."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.conversations import freezing
from bot.conversations.composing import compose, count
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.rates import Rates
from bot.settings import Settings
from bot.slack.client import web_client
from bot.slack.directory import SlackDirectory
from bot.slack.errands import Errands
from bot.slack.homes import redraw_home
from bot.slack.listeners import build_app
from bot.slack.members import SlackMembers
from bot.slack.messenger import SlackMessenger
from bot.ui import Actor, View
from bot.views.nudges import short
from bot.wording.importing import STOPPING
from care.hours import Hours, pin_zones
from jobs.delivering import Clocks, Deliverer
from jobs.housekeeping import clean_up
from jobs.importing import CannotLook, Place
from jobs.knowing import DailyLook
from jobs.report import Report
from jobs.schedule import Sender, Timetable
from jobs.ticking import tick
from storage import bonds
from storage.database import Database, hold_alone, open_existing
from storage.forgetting import forget_again
from storage.sealing import read_key_file

log = logging.getLogger(__name__)

SLACK = "slack"
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)  # a clock before it was never set
HELLO_TRIES = 5
LOOK_SECONDS = 0.8
MOST_HOMES = 100  # redrawn after one run
UNWELL_SECONDS = 300.0  # without a tick


class CannotStart(Exception):
    """Something outside keeps Tend from working; the message says what, in words."""


@dataclass(frozen=True)
class Identity:
    """Who we are in Slack, asked once at the start."""

    team: str
    bot_user: str
    bot: str | None


@dataclass
class Tend:
    """Everything in its place."""

    database: Database
    clocks: Clocks
    me: Identity
    client: WebClient
    desk: Desk
    directory: SlackDirectory
    messenger: SlackMessenger
    deliverer: Deliverer[View]
    sender: Sender[View]
    errands: Errands = field(default_factory=Errands)
    rates: Rates | None = field(default_factory=Rates)  # None: a room where nobody counts
    ticked_at: float = field(default_factory=time.monotonic)
    ticking: threading.RLock = field(default_factory=threading.RLock)  # one tick at a time

    def forget(self, workspace: str, person: str) -> None:
        """The platform says that this person changed: ask it anew."""
        self.directory.forget(workspace, person)
        self.messenger.forget(workspace, person)

    def tick(self) -> None:
        """One run of the timetable, now; the sender does the sending."""
        report = Report()
        with self.ticking:
            tick(self.database, self.clocks.now(), report)
        self.ticked_at = time.monotonic()
        for line in report.lines:
            log.info(line)
        self.redraw_homes(report)
        self.sender.stir()

    def redraw_homes(self, report: Report) -> None:
        """What a run changed shows in the Home of whom it concerns; failing does no harm."""
        for workspace, person in list(dict.fromkeys(report.homes))[:MOST_HOMES]:
            redraw_home(self.client, partial(dispatch, self.desk), Actor(workspace, person))

    def is_healthy(self) -> bool:
        """The database answers, and the timetable has run lately."""
        try:
            with self.database.read() as tx:
                bonds.next_look(tx, EARLIEST)
        except Exception as error:
            log.error("unhealthy error=%s", type(error).__name__)
            return False
        return time.monotonic() - self.ticked_at < UNWELL_SECONDS

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
def opened(found: Settings, clocks: Clocks, alone: bool = False) -> Iterator[Tend]:
    """Open the database, greet Slack, put everything together; give it all back afterwards.

    ``alone``: keep every other ``tend run`` off a SQLite file, and bring it up to date.
    """
    pin_zones()
    if clocks.now() < EARLIEST:
        raise CannotStart("The clock of this machine is not set: it shows a day before 2020.")
    seals = read_key_file(found.key_file)
    with ExitStack() as stack:
        if alone and (lock := hold_alone(found.database_url)) is not None:
            stack.enter_context(lock)
        database = open_existing(found.database_url, seals, migrates=alone)
        stack.callback(database.close)
        forget_again(database, found.tombstones, clocks.machine())
        client = web_client(found.bot_token, found.slack_api_url)
        me = greet(client)
        # quick looks while somebody waits for an acknowledgement: a client of their own
        looks = web_client(found.bot_token, found.slack_api_url, timeout=LOOK_SECONDS)
        directory = SlackDirectory(me.team, looks)
        stack.callback(directory.close)
        messenger = SlackMessenger(me.team, found.bot_token, found.slack_api_url)
        deliverer = Deliverer(database, {SLACK: messenger}, compose, short, clocks, count=count)
        desk = Desk(database, directory, clocks, SLACK, found.admins)
        sender = Sender(deliverer)
        yield Tend(database, clocks, me, client, desk, directory, messenger, deliverer, sender)


def greet(client: WebClient) -> Identity:
    """Ask Slack who we are. Raises CannotStart."""
    for wait in range(HELLO_TRIES):
        try:
            answer = client.auth_test()
            return Identity(answer["team_id"], answer["user_id"], answer.get("bot_id"))
        except SlackApiError as error:
            if error.response.status_code == 200:
                code = str(error.response.get("error"))
                raise CannotStart(f"Slack does not accept SLACK_BOT_TOKEN ({code}).") from None
            last = f"HTTP {error.response.status_code}"
        except Exception as error:  # connection refused, reset, time-out, garbage: try again
            last = type(error).__name__
        time.sleep(wait / 4)
    raise CannotStart(f"Slack does not answer at SLACK_API_URL ({last}).")


def serve(tend: Tend, found: Settings, stop: threading.Event) -> None:
    """Listen and keep the timetable until ``stop`` is set; end within half a minute."""
    with ExitStack() as stack:
        errands = tend.errands
        stack.callback(errands.close)
        app = build_app(
            tend.client,
            partial(dispatch, tend.desk),
            tend.sender.stir,
            tend.me.team,
            tend.me.bot_user,
            errands,
            signing_secret=found.signing_secret,
            bot_id=tend.me.bot,
            forget=tend.forget,
            rates=tend.rates,
        )
        timetable = Timetable(tend.tick, partial(_clean_up, tend), _look(tend, found, stop))
        tend.sender.start()
        stack.callback(tend.sender.stop)
        errands.run(_warm_up, tend.clocks.now())
        timetable.start()
        stack.callback(timetable.stop)
        if found.socket_mode:
            _listen_by_socket(app, found, stop)
        else:
            _listen_by_http(app, tend, found, stop)
    log.info("stopped")


def _warm_up(now: datetime) -> None:
    """Patterns compile and calendars load once: not while the first person waits."""
    from bot.understanding.context import Context
    from bot.understanding.understanding import understand
    from storage.calendars import PublicHolidays

    understand("help", Context(now, Hours()))
    _ = now.date() in PublicHolidays("DE")


def _clean_up(tend: Tend) -> None:
    clean_up(tend.database, tend.clocks.now(), tend.clocks.machine())


def _look(tend: Tend, found: Settings, stop: threading.Event) -> Callable[[], None]:
    """Each hour: is the admin channel still a fit place; each day: everybody."""
    daily = _daily_look(tend, found, stop)

    def look() -> None:
        freezing.look(tend.desk, tend.me.team)
        tend.sender.stir()
        daily()

    return look


def _daily_look(tend: Tend, found: Settings, stop: threading.Event) -> DailyLook:
    """It may wait for Slack for long, and ends at once when Tend is stopped."""

    def wait(seconds: float) -> None:
        if stop.wait(seconds):
            raise CannotLook(STOPPING)

    members = SlackMembers(tend.me.team, tend.client, wait=wait)
    place, clocks = Place(tend.me.team, SLACK), tend.clocks
    return DailyLook(tend.database, place, members, clocks.now, clocks.machine, found.manager_field)


def _listen_by_socket(app: App, found: Settings, stop: threading.Event) -> None:
    from bot.slack.socket import SocketMode

    listening = SocketMode(app, found.app_token)
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

    web = web_app(app, found.signing_secret, healthy=tend.is_healthy)
    log.info("listening mode=http host=%s port=%d", found.host, found.port)
    serve_web(web, found.host, found.port, stop)
