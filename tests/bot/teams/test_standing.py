"""Who may set things in a tenant, and where: owners of the admins' team, among themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.teams import ids
from bot.teams.directory import TeamsDirectory
from bot.wording import cadence as words
from storage import admins, workspaces
from tests.bot.teams.connector import (
    CHANNEL,
    GUEST,
    INES,
    OTHER_CHANNEL,
    OTHER_GROUP,
    OTHER_TEAM,
    PRIVATE,
    TEAM,
    TENANT,
    TOM,
    words_in,
)
from tests.bot.teams.hall import Hall, open_hall
from tests.office import wait_until

OTHERS = (OTHER_TEAM, OTHER_GROUP)
OPEN = {"tend": {"open": "cadence", "id": "", "at": "message"}}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Ines looks after Tend, and owns the admins' team."""
    with open_hall(tmp_path) as opened:
        opened.connector.owners.add((TEAM, INES))
        opened.post(opened.in_channel(INES, "installationUpdate", action="add"))
        wait_until(lambda: place(opened).admin_channel is not None, "no place for admins")
        yield opened


def place(hall: Hall) -> Any:
    return hall.look(lambda tx: workspaces.load(tx, TENANT))


def directory(hall: Hall) -> TeamsDirectory:
    assert hall.tend.teams is not None
    return hall.tend.teams.directory


def is_admin_of_teams(hall: Hall, person: Any) -> bool:
    """As of now: what was heard a moment ago is forgotten."""
    directory(hall).forget(TENANT, person.id)
    found = directory(hall).profile(TENANT, person.id)
    assert found is not None
    return found.is_admin


def opens(hall: Hall, person: Any) -> str:
    directory(hall).forget(TENANT, person.id)
    return "\n".join(words_in(hall.opens(person, OPEN).body))


def test_only_owning_the_admins_team_counts_and_no_other_that_tend_is_in(hall: Hall) -> None:
    hall.connector.others[:] = [TOM, INES]
    hall.connector.owners.add((OTHER_TEAM, TOM))
    there = hall.in_channel(TOM, "installationUpdate", OTHER_CHANNEL, OTHERS, action="add")
    hall.post(there)
    wait_until(hall.at_rest, "it goes on")
    assert is_admin_of_teams(hall, INES) and not is_admin_of_teams(hall, TOM)
    assert words.NOT_AN_ADMIN in opens(hall, TOM)


def test_who_owned_the_admins_team_and_does_not_now_may_set_nothing(hall: Hall) -> None:
    assert "Cadence" in opens(hall, INES)
    assert hall.look(lambda tx: admins.get(tx, TENANT, INES.id)).had_role
    hall.connector.owners.clear()
    assert words.NO_LONGER_ADMIN in opens(hall, INES)
    hall.connector.owners.add((TEAM, INES))
    assert "Cadence" in opens(hall, INES)


def test_a_private_channel_is_judged_by_those_who_are_in_it(hall: Hall) -> None:
    """A guest of the team who is not in the channel reads nothing there; one who is would."""
    hall.connector.team.append(GUEST)
    hall.connector.private[:] = [INES]
    hall.post(hall.in_channel(INES, "message", PRIVATE, of="private", text="cadence help"))
    wait_until(hall.at_rest, "it goes on")
    assert directory(hall).channel(TENANT, ids.channel(CHANNEL)).is_private is False  # type: ignore[union-attr]
    private = directory(hall).channel(TENANT, ids.channel(PRIVATE))
    assert private is not None and private.is_private and not private.is_shared
    hall.connector.private.append(GUEST)
    assert directory(hall).channel(TENANT, ids.channel(PRIVATE)).is_private is False  # type: ignore[union-attr]


def test_a_shared_channel_is_no_place_for_admins_whoever_is_in_it(hall: Hall) -> None:
    hall.connector.private[:] = [INES]
    hall.post(hall.in_channel(INES, "message", PRIVATE, of="shared", text="cadence help"))
    wait_until(hall.at_rest, "it goes on")
    shared = directory(hall).channel(TENANT, ids.channel(PRIVATE))
    assert shared is not None and shared.is_shared
