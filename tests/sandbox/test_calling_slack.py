"""Calling the Web API with the real client: who may, and what Slack answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company import ADMINS, ANA, BOT, GENERAL, GUEST, INES, LEFT, MAYA
from sandbox.server import Serving
from sandbox.shapes import ProfileField
from tests.sandbox.workspace import client_of

Start = Callable[..., Serving]


def refused(call: Callable[[], Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        call()
    answer = error.value.response.data
    assert isinstance(answer, dict)
    return answer


def test_the_app_learns_who_it_is(slack: Serving) -> None:
    told = client_of(slack).auth_test()
    assert (told["team_id"], told["user_id"], told["bot_id"]) == ("T0TEND", BOT, "B0TEND")


def test_a_call_without_a_token_a_wrong_one_or_the_wrong_kind_is_refused(slack: Serving) -> None:
    world = slack.world
    assert refused(client_of(slack, token=None).auth_test)["error"] == "not_authed"
    assert refused(client_of(slack, token="xoxb-other").auth_test)["error"] == "invalid_auth"
    for call in (
        client_of(slack, token=world.app_token).auth_test,
        lambda: client_of(slack).apps_connections_open(app_token=world.bot_token),
    ):
        assert refused(call)["error"] == "not_allowed_token_type"


def test_a_revoked_token_stops_every_call(slack: Serving) -> None:
    slack.world.token_error = "token_revoked"
    assert refused(client_of(slack).auth_test)["error"] == "token_revoked"


def test_a_missing_scope_is_named(start: Start) -> None:
    slack = start(scopes=["chat:write"])
    answer = refused(lambda: client_of(slack).users_info(user=MAYA))
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("users:read", "chat:write")
    assert [v.rule for v in slack.world.violations] == ["scope"]


def test_an_unknown_method_is_refused(slack: Serving) -> None:
    assert refused(lambda: client_of(slack).api_call("chat.shout"))["error"] == "unknown_method"


def test_what_a_json_string_holds_is_read_in_forms_too(slack: Serving) -> None:
    blocks = '[{"type": "divider"}]'
    data = {"channel": MAYA, "text": "hi", "blocks": blocks}
    said = client_of(slack).api_call("chat.postMessage", data=data)
    assert said["message"]["blocks"][0]["type"] == "divider"


def test_the_async_client_reads_people_too(slack: Serving) -> None:
    async def read() -> Any:
        client = AsyncWebClient(slack.world.bot_token, base_url=slack.api_url)
        return await client.users_info(user=MAYA, include_locale=True)

    user = slack.run(read())["user"]
    assert (user["tz"], user["locale"], user["is_admin"]) == ("Europe/Berlin", "en-US", False)


def test_a_person_who_left_has_no_time_zone(slack: Serving) -> None:
    user = client_of(slack).users_info(user=LEFT)["user"]
    assert user["deleted"] and "tz" not in user


def test_guests_and_admins_are_told_apart(slack: Serving) -> None:
    client = client_of(slack)
    assert client.users_info(user=INES)["user"]["is_admin"]
    assert client.users_info(user=GUEST)["user"]["is_restricted"]
    assert refused(lambda: client.users_info(user="U0NOBODY"))["error"] == "user_not_found"


def test_everyone_is_listed_page_by_page(slack: Serving) -> None:
    pages = [
        [member["id"] for member in page["members"]]
        for page in client_of(slack).users_list(limit=7)
    ]
    ids = [person for page in pages for person in page]
    assert [len(page) for page in pages] == [7, 7, 4]
    assert ids == list(slack.world.people)
    assert {"USLACKBOT", BOT, LEFT} <= set(ids)
    answer = refused(lambda: client_of(slack).users_list(cursor="nonsense"))
    assert answer["error"] == "invalid_cursor"


def test_a_large_team_asks_for_a_limit(slack: Serving) -> None:
    slack.world.users_list_needs_limit = True
    assert refused(client_of(slack).users_list)["error"] == "limit_required"


def test_emails_profiles_rest_and_the_team_need_their_scopes(start: Start) -> None:
    more = ["users:read", "users:read.email", "users.profile:read", "dnd:read", "team:read"]
    slack = start(scopes=more)
    slack.run(slack.world.change(ANA, email="ana@example.org", status_emoji=":palm_tree:"))
    client = client_of(slack)
    assert client.users_lookupByEmail(email="ana@example.org")["user"]["id"] == ANA
    nobody = refused(lambda: client.users_lookupByEmail(email="x@example.org"))
    assert nobody["error"] == "users_not_found"
    assert client.users_profile_get(user=ANA)["profile"]["status_emoji"] == ":palm_tree:"
    assert client.dnd_info(user=ANA)["dnd_enabled"] is False
    assert client.team_info()["team"]["id"] == "T0TEND"


def test_fields_of_a_profile_are_told_by_id_and_described_for_the_team(start: Start) -> None:
    boss = ProfileField("Xf0BOSS", "Manager", "user")
    slack = start(scopes=["users.profile:read"], profile_fields=[boss])
    slack.run(slack.world.change(ANA, fields={"Xf0BOSS": MAYA, "Xf0GONE": "x"}))
    client = client_of(slack)
    (field,) = client.api_call("team.profile.get")["profile"]["fields"]
    assert (field["id"], field["label"], field["type"]) == ("Xf0BOSS", "Manager", "user")
    of_ana = client.users_profile_get(user=ANA)["profile"]["fields"]
    assert of_ana == {"Xf0BOSS": {"value": MAYA, "alt": ""}}
    assert client.users_profile_get(user=MAYA)["profile"]["fields"] == []
    slack.world.scopes.clear()
    assert refused(lambda: client.api_call("team.profile.get"))["needed"] == "users.profile:read"


def test_direct_messages_are_opened_once(slack: Serving) -> None:
    client = client_of(slack)
    first = client.conversations_open(users=MAYA)
    again = client.conversations_open(users=[MAYA], return_im=True)
    assert first["channel"] == {"id": "D0MAYA"}
    assert again["already_open"] and again["channel"]["user"] == MAYA


@pytest.mark.parametrize(
    ("user", "error"),
    [(BOT, "cannot_dm_bot"), ("U0NOBODY", "user_not_found"), (LEFT, "user_disabled")],
)
def test_some_cannot_be_written_to(slack: Serving, user: str, error: str) -> None:
    assert refused(lambda: client_of(slack).conversations_open(users=user))["error"] == error


def test_a_private_channel_does_not_exist_for_those_outside(start: Start) -> None:
    outside, inside = start(), start(tend_is_admin_member=True)
    hidden = refused(lambda: client_of(outside).conversations_members(channel=ADMINS))
    assert hidden["error"] == "channel_not_found"
    seen = client_of(inside).conversations_members(channel=ADMINS)
    assert seen["members"] == [INES, BOT]
    assert client_of(inside).conversations_info(channel=ADMINS)["channel"]["is_private"]


def test_public_channels_need_a_scope_of_their_own(slack: Serving) -> None:
    answer = refused(lambda: client_of(slack).conversations_members(channel=GENERAL))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:read")


def test_a_call_can_be_repeated_by_the_default_client(slack: Serving) -> None:
    client = WebClient(token=slack.world.bot_token, base_url=slack.api_url)
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}
