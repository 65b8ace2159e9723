"""What a command and a press cost until their acknowledgement, against the barest code."""

from __future__ import annotations

import gc
import json
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from statistics import median, quantiles
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from benchmarks.companies import raw_sqlite
from benchmarks.measuring import OWN, Row, Work, interleaved, machine_now, ratio_row
from benchmarks.raw import bare_app, my_goals, we_talked
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.directory import ChannelFacts
from bot.edge.errands import Errands
from bot.slack.listeners import build_app
from bot.slack.tokens import Access, Clients, OneToken
from care.items import Area, Content, Kind, Level
from care.people import Profile
from jobs.delivering import Clocks
from storage import (
    bonds,
    deliveries,
    items,
    nudges,
    opening,
    people,
    talks,
    workspaces,
)
from storage.database import Database, sqlite_file
from storage.sealing import create_key_file, read_key_file

AT_ONCE, LATER, ROUNDS_AT_ONCE, TIMES = 20, 1.0, 5, 5
TEAM, ANA, MAYA = "T0TEND", "U0ANA", "U0MAYA"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Known:
    """A directory that knows everybody at once, so that no network is measured."""

    def profile(self, workspace: str, person: str) -> Profile | None:
        return Profile(person, "Europe/Berlin")

    def names(self, workspace: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {}

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        return ChannelFacts(True, False, True)


def rows() -> Iterator[Row]:
    gc.freeze()  # as a start of Tend ends; both sides gain by it
    with tempfile.TemporaryDirectory() as folder:
        tended, errands = company(Path(folder)), Errands()
        file = sqlite_file(str(tended.engine.url))
        assert file is not None
        with raw_sqlite(file) as raw:
            yield from _my_goals(tended, raw, errands)
            yield from _we_talked(tended, raw, errands)
        yield from _at_once(tended)
        errands.close()
        tended.close()


def _my_goals(tended: Database, raw: Connection, errands: Errands) -> Iterator[Row]:
    """Acknowledged; what follows it is waited for and not counted."""
    sent: deque[Any] = deque(maxlen=1)
    tend = product(tended, errands, sent=sent)
    floor = partial(my_goals, raw, tended.seals, errands, sent.append)
    bare = bare_app(TEAM, lambda ack, body: floor(ack, body))
    works: dict[str, Work] = {
        "empty": partial(ask, bare_app(TEAM)),
        "raw": partial(ask, bare),
        "tend": partial(ask, tend),
    }
    _draw_the_same(works, errands, sent)
    medians = interleaved(works, 300, partial(idle, errands), OWN)
    what = "/mygoals with 20 sealed items, acknowledged, processor"
    yield ratio_row(what, medians["tend"], medians["raw"], "raw SQL, seals and blocks", 1.5)
    yield ratio_row(what, medians["tend"], medians["empty"], "empty Bolt handler")


def _draw_the_same(works: dict[str, Work], errands: Errands, sent: deque[Any]) -> None:
    views = []
    for name in ("raw", "tend"):
        works[name]()
        idle(errands)
        views.append(sent[-1]["view"])
    assert views[0] == views[1]


def _we_talked(tended: Database, raw: Connection, errands: Errands) -> Iterator[Row]:
    rounds = 200
    nudges_left = iter(planned(tended, 4 * rounds + 4))
    bare = bare_app(TEAM)
    bare.action("we_talked:1")(lambda ack, body: we_talked(raw, TEAM, MAYA, ack, body))
    tend = product(tended, errands)
    works: dict[str, Work] = {
        "raw": lambda: press(bare, next(nudges_left)),
        "tend": lambda: press(tend, next(nudges_left)),
    }
    what, floor = "We talked, one durable commit, acknowledged", "raw SQL, the same commit"
    between = partial(idle, errands)
    wall = interleaved(works, rounds, between)
    yield ratio_row(what, wall["tend"], wall["raw"], floor, 2.5)
    own = interleaved(works, rounds, between, OWN)
    assert _answered(tended) == 4 * rounds + 4  # an apology would be acknowledged as well
    yield ratio_row(f"{what}, processor", own["tend"], own["raw"], floor)


def _answered(tended: Database) -> int:
    with tended.read() as tx:
        return len(talks.recent(tx, TEAM, MAYA, ANA, 100_000))


def _at_once(tended: Database) -> Iterator[Row]:
    """The slowest of a hundred of 20 commands at once, where a second of work follows each.

    A first round opens threads and connections on both sides, and is not counted.
    """
    errands = Errands(hands=AT_ONCE, waiting=100_000)
    slow, empty = product(tended, errands, work=LATER), bare_app(TEAM)
    p99s: dict[str, list[float]] = {"empty": [], "tend": []}
    for app in (empty, slow):
        _all_at_once(app)
    for _ in range(TIMES):
        p99s["empty"].append(_p99(empty))
        p99s["tend"].append(_p99(slow))
    errands.close()
    p99 = {name: median(found) for name, found in p99s.items()}
    what = f"p99 of {AT_ONCE} commands at once, {LATER:g} s of later work each, acknowledged"
    yield ratio_row(what, p99["tend"], p99["empty"], "empty Bolt handler", 5)


def _p99(app: App) -> float:
    slowest = [seconds for _ in range(ROUNDS_AT_ONCE) for seconds in _all_at_once(app)]
    return quantiles(slowest, n=100)[98]


def _all_at_once(app: App) -> list[float]:
    began: list[float] = []
    gate = Barrier(AT_ONCE, lambda: began.append(time.perf_counter()))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(pool.map(lambda _: _ended(app, gate), range(AT_ONCE)))
    return [end - began[0] for end in ended]


def _ended(app: App, gate: Barrier) -> float:
    gate.wait()
    ask(app, MAYA)  # who has no items: what follows is one call
    return time.perf_counter()


def idle(errands: Errands) -> None:
    while errands.going:
        time.sleep(0.0005)


def ask(app: App, who: str = ANA) -> None:
    """One signed-in command through Bolt, as Socket Mode hands it over."""
    body = {"command": "/mygoals", "text": "", "team_id": TEAM, "user_id": who}
    body |= {"trigger_id": f"1.2.{time.perf_counter_ns()}", "channel_id": "C0GENERAL"}
    request = BoltRequest(body=urlencode(body), mode="socket_mode")
    assert app.dispatch(request).status == 200


def company(folder: Path) -> Database:
    key = folder / "key"
    create_key_file(key)
    opened = opening.create(f"sqlite:///{folder / 'tend.db'}", read_key_file(key))
    with opened.begin() as tx:
        workspaces.ensure(tx, TEAM, "slack", NOW)
        for person in (ANA, MAYA):
            people.learn(tx, TEAM, Profile(person, "Europe/Berlin"), machine_now())
        people.change(tx, TEAM, ANA, welcomed_at=NOW)
        bonds.leader_says(tx, TEAM, MAYA, ANA, NOW)
        bonds.report_says(tx, TEAM, MAYA, ANA, NOW)
        for n in range(20):
            content = Content(Kind.GOAL, Area.WORK, f"Goal number {n}", "Some details of it. " * 8)
            item = items.create(tx, TEAM, ANA, content, NOW)
            items.share(tx, TEAM, ANA, item, MAYA, Level.NAMED, NOW)
    return opened


def product(
    opened: Database,
    errands: Errands,
    secret: str = "",
    work: float = 0.0,
    sent: deque[Any] | None = None,
) -> App:
    """``work``: the seconds that each call of Slack takes; ``sent`` hears what was sent."""
    clients = _Mute(OneToken(Access(TEAM, "U0TENDBOT", None, "xoxb-bench")))
    clients.seconds, clients.sent = work, sent
    clocks = Clocks(machine_now, machine_now)
    desk = Desk(opened, Known(), clocks, "slack")
    handle = partial(dispatch, desk)
    return build_app(clients, handle, lambda _: None, errands, signing_secret=secret)


class _Mute(Clients):
    """No network: each call takes so many seconds."""

    seconds = 0.0
    sent: deque[Any] | None = None

    def of(self, workspace: str) -> WebClient:
        client = super().of(workspace)
        client.api_call = self._take_time  # type: ignore[assignment,method-assign]
        return client

    def _take_time(self, method: str, json: object) -> None:
        if self.sent is not None:
            self.sent.append(json)
        time.sleep(self.seconds)


def press(app: App, nudge: str) -> None:
    """ "We talked" under a message, as Socket Mode hands it over."""
    body = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": MAYA, "team_id": TEAM}}
    stands = {"type": "message", "channel_id": "D0MAYA", "message_ts": "1.2"}
    button = {"type": "button", "action_id": "we_talked:1", "block_id": "b", "value": nudge}
    button["action_ts"] = f"{time.perf_counter_ns()}"
    more = {"trigger_id": f"1.2.{time.perf_counter_ns()}", "container": stands}
    channel = {"channel": {"id": "D0MAYA"}, "message": {"ts": "1.2", "bot_id": "B0TEND"}}
    payload = {**body, **more, **channel, "api_app_id": "A0", "actions": [button]}
    request = BoltRequest(body=urlencode({"payload": json.dumps(payload)}), mode="socket_mode")
    assert app.dispatch(request).status == 200


def planned(opened: Database, count: int) -> list[str]:
    """So many nudges about Ana, each in a plan of its own that has arrived."""
    with opened.begin() as tx:
        bond = bonds.of_leader(tx, TEAM, MAYA)[0].id
        ids = []
        for n in range(count):
            slot = (TEAM, deliveries.Kind.PLAN, MAYA, f"{n}", NOW, None, NOW.date(), NOW)
            about = {"bond": bond, "leader": MAYA, "report": ANA, "day": NOW.date(), "days": 9}
            words = {"reason": "talk", "act": "ask_proud", "wording": "opening_1", "place": 0}
            delivery = deliveries.slot(tx, *slot) or ""
            deliveries.prove(tx, TEAM, delivery, "D0MAYA", "1.2", NOW)
            ids.append(nudges.add(tx, TEAM, delivery=delivery, **about, **words))
    return ids
