"""The sample company: two leaders with their people, an admin, a guest, and one who has left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sandbox.shapes import Channel, Command, Person
from sandbox.world import World

MAYA, TOM, INES = "U0MAYA", "U0TOM", "U0INES"
ANA, BEN, CHIDI, KOFI, JO = "U0ANA", "U0BEN", "U0CHIDI", "U0KOFI", "U0JO"
EVA, FINN, LINA, NOA, OMAR, PRIYA = "U0EVA", "U0FINN", "U0LINA", "U0NOA", "U0OMAR", "U0PRIYA"
GUEST, LEFT = "U0GUS", "U0LEO"
BOT = "U0TENDBOT"

MAYAS_PEOPLE = (ANA, BEN, CHIDI, KOFI, EVA, FINN, LINA, NOA)
TOMS_PEOPLE = (JO, OMAR, PRIYA)

GENERAL, ADMINS = "C0GENERAL", "C0ADMINS"

BERLIN, AUCKLAND = "Europe/Berlin", "Pacific/Auckland"

SCOPES = (
    "chat:write",
    "commands",
    "users:read",
    "im:write",
    "im:history",
    "groups:read",
)


def people() -> list[Person]:
    """Everyone, in the order in which they joined."""
    return [
        Person(INES, "ines", "Ines Albrecht", BERLIN, is_admin=True, is_owner=True),
        Person(MAYA, "maya", "Maya Lindqvist", BERLIN, title="Head of Engineering"),
        Person(TOM, "tom", "Tom Rewi", AUCKLAND, title="Head of Support"),
        Person(ANA, "ana", "Ana Moreira", "Europe/Lisbon", title="Developer"),
        Person(BEN, "ben", "Ben Schuster", BERLIN, title="Developer"),
        Person(CHIDI, "chidi", "Chidi Okafor", "Africa/Lagos", title="Designer"),
        Person(KOFI, "kofi", "Kofi Mensah", "Africa/Accra", title="Developer"),
        Person(EVA, "eva", "Eva Novak", "Europe/Prague", title="Tester"),
        Person(FINN, "finn", "Finn Jansen", BERLIN, title="Developer"),
        Person(LINA, "lina", "Lina Haddad", BERLIN, title="Product manager"),
        Person(NOA, "noa", "Noa Levi", "Asia/Jerusalem", title="Developer"),
        Person(JO, "jo", "Jo Tamihana", AUCKLAND, title="Support"),
        Person(OMAR, "omar", "Omar Said", "Asia/Kolkata", title="Support"),
        Person(PRIYA, "priya", "Priya Nair", "Asia/Kolkata", title="Support"),
        Person(GUEST, "gus", "Gus Weber", BERLIN, is_restricted=True),
        Person(LEFT, "leo", "Leo Brandt", BERLIN, deleted=True),
    ]


def channels(*, tend_is_admin_member: bool = False) -> list[Channel]:
    members = frozenset(p.id for p in people() if not p.deleted and not p.is_restricted)
    admins = frozenset({INES, BOT} if tend_is_admin_member else {INES})
    return [
        Channel(GENERAL, "general", members=members | {BOT}),
        Channel(ADMINS, "tend-admins", is_private=True, members=admins),
    ]


def company(
    now: Callable[[], datetime],
    *,
    tend_is_admin_member: bool = False,
    scopes: Iterable[str] = SCOPES,
    commands: Iterable[Command] = (),
    **settings: Any,
) -> World:
    """The sample company's workspace; `settings` go to World."""
    return World(
        people=people(),
        channels=channels(tend_is_admin_member=tend_is_admin_member),
        scopes=scopes,
        commands=commands,
        now=now,
        **settings,
    )
