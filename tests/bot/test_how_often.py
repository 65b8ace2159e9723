"""How often a leader hears from Tend, and when: fewer, more, pause, stop, and their own hours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sandbox.company import MAYA
from storage import people
from tests.bot.scenes import TEAM, a_plan, leads, sent, start
from tests.office import Office, labels, text_of


def maya_row(office: Office) -> Any:
    return office.look(lambda tx: people.load(tx, TEAM, MAYA))


def plans(office: Office) -> list[date]:
    return [d.day for d in sent(office, "Maya", "plan") if d.day]


def test_fewer_and_more_in_the_plan(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Fewer", maya.message)
    assert maya.sees("Plans come every two weeks.")
    maya.press("Fewer", maya.message)
    assert maya.sees("Plans come every four weeks.")
    assert "Fewer" not in labels(maya.message)
    office.live(days=28, hours=4)
    assert plans(office) == [date(2026, 12, 1), date(2026, 12, 29)]
    maya.press("More often", maya.message)
    assert maya.sees("Plans come every two weeks.")
    assert maya_row(office).plan_every == 2
    office.no_violations()


def test_stop_and_start_again(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Stop", maya.message)
    assert maya.sees("Stopped. No plans come until you start again.")
    office.live(days=21, hours=6)
    assert len(plans(office)) == 1
    maya.press("Start again", maya.home())
    assert office.settle(lambda: maya_row(office).stopped_at is None)
    office.live(days=6, hours=4)
    assert plans(office)[1:] == [date(2026, 12, 22)], "the current plan only, never a backlog"
    office.no_violations()


def test_pause_until_a_day(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Pause", maya.message)
    assert maya.submit(until="pick", day="2026-12-01").errors is not None
    assert maya.submit(until="pick", day="2026-12-16").accepted
    assert maya.sees("Paused until Wednesday, 16 December. Nothing piles up meanwhile.")
    office.live(days=14, hours=4)
    assert len(plans(office)) == 1
    office.live(days=3, hours=4)
    assert plans(office)[1:] == [date(2026, 12, 16)], "the current plan only, never a backlog"
    office.no_violations()


@pytest.mark.parametrize(("choice", "back"), [("week", 8), ("two_weeks", 15)])
def test_pause_for_a_while_from_home(office: Office, choice: str, back: int) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Pause", maya.home())
    assert maya.submit(until=choice).accepted
    assert maya_row(office).paused_until.date() == date(2026, 12, back)
    maya.press("Start again", maya.home())
    assert office.settle(lambda: maya_row(office).paused_until is None)


def test_no_follow_up_comes_while_stopped(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="today", time="11:00")
    maya.press("Stop", maya.message)
    office.live(days=3)
    assert sent(office, "Maya", "follow-up") == []


def test_a_leader_moves_their_own_plan(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    assert maya.submit(weekday="3", at="18:00").errors == {"at": "That is outside your hours."}
    assert maya.submit(weekday="3", at="14:00").accepted
    office.live(days=17, hours=2)
    assert plans(office) == [date(2026, 12, 3), date(2026, 12, 10)]
    office.no_violations()


def test_working_days_are_kept(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    assert maya.submit(days=["2", "3"], starts="17:00", ends="09:00").errors is not None
    assert maya.submit(days=[], starts="09:00", ends="17:00").errors is not None
    assert maya.submit(days=["2", "3"], starts="09:00", ends="17:00").accepted
    assert "Your hours: Wednesday, Thursday, 09:00 to 17:00." in text_of(maya.home())
    office.live(days=15, hours=2)
    assert plans(office) == [date(2026, 12, 2), date(2026, 12, 9)], "Tuesday is a day off"


def test_somebody_who_leads_nobody_has_no_plan_to_set(office: Office) -> None:
    ben = office.person("Ben")
    ben.press("Settings", ben.home())
    assert "Day of your weekly plan" not in ben.reads()
    assert ben.submit(days=["0", "1"]).accepted
    assert "Fewer" not in labels(ben.home())


def test_in_auckland_ten_o_clock_is_ten_o_clock_there(office: Office) -> None:
    start(office)
    leads(office, "Tom", "Jo")
    reports = []
    for _ in range(14 * 12):
        if office.later(hours=2).counts["planned"]:
            reports.append(office.clock())
    assert {f"{at:%a %H:%M}" for at in reports} == {"Mon 21:00"}, "Tuesday, ten, in Auckland"
    assert len(reports) == 2
