"""The people a leader answers for: added, looked at, talked with unasked, each in their rhythm."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ids import FormName
from care.cadence import Cadence
from sandbox.company import ANA, BEN, CHIDI, GUEST, LEFT, MAYA
from storage import bonds
from tests.bot.forging import Forger, several
from tests.bot.scenes import (
    AWS,
    TEAM,
    a_plan,
    bond,
    last_talks,
    leads,
    nudges_of,
    sent,
    shared_with,
    shares,
    start,
    talks_with,
)
from tests.office import Office, labels, text_of


def test_a_leader_adds_somebody_and_is_served_at_once(office: Office) -> None:
    start(office)
    maya = office.person("Maya")
    maya.command("/mypeople")
    assert "Nobody here yet" in maya.reads()
    maya.press("Add somebody")
    assert maya.submit(reports=[ANA]).accepted
    assert f"<@{ANA}>. No talk noted yet." in maya.reads()
    added = bond(office, "Maya", "Ana")
    assert added is not None and added.accepted is True and added.confirmed is None
    office.later(days=7)
    assert f"No talk with <@{ANA}> is noted yet." in text_of(maya.message)
    office.no_violations()


@pytest.mark.parametrize("whom", [GUEST, LEFT, "U0TENDBOT", "USLACKBOT"])
def test_all_who_cannot_be_added_are_refused_in_the_same_words(office: Office, whom: str) -> None:
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Add somebody")
    refused = "That person can't be added. Tend is for colleagues of this workspace."
    assert maya.submit(reports=[whom]).errors == {"reports": refused}
    assert maya.submit(reports=[MAYA, ANA]).errors == {
        "reports": "One of them is you. Please choose only others."
    }
    assert office.rows()["bonds"] == []


def test_a_leader_names_several_at_once(office: Office) -> None:
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Add somebody")
    assert maya.submit(reports=[ANA, BEN, CHIDI]).accepted
    added = office.look(lambda tx: bonds.of_leader(tx, TEAM, MAYA))
    assert {bond.report for bond in added} == {ANA, BEN, CHIDI}
    assert all(bond.accepted and bond.confirmed is None for bond in added)
    office.no_violations()


def test_of_several_the_refused_are_named_and_nobody_is_added(office: Office) -> None:
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Add somebody")
    errors = maya.submit(reports=[ANA, GUEST, LEFT]).errors
    names = [office.world.people[person].name for person in (GUEST, LEFT)]
    assert errors == {
        "reports": f"Can't be added: {', '.join(names)}. Tend is for colleagues of this "
        "workspace. Nobody is added yet."
    }
    assert office.rows()["bonds"] == []
    assert maya.submit(reports=[ANA]).accepted


def test_not_more_than_twenty_at_once_whatever_a_client_sends(office: Office) -> None:
    crowd = [f"U0NOBODY{n}" for n in range(21)]
    answer = Forger(office, MAYA).submit(FormName.ADD_REPORT, "", {"reports": several(*crowd)})
    assert "Please choose at most 20 at once." in answer.lines
    assert not [call for call in office.called("users.info") if call["user"] in crowd]


def test_adding_twice_changes_nothing(office: Office) -> None:
    leads(office, "Maya", "Ana")
    before = office.rows()["bonds"]
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Add somebody")
    assert maya.submit(reports=[ANA]).accepted
    after = office.rows()["bonds"]
    assert [row[:8] for row in after] == [row[:8] for row in before]


def test_a_talk_that_nobody_had_to_remind_of(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    (shared,) = shared_with(office, "Maya")
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("We talked")
    assert maya.submit(day="2026-11-20", about=[shared.item]).accepted
    assert "Last talk: 4 days ago." in maya.reads()
    assert "Last talked about 4 days ago." in maya.reads()
    assert last_talks(office, "Maya") == {ANA: date(2026, 11, 20)}
    assert office.rows()["talks"][0][-1] is None, "no nudge led to it"
    office.no_violations()


def test_the_newest_talk_is_taken_back_and_only_that(office: Office) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    for day in ("2026-11-18", "2026-11-20"):
        maya.command("/mypeople")
        maya.press("We talked")
        maya.submit(day=day)
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Undo the last talk")
    assert [day for _, day in talks_with(office, "Maya", "Ana")] == [date(2026, 11, 18)]
    assert "Last talk: 6 days ago." in maya.reads()
    maya.press("Undo the last talk")
    assert "Undo the last talk" not in labels(maya.modal)
    office.no_violations()


@pytest.mark.parametrize("day", ["2026-11-25", "2024-01-01", None])
def test_a_talk_lies_within_the_last_year(office: Office, day: str | None) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("We talked")
    errors = maya.submit(day=day).errors
    assert errors is not None and list(errors) == ["day"]
    assert last_talks(office, "Maya") == {}
    assert maya.submit(day="2026-11-24").accepted


def test_one_person_in_a_rhythm_of_their_own(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Rhythm")
    assert maya.submit(ideal="28", maximum="42").accepted
    assert "a talk every 28 days, at most 42 (set by you for this person)" in maya.reads()
    slower = bond(office, "Maya", "Ana")
    assert slower is not None and slower.cadence == Cadence(28, 42)
    office.live(days=14, hours=4)
    assert {nudge.report for nudge in nudges_of(office, "Maya")} == {BEN}
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Rhythm")
    assert maya.submit(ideal=None, maximum=None).accepted
    assert "a talk every 7 days, at most 14 (Tend's default)" in maya.reads()
    office.live(days=7, hours=4)
    assert ANA in {nudge.report for nudge in nudges_of(office, "Maya")}
    office.no_violations()


@pytest.mark.parametrize(
    ("ideal", "maximum"),
    [("6", "14"), ("7", "91"), ("20", "10"), ("7", None), ("-7", "14"), ("x", "y"), ("7.5", "9")],
)
def test_a_rhythm_out_of_range_is_refused(office: Office, ideal: str, maximum: str | None) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Rhythm")
    errors = maya.submit(ideal=ideal, maximum=maximum).errors
    assert errors is not None and "from 7 to 90" in errors["ideal"]
    kept = bond(office, "Maya", "Ana")
    assert kept is not None and kept.cadence is None


def test_removing_somebody_ends_it_all(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Remove")
    assert "Nobody here yet" in maya.reads()
    assert maya.sees("This is closed.")
    assert AWS not in text_of(maya.message)
    assert bond(office, "Maya", "Ana") is None and shared_with(office, "Maya") == []
    office.live(days=8, hours=4)
    assert len(sent(office, "Maya", "plan")) == 1
    office.no_violations()


def test_whoever_is_added_anew_begins_with_nothing(office: Office) -> None:
    a_plan(office)
    maya, ana = office.person("Maya"), office.person("Ana")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Remove")
    leads(office, "Maya", "Ana")
    assert shared_with(office, "Maya") == []
    ana.command("/mygoals")
    assert "only you know" in ana.reads()


def test_a_mutual_pair_is_told_so(office: Office) -> None:
    leads(office, "Maya", "Ana")
    leads(office, "Ana", "Maya")
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    assert "They also lead you here." in maya.reads()


def test_home_says_what_there_is(office: Office) -> None:
    a_plan(office)
    maya, ana = office.person("Maya"), office.person("Ana")
    home = text_of(maya.home())
    assert "My goals" in home and "My people" in home and "My settings" in home
    assert f"<@{ANA}>. No talk noted yet." in home and AWS in home
    assert "Your plan: Tuesday at 10:00 (Europe/Berlin). Plans come every week." in home
    assert "1 goal or challenge, shared." in text_of(ana.home())
    for label in ("My goals", "Add a goal or challenge", "Settings"):
        maya.press(label, maya.home())
        assert maya.has_modal
        maya.close()
    maya.press("My people", maya.home())
    assert ANA in maya.reads()
    office.no_violations()


def test_home_follows_what_its_person_does(office: Office) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.home()
    maya.press("We talked", maya.home())
    maya.submit(day="2026-11-24")
    home = office.world.home(MAYA)
    assert home is not None
    assert office.settle(lambda: "Last talk: today." in text_of(office.world.home(MAYA) or home))


def test_home_says_when_nothing_needs_anybody(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    assert "Nothing needs you this week." in text_of(office.person("Maya").home())


def test_a_discreet_thing_is_not_written_out_in_home(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="discreet")
    home = text_of(office.person("Maya").home())
    assert AWS not in home and "Something they shared, behind Open." in home


# --- commands and words --------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/mygoals", "/mypeople", "/cadence"])
def test_each_command_explains_itself(office: Office, command: str) -> None:
    ana = office.person("Ana")
    said = ana.answer_to(command, "help")
    assert said.count(command) >= 2
    assert ana.answer_to(command, "HELP ") == said
    office.no_violations()


def test_what_a_command_does_not_know_is_explained(office: Office) -> None:
    assert "I know “help” here" in office.person("Ana").answer_to("/mypeople", "show @maya")


def test_words_that_are_not_understood_are_answered_once_with_buttons(office: Office) -> None:
    ben = office.person("Ben")
    ben.say("qwertzuiop")
    assert office.settle(lambda: len(ben.messages) == 1)
    assert "My goals" in labels(ben.message)
    ben.press("My goals", ben.message)
    assert ben.has_modal
    assert len(ben.messages) == 1
    office.no_violations()


def test_other_words_about_other_people_show_nobody_elses_things(office: Office) -> None:
    shares_ana = "Ana's own secret"
    leads(office, "Maya", "Ana")
    shares(office, "Ana", title=shares_ana)
    ben = office.person("Ben")
    ben.command("/mygoals", f"show <@{ANA}>")
    assert shares_ana not in ben.reads()
