"""Verified payloads become events. Who did it comes from the envelope alone."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from bot.edge.payload import Body, at, every, first, id, mapping, text
from bot.slack import action_ids
from bot.ui import (
    Actor,
    Command,
    Do,
    Event,
    HomeOpened,
    Link,
    Opened,
    PersonChanged,
    Place,
    Pressed,
    Said,
    Standing,
    Submitted,
)

SLACKBOT = "USLACKBOT"

# A file comes with words or without; Tend reads the words and never fetches the file.
_SPOKEN = (None, "file_share")


class Door(StrEnum):
    """Whether a payload may come in at all."""

    OPEN = "open"
    OTHER_WORKSPACE = "other workspace"
    PENDING = "pending"  # installed there, and no admin of theirs has said yes
    ORGANISATION = "organisation"  # installed for a whole organisation: no workspace to belong to
    BROKEN = "broken"
    MACHINE = "machine"  # Slackbot, a bot, a workflow


def door(body: Body, team_id: str | None) -> Door:
    """The one guard: with a fixed token, Bolt itself would serve payloads of any workspace.

    ``team_id``: the workspace that Tend has a token for; None where it has none.
    """
    if _is_for_organisation(body):
        return Door.ORGANISATION
    if team_id is None or workspace(body) != team_id:
        return Door.OTHER_WORKSPACE
    if _is_machine(body):
        return Door.MACHINE
    return Door.OPEN if _is_whole(body) else Door.BROKEN


def workspace(body: Body) -> str:
    """The workspace where the app is installed, not the one the person comes from."""
    granted = next(every(body, "authorizations"), {})
    return first(
        id(body, "view", "app_installed_team_id"),
        id(body, "team", "id"),
        id(granted, "team_id"),
        id(body, "team_id"),
    )


def tells_of_removal(body: Body) -> bool:
    """Tend was taken off, or its own token was revoked; users' tokens it has none."""
    if at(body, "type") != "event_callback":
        return False
    kind = at(body, "event", "type")
    return kind == "app_uninstalled" or (
        kind == "tokens_revoked" and bool(at(body, "event", "tokens", "bot"))
    )


def told_at(body: Body) -> float | None:
    """When it happened, by Slack's clock; None where that is not said."""
    found = at(body, "event_time")
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else None


def _is_for_organisation(body: Body) -> bool:
    granted = next(every(body, "authorizations"), body)
    return at(granted, "is_enterprise_install") in (True, "true")


def _is_machine(body: Body) -> bool:
    person = person_of(body)
    return (
        person == SLACKBOT
        or bool(at(body, "event", "bot_id"))
        or at(body, "user", "is_bot") is True
        or bool(at(body, "function_data"))
    )


def _is_whole(body: Body) -> bool:
    match at(body, "type"):
        case "event_callback":
            return bool(id(body, "event", "type"))
        case "block_actions":
            return bool(_action_id(body)) and bool(person_of(body))
        case "view_submission":
            return bool(id(body, "view", "callback_id")) and bool(person_of(body))
    return bool(id(body, "command")) and bool(person_of(body))


def person_of(body: Body) -> str:
    return first(
        id(body, "user", "id"),
        id(body, "user_id"),
        id(body, "event", "user"),
        id(body, "event", "user", "id"),
    )


def translate(body: Body, team_id: str) -> Event | None:
    """None for whatever Tend does not listen to."""
    match at(body, "type"):
        case "event_callback":
            return _event(body, team_id)
        case "block_actions":
            return interaction(body, team_id)
        case "view_submission":
            return submission(body, team_id)
    return command(body, team_id) if id(body, "command") else None


def _event(body: Body, team_id: str) -> Event | None:
    match at(body, "event", "type"):
        case "message":
            return said(body, team_id)
        case "app_home_opened":
            return home_opened(body, team_id)
        case "user_change":
            return person_changed(body, team_id)
    return None


def command(body: Body, team_id: str) -> Command:
    return Command(
        actor=_actor(body, team_id),
        key=_key("cmd:", id(body, "trigger_id")),
        name=id(body, "command"),
        text=text(body, "text"),
        channel=id(body, "channel_id"),
    )


def interaction(body: Body, team_id: str) -> Pressed | Opened | None:
    """None for a link: Slack itself has opened it."""
    kind, name = action_ids.read(_action_id(body))
    if kind is Link:
        return None
    actor, key, about = _actor(body, team_id), _press_key(body, team_id), id(_action(body), "value")
    where, message = place(body), _message(body)
    if kind is Do:
        return Pressed(actor, key, action=name, id=about, place=where, message=message)
    return Opened(actor, key, form=name, id=about, place=where, message=message)


def _message(body: Body) -> Standing | None:
    channel, ts = id(body, "container", "channel_id"), id(body, "container", "message_ts")
    return Standing(channel, ts) if channel and ts and place(body) is Place.MESSAGE else None


def place(body: Body) -> Place:
    match at(body, "view", "type"):
        case "home":
            return Place.HOME
        case "modal":
            return Place.FORM
    return Place.MESSAGE


def submission(body: Body, team_id: str) -> Submitted:
    view = mapping(body, "view")
    return Submitted(
        actor=_actor(body, team_id),
        key=_key("view:", id(view, "id"), id(view, "hash")),
        form=id(view, "callback_id"),
        id=id(view, "private_metadata"),
        values=dict(_values(view)),
    )


def said(body: Body, team_id: str) -> Said | None:
    """Words of a person to Tend alone; None for whatever else Slack calls a message."""
    event = mapping(body, "event")
    spoken = at(event, "subtype") in _SPOKEN and not at(event, "hidden")
    if not (spoken and at(event, "channel_type") == "im" and person_of(body)):
        return None
    who, key, with_file = _actor(body, team_id), id(body, "event_id"), bool(at(event, "files"))
    return Said(who, key, text=text(event, "text"), with_file=with_file)


def home_opened(body: Body, team_id: str) -> HomeOpened | None:
    """Slack sends the event for the Messages tab too."""
    if at(body, "event", "tab") != "home" or not person_of(body):
        return None
    return HomeOpened(_actor(body, team_id), id(body, "event_id"))


def person_changed(body: Body, team_id: str) -> PersonChanged | None:
    event = PersonChanged(_actor(body, team_id), id(body, "event_id"))
    return event if event.actor.person else None


def input_names(body: Body) -> list[str]:
    """The names of the fields that the submitted form holds, in their order."""
    blocks = every(body, "view", "blocks")
    return [id(block, "block_id") for block in blocks if at(block, "type") == "input"]


def _actor(body: Body, team_id: str) -> Actor:
    home = first(
        id(body, "user", "team_id"),
        id(body, "event", "user", "team_id"),
        id(body, "event", "user_team"),
        id(body, "event", "team"),
    )
    return Actor(team_id, person_of(body), is_external=home not in ("", team_id))


def _key(kind: str, *ids: str) -> str:
    """ "" when a part is missing: nothing then is a repeat of anything."""
    return kind + " ".join(ids) if all(ids) else ""


def _press_key(body: Body, team_id: str) -> str:
    where = first(
        id(body, "container", "message_ts"), id(body, "message", "ts"), id(body, "view", "id")
    )
    when = id(_action(body), "action_ts")
    return _key("act:", team_id, person_of(body), where, _action_id(body), when)


def _action(body: Body) -> Body:
    return next(every(body, "actions"), {})


def _action_id(body: Body) -> str:
    return id(_action(body), "action_id")


def _values(view: Body) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for name, elements in mapping(view, "state", "values").items():
        for element in mapping(elements).values():
            yield str(name), _value(mapping(element))


def _value(element: Body) -> str | tuple[str, ...]:
    match at(element, "type"):
        case "checkboxes" | "multi_static_select":
            chosen = every(element, "selected_options")
            return tuple(text(option, "value") for option in chosen)
        case "radio_buttons" | "static_select":
            return text(element, "selected_option", "value")
        case "datepicker":
            return text(element, "selected_date")
        case "timepicker":
            return text(element, "selected_time")
        case "users_select":
            return id(element, "selected_user")
        case "multi_users_select":
            return _people(at(element, "selected_users"))
    return text(element, "value")


def _people(chosen: object) -> tuple[str, ...]:
    """Each once, in the order in which they were chosen."""
    listed = chosen if isinstance(chosen, list) else []
    ids = (id({"user": person}, "user") for person in listed)
    return tuple(dict.fromkeys(person for person in ids if person))
