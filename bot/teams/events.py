"""Checked activities become events. Who did it comes from the envelope alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from bot.edge.payload import Body, at, every, id, mapping, text
from bot.teams import clients, fields, ids, invokes
from bot.teams.addresses import OF_ITS_OWN, Way
from bot.teams.spots import OURS, Spot
from bot.teams.text import read
from bot.ui import (
    Actor,
    Command,
    Event,
    HomeOpened,
    Opened,
    Pressed,
    Said,
    Standing,
    Submitted,
)

COMMANDS = ("mygoals", "mypeople", "cadence")
HOME = ("home", "start", "hello", "hi")
_BOT = "28:"  # before the id of every bot
_NONCE = re.compile(r"[0-9a-f]{16}")
_WORD = re.compile(r"/?([a-z]+)(?:\s+|$)", re.IGNORECASE)


class Door(StrEnum):
    """Whether an activity may come in at all."""

    OPEN = "open"
    OTHER_TENANT = "other tenant"
    MACHINE = "machine"
    BROKEN = "broken"


def door(body: Body, tenant: str) -> Door:
    """Every tenant that the activity names has to be ours, and it has to name one."""
    named = {ids.tenant(one) or one for one in _tenants(body) if one}
    if named != {tenant}:
        return Door.OTHER_TENANT
    if id(body, "from", "id").startswith(_BOT) or text(body, "from", "role") == "bot":
        return Door.MACHINE
    whole = id(body, "conversation", "id") and id(body, "serviceUrl") and person_of(body)
    return Door.OPEN if whole else Door.BROKEN


def _tenants(body: Body) -> Iterator[str]:
    yield text(body, "channelData", "tenant", "id")
    yield text(body, "conversation", "tenantId")
    yield text(body, "from", "tenantId")


def person_of(body: Body) -> str:
    return ids.person(text(body, "from", "aadObjectId"))


def is_personal(body: Body) -> bool:
    kind = at(body, "conversation", "conversationType")
    return kind == "personal" or (kind is None and not _has_others(body))


def _has_others(body: Body) -> bool:
    return bool(at(body, "conversation", "isGroup") or at(body, "channelData", "team"))


def place_of(body: Body) -> str:
    """The short id of the conversation."""
    conversation = id(body, "conversation", "id")
    return ids.chat(conversation) if is_personal(body) else ids.channel(conversation)


def address_of(body: Body) -> str:
    """Whom one writes to there: the person, or all of the channel."""
    return person_of(body) if is_personal(body) else place_of(body)


def way_of(body: Body) -> Way:
    conversation = id(body, "conversation", "id")
    own = is_personal(body)
    return Way(
        conversation if own else conversation.partition(";")[0],
        id(body, "serviceUrl").rstrip("/"),
        id(body, "recipient", "id"),
        team=id(body, "channelData", "team", "id"),
        group=ids.tenant(text(body, "channelData", "team", "aadGroupId")),
        kind=_kind(body),
        zone=clients.zone_of(body) if own else "",
        locale=clients.locale_of(body) if own else "",
    )


def _kind(body: Body) -> str:
    """Of a channel, where it is none that all of the team belong to."""
    found = text(body, "channelData", "channel", "type").lower()
    return found if found in OF_ITS_OWN else ""


# --- events --------------------------------------------------------------------------------------


def translate(body: Body, tenant: str) -> Event | None:
    """None for whatever Tend does not listen to."""
    match at(body, "type"), at(body, "name"):
        case "message", _:
            pressed = mapping(body, "value", OURS)
            return _acted(body, tenant, mapping(body, "value")) if pressed else _said(body, tenant)
        case "invoke", invokes.CARD:
            return _acted(body, tenant, mapping(body, "value", "action", "data"))
        case "invoke", invokes.FETCH | invokes.SUBMIT:
            return _acted(body, tenant, mapping(body, "value", "data"))
    return None


def came_in(body: Body) -> bool:
    """Tend was installed here: by the newer sign, or by the older one."""
    if at(body, "type") == "installationUpdate":
        return text(body, "action").startswith("add")
    return at(body, "type") == "conversationUpdate" and _has_us(body, "membersAdded")


def went_out(body: Body) -> bool:
    if at(body, "type") == "installationUpdate":
        return text(body, "action").startswith("remove")
    return at(body, "type") == "conversationUpdate" and _has_us(body, "membersRemoved")


def changed(body: Body) -> list[str]:
    """Who came into the conversation or left it, but for Tend."""
    listed = [*every(body, "membersAdded"), *every(body, "membersRemoved")]
    found = (ids.person(text(one, "aadObjectId")) for one in listed)
    return [one for one in found if one]


def _has_us(body: Body, name: str) -> bool:
    us = id(body, "recipient", "id")
    return any(id(one, "id") == us for one in every(body, name)) and bool(us)


def _said(body: Body, tenant: str) -> Said | Command | HomeOpened:
    who, key, words = _actor(body, tenant), _key(body), words_of(body)
    found = _WORD.match(words)
    word = found[1].lower() if found else ""
    if word in COMMANDS:
        return Command(who, key, f"/{word}", words[found.end() if found else 0 :], place_of(body))
    if not is_personal(body):
        return Command(who, key, "/cadence", "help", place_of(body))
    if words.lower().strip(" .!/") in HOME:
        return HomeOpened(who, key)
    shown = (one for one in every(body, "attachments") if at(one, "contentType") != "text/html")
    return Said(who, key, words, with_file=any(True for _ in shown))


def words_of(body: Body) -> str:
    us = id(body, "recipient", "id")
    mentioned: dict[str, str] = {}
    for one in every(body, "entities"):
        if at(one, "type") == "mention":
            theirs = ids.person(text(one, "mentioned", "aadObjectId"))
            stands = text(one, "text")
            mentioned |= {stands: "" if id(one, "mentioned", "id") == us else theirs}
    return read(text(body, "text"), {k: v for k, v in mentioned.items() if k})


def _acted(body: Body, tenant: str, data: Body) -> Event:
    """What the client sends back may be anything: it names a thing, never who or where."""
    who, key, ours = _actor(body, tenant), _key(body), mapping(data, OURS)
    about, spot = text(ours, "id"), spot_of(ours)
    if text(ours, "submit"):
        drawn = text(ours, "n")
        key = f"view:{who.person} {drawn}" if _NONCE.fullmatch(drawn) else key
        return Submitted(who, key, text(ours, "submit"), about, fields.submitted(data))
    message = _standing(body) if spot is Spot.CHAT else None
    if text(ours, "open"):
        return Opened(who, key, text(ours, "open"), about, spot.place, message)
    return Pressed(who, key, text(ours, "do"), about, spot.place, message)


def spot_of(ours: Body) -> Spot:
    found = text(ours, "at")
    return Spot(found) if found in set(Spot) else Spot.CHAT


def _standing(body: Body) -> Standing | None:
    """Where the card stands: said by Teams, not by the card."""
    message = id(body, "replyToId")
    return Standing(place_of(body), message) if message else None


def _actor(body: Body, tenant: str) -> Actor:
    return Actor(tenant, person_of(body))


def _key(body: Body) -> str:
    """The client asks twice more when the answer is late: with the same id."""
    found = id(body, "id")
    return f"act:{place_of(body)} {found}"[:255] if found else ""
