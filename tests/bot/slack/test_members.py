"""Whom a roster means: by id and by address, a few and many, with patience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.slack.client import web_client
from bot.slack.members import TRIES, SlackMembers
from bot.slack.people import profile_of
from jobs.importing import CannotLook, Members
from jobs.knowing import Everybody, NotGranted
from sandbox.company import ANA, BEN, GUEST, LEFT, MAYA, SCOPES, company
from sandbox.faults import Fault
from sandbox.server import Serving, serve
from sandbox.shapes import Person, ProfileField
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
    assert "did not say who is meant" in told and len(waited) == TRIES


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


# --- everybody, and who leads them by their profiles ---------------------------------------------

MANAGER = ProfileField("Xf0BOSS", "Manager", "user")
NOTES = ProfileField("Xf0NOTE", "Boss's nickname", "text")


@pytest.fixture
def with_fields() -> Iterator[Serving]:
    scopes = [*SCOPES, "users.profile:read"]
    with serve(company(machine_now, scopes=scopes, profile_fields=[NOTES, MANAGER])) as serving:
        serving.run(serving.world.change(ANA, fields={"Xf0BOSS": MAYA, "Xf0NOTE": "U0BEN"}))
        serving.run(serving.world.change(BEN, fields={"Xf0BOSS": f"{MAYA},{GUEST}"}))
        yield serving


def test_everybody_is_read_from_all_pages(serving: Serving) -> None:
    for n in range(450):
        serving.world.people[f"U1{n:05d}"] = Person(f"U1{n:05d}", f"p{n}", f"Person {n}")
    everybody: Everybody = members(serving)
    found = everybody.everybody()
    assert len(found) == len(serving.world.people)
    assert found[LEFT].is_deactivated and found[GUEST].is_guest and found["U100449"].zone
    assert asked(serving) == ["users.list"] * 3


def test_a_list_that_breaks_off_is_no_list(serving: Serving) -> None:
    for n in range(450):
        serving.world.people[f"U1{n:05d}"] = Person(f"U1{n:05d}", f"p{n}", f"Person {n}")
    cursor = asked_with(serving)
    fault = Fault("users.list", "error", times=None, only={"cursor": cursor})
    serving.world.faults.add(fault)
    with pytest.raises(CannotLook):
        members(serving).everybody()


def asked_with(serving: Serving) -> str:
    """The cursor of the second page."""
    members(serving).everybody()
    cursor = serving.world.calls[1].arguments["cursor"]
    assert isinstance(cursor, str)
    return cursor


def test_one_person_is_known_or_not(serving: Serving) -> None:
    assert members(serving).one("U0NOBODY") is None
    ana = members(serving).one(ANA)
    assert ana is not None and ana.id == ANA


@pytest.mark.parametrize("name", ["Manager", "manager", "Xf0BOSS"])
def test_who_leads_ana_is_read_from_the_field_of_that_label_or_id(
    with_fields: Serving, name: str
) -> None:
    waiting = Waiting()
    found = members(with_fields, wait=waiting).managers([ANA, BEN, MAYA], name)
    assert found == {ANA: (MAYA,), BEN: (MAYA, GUEST)}
    assert sum(waiting.seconds) >= 3 * 0.6  # Slack allows a hundred a minute
    assert with_fields.world.violations == []


@pytest.mark.parametrize("name", ["Leader", "Boss's nickname"])
def test_a_field_that_is_not_there_or_names_nobody_is_refused_in_words(
    with_fields: Serving, name: str
) -> None:
    with pytest.raises(NotGranted, match="that names people"):
        members(with_fields).managers([ANA], name)


def test_without_the_scope_it_says_which(serving: Serving) -> None:
    with pytest.raises(NotGranted, match=r"users\.profile:read"):
        members(serving).managers([ANA], "Manager")


def test_a_server_without_profile_fields_is_told_so(with_fields: Serving) -> None:
    with_fields.world.faults.add(Fault("team.profile.get", "error", error="unknown_method"))
    with pytest.raises(NotGranted):
        members(with_fields).managers([ANA], "Manager")


# --- a status of leave ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("emoji", "is_leave"),
    [
        (":palm_tree:", True),
        (":face_with_thermometer:", True),
        (":beach_with_umbrella:", True),
        (":airplane:", False),
        (":calendar:", False),
        ("", False),
    ],
)
def test_a_status_of_leave_is_told_by_its_emoji_alone(emoji: str, is_leave: bool) -> None:
    status = {"status_emoji": emoji, "status_text": "palm_tree vacation", "status_expiration": 0}
    found = profile_of({"id": ANA, "profile": status}, TEAM)
    assert (found.is_on_leave, found.leave_until) == (is_leave, None)
    assert "vacation" not in repr(found)


def test_a_leave_has_an_end_where_the_status_has_one() -> None:
    status = {"status_emoji": ":palm_tree:", "status_expiration": 1_796_000_000}
    found = profile_of({"id": ANA, "profile": status}, TEAM)
    assert found.leave_until == datetime.fromtimestamp(1_796_000_000, UTC)
    odd = {"id": ANA, "profile": {"status_emoji": ":beach:", "status_expiration": "soon"}}
    assert profile_of(odd, TEAM).leave_until is None and profile_of(odd, TEAM).is_on_leave
