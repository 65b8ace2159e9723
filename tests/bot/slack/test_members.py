"""Whom a roster means: by id and by address, a few and many, with patience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.slack.client import web_client
from bot.slack.members import TRIES, SlackMembers
from jobs.importing import CannotLook, Members
from sandbox.company import ANA, BEN, GUEST, LEFT, MAYA, SCOPES, company
from sandbox.faults import Fault
from sandbox.server import Serving, serve
from sandbox.shapes import Person
from tests.bot.slack.loopback import Behaviour, hangs_up, loopback, raw, refuses, resets, says
from tests.bot.slack.office import TEAM, machine_now

ADDRESSES = {ANA: "ana@example.org", BEN: "ben@example.org", LEFT: "leo@example.org"}


@dataclass
class Waiting:
    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def serving() -> Iterator[Serving]:
    with serve(company(machine_now, scopes=[*SCOPES, "users:read.email"])) as serving:
        for person, email in ADDRESSES.items():
            serving.run(serving.world.change(person, email=email))
        yield serving


def members(serving: Serving, **more: Any) -> SlackMembers:
    client = web_client(serving.world.bot_token, serving.api_url)
    return SlackMembers(TEAM, client, **{"wait": Waiting(), **more})


def asked(serving: Serving) -> list[str]:
    return [call.method for call in serving.world.calls]


def test_it_is_the_port_that_an_import_asks_for(serving: Serving) -> None:
    port: Members = members(serving)
    assert port


@pytest.mark.parametrize("few", [40, 0])
def test_people_are_found_by_id_and_by_address_one_by_one_or_in_the_list(
    serving: Serving, few: int
) -> None:
    names = {ANA, "ben@example.org", MAYA, GUEST, "U0NOBODY", "eve@example.org"}
    found = members(serving, few=few).find(names)
    assert {name: profile.id for name, profile in found.items()} == {
        ANA: ANA,
        "ben@example.org": BEN,
        MAYA: MAYA,
        GUEST: GUEST,
    }
    assert found[GUEST].is_guest
    assert (found["ben@example.org"].zone, found[ANA].locale) == ("Europe/Berlin", "en-US")


@pytest.mark.parametrize("few", [40, 0])
def test_who_has_left_is_known_by_id_as_somebody_who_left(serving: Serving, few: int) -> None:
    assert members(serving, few=few).find({LEFT})[LEFT].is_deactivated


def test_an_address_is_compared_without_regard_to_its_case(serving: Serving) -> None:
    serving.run(serving.world.change(ANA, email="Ana@Example.org"))
    assert set(members(serving, few=0).find({"ana@example.org"})) == {"ana@example.org"}


def test_a_large_workspace_is_read_page_by_page_and_once(serving: Serving) -> None:
    for n in range(450):
        serving.world.people[f"U1{n:05d}"] = Person(f"U1{n:05d}", f"p{n}", f"Person {n}")
    names = {f"U1{n:05d}" for n in range(450)}
    assert set(members(serving).find(names)) == names
    assert asked(serving) == ["users.list"] * 3


@pytest.mark.parametrize("few", [40, 0])
def test_without_the_optional_scope_an_address_is_refused_in_words(few: int) -> None:
    with serve(company(machine_now)) as serving, pytest.raises(CannotLook) as told:
        members(serving, few=few).find({"ana@example.org", MAYA})
    assert "users:read.email" in str(told.value) and "example" not in str(told.value)


def test_without_the_optional_scope_ids_are_found_all_the_same() -> None:
    with serve(company(machine_now)) as serving:
        assert set(members(serving).find({ANA, MAYA})) == {ANA, MAYA}


# --- patience ------------------------------------------------------------------------------------


def test_slack_is_given_the_quiet_it_asks_for(serving: Serving) -> None:
    busy = Fault("users.info", "http", times=2, status=429, headers={"Retry-After": "7"})
    serving.world.faults.add(busy)
    wait = Waiting()
    assert set(members(serving, wait=wait).find({ANA})) == {ANA}
    assert wait.seconds == [7, 7]


@pytest.mark.parametrize("what", ["lost_request", "lost_answer", "garbage", "http", "error"])
def test_one_bad_answer_is_asked_for_again(serving: Serving, what: Any) -> None:
    serving.world.faults.add(Fault("users.list", what))
    assert set(members(serving, few=0).find({ANA})) == {ANA}


def look(behaviour: Behaviour) -> tuple[str, list[float]]:
    wait = Waiting()
    with loopback(behaviour) as server, pytest.raises(CannotLook) as told:
        SlackMembers(TEAM, web_client("xoxb-1", server.api_url), wait=wait).find({ANA})
    return str(told.value), wait.seconds


@pytest.mark.parametrize(
    "behaviour",
    [
        raw(500, "oops"),
        raw(200, "<html>", "text/html"),
        resets,
        hangs_up,
        refuses("internal_error"),
    ],
)
def test_what_goes_wrong_every_time_is_told_in_the_end(behaviour: Behaviour) -> None:
    told, waited = look(behaviour)
    assert "Slack did not say who is meant" in told and len(waited) == TRIES


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "missing_scope"])
def test_what_will_not_pass_is_told_at_once(code: str) -> None:
    told, waited = look(refuses(code))
    assert code in told and waited == []


def test_a_cursor_that_leads_back_ends() -> None:
    again = says(ok=True, members=[{"id": ANA}], response_metadata={"next_cursor": "same"})
    with loopback(again) as server:
        client = web_client("xoxb-1", server.api_url)
        assert set(SlackMembers(TEAM, client, few=0).find({ANA})) == {ANA}
        assert len(server.requests) == 2
