"""Quick looks while somebody waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.directory import ChannelFacts, Directory, Silent
from bot.slack.directory import ScopeMissing, SlackDirectory
from sandbox.company import ADMINS, GENERAL, MAYA
from sandbox.server import Serving
from tests.bot.slack.loopback import (
    Behaviour,
    drips,
    hangs,
    hangs_up,
    loopback,
    raw,
    refuses,
    resets,
    says,
)
from tests.bot.slack.office import TEAM, clients, slack


@pytest.fixture
def serving() -> Iterator[Serving]:
    with slack() as serving:
        yield serving


def directory_of(serving: Serving, **more: Any) -> SlackDirectory:
    to_slack = clients(serving.world.bot_token, serving.api_url, timeout=0.8)
    return SlackDirectory(to_slack, **more)


def asked(serving: Serving, method: str) -> int:
    return len([call for call in serving.world.calls if call.method == method])


def test_it_is_the_port_that_conversations_ask_for(serving: Serving) -> None:
    port: Directory = directory_of(serving)
    assert port


def test_maya_is_known_and_asked_for_once_a_minute(serving: Serving) -> None:
    clock = [0.0]
    directory = directory_of(serving, monotonic=lambda: clock[0])
    for at in (0, 59, 61):
        clock[0] = at
        maya = directory.profile(TEAM, MAYA)
        assert maya and (maya.zone, maya.locale) == ("Europe/Berlin", "en-US")
    assert asked(serving, "users.info") == 2


def test_a_changed_person_is_asked_for_at_once(serving: Serving) -> None:
    directory = directory_of(serving)
    directory.profile(TEAM, MAYA)
    serving.world.people[MAYA] = replace(serving.world.people[MAYA], tz="Pacific/Auckland")
    directory.forget(TEAM, MAYA)
    maya = directory.profile(TEAM, MAYA)
    assert maya and maya.zone == "Pacific/Auckland"


def test_nobody_is_nobody(serving: Serving) -> None:
    assert directory_of(serving).profile(TEAM, "U0NOBODY") is None
    assert directory_of(serving).profile("T0OTHER", MAYA) is None


def test_a_private_channel_that_tend_is_in(serving: Serving) -> None:
    facts = directory_of(serving).channel(TEAM, ADMINS)
    assert facts == ChannelFacts(is_private=True, is_shared=False, tend_is_in=True)


def test_a_public_channel_is_not_private_though_no_scope_lets_tend_look(serving: Serving) -> None:
    facts = directory_of(serving).channel(TEAM, GENERAL)
    assert facts is None or not facts.is_private


def look_at(behaviour: Behaviour, in_all: float = 0.8) -> ChannelFacts | None:
    with loopback(behaviour) as server:
        to_slack = clients("xoxb-1", server.api_url, timeout=in_all)
        return SlackDirectory(to_slack, in_all=in_all).channel(TEAM, ADMINS)


@pytest.mark.parametrize(
    "flag", ["is_shared", "is_ext_shared", "is_pending_ext_shared", "is_org_shared"]
)
def test_a_shared_channel_is_shared_however_slack_says_it(flag: str) -> None:
    facts = look_at(says(ok=True, channel={"id": ADMINS, "is_private": True, flag: True}))
    assert facts and facts.is_shared


def test_a_group_conversation_is_no_private_channel() -> None:
    facts = look_at(says(ok=True, channel={"id": "G1", "is_private": True, "is_mpim": True}))
    assert facts and not facts.is_private


def test_a_channel_that_nobody_knows() -> None:
    assert look_at(refuses("channel_not_found")) is None


def test_a_missing_scope_for_private_channels_is_named() -> None:
    with pytest.raises(ScopeMissing):
        look_at(refuses("missing_scope", needed="groups:read", provided="chat:write,users:read"))


def test_a_missing_scope_for_public_channels_says_that_it_is_public() -> None:
    provided = "chat:write,groups:read"
    facts = look_at(refuses("missing_scope", needed="channels:read", provided=provided))
    assert facts == ChannelFacts(is_private=False, is_shared=False, tend_is_in=False)


@pytest.mark.parametrize(
    "behaviour",
    [
        refuses("internal_error"),
        refuses("ratelimited"),
        raw(500, "oops"),
        raw(200, "<html>", "text/html"),
        raw(200, "[]"),
        resets,
        hangs_up,
    ],
)
def test_whatever_goes_wrong_is_silence(behaviour: Behaviour) -> None:
    with pytest.raises(Silent):
        look_at(behaviour)


@pytest.mark.parametrize("behaviour", [hangs, drips])
def test_nobody_waits_longer_than_agreed(behaviour: Behaviour) -> None:
    started = time.monotonic()
    with pytest.raises(Silent):
        look_at(behaviour, in_all=0.2)
    assert time.monotonic() - started < 3


def test_the_token_does_not_follow_a_redirect() -> None:
    with loopback(says(ok=True)) as elsewhere:
        there = raw(302, "", Location=f"{elsewhere.api_url}conversations.info")
        with pytest.raises(Silent):
            look_at(there)
        assert elsewhere.requests == []


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback(says(ok=True)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        facts = look_at(says(ok=True, channel={"id": ADMINS, "is_private": True}))
        assert facts and facts.is_private and proxy.requests == []
