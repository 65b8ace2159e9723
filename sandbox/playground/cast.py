"""The sample company as people of a Teams tenant, and the client's file that says who they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sandbox import company
from sandbox.shapes import Person

_HOUSE = UUID("6f1d7e52-8c0a-4b7e-9a51-3d2f4c5b6a70")
TENANT = str(uuid5(_HOUSE, "tenant"))
CLIENT_ID = str(uuid5(_HOUSE, "app"))
BOT = f"28:{CLIENT_ID}"
TEAM = "19:tend-people@thread.tacv2"  # also the id of its first channel
CHANNEL = "19:tend-admins@thread.tacv2"
OTHERS = 5  # the client wants as many besides the one who sits before it
EVERYBODY = (
    *(company.MAYA, company.ANA, company.INES),
    *(company.BEN, company.CHIDI, company.KOFI),
)


def object_id(person: str) -> str:
    """Of somebody of the company, as Entra would have it."""
    return str(uuid5(_HOUSE, person))


def zone(person: str) -> str:
    return _of_the_company(person).tz or "UTC"


def chat(person: str) -> str:
    """The conversation between this person and Tend."""
    return f"a:{person.lower()}-and-tend"


def config(me: str) -> str:
    """What the client shows to ``me``. JSON is YAML too."""
    others = [one for one in EVERYBODY if one != me][:OTHERS]
    told = {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Tend"},
        "currentUser": _person(me),
        "users": [_person(one) for one in others],
        "personalChat": {"id": chat(me)},
        "groupChat": {"id": "19:some-of-us@thread.v2", "name": "Some of us"},
        "team": _team(),
    }
    return json.dumps(told, indent=2)


def _person(id: str) -> dict[str, str]:
    person = _of_the_company(id)
    first, _, last = person.real_name.partition(" ")
    address = f"{person.name}@tend.example"
    return {
        "id": f"29:{person.name}",
        "name": person.real_name,
        "userPrincipleName": address,  # their spelling
        "aadObjectId": object_id(id),
        "givenName": first,
        "surname": last,
        "email": address,
    }


def _of_the_company(id: str) -> Person:
    return next(one for one in company.people() if one.id == id)


def _team() -> dict[str, Any]:
    channels: Sequence[dict[str, str]] = ({"id": CHANNEL, "name": "Tend admins"},)
    return {
        "id": TEAM,
        "name": "People of Tend",
        "aadGroupId": str(uuid5(_HOUSE, "team")),
        "channels": list(channels),
    }
