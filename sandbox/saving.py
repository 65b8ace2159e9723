"""The workspace in a file: people, channels, messages and views, as they stood."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sandbox.shapes import Json, Person
from sandbox.world import World

FORMAT = 1


class Unreadable(Exception):
    """The file is damaged, or of another release."""


def packed(world: World) -> Json:
    """The workspace, fit for JSON. To be called in the server's loop while one runs."""
    return {
        "format": FORMAT,
        "people": [asdict(person) for person in world.people.values()],
        "rooms": world.rooms.packed(),
        "surfaces": world.surfaces.packed(),
    }


def write(path: Path, found: Json, now: datetime) -> None:
    """All of it or nothing, readable by its owner alone."""
    fresh = path.with_name(path.name + ".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({**found, "now": now.isoformat()}))
    fresh.replace(path)


def restore(world: World, path: Path) -> datetime:
    """Put back what was written; the instant at which it was. Raises Unreadable."""
    try:
        found = json.loads(path.read_text())
        if found["format"] != FORMAT:
            raise Unreadable
        world.people = {fields["id"]: Person(**fields) for fields in found["people"]}
        world.rooms.unpack(found["rooms"])
        world.surfaces.unpack(found["surfaces"])
        return datetime.fromisoformat(found["now"])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable from error
