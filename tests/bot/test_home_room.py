"""Home has room for a hundred blocks: what is left out first, and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from care.items import Area, Content, Kind, Level
from sandbox.company import INES, MAYA, MAYAS_PEOPLE, TOM
from storage import asks, items, people, promises
from storage.database import Tx
from tests.bot.scenes import TEAM, start
from tests.office import Office, labels, text_of
from tests.people import bond, profile

CROWD = (*MAYAS_PEOPLE, *(f"U0CROWD{nth:02}" for nth in range(12)))
MOST = 100
GOALS = tuple(Content(Kind.GOAL, Area.WORK, f"Goal {nth}") for nth in range(1, 7))


def shares_all(tx: Tx, office: Office, owner: str, leader: str, many: int) -> None:
    for content in GOALS[:many]:
        item = items.create(tx, TEAM, owner, content, office.clock())
        items.share(tx, TEAM, owner, item, leader, Level.NAMED, office.clock())


def leads_as_many(tx: Tx, office: Office, many: int) -> None:
    since = office.clock() - timedelta(days=30)
    people.learn(tx, TEAM, profile(MAYA), since)
    for nth, report in enumerate(CROWD[:many]):
        bond(tx, MAYA, report, TEAM, since + timedelta(hours=nth))
        shares_all(tx, office, report, MAYA, 3)


def owes_and_is_owed(tx: Tx, office: Office, many: int) -> None:
    """Two leaders lead Maya, and everybody has asked and promised something."""
    now = office.clock()
    for leader in (INES, TOM):
        bond(tx, leader, MAYA, TEAM, now)
        for _ in range(2):
            promises.make(tx, TEAM, leader, MAYA, "Introduce you to Jo", None, True, now)
            asks.send(tx, TEAM, asks.write(tx, TEAM, MAYA, leader, "A word", now), now, now)
    shares_all(tx, office, MAYA, TOM, len(GOALS))
    for report in (CROWD[many - 1], CROWD[many - 2]):
        promises.make(tx, TEAM, MAYA, report, "Find a quieter room", None, False, now)
    asked = asks.write(tx, TEAM, CROWD[many - 3], MAYA, "My on-call weeks", now)
    asks.send(tx, TEAM, asked, now, now)
    today, soon = now.date(), now.date() + timedelta(days=9)
    away = {"away_first": today + timedelta(days=3), "away_back": soon}
    people.change(tx, TEAM, MAYA, not_about_me=True, listening_until=soon, **away)


@pytest.mark.parametrize("many", [8, 20])
def test_with_all_there_can_be_maya_s_home_still_ends_with_its_settings(
    office: Office, many: int
) -> None:
    start(office)
    with office.tend.database.begin() as tx:
        leads_as_many(tx, office, many)
        owes_and_is_owed(tx, office, many)
    home = office.person("Maya").home()
    said = text_of(home)
    assert len(home.blocks) <= MOST
    assert {"My people", "My Care Factor", "Settings", "Fewer", "Pause", "Stop"} <= {*labels(home)}
    assert said.endswith("Only you see this page.")
    for report in CROWD[many - 3 : many]:
        assert f"<@{report}>. " in said, "whoever waits for something is never left out"
    assert said.index("They asked for a talk.") < said.index("One promise of yours is open.")
    assert ("And more on the page My people." in said) is (many > 8)
    office.no_violations()


def test_eight_people_who_share_a_little_stand_there_with_all_of_it(office: Office) -> None:
    start(office)
    with office.tend.database.begin() as tx:
        leads_as_many(tx, office, 8)
    home = office.person("Maya").home()
    said = text_of(home)
    assert all(f"<@{report}>. " in said for report in MAYAS_PEOPLE)
    assert said.count("Goal 1") >= 6 and len(home.blocks) <= MOST
    assert "And more" not in said
