"""Somebody installs Tend in their workspace by a browser, or somebody else tries in their place."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette

from bot.edge.serving import serve as serve_web
from bot.slack.checking import works
from bot.slack.installing import COOKIE, AppAtSlack, routes
from bot.tenants import Installed, Tenants
from jobs.delivering import Clocks
from sandbox.company import INES, MAYA
from sandbox.faults import Fault
from sandbox.oauth import OAuth
from sandbox.server import serve
from storage import admins, installations, workspaces
from storage.database import Database
from storage.tables import installations as kept
from storage.tables import metadata
from tests.bot.estate import ACME, GLOBEX, Browser, Page, Visitor, two_companies
from tests.office import MachineClock, MovableClock, wait_until


@dataclass
class Lobby:
    """The pages alone, over real tables, before a real consent page."""

    url: str
    oauth: OAuth
    database: Database
    machine: MachineClock = field(default_factory=MachineClock)

    def visitor(self, team: str = ACME, person: str = INES, whole: bool = False) -> Visitor:
        return Visitor(self.url, team, person, whole=whole)

    @property
    def tokens(self) -> Installed:
        return Installed(self.database, self.machine)

    def asked(self, method: str) -> int:
        return sum(call.method == method for w in self.oauth.worlds for call in w.calls)

    def nothing_is_kept(self) -> bool:
        with self.database.read() as tx:
            return not installations.everywhere(tx) and not workspaces.all_of(tx)


@pytest.fixture
def lobby(sqlite: Database) -> Iterator[Lobby]:
    with open_lobby(sqlite) as opened:
        yield opened


@contextmanager
def open_lobby(database: Database) -> Iterator[Lobby]:
    clock, machine, stop, ports = MovableClock(), MachineClock(), threading.Event(), list[int]()
    oauth = two_companies(clock)
    with serve(oauth.worlds[0]) as slack:
        asks = partial(works, base_url=slack.api_url)
        tenants = Tenants(database, Clocks(clock, machine), asks)
        served = Starlette()
        server = threading.Thread(
            target=serve_web, args=(served, "127.0.0.1", 0, stop, ports.append)
        )
        server.start()
        wait_until(lambda: bool(ports), "the pages are not served", 30.0)
        url = f"http://127.0.0.1:{ports[0]}"
        oauth.redirect_urls = (f"{url}/slack/oauth_redirect",)
        app = AppAtSlack(oauth.client_id, oauth.client_secret, slack.api_url, url)
        served.router.routes.extend(routes(app, tenants))
        try:
            yield Lobby(url, oauth, database, machine)
        finally:
            stop.set()
            server.join(30)


# --- as it should be -----------------------------------------------------------------------------


def test_an_admin_installs_tend_and_is_its_first_admin(lobby: Lobby) -> None:
    page = lobby.visitor().install()
    assert (page.status, "Tend is installed" in page.text) == (200, True)
    access = lobby.tokens.of(ACME)
    assert access and access.token == lobby.oauth.worlds[0].bot_token
    assert (access.bot_user, access.bot) == ("U0TENDBOT", "B0TEND")
    assert lobby.tokens.of(GLOBEX) is None
    with lobby.database.read() as tx:
        [ines] = admins.everyone(tx, ACME)
    assert (ines.person, ines.had_role) == (INES, True)


def test_the_way_to_slack_holds_what_slack_needs_and_no_secret(lobby: Lobby) -> None:
    away = lobby.visitor().browser.get(f"{lobby.url}/slack/install")
    asked = parse_qs(urlsplit(away.location).query)
    assert asked["client_id"] == [lobby.oauth.client_id]
    assert asked["redirect_uri"] == [f"{lobby.url}/slack/oauth_redirect"]
    assert "chat:write" in asked["scope"][0] and len(asked["state"][0]) == 64
    assert lobby.oauth.client_secret not in away.location
    [cookie] = away.cookies
    said = cookie.lower()
    assert cookie.startswith(f"{COOKIE}=") and "domain=" not in said
    assert all(flag in said for flag in ("secure", "httponly", "samesite=lax", "path=/"))
    assert asked["state"][0] not in cookie


def test_wherever_a_query_points_tend_goes_to_its_own_address(lobby: Lobby) -> None:
    more = "redirect_uri=https%3A%2F%2Fevil.example&success_url=https%3A%2F%2Fevil.example"
    away = Browser().get(f"{lobby.url}/slack/install?{more}")
    assert "evil" not in away.location
    visitor = lobby.visitor()
    page = visitor.browser.get(visitor.allow(visitor.go()) + "&" + more)
    assert page.status == 200 and "evil" not in page.text and "location" not in page.headers


def test_two_tabs_of_one_browser_do_not_disturb_each_other(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    first, second = visitor.go(), visitor.go()
    assert visitor.browser.get(visitor.allow(first)).status == 200
    assert visitor.browser.get(visitor.allow(second)).status == 200


def test_the_page_tells_nobody_where_it_came_from(lobby: Lobby) -> None:
    page = lobby.visitor().install()
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]


# --- as it should not ----------------------------------------------------------------------------


def is_refused(page: Page, words: str) -> bool:
    return page.status == 400 and words in page.text and "Start again" in page.text


def test_whoever_presses_cancel_has_changed_nothing(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    page = visitor.browser.get(visitor.cancel(visitor.go()))
    assert page.status == 200 and "Nothing was installed" in page.text
    assert lobby.nothing_is_kept() and lobby.asked("oauth.v2.access") == 0


def test_a_return_counts_once(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    back = visitor.allow(visitor.go())
    assert visitor.browser.get(back).status == 200
    assert is_refused(visitor.browser.get(back), "used already")
    assert lobby.asked("oauth.v2.access") == 1


def test_of_two_who_return_at_the_same_instant_one_is_welcome(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    back = visitor.allow(visitor.go())
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(visitor.browser.get, [back] * 8))
    assert sorted(page.status for page in pages) == [200, *[400] * 7]
    assert lobby.asked("oauth.v2.access") == 1


def test_a_stolen_return_is_of_no_use_in_another_browser(lobby: Lobby) -> None:
    """Nor does the thief keep Ines from finishing what she began."""
    visitor = lobby.visitor()
    back = visitor.allow(visitor.go())
    assert is_refused(Browser().get(back), "not the browser")
    thief = lobby.visitor(GLOBEX, MAYA)
    thief.go()  # with a cookie of their own
    assert is_refused(thief.browser.get(back), "not the browser")
    assert lobby.nothing_is_kept() and lobby.asked("oauth.v2.access") == 0
    assert visitor.browser.get(back).status == 200


def test_nobody_is_made_to_finish_what_somebody_else_began(lobby: Lobby) -> None:
    """A link with the attacker's own state and code, sent to Ines."""
    attacker, ines = lobby.visitor(GLOBEX, MAYA), lobby.visitor()
    theirs = attacker.allow(attacker.go())
    ines.go()
    assert is_refused(ines.browser.get(theirs), "not the browser")
    assert lobby.nothing_is_kept()


@pytest.mark.parametrize("minutes", [10, 30, 3000])
def test_ten_minutes_are_enough(lobby: Lobby, minutes: int) -> None:
    visitor = lobby.visitor()
    back = visitor.allow(visitor.go())
    lobby.machine.forward(minutes=minutes)
    assert is_refused(visitor.browser.get(back), "took too long")
    assert lobby.nothing_is_kept() and lobby.asked("oauth.v2.access") == 0


@pytest.mark.parametrize("query", ["", "?code=x", "?state=&code=x", "?state=%00&code=x"])
def test_who_never_went_away_cannot_come_back(lobby: Lobby, query: str) -> None:
    page = lobby.visitor().browser.get(f"{lobby.url}/slack/oauth_redirect{query}")
    assert is_refused(page, "took too long")
    assert lobby.asked("oauth.v2.access") == 0


def test_a_made_up_code_is_refused_by_slack_and_told_in_words(lobby: Lobby) -> None:
    visitor = lobby.visitor()
    state = parse_qs(urlsplit(visitor.go()).query)["state"][0]
    back = f"{lobby.url}/slack/oauth_redirect?code=made-up&state={state}"
    assert is_refused(visitor.browser.get(back), "did not accept")
    assert lobby.nothing_is_kept()


def test_a_whole_organisation_is_refused_in_words(lobby: Lobby) -> None:
    assert is_refused(lobby.visitor(whole=True).install(), "whole organisation")
    assert lobby.nothing_is_kept()


def test_without_what_tend_needs_nothing_is_kept(lobby: Lobby) -> None:
    lobby.oauth.withheld = frozenset({"groups:read"})
    assert is_refused(lobby.visitor().install(), "groups:read")
    assert lobby.nothing_is_kept()


def test_without_what_tend_merely_likes_it_is_installed(lobby: Lobby) -> None:
    lobby.oauth.withheld = frozenset({"dnd:read", "users:read.email"})
    assert lobby.visitor().install().status == 200
    assert lobby.tokens.of(ACME)


def test_tokens_that_expire_are_refused_in_words(lobby: Lobby) -> None:
    lobby.oauth.expires_in = 43200
    assert is_refused(lobby.visitor().install(), "tokens expire")
    assert lobby.nothing_is_kept()


def test_where_slack_is_away_nothing_is_kept(lobby: Lobby) -> None:
    lobby.oauth.worlds[0].faults.add(Fault("oauth.v2.access", "http", status=503))
    page = lobby.visitor().install()
    assert (page.status, "did not answer" in page.text) == (502, True)
    assert lobby.nothing_is_kept()


# --- who is no admin -----------------------------------------------------------------------------


def test_somebody_who_is_no_admin_installs_it_and_it_waits(lobby: Lobby) -> None:
    page = lobby.visitor(person=MAYA).install()
    assert page.status == 200 and "waits for an admin" in page.text
    assert lobby.tokens.of(ACME) is None and lobby.tokens.is_pending(ACME)
    assert lobby.tokens.everywhere() == []
    with lobby.database.read() as tx:
        assert admins.everyone(tx, ACME) == [] and workspaces.all_of(tx) == []


def test_where_slack_does_not_say_who_is_an_admin_it_waits(lobby: Lobby) -> None:
    lobby.oauth.worlds[0].faults.add(Fault("users.info", "error", error="internal_error"))
    assert "waits for an admin" in lobby.visitor().install().text
    assert lobby.tokens.is_pending(ACME)


def test_an_admin_who_opens_the_same_link_ends_the_wait(lobby: Lobby) -> None:
    lobby.visitor(person=MAYA).install()
    assert "Tend is installed" in lobby.visitor().install().text
    assert lobby.tokens.of(ACME) and not lobby.tokens.is_pending(ACME)
    with lobby.database.read() as tx:
        assert admins.confirmed(tx, ACME) == [INES]


def test_whoever_is_no_admin_cannot_close_what_an_admin_has_opened(lobby: Lobby) -> None:
    lobby.visitor().install()
    assert "installed again" in lobby.visitor(person=MAYA).install().text
    access = lobby.tokens.of(ACME)
    assert access and access.token == lobby.oauth.worlds[0].bot_token
    with lobby.database.read() as tx:
        assert admins.confirmed(tx, ACME) == [INES]


# --- nothing in the clear ------------------------------------------------------------------------


def test_no_token_state_or_cookie_stands_in_the_database_or_the_log(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = lobby.visitor()
    back = visitor.allow(visitor.go())
    visitor.browser.get(back)
    query = parse_qs(urlsplit(back).query)
    secrets = [query["state"][0], query["code"][0], visitor.browser.cookies[COOKIE]]
    secrets += [lobby.oauth.worlds[0].bot_token, lobby.oauth.client_secret]
    with lobby.database.read() as tx:
        rows = [str(row) for t in metadata.sorted_tables for row in tx.all(t.select())]
    ours = [r.getMessage() for r in caplog.records if r.name.partition(".")[0] in ("bot", "jobs")]
    assert any("installed workspace" in line for line in ours)
    assert [s for s in secrets if any(s in line for line in (*rows, *ours))] == []


def test_the_token_of_one_workspace_does_not_open_in_the_row_of_another(lobby: Lobby) -> None:
    lobby.visitor(ACME).install()
    lobby.visitor(GLOBEX).install()
    of = kept.c.workspace
    with lobby.database.begin() as tx:
        acmes = tx.value(select(kept.c.sealed).where(of == ACME))
        tx.run(update(kept).where(of == GLOBEX).values(sealed=acmes))
    assert lobby.tokens.of(ACME) and lobby.tokens.of(GLOBEX) is None
