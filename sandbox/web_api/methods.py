"""The Web API's methods in one table, with the scope each needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sandbox import oauth
from sandbox.shapes import Json
from sandbox.web_api import conversations, messages, people, views

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Method:
    """`run` does it and answers the fields beside `ok`, or raises Refused."""

    run: Callable[[World, Json], Json]
    scope: str | None = None
    token: Literal["bot", "app", "none"] = "bot"


METHODS = {
    "api.test": Method(people.api_test, token="none"),
    "apps.connections.open": Method(people.open_connection, token="app"),
    "auth.test": Method(people.auth_test),
    "chat.delete": Method(messages.delete, "chat:write"),
    "chat.postEphemeral": Method(messages.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(messages.post, "chat:write"),
    "chat.update": Method(messages.update, "chat:write"),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_dm, "im:write"),
    "dnd.info": Method(people.dnd_info, "dnd:read"),
    "oauth.v2.access": Method(oauth.access, token="none"),
    "team.info": Method(people.team_info, "team:read"),
    "team.profile.get": Method(people.team_profile, "users.profile:read"),
    "users.info": Method(people.user_info, "users:read"),
    "users.list": Method(people.user_list, "users:read"),
    "users.lookupByEmail": Method(people.lookup_by_email, "users:read.email"),
    "users.profile.get": Method(people.profile, "users.profile:read"),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
