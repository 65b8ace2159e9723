"""What people do, each as Slack would carry it out: the verbs of the workspace."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox import events, forms, payloads, submitting
from sandbox.rules import check_message
from sandbox.shapes import (
    Change,
    CommandResult,
    Json,
    Message,
    OnMessage,
    Person,
    Place,
    PressResult,
    SubmitResult,
    Typed,
    View,
)

if TYPE_CHECKING:
    from sandbox.world import World

FAILURES = {"timeout": "operation_timeout"}
TRIANGLE = "\N{WARNING SIGN} This app did not respond."


def _check_present(world: World, person: str, channel: str) -> None:
    if person not in world.rooms.channels[channel].members:
        raise LookupError(f"{person} is not in {channel}")


async def say(world: World, person: str, channel: str, text: str) -> Message:
    _check_present(world, person, channel)
    said = world.rooms.post(channel, user=person, text=text)
    world.rooms.mark_read(person, channel)
    await events.message(world, said)
    return said


async def command(world: World, person: str, channel: str, name: str, text: str) -> CommandResult:
    _check_present(world, person, channel)
    known = world.commands.get(name)
    if known is None or world.token_error is not None:
        return CommandResult(error=f"{name} is not a valid command.")
    if known.should_escape:
        text = escaped(world, text)
    payload = _command_payload(world, person, channel, name, text)
    answer = await world.deliveries.once("slash_commands", payload)
    if answer.failure:
        error = FAILURES.get(answer.failure, "dispatch_failed")
        return CommandResult(error=f'{name} failed with the error "{error}"')
    return _answered(world, person, channel, name, answer.body)


def _command_payload(world: World, person: str, channel: str, name: str, text: str) -> Json:
    return {
        "token": payloads.OLD_TOKEN,
        "team_id": world.team_id,
        "team_domain": "tend",
        "channel_id": channel,
        "channel_name": payloads.channel_name(world.rooms.channels[channel]),
        "user_id": person,
        "user_name": world.people[person].name,
        "command": name,
        "text": text.strip(),
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": world.response_urls.give(world.base_url, person, channel),
        "trigger_id": world.triggers.give(person),
    }


def escaped(world: World, text: str) -> str:
    """@ana becomes <@U0ANA|ana>, #general becomes <#C0GENERAL|general>, as should_escape does."""
    people = {p.name: f"<@{p.id}|{p.name}>" for p in world.people.values()}
    rooms = {c.name: f"<#{c.id}|{c.name}>" for c in world.rooms.channels.values() if c.name}
    text = re.sub(r"(?<!\S)@([\w.-]+)", lambda m: people.get(m[1].lower(), m[0]), text)
    return re.sub(r"(?<!\S)#([\w.-]+)", lambda m: rooms.get(m[1].lower(), m[0]), text)


def _answered(world: World, person: str, channel: str, name: str, body: Any) -> CommandResult:
    """Show the person what the app answered in its ack, if anything."""
    if not isinstance(body, dict) or not (body.get("text") or body.get("blocks")):
        return CommandResult()
    blocks = body.get("blocks") or []
    problems = check_message(blocks)
    if problems:
        world.broke("command_answer", "; ".join(problems))
        return CommandResult(error=f'{name} failed with the error "invalid_blocks"')
    everyone = body.get("response_type") == "in_channel"
    message = world.rooms.post(
        channel,
        only_for=None if everyone else person,
        **app_message(world, str(body.get("text") or ""), blocks),
    )
    return CommandResult(message)


def app_message(world: World, text: str, blocks: list[Json]) -> Json:
    """The fields of a message by the app."""
    named = forms.with_ids(blocks)
    return {
        "user": world.app.bot_user,
        "bot_id": world.app.bot_id,
        "app_id": world.app.id,
        "text": text,
        "blocks": named,
        "state_values": forms.state_of(named),
    }


async def press(
    world: World,
    person: str,
    where: Place | Message | View,
    block_id: str,
    action_id: str,
    value: Any,
    state_values: Typed | None,
) -> PressResult:
    seen = look(world, person, where)
    block, element = forms.element_at(seen.blocks, block_id, action_id)
    state = forms.typed_into(seen.blocks, seen.state_values, state_values)
    holds = element["type"] in forms.FIELDS
    entry = forms.entry(element, value) if holds else {"type": element["type"]}
    if holds and element["type"] != "overflow":
        state[block_id] = {**state.get(block_id, {}), action_id: entry}
    seen = _keep_typed(world, seen, state)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return PressResult()
    payload = _press_payload(
        world, person, seen, {**_about(element), **entry, "block_id": block_id}
    )
    answer = await world.deliveries.once("interactive", payload)
    return PressResult(TRIANGLE if answer.failure else None, element.get("url"))


def look(world: World, person: str, where: Place | Message | View) -> Message | View:
    """The surface as this person sees it now."""
    place = where.place if isinstance(where, Message | View) else where
    if not isinstance(place, OnMessage):
        return world.surfaces.find(person, place.view_id)
    for message in world.messages(place.channel, person):
        if message.ts == place.ts:
            return message
    raise LookupError(f"{person} sees no message {place.ts} in {place.channel}")


def _keep_typed(world: World, seen: Message | View, state: Any) -> Message | View:
    if state == seen.state_values:
        return seen
    if isinstance(seen, View):
        return world.surfaces.type_in(seen, state)
    return world.rooms.put(replace(seen, state_values=state))


def _about(element: Json) -> Json:
    """What an action repeats of its element."""
    named = ("action_id", "text", "value", "style", "placeholder", "confirm")
    first = [name for name in element if name.startswith("initial_")]
    return {name: element[name] for name in (*named, *first) if name in element}


def _press_payload(world: World, person: str, seen: Message | View, action: Json) -> Json:
    place = (
        payloads.on_view(world, person, seen)
        if isinstance(seen, View)
        else payloads.on_message(world, person, seen)
    )
    action["action_ts"] = world.rooms.next_ts()
    body = payloads.interaction(world, "block_actions", person)
    return {**body, **place, "actions": [action]}


async def submit(
    world: World, person: str, view_id: str, state_values: Typed | None
) -> SubmitResult:
    return await submitting.submit(world, person, view_id, state_values)


async def close(world: World, person: str, view_id: str, *, all_of_them: bool) -> None:
    await submitting.close(world, person, view_id, all_of_them=all_of_them)


async def open_tab(world: World, person: str, tab: str) -> None:
    channel = world.dm(person)
    if tab == "messages":
        world.mark_read(person, channel.id)
    await events.tab_opened(world, person, tab, channel.id)


async def invite(world: World, channel: str, who: str, inviter: str | None) -> None:
    if who in world.rooms.channels[channel].members:
        return
    world.rooms.join(channel, who)
    room = world.rooms.channels[channel]
    await events.membership(world, "member_joined_channel", room, who, inviter)


async def leave(world: World, channel: str, who: str) -> None:
    if who not in world.rooms.channels[channel].members:
        return
    world.rooms.part(channel, who)
    room = world.rooms.channels[channel]
    await events.membership(world, "member_left_channel", room, who)


async def change(world: World, person: str, **fields: Any) -> Person:
    changed = replace(world.people[person], **fields)
    world.people[person] = changed
    world.changes.note(Change("people"), None)
    await events.user_changed(world, changed)
    return changed


async def join_team(world: World, person: Person) -> None:
    world.people[person.id] = person
    world.changes.note(Change("people"), None)
    await events.team_joined(world, person)


async def revoke(world: World) -> None:
    world.token_error = "token_revoked"
    await events.revoked(world)


async def uninstall(world: World) -> None:
    world.token_error = "account_inactive"
    await events.uninstalled(world)
