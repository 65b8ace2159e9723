"""Two companies on one Slack, with the same ids of people, and one Tend that both may install."""

from __future__ import annotations

import dataclasses
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml

from bot.settings import Settings
from sandbox.company import INES, company
from sandbox.manifest import made_from
from sandbox.oauth import OAuth, listening_for_its_end, nowhere_yet
from sandbox.pace import Limits
from sandbox.server import Serving, serve
from sandbox.shapes import Timing
from sandbox.world import World
from storage import deliveries, workspaces
from storage.deliveries import State
from storage.tables import deliveries as table
from tests.bot import scenes
from tests.office import (
    MANIFEST,
    MachineClock,
    MovableClock,
    Office,
    a_free_port,
    create,
    settings_for,
    text_of,
    wait_until,
)

ACME, GLOBEX = "T0TEND", "T0GLOBEX"
NAMES_OF = {ACME: "Acme", GLOBEX: "Globex"}
PATIENCE = 30.0
RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0)  # sooner than Slack brings an event again


# --- browsers ------------------------------------------------------------------------------------


@dataclass
class Page:
    status: int
    text: str
    headers: dict[str, str]
    cookies: list[str]

    @property
    def location(self) -> str:
        return self.headers["location"]


@dataclass
class Browser:
    """It keeps cookies, and follows nothing by itself. Loopback counts as safe, as in Chromium."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, url: str) -> Page:
        return self._ask("GET", url)

    def post(self, url: str, **form: str) -> Page:
        return self._ask("POST", url, urlencode(form))

    def _ask(self, method: str, url: str, body: str | None = None) -> Page:
        parts = urlsplit(url)
        caller = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        caller.request(method, f"{parts.path}?{parts.query}", body, headers)
        answer = caller.getresponse()
        given = answer.headers.get_all("set-cookie") or []
        for one in given:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Page(answer.status, answer.read().decode(), found, given)


@dataclass
class Visitor:
    """Somebody at their browser who wants Tend in their workspace."""

    tend: str
    team: str = ACME
    person: str = INES
    browser: Browser = field(default_factory=Browser)
    whole: bool = False

    def go(self) -> str:
        """As far as Slack's question; where it stands."""
        away = self.browser.get(f"{self.tend}/slack/install")
        assert away.status == 302, away.text
        assert self.browser.get(away.location).status == 200
        return away.location

    def allow(self, asked: str) -> str:
        """Where Slack sends the browser then."""
        more = {"whole": "yes"} if self.whole else {}
        who = f"{self.team} {self.person}"
        return self.browser.post(asked, decision="allow", who=who, **more).location

    def cancel(self, asked: str) -> str:
        return self.browser.post(asked, decision="cancel").location

    def install(self) -> Page:
        """From the first click to the last page."""
        return self.browser.get(self.allow(self.go()))


# --- the workspaces ------------------------------------------------------------------------------


def two_companies(clock: Any, **of_world: Any) -> OAuth:
    """Nobody has installed anything yet."""
    worlds = [_company(clock, team, **of_world) for team in (ACME, GLOBEX)]
    return OAuth(nowhere_yet(worlds))


def _company(clock: Any, team: str, **of_world: Any) -> World:
    manifest = made_from(yaml.safe_load(MANIFEST.read_text()))
    timing = Timing(ack=15.0, trigger=15.0, retries=RETRIES)
    of_world = {"limits": Limits(on=False), "timing": timing, **of_world}
    named = {"team_id": team, "team_name": NAMES_OF[team], "tend_is_admin_member": True}
    world = company(clock, **{**manifest, **named, **of_world})
    world.people = {i: dataclasses.replace(p, team_id=team) for i, p in world.people.items()}
    return listening_for_its_end(world)


# --- Tend in them --------------------------------------------------------------------------------


@dataclass
class Estate:
    """Tend serves whoever installs it. Each company has an office of its own to look at."""

    serving: Serving
    oauth: OAuth
    acme: Office
    globex: Office

    @property
    def tend(self) -> str:
        return f"http://127.0.0.1:{self.acme.settings.port}"

    @property
    def offices(self) -> tuple[Office, Office]:
        return self.acme, self.globex

    def visitor(self, office: Office, person: str = INES) -> Visitor:
        return Visitor(self.tend, office.world.team_id, person)

    def installed(self, *offices: Office) -> None:
        for office in offices or self.offices:
            page = self.visitor(office).install()
            assert page.status == 200, page.text

    def start(self) -> None:
        self.acme.start()
        self.globex.running = self.acme.running

    def stop(self) -> None:
        self.acme.stop()
        self.globex.running = None


@contextmanager
def open_estate(folder: Path, url: str = "") -> Iterator[Estate]:
    clock, machine = MovableClock(), MachineClock()
    oauth, port = two_companies(clock), a_free_port()
    here = f"http://127.0.0.1:{port}"
    oauth.redirect_urls = (f"{here}/slack/oauth_redirect",)
    for world in oauth.worlds:
        world.app = dataclasses.replace(world.app, request_url=f"{here}/slack/events")
    with serve(oauth.worlds[0]) as serving:
        found = settings_for_many(folder, serving, oauth, url, port)
        create(found)
        acme, globex = (
            Office(serving.of(w), clock, found, machine, looks=10.0) for w in oauth.worlds
        )
        estate = Estate(serving, oauth, acme, globex)
        try:
            estate.start()
            yield estate
        finally:
            estate.stop()


def settings_for_many(
    folder: Path, serving: Serving, oauth: OAuth, url: str, port: int
) -> Settings:
    return dataclasses.replace(
        settings_for(folder, serving, True, url),
        bot_token="",
        admins=(),
        port=port,
        client_id=oauth.client_id,
        client_secret=oauth.client_secret,
        public_url=f"http://127.0.0.1:{port}",
    )


# --- what happens there, and what is on record --------------------------------------------------


def settled_in(estate: Estate, office: Office, title: str) -> None:
    """Maya leads Ana there, who has shared this."""
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    person = office.person("Ana")
    person.command("/mygoals", "add")
    fields = {"kind": "goal", "area": "work", "title": title}
    fields |= dict.fromkeys(scenes.all_know_fields(person.modal), "named")
    assert person.fill_and_submit(fields).accepted
    assert person.submit().accepted
    person.close()


def screens(office: Office, *names: str) -> str:
    seen = [place for name in names for place in office.person(name).screen()]
    return "\n".join(map(text_of, seen))


def called(office: Office) -> str:
    return str([(call.method, call.arguments) for call in office.world.calls])


def token_of(estate: Estate, team: str) -> Any:
    return estate.acme.slack.clients.tokens.of(team)


def told(office: Office, event: str, **more: Any) -> None:
    office.workspace.run(office.world.event({"type": event, **more}))


def uninstalls(office: Office) -> None:
    office.workspace.run(office.world.uninstall())
    is_over(office)


def is_over(office: Office) -> None:
    """What Slack told of may be told again before it is believed."""
    tokens, team = office.slack.clients.tokens, office.world.team_id
    wait_until(lambda: tokens.of(team) is None, "it has a token", PATIENCE)


def revoked(office: Office) -> None:
    told(office, "tokens_revoked", tokens={"oauth": [], "bot": [office.world.app.bot_user]})


def place(estate: Estate, team: str = ACME) -> Any:
    return estate.acme.look(lambda tx: workspaces.get(tx, team))


def states(estate: Estate, team: str) -> list[State]:
    with estate.acme.tend.database.read() as tx:
        rows = tx.all(table.select().where(table.c.workspace == team))
        found = [deliveries.get(tx, team, row.id) for row in rows]
    return [one.state for one in found if one]
