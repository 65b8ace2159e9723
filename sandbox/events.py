"""The events the app subscribed to, and who may hear what."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sandbox import payloads
from sandbox.shapes import Channel, Json, Message, Person

if TYPE_CHECKING:
    from sandbox.world import World

MESSAGES = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
NEEDS = {
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "team_join": "users:read",
    "user_change": "users:read",
}


def wrapped(world: World, event: Json) -> Json:
    """One event as the Events API delivers it."""
    return {
        "token": payloads.OLD_TOKEN,
        "team_id": world.team_id,
        "context_team_id": world.team_id,
        "context_enterprise_id": None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(world.wall()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": world.team_id,
                "user_id": world.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-" + secrets.token_hex(12),
    }


async def tell(world: World, name: str, event: Json) -> None:
    """Deliver an event if the app subscribed to it and has the scope for it."""
    needed = NEEDS.get(name)
    if name not in world.app.events or (needed and needed not in world.scopes):
        return
    if world.token_error is not None and name not in ("app_uninstalled", "tokens_revoked"):
        return
    await world.deliveries.event(wrapped(world, {"event_ts": world.rooms.next_ts(), **event}))


async def message(world: World, said: Message, change: Json | None = None) -> None:
    """Somebody, also the app itself, wrote a message where the app is."""
    room = world.rooms.channels[said.channel]
    if world.app.bot_user not in room.members:
        return
    kind = "im" if room.is_im else "group" if room.is_private else "channel"
    body = change if change is not None else payloads.message(world, said)
    event = {"type": "message", **body, "channel": said.channel, "channel_type": kind}
    await tell(world, MESSAGES[kind], {**event, "event_ts": said.ts})


async def message_changed(world: World, said: Message, before: Message) -> None:
    change = {
        "subtype": "message_changed",
        "hidden": True,
        "message": payloads.message(world, said),
        "previous_message": payloads.message(world, before),
        "ts": world.rooms.next_ts(),
    }
    await message(world, said, change)


async def tab_opened(world: World, person: str, tab: str, channel: str) -> None:
    event: Json = {"type": "app_home_opened", "user": person, "channel": channel, "tab": tab}
    home = world.home(person)
    if tab == "home" and home is not None:
        event["view"] = payloads.view(world, home)
    await tell(world, "app_home_opened", event)


async def user_changed(world: World, person: Person) -> None:
    event = {"type": "user_change", "user": payloads.user(world, person, include_locale=True)}
    await tell(world, "user_change", {**event, "cache_ts": int(world.now().timestamp())})


async def team_joined(world: World, person: Person) -> None:
    await tell(world, "team_join", {"type": "team_join", "user": payloads.user(world, person)})


async def membership(
    world: World, name: str, room: Channel, who: str, inviter: str | None = None
) -> None:
    """The app hears who comes and goes where it is a member, and of its own coming and going."""
    if world.app.bot_user not in room.members and who != world.app.bot_user:
        return
    needed = "groups:read" if room.is_private else "channels:read"
    if needed not in world.scopes:
        return
    event: Json = {
        "type": name,
        "user": who,
        "channel": room.id,
        "channel_type": "G" if room.is_private else "C",
        "team": world.team_id,
    }
    await tell(world, name, {**event, **({"inviter": inviter} if inviter else {})})


async def revoked(world: World) -> None:
    tokens = {"oauth": [], "bot": [world.app.bot_user]}
    await tell(world, "tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})


async def uninstalled(world: World) -> None:
    await revoked(world)
    await tell(world, "app_uninstalled", {"type": "app_uninstalled"})
