"""Ids of Teams in the short shape that Tend keeps, and back: people, conversations, channels."""

from __future__ import annotations

import hashlib
import re

_GUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_PERSON = re.compile(r"U[0-9A-F]{32}")


def person(object_id: str) -> str:
    """U and the letters of the object id in Entra; "" for whatever is none."""
    low = object_id.strip().lower()
    return "U" + low.replace("-", "").upper() if _GUID.fullmatch(low) else ""


def object_id(person: str) -> str:
    """As Entra and Microsoft Graph write it; "" for whatever is no person of Teams."""
    if not _PERSON.fullmatch(person):
        return ""
    hexed = person[1:].lower()
    return "-".join((hexed[:8], hexed[8:12], hexed[12:16], hexed[16:20], hexed[20:]))


def tenant(text: str) -> str:
    low = text.strip().lower()
    return low if _GUID.fullmatch(low) else ""


def chat(conversation: str) -> str:
    """A person's own chat with Tend."""
    return "D" + _short(conversation)


def channel(conversation: str) -> str:
    """A channel or a group chat, whichever of its threads was meant."""
    return "C" + _short(conversation.partition(";")[0])


def _short(conversation: str) -> str:
    return hashlib.sha256(conversation.encode()).hexdigest()[:31].upper()
