"""People at their screens while the database takes nothing: they are told, nothing is half done."""

from __future__ import annotations

import pytest

from tests.bot.scenes import a_plan, talks_with
from tests.jobs.test_storage_faults import Trouble, full, locked, read_only
from tests.office import Office, text_of

SAID = "Something went wrong on Tend's side, not on yours. Please try again."


def whispered(office: Office, person: str) -> list[str]:
    """What they alone are shown, wherever they acted."""
    rooms = list(office.world.rooms.channels)
    said = [m for room in rooms for m in office.world.messages(room, person)]
    return [text_of(m) for m in said if m.only_for == person]


def test_a_press_that_cannot_be_noted_is_said_and_works_when_it_can(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    plan = maya.message
    for count, trouble in enumerate((full, locked, read_only), 1):
        with trouble(office.tend.database):
            maya.press("We talked", plan)
            assert office.settle(lambda n=count: len(whispered(office, maya.id)) == n)  # type: ignore[misc]
        assert talks_with(office, "Maya", "Ana") == []
    assert all(said.startswith(SAID) for said in whispered(office, maya.id))
    maya.press("We talked", plan)
    office.quiet()
    assert len(talks_with(office, "Maya", "Ana")) == 1
    assert any("Noted: you talked today." in text_of(m) for m in maya.messages)


@pytest.mark.parametrize("trouble", [full, read_only])
def test_nobody_is_sent_here_until_what_is_written_is_kept_again(
    office: Office, trouble: Trouble
) -> None:
    """Also while nothing is due that would notice it."""
    vitals, maya = office.tend.vitals, office.person("Maya")
    assert vitals.is_ready()
    with trouble(office.tend.database):
        maya.command("/mypeople")
        assert office.settle(lambda: sum(vitals.faults().values()) > 0, 30)
        assert not vitals.is_ready() and vitals.is_alive()
    assert vitals.is_ready()
