"""A hard time: Ana wants nothing but listening for a while, and chooses whether Maya is told."""

from __future__ import annotations

from typing import Any

from care.nudges import LISTENING_ACTS
from storage import landings, people
from tests.bot import scenes
from tests.office import NAMES, Office, text_of

LINE = "They asked for listening only, for now."


def a_hard_time(office: Office, line: str, until: str = "month") -> None:
    ana = office.person("Ana")
    ana.press("Only listening", ana.home())
    assert ana.submit(until=until, line=line).accepted
    assert ana.sees("Only listening, until", ana.home)


def a_team(office: Office, **more: Any) -> None:
    """Maya leads Ana, whose goal has its own clock, and a date that comes up."""
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    scenes.shares(office, "Ana", **more)


def row_of(office: Office, name: str) -> Any:
    return office.look(lambda tx: people.load(tx, scenes.TEAM, NAMES[name]))


def test_talks_go_on_and_goals_rest_until_it_ends_by_itself(office: Office) -> None:
    a_team(office, date="2026-12-10")
    a_hard_time(office, "nothing")
    office.live(27, hours=6)
    told = scenes.nudges_of(office, "Maya")
    assert told and all(one.item is None for one in told)
    assert {one.act for one in told} <= set(LISTENING_ACTS)
    said = " ".join(map(text_of, office.person("Maya").messages))
    assert scenes.AWS not in said and LINE not in said
    assert LINE not in text_of(office.person("Maya").home())
    office.live(21, hours=6)
    assert any(one.item for one in scenes.nudges_of(office, "Maya"))
    assert "Only listening, until" not in text_of(office.person("Ana").home())


def test_what_maya_sees_does_not_change_with_it_nor_say_until_when(office: Office) -> None:
    """The day of the next nudge would: it is the day on which it may come up if nothing is."""
    a_team(office)
    maya = office.person("Maya")
    before = text_of(maya.home())
    a_hard_time(office, "nothing")
    assert text_of(maya.home()) == before
    office.person("Ana").press("End only listening", office.person("Ana").home())
    a_hard_time(office, "line")
    assert maya.sees(LINE, maya.home)
    assert text_of(maya.home()).replace(f" {LINE}", "") == before


def test_one_line_if_ana_likes_and_gone_when_she_says_so(office: Office) -> None:
    a_team(office)
    maya, ana = office.person("Maya"), office.person("Ana")
    maya.home()
    a_hard_time(office, "line")
    assert maya.sees(LINE, maya.home)
    office.later(days=7)
    assert LINE in text_of(maya.message)
    ana.press("End only listening", ana.home())
    assert office.settle(lambda: LINE not in text_of(maya.message))
    assert LINE not in text_of(maya.home())
    assert row_of(office, "Ana").listening_until is None


def test_no_question_comes_meanwhile(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    item = scenes.shares(office, "Ana")
    with office.tend.database.begin() as tx:
        landings.turn_on(tx, scenes.TEAM, NAMES["Ana"], item, office.clock())
    office.later(days=21)
    a_hard_time(office, "nothing", "two_weeks")
    before = len(scenes.sent(office, "Ana"))
    office.live(13, hours=6)
    assert len(scenes.sent(office, "Ana")) == before
    office.live(3, hours=6)
    assert [one.kind for one in scenes.sent(office, "Ana")[before:]] == ["landing"]


def test_how_long_and_what_is_told_are_asked(office: Office) -> None:
    scenes.leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.press("Only listening", ana.home())
    assert not ana.submit(until="week").accepted
    assert row_of(office, "Ana").listening_until is None
