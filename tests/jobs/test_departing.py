"""Who leaves, or becomes a guest, is spoken of no more; back again they find all as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.ui import Button, Buttons, Person, Text, View
from care.bonds import Bond
from storage import bonds, items, people
from storage.database import Database
from tests.jobs.post import Room
from tests.people import (
    ACME,
    ANA,
    BEN,
    JO,
    MAYA,
    TOM,
    TUESDAY,
    bond,
    profile,
    settle_in,
    share,
)

LEFT = ({"is_deactivated": True}, {"is_guest": True})


@pytest.fixture
def team(database: Database, room: Room) -> Room:
    """Maya and Tom lead their people; Ana shares something with Maya."""
    settle_in(database)
    with database.begin() as tx:
        share(tx, ANA, MAYA)
    return room


def learn(room: Room, person: str, **flags: Any) -> None:
    room.post.profiles[ACME, person] = profile(person, **flags)
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(person, **flags), room.machine.at)


def shared_with(room: Room, leader: str) -> list[str]:
    with room.database.read() as tx:
        return [one.owner for one in items.shared_with(tx, ACME, leader)]


def alive(room: Room, leader: str, report: str) -> Bond | None:
    with room.database.read() as tx:
        return bonds.between(tx, ACME, leader, report)


def said_to(room: Room, person: str) -> list[str]:
    return [words(view) for address, view in room.post.tried if address == person]


def words(view: View) -> str:
    """The view's text but for the small print, people as their ids."""
    said = [part for part in view.parts if isinstance(part, Text) and not part.quiet]
    spans = [span for part in said for span in part.spans]
    return "".join(span.id if isinstance(span, Person) else str(span) for span in spans)


# --- a report ------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", LEFT)
def test_of_ana_who_left_maya_hears_and_sees_nothing_more(team: Room, gone: Any) -> None:
    learn(team, ANA, **gone)
    assert shared_with(team, MAYA) == []
    team.run(TUESDAY)
    assert team.standing.to(MAYA) and not any(ANA in said for said in said_to(team, MAYA))


@pytest.mark.parametrize("gone", LEFT)
def test_back_within_thirty_days_everything_is_as_it_was(team: Room, gone: Any) -> None:
    before = alive(team, MAYA, ANA)
    learn(team, ANA, **gone)
    team.run(TUESDAY)
    team.run(TUESDAY + timedelta(days=7))
    learn(team, ANA)
    assert shared_with(team, MAYA) == [ANA]
    assert alive(team, MAYA, ANA) == before
    sent = len(team.standing.to(MAYA))
    team.run(TUESDAY + timedelta(days=8))
    assert len(team.standing.to(MAYA)) == sent  # no backlog: the next plan is soon enough


def test_ana_leaves_between_the_plan_and_its_sending(team: Room) -> None:
    with team.database.begin() as tx:
        for other in (b for b in bonds.of_leader(tx, ACME, MAYA) if b.report != ANA):
            bonds.end(tx, ACME, other.id, TUESDAY)
    team.plan(TUESDAY)
    learn(team, ANA, is_deactivated=True)
    assert "skipped" in team.send().counts
    assert team.standing.to(MAYA) == []


def test_a_new_name_changes_nothing(team: Room) -> None:
    learn(team, ANA)
    with team.database.read() as tx:
        before = people.load(tx, ACME, ANA)
    learn(team, ANA)  # a profile holds no name at all
    with team.database.read() as tx:
        assert people.load(tx, ACME, ANA) == before


# --- a leader ------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", LEFT)
def test_when_maya_leaves_all_that_was_shared_with_her_ends_and_her_people_are_told_once(
    team: Room, gone: Any
) -> None:
    learn(team, MAYA, **gone)
    for _ in range(3):
        team.later(hours=2)
    (said,) = said_to(team, ANA)
    assert said == (
        f"{MAYA} is no longer here. 1 thing was shared with {MAYA} and is no longer shown to "
        "anybody. What you wrote stays yours; you may name somebody else."
    )
    assert shared_with(team, MAYA) == [] and alive(team, MAYA, ANA) is None
    assert said_to(team, BEN) == []  # he shared nothing and never used Tend
    assert said_to(team, MAYA) == []


def test_it_opens_my_goals(team: Room) -> None:
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)
    (view,) = (view for address, view in team.post.tried if address == ANA)
    buttons = [part for part in view.parts if isinstance(part, Buttons)]
    assert [b.label for b in buttons[0].buttons if isinstance(b, Button)] == ["My goals"]


def test_whoever_uses_tend_is_told_even_if_they_shared_nothing(team: Room) -> None:
    with team.database.begin() as tx:
        people.change(tx, ACME, BEN, welcomed_at=TUESDAY)
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)
    assert said_to(team, BEN) == [
        f"{MAYA} is no longer here. What you wrote stays yours; you may name somebody else."
    ]


def test_it_is_told_within_their_own_hours(team: Room) -> None:
    with team.database.begin() as tx:
        bond(tx, MAYA, JO)
        share(tx, JO, MAYA)
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)  # ten at night in Auckland
    assert said_to(team, JO) == []
    team.wait(hours=11)
    assert len(said_to(team, JO)) == 1


def test_maya_is_back_and_leads_again_with_nothing_shared(team: Room) -> None:
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)
    learn(team, MAYA)
    assert shared_with(team, MAYA) == []
    back = alive(team, MAYA, ANA)
    assert back is not None and back.accepted and back.confirmed


def test_after_thirty_days_she_begins_anew(team: Room) -> None:
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)
    team.machine.at = TUESDAY + timedelta(days=31)
    learn(team, MAYA)
    assert alive(team, MAYA, ANA) is None


def test_a_leader_who_had_removed_ana_does_not_get_her_back_that_way(team: Room) -> None:
    found = alive(team, MAYA, ANA)
    assert found
    with team.database.begin() as tx:
        bonds.end(tx, ACME, found.id, TUESDAY)
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)
    learn(team, MAYA)
    assert alive(team, MAYA, ANA) is None and alive(team, MAYA, BEN)


def test_other_leaders_of_hers_keep_what_she_shared_with_them(team: Room) -> None:
    with team.database.begin() as tx:
        bond(tx, TOM, ANA)
        share(tx, ANA, TOM)
    learn(team, MAYA, is_deactivated=True)
    team.run(TUESDAY)
    assert shared_with(team, TOM) == [ANA] and shared_with(team, MAYA) == []


def test_of_an_ending_taken_back_before_it_was_told_only_what_remains_of_it_is_told(
    team: Room,
) -> None:
    with team.database.begin() as tx:
        people.change(tx, ACME, BEN, welcomed_at=TUESDAY)
    learn(team, MAYA, is_deactivated=True)
    team.plan(TUESDAY)
    learn(team, MAYA)
    team.send()
    assert said_to(team, ANA) == [
        f"1 thing was shared with {MAYA} and is not any more. Choose what to share."
    ]
    assert said_to(team, BEN) == []
