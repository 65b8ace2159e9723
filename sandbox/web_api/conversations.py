"""conversations.*: the app sees the channels it is in, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import payloads
from sandbox.refusals import Refused
from sandbox.shapes import Channel, Json, Message
from sandbox.web_api.arguments import need, page, true

if TYPE_CHECKING:
    from sandbox.world import World


def visible(world: World, channel_id: object) -> Channel:
    """A channel the app may know of: an id, not a name, and no private one of others."""
    room = world.rooms.channels.get(str(channel_id or ""))
    if room is None:
        raise Refused("channel_not_found")
    if (room.is_private or room.is_im) and world.app.bot_user not in room.members:
        raise Refused("channel_not_found")
    return room


def _readable(world: World, arguments: Json, verb: str) -> Channel:
    """The channel, if the scope for its kind was granted."""
    channel_id = str(arguments.get("channel") or "")
    room = world.rooms.channels.get(channel_id)
    private = room is not None and room.is_private
    kind = "im" if channel_id.startswith("D") else "groups" if private else "channels"
    need(world, f"{kind}:{verb}")
    return visible(world, channel_id)


def info(world: World, arguments: Json) -> Json:
    room = _readable(world, arguments, "read")
    body = payloads.channel(world, room)
    if true(arguments.get("include_num_members")):
        body["num_members"] = len(room.members)
    return {"channel": body}


def members(world: World, arguments: Json) -> Json:
    room = _readable(world, arguments, "read")
    everyone = sorted(room.members)
    wanted, next_page = page(arguments, len(everyone), default=100)
    return {"members": everyone[wanted], **next_page}


def open_dm(world: World, arguments: Json) -> Json:
    if arguments.get("channel"):
        room = visible(world, arguments["channel"])
        return {"no_op": True, "already_open": True, "channel": {"id": room.id}}
    users = [u for u in str(arguments.get("users") or "").split(",") if u]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        need(world, "mpim:write")
        raise Refused("method_not_supported_for_channel_type")
    return _opened(world, users[0], full=true(arguments.get("return_im")))


def _opened(world: World, user: str, *, full: bool) -> Json:
    already = any(room.user == user for room in world.rooms.channels.values())
    if world.people.get(user) and world.people[user].deleted:
        raise Refused("user_disabled")
    room = dm_with(world, user)
    body = payloads.channel(world, room) if full else {"id": room.id}
    return {"channel": body, **({"no_op": True, "already_open": True} if already else {})}


def dm_with(world: World, user: str) -> Channel:
    """The direct messages with a person, opened if need be."""
    person = world.people.get(user)
    if person is None:
        raise Refused("user_not_found")
    if person.is_bot or person.id == "USLACKBOT":
        raise Refused("cannot_dm_bot")
    return world.dm(user)


def history(world: World, arguments: Json) -> Json:
    """Newest first."""
    room = _readable(world, arguments, "history")
    if world.app.bot_user not in room.members:
        raise Refused("not_in_channel")
    kept = [m for m in reversed(world.rooms.kept(room.id)) if _within(m, arguments)]
    wanted, next_page = page(arguments, len(kept), default=100, most=999)
    metadata = true(arguments.get("include_all_metadata"))
    found = [payloads.message(world, m, metadata=metadata) for m in kept[wanted]]
    more = bool(next_page["response_metadata"]["next_cursor"])
    body: Json = {"messages": found, "has_more": more, "pin_count": 0}
    return {**body, **(next_page if more else {})}


def _within(message: Message, arguments: Json) -> bool:
    ts = micros(message.ts)
    oldest, latest = arguments.get("oldest"), arguments.get("latest")
    after = micros(oldest, "invalid_ts_oldest") if oldest else 0
    before = micros(latest, "invalid_ts_latest") if latest else ts + 1
    if true(arguments.get("inclusive")):
        return after <= ts <= before
    return after < ts < before


def micros(ts: object, error: str = "invalid_ts") -> int:
    """A ts as a whole number of microseconds: a float would lose the last digits."""
    seconds, _, rest = str(ts).partition(".")
    if not seconds.isdecimal() or not (rest or "0").isdecimal():
        raise Refused(error)
    return int(seconds) * 1_000_000 + int(rest[:6].ljust(6, "0"))
