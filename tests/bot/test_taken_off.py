"""A workspace takes Tend off: at once nothing is sent, and all of it waits a month for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.conversations.telling import tell_in
from bot.edge.counter import say
from bot.tenants import Tenants
from jobs.housekeeping import clean_up
from sandbox.company import INES, MAYA
from sandbox.faults import Fault
from storage import admins, installations, people, workspaces
from storage.deliveries import Kind, State
from tests.bot import scenes
from tests.bot.estate import (
    ACME,
    GLOBEX,
    Estate,
    is_over,
    open_estate,
    place,
    revoked,
    settled_in,
    states,
    token_of,
    told,
    uninstalls,
)
from tests.office import TUESDAY, text_of, wait_until

EXAM, MERGER = "Pass the AWS exam", "Lead the merger with Initech"


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Estate]:
    with open_estate(tmp_path) as opened:
        yield opened


# --- going ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["uninstalled first", "revoked first", "twice", "revoked alone"])
def test_once_taken_off_there_is_no_token_and_nothing_is_sent(estate: Estate, order: str) -> None:
    estate.installed()
    settled_in(estate, estate.acme, EXAM)
    estate.acme.world.token_error = "account_inactive"
    ends = {
        "uninstalled first": ("app_uninstalled", "tokens_revoked"),
        "revoked first": ("tokens_revoked", "app_uninstalled"),
        "twice": ("app_uninstalled", "app_uninstalled", "tokens_revoked", "tokens_revoked"),
        "revoked alone": ("tokens_revoked",),
    }[order]
    for event in ends:
        revoked(estate.acme) if event == "tokens_revoked" else told(estate.acme, event)
    is_over(estate.acme)
    assert token_of(estate, GLOBEX)
    gone_at = place(estate).gone_at
    assert gone_at is not None and place(estate, GLOBEX).gone_at is None
    calls = len(estate.acme.world.calls)
    estate.acme.clock.forward(days=21)
    report = estate.acme.tick()
    assert any("uninstalled" in line for line in report.lines)
    assert len(estate.acme.world.calls) == calls
    with estate.acme.tend.database.read() as tx:
        assert people.get(tx, ACME, MAYA) is not None, "what they wrote is kept for a while"
    told(estate.acme, "app_uninstalled")
    assert place(estate).gone_at == gone_at


def test_users_tokens_are_none_of_tends(estate: Estate) -> None:
    estate.installed(estate.acme)
    told(estate.acme, "tokens_revoked", tokens={"oauth": [MAYA], "bot": []})
    assert token_of(estate, ACME) and place(estate).gone_at is None


def test_an_end_that_is_told_late_does_not_end_the_new_installation(estate: Estate) -> None:
    estate.installed(estate.acme)
    uninstalls(estate.acme)
    assert token_of(estate, ACME) is None
    estate.installed(estate.acme)
    told(
        estate.acme, "app_uninstalled"
    )  # within the minutes by which clocks differ: Slack is asked
    revoked(estate.acme)
    access = token_of(estate, ACME)
    assert access and access.token == estate.acme.world.bot_token
    assert place(estate).gone_at is None


def says(works: bool, token: str) -> bool:
    return works


def test_by_the_time_where_clocks_leave_no_doubt_else_by_the_token(estate: Estate) -> None:
    tend = estate.acme.tend
    for minutes, works, ends in (
        *((-60, False, False), (60, True, True)),
        *((-1, True, False), (1, False, True)),
    ):
        estate.installed(estate.acme)
        found = estate.acme.look(lambda tx: installations.get(tx, ACME))
        tenants = Tenants(tend.database, tend.clocks, partial(says, works))
        tenants.taken_off(ACME, (found.installed_at + timedelta(minutes=minutes)).timestamp())
        assert (token_of(estate, ACME) is None) is ends, minutes


def test_where_slack_does_not_say_it_is_told_again_by_slack(estate: Estate) -> None:
    estate.installed(estate.acme)
    estate.acme.world.faults.add(Fault("auth.test", "http", status=503))
    estate.acme.world.token_error = "account_inactive"
    told(estate.acme, "app_uninstalled")  # refused once, brought again by Slack
    is_over(estate.acme)


def test_an_end_that_slack_never_told_of_is_found_out(estate: Estate) -> None:
    estate.installed(estate.acme)
    tend = estate.acme.tend
    tenants = Tenants(tend.database, tend.clocks, lambda token: False)
    tenants.look(ACME)
    assert token_of(estate, ACME), "nothing has made anybody doubt"
    with tend.database.begin() as tx:
        workspaces.change(tx, ACME, out_of_reach="account_inactive")
    tenants.look(ACME)
    assert token_of(estate, ACME) is None and place(estate).gone_at is not None


# --- in the midst of sending ---------------------------------------------------------------------


def test_taken_off_in_the_midst_of_sending_the_rest_is_not_sent(estate: Estate) -> None:
    estate.installed()
    office = estate.acme
    scenes.start(office)
    scenes.start(estate.globex)
    with office.tend.database.begin() as tx:
        for team in (ACME, GLOBEX):
            for n in range(12):
                tell_in(tx, team, TUESDAY, Kind.REPLY, INES, say(f"Hello {n}"))
    office.world.faults.add(Fault("chat.postMessage", "late_answer", times=None, delay=0.5))
    office.tend.sender.stir()
    wait_until(lambda: State.SENDING in states(estate, ACME), "nothing is sent", 30.0)
    uninstalls(office)
    wait_until(lambda: State.SENDING not in states(estate, ACME), "it did not end", 30.0)
    sent = [c for c in office.world.calls if c.method == "chat.postMessage" and c.effect]
    assert len(sent) < 12 and token_of(estate, ACME) is None

    def all_of_the_others() -> bool:
        office.tend.sender.stir()  # rather than wait until it looks by itself
        return set(states(estate, GLOBEX)) == {State.SENT}

    wait_until(all_of_the_others, "the others were held up", 30.0)
    assert State.DUE in states(estate, ACME)


# --- coming back ---------------------------------------------------------------------------------


def test_back_within_the_month_all_is_there_and_nothing_comes_in_a_burst(estate: Estate) -> None:
    office = estate.acme
    estate.installed(office)
    settled_in(estate, office, EXAM)
    office.later(days=1)
    uninstalls(office)
    for _ in range(20):
        office.clock.forward(days=1)
        office.tick()
    before = len(office.person("Maya").messages)
    estate.installed(office)
    assert place(estate).gone_at is None
    with office.tend.database.read() as tx:
        assert admins.confirmed(tx, ACME) == [INES]
    office.tick()
    for _ in range(6):  # the plan after that comes in its own week
        office.later(days=1)
    new = office.person("Maya").messages[before:]
    assert len(new) == 1 and EXAM in text_of(new[0])
    assert EXAM in text_of(office.person("Ana").home())


def test_somebody_who_is_no_admin_brings_it_back_and_it_waits(estate: Estate) -> None:
    estate.installed(estate.acme)
    uninstalls(estate.acme)
    assert "waits for an admin" in estate.visitor(estate.acme, MAYA).install().text
    assert token_of(estate, ACME) is None and place(estate).gone_at is not None


def test_a_month_later_nothing_of_them_is_left(estate: Estate) -> None:
    estate.installed()
    settled_in(estate, estate.acme, EXAM)
    settled_in(estate, estate.globex, MERGER)
    uninstalls(estate.acme)
    tend, machine = estate.acme.tend, estate.acme.machine
    clean_up(tend.database, estate.acme.clock(), machine() + timedelta(days=29))
    assert place(estate) is not None
    clean_up(tend.database, estate.acme.clock(), machine() + timedelta(days=31))
    assert place(estate) is None
    left = [name for name, of in estate.acme.rows("erased").items() for row in of if ACME in row]
    assert left == []
    assert place(estate, GLOBEX) is not None
    assert MERGER in text_of(estate.globex.person("Ana").home())
