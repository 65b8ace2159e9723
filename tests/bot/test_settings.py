"""A person's own settings: hours, public holidays, how often for all their people, and away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.ids import Action, FormName
from care.cadence import Cadence
from sandbox.company import ANA, BEN, MAYA
from storage import people, workspaces
from tests.bot.forging import Forger
from tests.bot.scenes import TEAM, a_plan, leads, nudges_of, place, sent, start
from tests.office import NAMES, Office, labels, text_of


def row_of(office: Office, name: str) -> Any:
    return office.look(lambda tx: people.load(tx, TEAM, NAMES[name]))


def admins_set(office: Office, **values: Any) -> None:
    with office.tend.database.begin() as tx:
        workspaces.change(tx, TEAM, **values)


def home_of(office: Office, name: str) -> str:
    home = office.world.home(NAMES[name])
    return text_of(home) if home else ""


# --- hours and public holidays -------------------------------------------------------------------


def test_whoever_keeps_the_usual_hours_follows_the_workspace(office: Office) -> None:
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    assert maya.submit().accepted
    assert (row_of(office, "Maya").days, row_of(office, "Maya").starts) == (None, None)
    admins_set(office, starts="10:00")
    assert "10:00 to 17:00" in text_of(maya.home())


def test_holidays_are_those_of_where_maya_is_until_she_says_otherwise(office: Office) -> None:
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    assert "In force: DE. Next: Friday, 25 December" in maya.reads()
    assert maya.submit(country=" de-by ").accepted
    maya.press("Settings", maya.home())
    assert "In force: DE-BY." in maya.reads()
    assert maya.submit(country="None").accepted
    maya.press("Settings", maya.home())
    assert "In force: no public holidays." in maya.reads()
    assert maya.submit(country=None).accepted
    assert row_of(office, "Maya").country is None
    office.no_violations()


@pytest.mark.parametrize("typed", ["Germania", "ZZ", "DE-", "DE-XX", "-", "DE BY"])
def test_a_country_that_has_no_calendar_is_refused(office: Office, typed: str) -> None:
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    result = maya.submit(country=typed)
    if typed in ("DE-", "-"):  # as good as DE, and as none
        assert result.accepted
        return
    assert result.errors is not None and "I know no such" in result.errors["country"]
    assert row_of(office, "Maya").country is None


def test_no_plan_comes_on_a_holiday_of_the_region_maya_chose(office: Office) -> None:
    office.clock.forward(days=35)  # 29 December; Epiphany, a Wednesday, is kept in Bavaria
    start(office)
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    assert maya.submit(country="DE-BY", weekday="2").accepted
    office.live(days=10, hours=4)
    assert [d.day for d in sent(office, "Maya", "plan")] == [date(2027, 1, 7)]


# --- how often -----------------------------------------------------------------------------------


def test_maya_sets_how_often_for_all_her_people(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    maya = office.person("Maya")
    assert "a talk every 7 days, at most 14 (Tend's default)" in text_of(maya.home())
    maya.press("Settings", maya.home())
    assert maya.submit(ideal="28", maximum="42").accepted
    assert row_of(office, "Maya").cadence == Cadence(28, 42)
    assert "a talk every 28 days, at most 42 (set by you for everybody)" in text_of(maya.home())
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Rhythm")
    assert "(set by you for everybody)" in maya.reads()
    assert maya.submit(ideal="7", maximum="14").accepted
    office.live(days=14, hours=4)
    assert {nudge.report for nudge in nudges_of(office, "Maya")} == {ANA}
    maya.press("Settings", maya.home())
    assert maya.submit(ideal=None, maximum=None).accepted
    assert row_of(office, "Maya").cadence is None
    office.live(days=7, hours=4)
    assert BEN in {nudge.report for nudge in nudges_of(office, "Maya")}


@pytest.mark.parametrize("where", ["Settings", "Rhythm"])
@pytest.mark.parametrize(
    ("ideal", "maximum"), [("9", "20"), ("10", "31"), ("20", None), ("x", "y")]
)
def test_only_within_what_the_admins_allow(
    office: Office, where: str, ideal: str, maximum: str | None
) -> None:
    leads(office, "Maya", "Ana")
    admins_set(office, shortest=10, longest=30)
    maya = office.person("Maya")
    if where == "Settings":
        maya.press("Settings", maya.home())
    else:
        maya.command("/mypeople")
        maya.press("Open")
        maya.press("Rhythm")
    assert "From 10 to 30." in maya.reads()
    errors = maya.submit(ideal=ideal, maximum=maximum).errors
    assert errors == {
        "ideal": "Please give whole days from 10 to 30, and at most not below the ideal."
    }
    assert maya.submit(ideal="10", maximum="30").accepted


def test_what_the_admins_alone_decide_is_said_and_cannot_be_sent(office: Office) -> None:
    leads(office, "Maya", "Ana")
    admins_set(office, own_cadence=False, own_plan=False, ideal=14, maximum=21)
    maya = office.person("Maya")
    maya.press("Settings", maya.home())
    seen = maya.reads()
    assert "a talk every 14 days, at most 21 (set by your admins)" in seen
    assert "The day and hour of plans are set by your admins: Tuesday at 10:00." in seen
    assert "Day of your weekly plan" not in seen and "ideal days between talks" not in seen
    assert maya.submit().accepted
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Rhythm")
    assert "Your admins set it for everybody." in maya.reads()
    maya.close()
    days = {"ideal": "7", "maximum": "7"}
    bond = office.rows()["bonds"][0][1]
    forged = Forger(office, MAYA).submit(FormName.BOND_CADENCE, bond, days)
    assert "Your admins set it for everybody." in forged.lines
    assert row_of(office, "Maya").cadence is None


# --- away ----------------------------------------------------------------------------------------


def test_maya_goes_away_and_comes_back(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("I'm away", maya.home())
    assert maya.submit(first="2026-12-07", back="2026-12-21").accepted
    assert "Away from Monday, 7 December to Sunday, 20 December; quiet on the first two" in (
        text_of(maya.home())
    )
    office.live(days=10, hours=6)
    assert "Away until Sunday, 20 December; quiet on the first two working days back." in (
        text_of(maya.home())
    )
    office.live(days=11, hours=6)  # 22 December
    assert "Back from being away. Quiet until" in text_of(maya.home())
    assert len(sent(office, "Maya", "plan")) == 1
    office.live(days=3, hours=6)
    assert [d.day for d in sent(office, "Maya", "plan")][1:] == [date(2026, 12, 23)]
    assert "I'm away" in labels(maya.home())
    office.no_violations()


def test_i_am_back_ends_it_and_the_quiet_days_too(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("I'm away", maya.home())
    assert maya.submit(back="2026-12-31").accepted
    assert row_of(office, "Maya").away_first == date(2026, 12, 1), "from today, unless she says"
    office.live(days=6, hours=6)
    maya.press("I'm back", maya.home())
    assert (row_of(office, "Maya").away_first, row_of(office, "Maya").away_back) == (None, None)
    assert row_of(office, "Maya").heard_at == office.clock()
    assert "I'm away" in labels(maya.home())
    office.live(days=2, hours=6)
    assert [d.day for d in sent(office, "Maya", "plan")][1:] == [date(2026, 12, 8)]


@pytest.mark.parametrize(
    ("first", "back", "field", "words"),
    [
        ("2026-11-23", "2026-11-30", "first", "That day is over."),
        ("2026-12-01", "2026-12-01", "back", "has to come after the first day away"),
        ("2026-12-02", "2026-12-01", "back", "has to come after the first day away"),
        ("2026-12-01", "2028-01-01", "back", "more than a year ahead"),
        ("2028-01-01", "2028-01-02", "first", "more than a year ahead"),
        ("2026-12-01", None, "back", ""),
    ],
)
def test_days_away_that_cannot_be(
    office: Office, first: str, back: str | None, field: str, words: str
) -> None:
    ana = office.person("Ana")
    ana.press("I'm away", ana.home())
    errors = ana.submit(first=first, back=back).errors
    assert errors is not None and words in errors[field]
    assert row_of(office, "Ana").away_first is None


def test_a_leave_may_last_most_of_a_year(office: Office) -> None:
    ana = office.person("Ana")
    ana.press("I'm away", ana.home())
    assert ana.submit(first="2026-12-01", back="2027-10-01").accepted
    assert row_of(office, "Ana").away_back == date(2027, 10, 1)


def test_a_leave_that_has_begun_is_made_longer(office: Office) -> None:
    ana = office.person("Ana")
    ana.press("I'm away", ana.home())
    assert ana.submit(back="2026-12-01").accepted
    office.clock.forward(days=3)
    ana.press("Change", ana.home())
    assert ana.submit(back="2026-12-15").accepted
    assert row_of(office, "Ana").away_first == date(2026, 11, 24)
    assert row_of(office, "Ana").away_back == date(2026, 12, 15)


def test_nobody_is_nudged_about_who_is_away_and_mayas_home_says_so(office: Office) -> None:
    a_plan(office)
    maya, ana = office.person("Maya"), office.person("Ana")
    maya.home()
    ana.press("I'm away", ana.home())
    assert ana.submit(back="2026-12-21").accepted
    assert office.settle(lambda: "Quiet until Wednesday, 23 December." in home_of(office, "Maya"))
    office.live(days=14, hours=6)
    assert len(sent(office, "Maya", "plan")) == 1


@pytest.mark.parametrize("words", ["I'm back", "start again"])
def test_in_words_away_and_back(office: Office, words: str) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.say("I'm away until the 14th of December")
    assert maya.sees("You are away from today to Sunday, 13 December.")
    assert row_of(office, "Maya").away_back == date(2026, 12, 14)
    assert row_of(office, "Maya").heard_at == office.clock()
    maya.say(words)
    assert office.settle(lambda: row_of(office, "Maya").away_back is None)


# --- who leads nobody ----------------------------------------------------------------------------


def test_ben_pauses_what_nobody_asked_for_and_starts_again(office: Office) -> None:
    ben = office.person("Ben")
    ben.press("Pause", ben.home())
    assert ben.submit(until="week").accepted
    assert "Paused until Tuesday, 1 December." in text_of(ben.home())
    ben.press("Start again", ben.home())
    assert office.settle(lambda: row_of(office, "Ben").paused_until is None)
    Forger(office, BEN).press(Action.STOP, "")
    assert "Stopped. Nothing comes unasked until you start again." in text_of(ben.home())


def test_home_says_when_tend_slowed_itself(office: Office) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    with office.tend.database.begin() as tx:
        people.change(tx, TEAM, MAYA, plan_every=4, slowed="silence")
    assert "Plans come every four weeks, because several had no answer." in text_of(maya.home())
    maya.press("More often", maya.home())
    assert "Plans come every two weeks." in text_of(maya.home())
    assert row_of(office, "Maya").slowed is None
    assert place(office).own_cadence
