"""The manifest asks Slack for what a feature needs: everything of that, and nothing else."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from bot.conversations.registry import COMMANDS
from bot.slack import listeners
from sandbox.web_api.methods import METHODS
from tests.house.reading import ROOT, manifest, modules, texts

SCHEMA = ROOT.parent / "shared" / "schemas" / "slack-manifest-v1.json"

WHY = {  # scope: the feature that is lost without it
    "chat:write": "plans, follow-ups, private answers, notices in the admin channel",
    "commands": "/mygoals, /mypeople and /cadence",
    "dnd:read": "what nobody asked for waits while a person wants no disturbance; optional",
    "groups:read": "/cadence checks that its channel is private, unshared, and has Tend in it",
    "im:history": "words and a kind answer in the DM; looking whether a doubtful message arrived",
    "im:write": "opening the DM in which that look is taken",
    "users:read": "time zones, guests, deactivated people, and who is an admin",
    "users.profile:read": "who leads whom, from a field of the profiles; optional",
    "users:read.email": "`tend import` with e-mail addresses in place of member ids; optional",
}
CALLS = {  # method: the scope it needs; None where a token is enough
    "auth.test": None,
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.info": "groups:read",
    "conversations.open": "im:write",
    "dnd.info": "dnd:read",
    "team.profile.get": "users.profile:read",
    "users.profile.get": "users.profile:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
    "views.open": None,
    "views.publish": None,
    "views.update": None,
}
EVENTS = {  # event: the scope it needs
    "app_home_opened": None,
    "message.im": "im:history",
    "user_change": "users:read",
}


def granted() -> set[str]:
    scopes = manifest()["oauth_config"]["scopes"]
    return {*scopes["bot"], *scopes.get("bot_optional", ())}


def test_the_manifest_is_valid_by_slacks_own_schema() -> None:
    if not SCHEMA.exists():
        pytest.skip("Slack's schema of manifests does not lie beside this clone")
    jsonschema.validate(manifest(), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_every_scope_serves_a_feature_and_every_feature_has_its_scope() -> None:
    needed = {*CALLS.values(), *EVENTS.values(), "commands"} - {None}
    assert granted() == needed == WHY.keys()


def test_tend_calls_the_methods_that_its_scopes_are_for_and_no_other() -> None:
    method = re.compile(r"(auth|chat|conversations|dnd|reactions|team|users|views)(\.[a-zA-Z]+)+")
    written = {text for file in modules("bot") for text in texts(file) if method.fullmatch(text)}
    assert written | {"auth.test"} == CALLS.keys()  # auth.test is called by the library's name


@pytest.mark.parametrize("method", sorted(CALLS))
def test_the_local_workspace_asks_for_the_same_scope(method: str) -> None:
    known = METHODS[method].scope
    assert known in (CALLS[method], None)  # where it is None, the channel's kind decides


def test_every_event_that_is_subscribed_to_is_listened_for_and_the_other_way_round() -> None:
    asked = set(manifest()["settings"]["event_subscriptions"]["bot_events"])
    source = (ROOT / "bot/slack/listeners.py").read_text(encoding="utf-8")
    heard = set(re.findall(r'app\.event\("([a-z_]+)"\)', source))
    assert asked == EVENTS.keys()
    assert {event.partition(".")[0] for event in asked} == heard


def test_every_command_stands_in_the_manifest_and_has_a_handler() -> None:
    offered = {command["command"] for command in manifest()["features"]["slash_commands"]}
    assert offered == set(COMMANDS) == set(listeners.COMMANDS)


def test_there_is_no_way_to_act_for_a_person() -> None:
    """No user tokens, no shortcuts, no functions: Tend speaks as itself alone."""
    assert set(manifest()["oauth_config"]["scopes"]) <= {"bot", "bot_optional"}
    assert set(manifest()["features"]) == {"app_home", "bot_user", "slash_commands"}
    assert not {scope for scope in granted() if scope.startswith(("channels:", "chat:write."))}
