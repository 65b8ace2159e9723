"""Where people of a tenant are: Teams tells it with what their client sends, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.teams.clients import is_named, locale_of, zone_of
from care.people import Profile
from storage import people, workspaces
from tests.bot.teams.connector import INES, MAYA, TENANT, TOM, Person
from tests.bot.teams.hall import Hall, open_hall
from tests.office import wait_until

Json = dict[str, Any]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as opened:
        yield opened


def says(hall: Hall, person: Person, **more: Any) -> None:
    before = len(hall.connector.in_chat(person))
    hall.post(hall.envelope(person, "message", text="home", **more))
    hall.newest(person, beyond=before)


def zone(hall: Hall, person: Person) -> str | None:
    wait_until(hall.at_rest, "it goes on")
    found = hall.look(lambda tx: people.get(tx, TENANT, person.id))
    return found.zone if found else None


# --- what a client says --------------------------------------------------------------------------


def client(**said: str) -> Json:
    return {"entities": [{"type": "mention"}, {"type": "clientInfo", **said}]}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"localTimezone": "Pacific/Auckland"}, "Pacific/Auckland"),
        (client(timezone="Europe/Berlin"), "Europe/Berlin"),
        ({"localTimezone": "Mars/Olympus", **client(timezone="Asia/Tokyo")}, "Asia/Tokyo"),
        ({"localTimezone": "../../etc/passwd"}, ""),
        ({"localTimezone": "x" * 5000}, ""),
        ({"localTimezone": 5, "entities": 5}, ""),
        ({"localTimestamp": "2026-11-24T22:00:00.000+13:00"}, "Etc/GMT-13"),
        ({"localTimestamp": "2026-11-24T04:00:00-05:00"}, "Etc/GMT+5"),
        ({"localTimestamp": "2026-11-24T14:30:00+05:30"}, ""),
        ({"localTimestamp": "2026-11-24T09:00:00+99:00"}, ""),
        ({"localTimestamp": "yesterday"}, ""),
    ],
)
def test_a_zone_is_taken_by_its_name_or_by_how_far_ahead_the_client_is(
    body: Json, found: str
) -> None:
    assert zone_of(body) == found
    assert is_named(found) is (bool(found) and not found.startswith("Etc/"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"locale": "de-DE"}, "de-DE"),
        (client(locale="en-NZ"), "en-NZ"),
        ({"locale": "de-DE'; --"}, ""),
        ({"locale": "x" * 5000}, ""),
    ],
)
def test_a_language_is_what_looks_like_one(body: Json, found: str) -> None:
    assert locale_of(body) == found


# --- what becomes of it --------------------------------------------------------------------------


def test_tom_moves_and_the_next_word_from_him_says_so(hall: Hall) -> None:
    says(hall, TOM)
    assert zone(hall, TOM) == "Pacific/Auckland"
    says(hall, TOM, localTimezone="America/Los_Angeles")
    assert zone(hall, TOM) == "America/Los_Angeles"


def test_a_client_that_tells_only_the_hour_does_not_take_a_known_zone_away(hall: Hall) -> None:
    says(hall, TOM)
    says(hall, TOM, localTimezone="", localTimestamp="2026-11-24T10:00:00+01:00")
    assert zone(hall, TOM) == "Pacific/Auckland"


def test_where_only_the_hour_is_told_it_counts_until_a_name_comes(hall: Hall) -> None:
    says(hall, TOM, localTimezone="", localTimestamp="2026-11-24T22:00:00+13:00")
    assert zone(hall, TOM) == "Etc/GMT-13"
    says(hall, TOM)
    assert zone(hall, TOM) == "Pacific/Auckland"


def test_a_look_before_sending_that_tells_no_zone_leaves_the_known_one(hall: Hall) -> None:
    """A roster, or Graph, knows people and not where they are."""
    says(hall, MAYA)
    with hall.tend.database.begin() as tx:
        people.learn(tx, TENANT, Profile(MAYA.id), hall.machine())
    assert zone(hall, MAYA) == "Europe/Berlin"
    hall.machine.forward(hours=1)  # past what is kept of a look
    with hall.tend.database.begin() as tx:
        people.learn(tx, TENANT, Profile(MAYA.id, locale="de-DE"), hall.machine())
        people.meet(tx, TENANT, [Profile(MAYA.id), Profile(TOM.id)], hall.machine())
    assert (zone(hall, MAYA), zone(hall, TOM)) == ("Europe/Berlin", None)


def test_who_never_wrote_lives_where_the_admin_does_who_sets_things_up(hall: Hall) -> None:
    hall.post(hall.in_channel(INES, "installationUpdate", action="add", localTimezone=""))
    with hall.tend.database.begin() as tx:
        people.learn(tx, TENANT, Profile(MAYA.id), hall.machine())
    assert where(hall, MAYA) == "UTC"
    says(hall, INES)
    hall.post(hall.in_channel(INES, "message", text="cadence show"))
    assert where(hall, MAYA) == "Europe/Berlin"
    hall.post(hall.in_channel(INES, "message", text="cadence show", localTimezone="Asia/Tokyo"))
    assert (zone(hall, INES), where(hall, MAYA)) == ("Asia/Tokyo", "Europe/Berlin")


def where(hall: Hall, person: Person) -> str:
    wait_until(hall.at_rest, "it goes on")

    def reading(tx: Any) -> str:
        return people.load(tx, TENANT, person.id).zone_in(workspaces.load(tx, TENANT))

    return str(hall.look(reading))
