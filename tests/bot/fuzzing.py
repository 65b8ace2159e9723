"""Payloads as nobody would send them, signed all the same, and what must hold after each."""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st
from sqlalchemy import select

from bot.conversations.registry import dispatch
from bot.edge.errands import Errands
from bot.edge.serving import web_app
from bot.ids import Action, FormName
from bot.logs import WithoutTexts
from bot.rates import Rates
from bot.slack.events import person_of
from bot.slack.listeners import build_app
from bot.slack.web import events_route
from bot.ui import Do, Open
from sandbox.company import ANA, BEN, CHIDI, GUEST, INES, JO, KOFI, LEFT, MAYA, TOM
from sandbox.events import wrapped
from sandbox.shapes import Person
from storage.tables import items, people, talks
from tests.bot.forging import Forger
from tests.bot.scenes import TEAM, shares
from tests.bot.test_authorisation import EXPECTED, STRANGER, Past, live, meet_everybody, remembered
from tests.office import ADMIN_CHANNEL, Office, open_office

Json = dict[str, Any]

TYPED = "Kanarienvogel4711"  # in what the strangest payloads type
A_PAST = 100  # payloads until everything is again as it was: some of them erase whole people
WATCHED = (ANA, JO)  # they do nothing meanwhile: nothing of theirs may change or reach others
MAY_KNOW = {ANA: (MAYA, CHIDI), JO: (TOM,)}
ACTORS = (MAYA, TOM, CHIDI, KOFI, BEN, INES, GUEST, LEFT, STRANGER)
TEAMS = (TEAM, TEAM, TEAM, "T0OTHER")
OWN = (
    *("days", "starts", "ends", "plan_weekday", "plan_at", "plan_every", "ideal", "maximum"),
    *("paused_until", "away_first", "away_back", "stopped_at", "heard_at", "country"),
)

# --- what is put in the place of what was meant --------------------------------------------------

DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP]
HOSTILE: list[Any] = [
    *(None, True, False, 0, -1, 2**63, 10**300, 1e308, float("nan"), 0.5),
    *("", " ", "\x00", "\ud800", "\u202e", "\u3164", "null", "None", "-1", "0", "1" * 400),
    *(TYPED, TYPED * 300, "<!channel>", f"<@{ANA}>", "'; DROP TABLE items; --", "%s%n{0}"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "25:61", "24:00", "00:00", "٣", "１２"),
    *([], {}, [[]], [None], [{}], {"": ""}, {"id": {}}, {"value": [1]}, DEEP),
    *(ANA, JO, MAYA, INES, "USLACKBOT", "T0OTHER", ADMIN_CHANNEL, "C0GENERAL", "D" + ANA[1:]),
    *("im", "home", "modal", "mpim", "bot_message", "message_changed", "event_callback"),
    *("block_actions", "view_submission", "view_closed", "shortcut", "block_suggestion"),
    *("a" * 2001, "\n" * 300, "👩\u200d" * 100, "\u0301" * 500, "." * 500, ",", "=", "0=0"),
]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


@dataclass(frozen=True)
class Change:
    """At one place of the payload: something else, nothing, or what stands at another place."""

    how: str
    place: int
    value: Any = None


CHANGES = st.builds(
    Change,
    st.sampled_from(("put", "put", "put", "drop", "move", "wrap", "add")),
    st.integers(0, 400),
    st.one_of(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE), JSON),
)


@dataclass(frozen=True)
class Payload:
    """One of the honest payloads, by somebody, about something of somebody's, changed."""

    seed: int
    actor: str
    thing: int
    team: str = TEAM
    changes: tuple[Change, ...] = ()
    cut: int = 0  # so much of the body is missing, though it is signed


PAYLOADS = st.builds(
    Payload,
    st.integers(0, 1000),
    st.sampled_from(ACTORS),
    st.integers(0, 1000),
    st.sampled_from(TEAMS),
    st.lists(CHANGES, max_size=3).map(tuple),
    st.sampled_from((0,) * 30 + (1, 7, 100)),
)


def changed(body: Json, changes: tuple[Change, ...]) -> Json:
    body = copy.deepcopy(body)
    for change in changes:
        places = list(_places(body))
        holder, key = places[change.place % len(places)]
        match change.how:
            case "put":
                holder[key] = copy.deepcopy(change.value)
            case "drop":
                del holder[key]
            case "wrap":
                holder[key] = [holder[key]]
            case "add" if isinstance(holder, dict):
                holder[f"{key}2"] = copy.deepcopy(change.value)
            case "move":
                other, there = places[(change.place * 7 + 1) % len(places)]
                holder[key] = copy.deepcopy(other[there])
        if not body:
            return body
    return body


def _places(value: Any, depth: int = 8) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list) and depth:
            yield from itertools.islice(_places(value[key], depth - 1), 200)


# --- the room ------------------------------------------------------------------------------------


class Loud(logging.Handler):
    """The log as an operator would have it, and whatever failed."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(WithoutTexts("%(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in ("bot", "jobs", "storage", "care"):
            self.lines.append(self.format(record))


@dataclass
class Fuzzed:
    """Tend with a past, and a road into it that takes signed bytes and no network."""

    office: Office
    past: Past
    log: Loud
    errands: Errands = field(default_factory=Errands)
    count: Iterator[int] = field(default_factory=itertools.count)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    looked: int = 0  # at so many calls
    sent: int = 0

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("the room")

    def __post_init__(self) -> None:
        tend, slack, seconds = self.office.tend, self.office.slack, itertools.count(step=100)
        app = build_app(
            slack.clients,
            partial(dispatch, slack.desk),
            tend.sender.stir,
            self.errands,
            signing_secret=self.office.world.signing_secret,
            forget=slack.forget,
            rates=Rates(lambda: float(next(seconds))),
        )
        self.asgi = web_app([events_route(app, self.office.world.signing_secret)])
        self.things = [*self.past.things.values(), "", "0" * 32, ADMIN_CHANNEL]
        self.before = self.rows()

    # --- honest payloads -------------------------------------------------------------------------

    def honest(self, payload: Payload) -> Json:
        """What the product's own screens would send, for every handler there is."""
        forger = Forger(self.office, payload.actor, payload.team, payload.team)
        how, name, row = ROADS[payload.seed % len(ROADS)]
        thing = self.past.things.get(row.thing, "") if row else ""
        if payload.thing % 3 == 0:
            thing = self.things[payload.thing % len(self.things)]
        match how:
            case "press":
                return forger.interaction(Do(Action(name), thing), thing)
            case "open":
                return forger.interaction(Open(FormName(name), thing), thing)
            case "submit":
                fields = dict(row.fields) or {"title": TYPED, "details": TYPED}
                return forger.submission(name, thing, fields)
            case "command":
                text = WORDS[payload.thing % len(WORDS)]
                return forger.typed(name, text, ADMIN_CHANNEL)
        return self._event(name, payload)

    def _event(self, name: str, payload: Payload) -> Json:
        person, world = payload.actor, self.office.world
        said = WORDS[payload.thing % len(WORDS)]
        event: Json = {"type": name, "user": person, "team": payload.team}
        match name:
            case "message":
                event |= {"channel": "D" + person[1:], "channel_type": "im", "text": said}
                event |= {"ts": "1.2", "files": [{"id": "F1", "url_private": "http://127.0.0.1/"}]}
            case "app_home_opened":
                event |= {"tab": "home", "channel": "D" + person[1:]}
            case "user_change":
                event |= {"user": {"id": person, "team_id": payload.team}}
        return wrapped(world, event) | {"team_id": payload.team}

    # --- one payload -----------------------------------------------------------------------------

    def send(self, payload: Payload) -> None:
        """Signed and delivered; whatever must never happen is asserted."""
        body = changed(self._anew(self.honest(payload)), payload.changes)
        self.send_body(body, payload.cut)

    def send_body(self, body: Any, cut: int = 0) -> None:
        if person_of(body) in WATCHED:
            return
        self.sent += 1
        if self.sent % A_PAST == 0:
            self.begin_anew()
        raw = _written(body)
        status, answer = self.deliver(raw[: len(raw) - cut])
        self._wait()
        assert status in (200, 400, 404), status
        self._nothing_failed()
        self._nobody_reads(person_of(body), answer)
        self._nobody_changes(person_of(body))

    def _anew(self, body: Json) -> Json:
        """No repeat of one before it."""
        number = next(self.count)
        if "event_id" in body:
            body["event_id"] = f"Ev{number}"
        for action in body.get("actions", ()):
            action["action_ts"] = f"{number}.1"
        return body

    def deliver(self, body: bytes) -> tuple[int, str]:
        headers = {**self.office.world.deliveries.http.signed(body)}
        kind = "json" if body[:1] == b"{" else "x-www-form-urlencoded"
        headers |= {"Content-Type": f"application/{kind}", "Content-Length": str(len(body))}
        return self.loop.run_until_complete(_asked(self.asgi, body, headers))

    def _wait(self) -> None:
        until = time.monotonic() + 10
        while self.errands.going and time.monotonic() < until:
            time.sleep(0.0005)
        assert not self.errands.going

    # --- what must never happen ------------------------------------------------------------------

    def _nothing_failed(self) -> None:
        failed = [line for line in self.log.lines if not line.startswith(("INFO", "WARNING"))]
        assert failed == [], failed
        told = [line for line in self.log.lines if TYPED in line or "Marker" in line]
        assert told == [], told
        self.log.lines.clear()
        wrong = [v for v in self.office.world.violations if v.rule != "trigger"]
        assert wrong == [], wrong

    def _nobody_reads(self, actor: str, answer: str) -> None:
        allowed(answer, actor)
        calls = self.office.world.calls
        for call in calls[self.looked :]:
            args = call.arguments
            where = str(args.get("user") or args.get("user_id") or args.get("channel") or actor)
            allowed(json.dumps(args, ensure_ascii=False), "U" + where[1:])
        self.looked = len(calls)

    def _nobody_changes(self, actor: str) -> None:
        after = self.rows()
        for person, rows in self.before.items():
            assert person == actor or after.get(person) == rows, person
        self.before = after

    def rows(self) -> dict[str, Any]:
        """What is each person's alone."""
        with self.office.tend.database.read() as tx:
            own = {row.id: [tuple(row)] for row in tx.all(_PEOPLE)}
            for row in tx.all(_ITEMS):
                own.setdefault(row.owner, []).append(tuple(row))
            for row in tx.all(_TALKS):
                own.setdefault(row.leader, []).append(tuple(row))
        return own

    def begin_anew(self) -> None:
        self.past.restore()
        self.office.world.calls.clear()
        self.office.world.violations.clear()
        self.looked, self.before = 0, self.rows()
        self.log.lines.clear()


_PEOPLE = select(people.c.id, *(people.c[name] for name in OWN))
_ITEMS = select(items.c.owner, items.c.id, items.c.state, items.c.sealed).order_by(items.c.id)
_TALKS = select(talks).order_by(talks.c.id)

ROADS: list[tuple[str, str, Any]] = [
    (how, str(name), row)
    for how, rows in EXPECTED.items()
    for name, several in rows.items()
    for row in several
]
ROADS += [("event", name, None) for name in ("message", "app_home_opened", "user_change", "x")]
WORDS = (
    *("", "help", f"add {TYPED}", "add", "pause", "shared", "export", "erase", "who is next?"),
    *("undo", "stop", "more", f"talked with <@{ANA}> yesterday about {TYPED}", "remind me tuesday"),
    *("talks 7 14", "plan monday 9:00", "quiet", f"admins add <@{BEN}>", "preview", "start"),
    *("x" * 2001, "<!channel>", "\u202e", f"I promised <@{ANA}> a day off", "yes", "no", "1"),
)


def allowed(shown: str, viewer: str) -> None:
    """Of Ana and Jo nobody reads more than what was shared with exactly them."""
    for owner in WATCHED:
        if viewer == owner:
            continue
        assert f"Marker{owner}private" not in shown, f"{viewer} reads what is private"
        if viewer not in MAY_KNOW[owner]:
            assert f"Marker{owner}" not in shown, f"{viewer} reads what is not for them"


def _written(body: Any) -> bytes:
    if isinstance(body, dict) and "command" in body:
        flat = {key: v if isinstance(v, str) else json.dumps(v) for key, v in body.items()}
        return urlencode(flat, errors="surrogatepass").encode()
    text = json.dumps(body)
    is_event = isinstance(body, dict) and body.get("type") == "event_callback"
    return text.encode() if is_event else urlencode({"payload": text}).encode()


async def _asked(asgi: Any, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    said: list[Json] = []
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": raw}

    async def receive() -> Json:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    await asgi({**scope, "query_string": b"", "http_version": "1.1"}, receive, send)
    text = b"".join(one.get("body", b"") for one in said)
    return said[0]["status"], text.decode()


@contextmanager
def open_fuzzed(folder: Path) -> Iterator[Fuzzed]:
    root, log = logging.getLogger(), Loud()
    level = root.level
    with ExitStack() as stack:
        office = stack.enter_context(open_office(folder))
        office.world.people[STRANGER] = Person(STRANGER, "sam", "Sam", team_id="T0PARTNER")
        things = live(office)
        for name, id in (("Ana", ANA), ("Jo", JO)):
            for share in ("private", "known", "discreet", "named"):
                words = f"Marker{id}{share}"
                shares(office, name, title=words, level=share, details=f"{words}details")
        meet_everybody(office)
        past = stack.enter_context(remembered(office, things))
        office.world.calls.clear()
        root.addHandler(log)
        root.setLevel(logging.INFO)
        fuzzed = Fuzzed(office, past, log)
        try:
            yield fuzzed
        finally:
            root.removeHandler(log)
            root.setLevel(level)
            fuzzed.errands.close()
            fuzzed.loop.close()
