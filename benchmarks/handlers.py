"""What a command costs until its acknowledgement, against an empty Bolt handler in the same run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from benchmarks.measuring import Row, interleaved, machine_now, ratio_row
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.directory import ChannelFacts
from bot.slack.errands import Errands
from bot.slack.listeners import build_app
from bot.slack.tokens import Access, Clients, OneToken
from care.items import Area, Content, Kind, Level
from care.people import Profile
from jobs.delivering import Clocks
from storage import bonds, database, items, people, workspaces
from storage.database import Database
from storage.sealing import context, create_key_file, read_key_file

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


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tended = company(Path(folder))
        errands = Errands()
        tend, empty = product(tended, errands), _empty()
        works: dict[str, Callable[[], object]] = {
            "empty Bolt handler": partial(_ask, empty),
            "/mygoals, 20 sealed items": partial(_ask, tend),
            "20 seals opened, alone": _opening(tended),
        }
        medians = interleaved(works, rounds=300)
        errands.close()
        tended.close()
    floor = medians["empty Bolt handler"]
    return [
        ratio_row(name, seconds, floor, "empty Bolt handler") for name, seconds in medians.items()
    ]


def _ask(app: App) -> None:
    """One signed-in command through Bolt, as Socket Mode hands it over."""
    body = {"command": "/mygoals", "text": "", "team_id": TEAM, "user_id": ANA}
    body |= {"trigger_id": f"1.2.{time.perf_counter_ns()}", "channel_id": "C0GENERAL"}
    request = BoltRequest(body=urlencode(body), mode="socket_mode")
    assert app.dispatch(request).status == 200


def company(folder: Path) -> Database:
    key = folder / "key"
    create_key_file(key)
    opened = database.create(f"sqlite:///{folder / 'tend.db'}", read_key_file(key))
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


def product(opened: Database, errands: Errands, secret: str = "") -> App:
    clients = _Mute(OneToken(Access(TEAM, "U0TENDBOT", None, "xoxb-bench")))
    clocks = Clocks(machine_now, machine_now)
    desk = Desk(opened, Known(), clocks, "slack")
    handle = partial(dispatch, desk)
    return build_app(clients, handle, lambda _: None, errands, signing_secret=secret)


class _Mute(Clients):
    """Slack costs nothing."""

    def of(self, workspace: str) -> WebClient:
        client = super().of(workspace)
        client.api_call = lambda *_, **__: None  # type: ignore[assignment,method-assign]
        return client


def _empty() -> App:
    known = AuthorizeResult(
        enterprise_id=None, team_id=TEAM, bot_user_id="U0TENDBOT", bot_token="x"
    )
    app = App(
        client=WebClient("xoxb-bench"),
        signing_secret="x",
        token_verification_enabled=False,
        authorize=lambda: known,
        process_before_response=True,
    )
    app.command("/mygoals")(lambda ack: ack())
    return app


def _opening(opened: Database) -> Callable[[], None]:
    where = context(TEAM, "items", "sealed", ANA)
    sealed = [opened.seals.seal("some words of a goal, and its details " * 4, where)] * 20

    def work() -> None:
        for text in sealed:
            opened.seals.open(text, where)

    return work
