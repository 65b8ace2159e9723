"""chat.*: posting, changing and deleting the app's own messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox import acts, events, forms, payloads
from sandbox.refusals import Refused
from sandbox.rules import check_message, check_metadata
from sandbox.rules.messages import TEXT_CUT_AT, UPDATED_TEXT
from sandbox.shapes import Channel, Json, Message
from sandbox.web_api.arguments import required
from sandbox.web_api.conversations import dm_with, visible

if TYPE_CHECKING:
    from sandbox.world import World


def post(world: World, arguments: Json) -> Json:
    required(arguments, "channel")
    room = _destination(world, str(arguments["channel"]))
    text, blocks, warnings = _content(world, arguments)
    metadata = _metadata(world, arguments)
    _keep_pace(world, room.id)
    said = world.rooms.post(
        room.id,
        metadata=metadata or None,
        thread_ts=arguments.get("thread_ts"),
        **acts.app_message(world, text, blocks),
    )
    world.later(events.message(world, said))
    body: Json = {"channel": room.id, "ts": said.ts, "message": payloads.message(world, said)}
    return {**body, **({"warnings": warnings} if warnings else {})}


def _destination(world: World, channel: str) -> Channel:
    """A channel the app is in, or the direct messages with a person."""
    if channel[:1] in ("U", "W"):
        if channel not in world.people:
            raise Refused("user_not_found" if channel.isalnum() else "channel_not_found")
        room = dm_with(world, channel)
    else:
        room = visible(world, channel)
    if room.is_im and not world.app.messages_tab_enabled:
        raise Refused("messages_tab_disabled")
    if room.is_archived:
        raise Refused("is_archived")
    outside = world.app.bot_user not in room.members
    if outside and "chat:write.public" not in world.scopes:
        raise Refused("not_in_channel")
    return room


def _content(world: World, arguments: Json) -> tuple[str, list[Json], list[str]]:
    text, blocks = str(arguments.get("text") or ""), arguments.get("blocks") or []
    _check_blocks(world, blocks)
    warnings = []
    if not text.strip():
        if not blocks and not arguments.get("attachments"):
            raise Refused("no_text")
        warnings.append("missing_text_in_message")
    if len(text) > TEXT_CUT_AT:
        text = text[:TEXT_CUT_AT]
        warnings.append("message_truncated")
    return text, blocks, warnings


def _check_blocks(world: World, blocks: Any) -> None:
    if not isinstance(blocks, list):
        world.broke("blocks", "not an array")
        raise Refused("invalid_blocks_format")
    problems = check_message(blocks)
    if problems:
        world.broke("blocks", "; ".join(problems))
        if problems == ["msg_blocks_too_long"]:
            raise Refused("msg_blocks_too_long")
        raise Refused("invalid_blocks", [f"[ERROR] {p}" for p in problems], errors=problems)


def _metadata(world: World, arguments: Json) -> Json | None:
    """None when the call says nothing about metadata; an empty object takes it away."""
    metadata = arguments.get("metadata")
    if metadata is None:
        return None
    error = check_metadata(metadata)
    if error:
        world.broke("metadata", error)
        raise Refused(error)
    return dict(metadata)


def _keep_pace(world: World, channel: str) -> None:
    wait = world.pace.message(channel)
    if wait:
        raise Refused("ratelimited", status=429, retry_after=wait)


def post_ephemeral(world: World, arguments: Json) -> Json:
    required(arguments, "channel", "user")
    room = _destination(world, str(arguments["channel"]))
    viewer = str(arguments["user"])
    if viewer not in room.members:
        raise Refused("user_not_in_channel")
    text, blocks, _ = _content(world, arguments)
    said = world.rooms.post(room.id, only_for=viewer, **acts.app_message(world, text, blocks))
    return {"message_ts": said.ts}


def update(world: World, arguments: Json) -> Json:
    """Text without blocks takes the blocks away; metadata stays unless given."""
    before = _own(world, arguments, "cant_update_message")
    text, blocks = arguments.get("text"), arguments.get("blocks")
    if text is None and blocks is None and not arguments.get("attachments"):
        raise Refused("no_text")
    if len(str(text or "")) > UPDATED_TEXT:
        world.broke("text", f"{len(str(text))} characters in an update")
        raise Refused("msg_too_long")
    _check_blocks(world, blocks or [])
    metadata = _metadata(world, arguments)
    named = forms.with_ids(blocks or [])
    after = world.rooms.put(
        replace(
            before,
            text=before.text if text is None else str(text),
            blocks=named,
            state_values=forms.state_of(named, before.state_values),
            metadata=before.metadata if metadata is None else metadata or None,
            edited=before.edited if named else world.rooms.next_ts(),
        )
    )
    world.later(events.message_changed(world, after, before))
    body: Json = {"channel": after.channel, "ts": after.ts, "text": after.text}
    return {**body, "message": payloads.message(world, after)}


def _own(world: World, arguments: Json, error: str) -> Message:
    """A message of this app, by the id of its channel: the id of a person does not do."""
    required(arguments, "channel", "ts")
    room = visible(world, arguments["channel"])
    found = world.rooms.find(room.id, str(arguments["ts"]))
    if found is None or found.only_for is not None:
        raise Refused("message_not_found")
    if found.app_id != world.app.id:
        raise Refused(error)
    return found


def delete(world: World, arguments: Json) -> Json:
    message = _own(world, arguments, "cant_delete_message")
    world.rooms.remove(message)
    return {"channel": message.channel, "ts": message.ts}
