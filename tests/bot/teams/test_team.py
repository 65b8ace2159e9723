"""The team in which admins set the rhythm, and people whom Tend has never heard from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.teams import ids
from bot.wording import cadence as cadence_words
from storage import admins, conversations, workspaces
from tests.bot.teams.connector import CHANNEL, GUEST, INES, MAYA, TENANT, TOM
from tests.bot.teams.hall import Hall, data_of, inputs_of, open_hall
from tests.office import wait_until


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as opened:
        yield opened


def in_channel(hall: Hall) -> list[str]:
    return [one.text for one in hall.connector.sent if one.conversation == CHANNEL]


def test_who_installs_it_in_a_team_is_the_first_admin_and_sets_the_rhythm_there(hall: Hall) -> None:
    hall.post(hall.in_channel(INES, "installationUpdate", action="add"))
    wait_until(lambda: bool(in_channel(hall)) and hall.at_rest(), "no card came to the channel")
    card = next(one.card for one in hall.connector.sent if one.conversation == CHANNEL)
    assert hall.look(lambda tx: admins.confirmed(tx, TENANT)) == [INES.id]
    place = hall.look(lambda tx: workspaces.load(tx, TENANT))
    assert place.admin_channel == ids.channel(CHANNEL) and place.started_at is None
    form = hall.opens(INES, data_of(card, "Open")).card
    assert hall.submits(INES, data_of(form, "Start")).status == 200
    assert hall.look(lambda tx: workspaces.load(tx, TENANT)).started_at is not None
    assert cadence_words.NOT_AN_ADMIN in str(hall.opens(TOM, data_of(card, "Open")).body)


def test_a_word_in_the_channel_is_for_the_admins_and_what_is_ones_own_stays_in_ones_chat(
    hall: Hall,
) -> None:
    hall.installs(INES)
    hall.newest(INES, beyond=1)
    hall.post(hall.in_channel(INES, "installationUpdate", action="add"))
    wait_until(lambda: len(in_channel(hall)) == 2, "neither the card nor who made it the place")
    before, mine = len(in_channel(hall)), len(hall.connector.in_chat(INES))
    hall.post(hall.in_channel(INES, "message", text="<at>Tend</at> mygoals"))
    welcome = hall.newest(INES, beyond=mine)
    assert "Who leads you?" in welcome.text and len(in_channel(hall)) == before
    filled = {**data_of(welcome.card, "Continue"), "p.leader": INES.object_id}
    again = hall.presses(INES, filled, on=welcome.id).card
    assert inputs_of(again)["p.leader"] == INES.object_id, "it is sent back as it was filled in"
    page = hall.presses(INES, {**data_of(again, "Continue"), "p.leader": ""}, on=welcome.id)
    assert "My goals" in str(page.card)
    hall.post(hall.in_channel(INES, "message", text="<at>Tend</at> cadence show"))
    wait_until(lambda: len(in_channel(hall)) > before, "the settings were not shown")


def test_a_team_with_a_guest_is_no_place_for_admins(hall: Hall) -> None:
    hall.connector.team.append(GUEST)
    hall.post(hall.in_channel(INES, "installationUpdate", action="add"))
    hall.installs(INES)
    hall.newest(INES, beyond=1)
    assert in_channel(hall) == []
    assert hall.look(lambda tx: workspaces.load(tx, TENANT)).admin_channel is None


def test_somebody_of_the_team_can_be_written_to_before_they_ever_wrote(hall: Hall) -> None:
    hall.post(hall.in_channel(INES, "installationUpdate", action="add"))
    wait_until(hall.at_rest, "it goes on")
    teams = hall.tend.teams
    assert teams is not None
    profile = teams.directory.profile(TENANT, MAYA.id)
    assert profile is not None and not profile.is_guest
    assert hall.look(lambda tx: conversations.with_address(tx, TENANT, MAYA.id)) is None
    assert teams.directory.names(TENANT, [MAYA.id])[MAYA.id][0] == "Maya Weber"
