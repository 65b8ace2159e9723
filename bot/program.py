"""The composition root: who works with whom, in a run, in a tick, and in the demo."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from bot import with_slack as slacks
from bot import with_teams as teamses
from bot.conversations.composing import compose, count
from bot.conversations.registry import dispatch
from bot.looking import Looks
from bot.metrics import Metrics
from bot.rates import Rates
from bot.settings import Settings
from bot.sides import CannotStart, Side
from bot.tend import Tend
from bot.ui import View
from bot.views.nudges import short
from bot.vitals import STUCK_SECONDS, Pulse, Vitals
from bot.watchdog import watched
from bot.with_slack import EARS, SLACK, WithSlack
from bot.wording.importing import STOPPING
from care.hours import Hours, pin_zones
from jobs.catching_up import CatchingUp
from jobs.clock import ServerClock, SteadyClock, is_set
from jobs.delivering import Clocks, Deliverer
from jobs.housekeeping import clean_up
from jobs.importing import CannotLook
from jobs.schedule import Sender, Timetable
from storage.beside import server_time
from storage.database import Database, is_file
from storage.forgetting import forget_again
from storage.opening import hold_alone, open_existing
from storage.sealing import read_key_file

if TYPE_CHECKING:
    from slack_bolt import App

    from jobs.distributed import Node

log = logging.getLogger(__name__)

__all__ = ["SLACK", "CannotStart", "Tend", "opened", "serve"]

DEAF_SECONDS = 60.0  # since the line could last be thought to hear


@contextmanager
def opened(
    found: Settings, clocks: Clocks, alone: bool = False, workspace: str | None = None
) -> Iterator[Tend]:
    """Open the database, greet the platforms, put everything together; give it all back after.

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
        sides = _sides(found, database, clocks, stack)
        metrics, vitals = Metrics(), _vitals(database, clocks)
        metrics.watch(vitals)
        messengers = {side.platform: side.messenger for side in sides}
        deliverer = Deliverer(
            database, messengers, compose, short, clocks, count=count, watcher=metrics
        )
        sender = Sender(deliverer, partial(vitals.beat, "sender"))
        tend = Tend(
            *(database, clocks, sides, deliverer, sender, vitals, metrics),
            catching_up=catching_up,
        )
        tend.workspace = workspace
        tend.rates = Rates(refused=metrics.limited)
        yield tend


def _sides(found: Settings, database: Database, clocks: Clocks, stack: ExitStack) -> list[Side]:
    """Slack, Teams or both, by which settings are there."""
    sides: list[Side] = []
    if found.slack:
        sides.append(slacks.with_slack(found, database, clocks, stack))
    if found.teams:
        sides.append(teamses.with_teams(found, database, clocks, stack))
    return sides


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
        if listens and tend.slack and found.socket_mode:
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
    """By a line to Slack, on a port of ours, or both: until ``stop`` is set."""
    routes, line = list[BaseRoute](), nullcontext()
    tend.errands.run(_warm_up, tend.clocks.now())
    if tend.slack is not None:
        app = _slack_app(tend, tend.slack, found)
        if found.socket_mode:
            beat = partial(tend.vitals.beat, EARS)
            line = slacks.socket(app, tend.slack, found, beat)  # type: ignore[assignment]
        else:
            routes += slacks.routes(app, tend.slack, found)
    if tend.teams is not None:
        ways = (tend.metrics.counted, tend.sender.stir, tend.errands, tend.rates)
        routes += teamses.routes(tend.teams, *ways)
    with line:
        if routes:
            _serve_http(tend, found, stop, routes)
        else:
            stop.wait()


def _slack_app(tend: Tend, slack: WithSlack, found: Settings) -> App:
    from bot.slack.listeners import build_app

    return build_app(
        slack.clients,
        tend.metrics.counted(partial(dispatch, slack.desk)),
        tend.sender.stir,
        tend.errands,
        signing_secret=found.signing_secret,
        forget=slack.forget,
        rates=tend.rates,
        taken_off=slack.tenants.taken_off if slack.tenants else None,
    )


def _serve_http(
    tend: Tend, found: Settings, stop: threading.Event, routes: list[BaseRoute]
) -> None:
    from bot.edge.serving import serve as serve_web
    from bot.edge.serving import web_app

    vitals = tend.vitals
    web = web_app(routes, healthy=vitals.is_alive, ready=vitals.is_ready)
    log.info("listening mode=http host=%s port=%d", found.host, found.port)
    serve_web(web, found.host, found.port, stop)


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
        """For a platform, perhaps for long: it ends at once when Tend is stopped."""
        if stop.wait(seconds):
            raise CannotLook(STOPPING)

    looks = [Looks(side, found.manager_field, wait, stop.is_set) for side in tend.sides]

    def look() -> None:
        for each in looks:
            each()
        tend.sender.stir()

    return look
