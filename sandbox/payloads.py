"""The workspace's nouns as Slack writes them in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.shapes import Channel, Json, Message, Person, View

if TYPE_CHECKING:
    from sandbox.world import World

OLD_TOKEN = "sandbox-verification-token"


def user(world: World, person: Person, *, include_locale: bool = False) -> Json:
    """A user object. A deactivated person has no time zone and no roles."""
    body: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(world.now().timestamp()),
        "profile": profile(world, person),
    }
    if person.is_stranger:
        body["is_stranger"] = True
    if not person.deleted:
        body |= _living(world, person)
    if include_locale:
        body["locale"] = person.locale
    return body


def _living(world: World, person: Person) -> Json:
    zone: Json = {}
    if person.tz is not None:
        zone = {"tz": person.tz, "tz_label": person.tz, "tz_offset": tz_offset(world, person)}
    roles = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")
    return {
        "color": "9f69e7",
        "real_name": person.real_name,
        **zone,
        **{role: getattr(person, role) for role in roles},
    }


def tz_offset(world: World, person: Person) -> int:
    if person.tz_offset is not None or person.tz is None:
        return person.tz_offset or 0
    try:
        offset = world.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        return 0
    return int(offset.total_seconds()) if offset is not None else 0


def profile(world: World, person: Person) -> Json:
    body: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_expiration": person.status_expiration,
        "avatar_hash": "",
        "team": person.team_id,
    }
    if person.email and "users:read.email" in world.scopes:
        body["email"] = person.email
    return body


def channel(world: World, room: Channel) -> Json:
    if room.is_im:
        return {
            "id": room.id,
            "created": 0,
            "is_im": True,
            "is_org_shared": False,
            "user": room.user,
            "is_archived": False,
            "is_user_deleted": bool(room.user and world.people[room.user].deleted),
            "context_team_id": world.team_id,
        }
    return {
        "id": room.id,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": not room.is_private,
        "is_group": room.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": room.is_private,
        "is_archived": room.is_archived,
        "is_general": room.name == "general",
        "is_shared": room.is_ext_shared,
        "is_ext_shared": room.is_ext_shared,
        "is_org_shared": False,
        "is_member": world.app.bot_user in room.members,
        "context_team_id": world.team_id,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message(world: World, said: Message, *, metadata: bool = True) -> Json:
    body: Json = {
        "type": "message",
        "user": said.user,
        "ts": said.ts,
        "text": said.text,
        "team": world.team_id,
    }
    if said.bot_id:
        body |= {"bot_id": said.bot_id, "app_id": said.app_id}
    if said.blocks:
        body["blocks"] = list(said.blocks)
    if said.thread_ts:
        body["thread_ts"] = said.thread_ts
    if said.edited:
        body["edited"] = {"user": said.bot_id or said.user, "ts": said.edited}
    if metadata and said.metadata:
        body["metadata"] = said.metadata
    return body


def view(world: World, seen: View) -> Json:
    return {
        "id": seen.id,
        "team_id": world.team_id,
        "type": seen.type,
        "blocks": list(seen.blocks),
        "private_metadata": seen.private_metadata,
        "callback_id": seen.callback_id,
        "state": {"values": seen.state_values},
        "hash": seen.hash,
        "title": _plain(seen.title or world.app.name),
        "clear_on_close": seen.clear_on_close,
        "notify_on_close": seen.notify_on_close,
        "close": _plain(seen.close) if seen.close else None,
        "submit": _plain(seen.submit) if seen.submit else None,
        "previous_view_id": seen.previous_view_id,
        "root_view_id": seen.root_view_id,
        "app_id": world.app.id,
        "external_id": seen.external_id,
        "app_installed_team_id": world.team_id,
        "bot_id": world.app.bot_id,
    }


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def actor(world: World, person: str) -> Json:
    """The person as interactions name them."""
    who = world.people[person]
    return {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team_id}


def interaction(world: World, kind: str, person: str) -> Json:
    """What every interaction payload carries."""
    return {
        "type": kind,
        "team": {"id": world.team_id, "domain": "tend"},
        "user": actor(world, person),
        "api_app_id": world.app.id,
        "token": OLD_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def on_message(world: World, person: str, said: Message) -> Json:
    """Where a press on a message happened; an ephemeral message is not sent along."""
    room = world.rooms.channels[said.channel]
    place: Json = {
        "container": {
            "type": "message",
            "message_ts": said.ts,
            "channel_id": said.channel,
            "is_ephemeral": said.only_for is not None,
        },
        "channel": {"id": said.channel, "name": channel_name(room)},
        "state": {"values": said.state_values},
        "response_url": world.response_urls.give(world.base_url, person, said.channel, said.ts),
        "trigger_id": world.triggers.give(person),
    }
    if said.only_for is None:
        place["message"] = message(world, said)
    return place


def on_view(world: World, person: str, seen: View) -> Json:
    root = seen.root_view_id if seen.type == "modal" else None
    return {
        "container": {"type": "view", "view_id": seen.id},
        "view": view(world, seen),
        "trigger_id": world.triggers.give(person, root),
    }


def channel_name(room: Channel) -> str:
    if room.is_im:
        return "directmessage"
    return "privategroup" if room.is_private else room.name
