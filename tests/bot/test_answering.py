"""A leader answers the weekly plan: by each button, late, again, and undone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from care.answers import Answer, Why
from care.bonds import EndedBy
from sandbox.company import ANA, MAYA
from storage import bonds, endings
from tests.bot.scenes import (
    AWS,
    TEAM,
    a_plan,
    answer,
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
from tests.bot.test_saying import says
from tests.office import Office, labels, text_of
from tests.someone import Someone

PLAN_DAY = date(2026, 12, 1)  # the Tuesday of the first plan


def answered(office: Office) -> tuple[Answer | None, datetime | None]:
    given = answer(office, "Maya")
    return (given.answer, given.moment) if given else (None, None)


# --- we talked -----------------------------------------------------------------------------------


def test_we_talked_is_a_talk_today_about_the_item(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("We talked", maya.message)
    assert maya.sees("Noted: you talked today.")
    assert labels(maya.message)[:2] == ["Change", "Undo"]
    assert last_talks(office, "Maya") == {ANA: PLAN_DAY}
    assert "Last talked about today" in text_of(maya.home())
    office.no_violations()


def test_a_noted_talk_is_corrected(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("We talked", maya.message)
    maya.press("Change", maya.message)
    assert maya.submit(day="2026-12-24").errors is not None, "a day ahead is no talk yet"
    assert maya.submit(day="2026-11-28", about=[]).accepted
    assert maya.sees("Noted: you talked Saturday, 28 November.")
    assert last_talks(office, "Maya") == {ANA: date(2026, 11, 28)}
    assert "Not talked about yet" in text_of(maya.home())
    assert len(talks_with(office, "Maya", "Ana")) == 1
    office.no_violations()


def test_undo_takes_the_talk_back(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("We talked", maya.message)
    maya.press("Undo", maya.message)
    assert maya.sees("When?")
    assert last_talks(office, "Maya") == {} and answer(office, "Maya") is None


def test_a_talk_quiets_the_next_plan(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    office.later(days=6)
    maya.press("We talked", maya.message)
    office.later(days=1)
    assert len(sent(office, "Maya", "plan")) == 1
    office.later(days=7)
    assert len(sent(office, "Maya", "plan")) == 2


# --- when? ---------------------------------------------------------------------------------------


def test_today_is_asked_about_once_two_hours_later(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    assert maya.submit(when="today", time="11:00").accepted
    assert maya.sees("Planned: today at 11:00.")
    office.later(hours=2)
    assert len(maya.messages) == 1, "two hours after eleven it is one o'clock"
    office.later(hours=1)
    assert "today at 11:00. Did it happen?" in text_of(maya.message)
    office.live(days=6, hours=2)
    assert len(sent(office, "Maya", "follow-up")) == 1, "asked once, then silence"
    office.no_violations()


def test_a_time_that_has_passed_is_refused_beside_the_field(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    errors = maya.submit(when="today", time="08:00").errors
    assert errors is not None and list(errors) == ["time"]
    errors = maya.submit(when="pick", day=None).errors
    assert errors == {"day": "Please pick a day."}
    errors = maya.submit(when="pick", day="2028-01-01").errors
    assert errors is not None and "Please pick a nearer day." in errors["day"]
    assert maya.submit(when="pick", day="2026-12-02", time="14:00").accepted
    assert answered(office) == (Answer.INTENDED, datetime(2026, 12, 2, 13, tzinfo=UTC))


def test_when_our_one_on_one_is_is_asked_once(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="one_on_one")
    assert f"When is your 1:1 with <@{ANA}>? I only ask this once." in maya.reads()
    assert maya.submit(weekday="3", time="14:00").accepted
    assert maya.sees("Planned: Thursday, 3 December at 14:00.")
    maya.press("Undo", maya.message)
    maya.press("When?", maya.message)
    assert "Our 1:1 (Thursday 14:00)" in maya.reads()
    assert maya.submit(when="one_on_one").accepted
    assert not maya.has_modal, "nothing is asked again"
    assert answered(office) == (Answer.INTENDED, datetime(2026, 12, 3, 13, tzinfo=UTC))
    office.no_violations()


def followed_up(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="today", time="11:00")
    office.later(hours=3)
    assert "Did it happen?" in text_of(maya.message)


def test_yes_notes_the_talk_on_the_day_it_was_planned_for(office: Office) -> None:
    followed_up(office)
    maya = office.person("Maya")
    office.clock.forward(days=1)
    maya.press("Yes", maya.message)
    assert maya.sees("Noted: you talked yesterday.")
    assert maya.sees("Noted: you talked yesterday.", lambda: maya.messages[0])
    assert last_talks(office, "Maya") == {ANA: PLAN_DAY}
    office.no_violations()


def test_moved_is_a_new_plan_and_one_more_question(office: Office) -> None:
    followed_up(office)
    maya = office.person("Maya")
    maya.press("Moved", maya.message)
    assert maya.submit(when="pick", day="2026-12-03", time="10:00").accepted
    assert maya.sees("Planned: Thursday, 3 December at 10:00.")
    office.live(days=3)
    assert [text_of(m).count("Did it happen?") for m in maya.messages] == [0, 0, 0, 1]
    assert "Today at 10:00" in text_of(maya.messages[2])
    office.no_violations()


def test_not_this_time_after_all(office: Office) -> None:
    followed_up(office)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    assert maya.submit(why="other").accepted
    assert maya.sees("No problem. Clean slate next time.")
    assert last_talks(office, "Maya") == {}


def test_undoing_what_was_asked_about_leaves_no_question_behind(office: Office) -> None:
    followed_up(office)
    maya = office.person("Maya")
    maya.press("Undo", maya.messages[0])
    assert maya.sees("When?", lambda: maya.messages[0])
    assert maya.sees("This is closed.")
    assert AWS not in text_of(maya.message)


def test_a_plan_that_holds_again_is_asked_about(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="pick", day="2026-12-02", time="10:00")
    maya.press("We talked", maya.message)
    maya.press("Undo", maya.message)
    assert maya.sees("Planned: tomorrow at 10:00.")
    office.live(days=2)
    assert len(sent(office, "Maya", "follow-up")) == 1


def test_so_it_is_when_the_talk_was_undone_on_the_page(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="pick", day="2026-12-02", time="10:00")
    maya.press("We talked", maya.message)
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Undo the last talk")
    assert last_talks(office, "Maya") == {}
    assert maya.sees("Planned: tomorrow at 10:00.")
    office.live(days=2)
    assert len(sent(office, "Maya", "follow-up")) == 1


# --- later ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "back_on"),
    [
        ({"when": "tomorrow"}, date(2026, 12, 2)),
        ({"when": "week"}, date(2026, 12, 8)),
        ({"when": "two_weeks"}, date(2026, 12, 15)),
        ({"when": "pick", "day": "2026-12-05"}, date(2026, 12, 7)),  # a Saturday: Monday
    ],
)
def test_later_comes_back_then_and_is_quiet_until_then(
    office: Office, chosen: dict[str, str], back_on: date
) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Later", maya.message)
    assert maya.submit(**chosen).accepted
    assert maya.sees("I'll come back to this")
    while len(maya.messages) == 1 and office.clock().date() < date(2026, 12, 20):
        office.later(hours=4)
    assert office.clock().date() == back_on
    assert f"You asked to hear again about <@{ANA}>." in text_of(maya.message)
    assert "When?" in labels(maya.message)
    office.no_violations()


def test_later_needs_a_day_ahead(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Later", maya.message)
    errors = maya.submit(when="pick", day="2026-12-01").errors
    assert errors is not None and list(errors) == ["day"]
    assert maya.submit(when="pick", day=None).errors == {"day": "Please pick a day."}


# --- not this time -------------------------------------------------------------------------------


def test_no_longer_relevant_is_not_brought_up_again(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    assert maya.submit(why=Why.NOT_RELEVANT.value).accepted
    assert maya.sees("Noted: no longer relevant. I won't bring it up again.")
    office.live(days=21, hours=4)
    assert [nudge.item for nudge in nudges_of(office, "Maya")][1:] == [None, None, None]
    assert len(shared_with(office, "Maya")) == 1, "it is still listed"


def test_no_longer_relevant_undone_is_brought_up_again(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    maya.submit(why=Why.NOT_RELEVANT.value)
    maya.press("Undo", maya.message)
    office.later(days=7)
    assert nudges_of(office, "Maya")[-1].item is not None


def test_on_leave_is_quiet_until_the_first_day_back(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    assert maya.submit(why=Why.ON_LEAVE.value).errors == {"day": "Please pick a day."}
    assert maya.submit(why=Why.ON_LEAVE.value, day="2026-12-20").accepted
    assert maya.sees("Noted: away. Quiet until Sunday, 20 December.")
    office.live(days=19, hours=4)
    assert len(sent(office, "Maya", "plan")) == 1
    office.live(days=3, hours=4)
    assert len(sent(office, "Maya", "plan")) == 2


def test_not_my_report_closes_everything_about_them(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    office.later(days=7)
    assert [AWS in text_of(m) for m in maya.messages] == [True, True]
    maya.press("Not this time", maya.message)
    assert maya.submit(why=Why.NOT_MINE.value).accepted
    assert maya.sees("Noted: not one of your people any more.")
    assert maya.sees("This is closed.", lambda: maya.messages[0])
    assert bond(office, "Maya", "Ana") is None and shared_with(office, "Maya") == []
    gone = lambda: not any(AWS in text_of(m) for m in maya.messages)  # noqa: E731
    assert office.settle(gone), "the older plan does not show the title any more either"
    office.live(days=15, hours=6)
    assert len(sent(office, "Maya", "plan")) == 2
    office.no_violations()


def test_not_my_report_undone_begins_with_nothing_shared(office: Office) -> None:
    a_plan(office)
    maya, ana = office.person("Maya"), office.person("Ana")
    maya.press("Not this time", maya.message)
    maya.submit(why=Why.NOT_MINE.value)
    office.later(days=1)  # a public holiday in Lisbon first
    assert "Your leader" in text_of(ana.message) or f"<@{MAYA}>" in text_of(ana.message)
    maya.press("Undo", maya.message)
    assert bond(office, "Maya", "Ana") is not None
    assert shared_with(office, "Maya") == []
    assert AWS not in text_of(maya.message)
    office.no_violations()


def refuses_ana(office: Office) -> Someone:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    assert maya.submit(why=Why.NOT_MINE.value).accepted
    return maya


def test_not_my_report_is_undone_for_a_week_and_no_longer(office: Office) -> None:
    maya = refuses_ana(office)
    plan = maya.message
    office.clock.forward(days=7, minutes=1)
    office.tend.sender.stir()
    maya.press("Undo", plan)
    assert "This cannot be taken back any more" in maya.reads()
    assert bond(office, "Maya", "Ana") is None
    maya.close()
    maya.command("/mypeople")
    maya.press("Add somebody")
    assert maya.submit(reports=[ANA]).accepted
    maya.close()
    maya.press("Undo", plan)
    assert "cannot be taken back" in maya.reads(), "an old refusal says nothing of the new bond"
    again = bond(office, "Maya", "Ana")
    assert again is not None and again.confirmed is None
    office.no_violations()


def test_what_a_list_has_ended_since_no_old_undo_brings_back(office: Office) -> None:
    maya = refuses_ana(office)
    office.clock.forward(hours=1)
    office.tend.sender.stir()
    leads(office, "Maya", "Ana")
    one = bond(office, "Maya", "Ana")
    assert one is not None
    with office.tend.database.begin() as tx:
        endings.end(tx, TEAM, [one.id], EndedBy.LIST, office.clock.at)
    office.tend.sender.stir()
    maya.press("Undo", maya.messages[0])
    assert "cannot be taken back" in maya.reads()
    assert "There is nothing of today to undo." in says(maya, "undo")
    assert bond(office, "Maya", "Ana") is None


def test_who_has_named_another_leader_since_is_asked_before_it_holds_again(office: Office) -> None:
    maya = refuses_ana(office)
    office.clock.forward(hours=1)
    leads(office, "Ines", "Ana")
    maya.press("Undo", maya.messages[0])
    again = bond(office, "Maya", "Ana")
    assert again is not None and (again.accepted, again.confirmed) == (True, None)
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert f"<@{MAYA}>" in ana.reads() and "Is it so?" in ana.reads()
    other = bond(office, "Ines", "Ana")
    assert other is not None and other.confirmed is True
    office.no_violations()


def test_a_reason_has_to_be_chosen(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    assert maya.submit().errors is not None
    assert answer(office, "Maya") is None


# --- late, and again -----------------------------------------------------------------------------


def test_a_late_answer_on_an_old_plan_still_counts(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    office.live(days=14, hours=4)
    old = maya.messages[0]
    assert len(maya.messages) == 3
    maya.press("We talked", old)
    assert maya.sees("Noted: you talked today.", lambda: maya.messages[0])
    assert last_talks(office, "Maya") == {ANA: date(2026, 12, 15)}
    office.no_violations()


def test_three_people_at_most_each_with_one_thing(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana", "Ben", "Chidi", "Kofi")
    for name in ("Ana", "Ben", "Chidi", "Kofi"):
        shares(office, name, title=f"What {name} wants")
    office.later(days=21)
    maya = office.person("Maya")
    assert len(nudges_of(office, "Maya")) == 3
    assert text_of(maya.message).count("You haven't talked with") == 3
    maya.press("We talked", maya.message, nth=1)
    assert len(last_talks(office, "Maya")) == 1
    office.later(days=7)
    assert text_of(maya.message).count("You haven't talked with") >= 1
    assert len(nudges_of(office, "Maya")) > 3
    office.no_violations()


def test_two_plans_for_one_day_are_one_follow_up(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    shares(office, "Ana")
    shares(office, "Ben", title="Write the handbook")
    office.later(days=21)
    maya = office.person("Maya")
    for _ in range(2):
        maya.press("When?", maya.message)
        maya.submit(when="today", time="11:00")
    office.later(hours=3)
    assert text_of(maya.message).count("Did it happen?") == 2
    maya.press("Yes", maya.message, nth=1)
    assert len(last_talks(office, "Maya")) == 1
    assert text_of(maya.message).count("Did it happen?") == 1
    office.no_violations()


def test_show_opens_the_text_and_ana_may_know_that_it_was_opened(office: Office) -> None:
    a_plan(office, level="discreet", details="Module by module")
    maya = office.person("Maya")
    assert AWS not in text_of(maya.message)
    assert f"about something <@{ANA}> shared with you." in text_of(maya.message)
    maya.press("Show", maya.message)
    assert AWS in maya.reads() and "Module by module" in maya.reads()
    disclosed = office.rows()["disclosures"]
    assert [row[4] for row in disclosed] == ["opened", "sent"] or len(disclosed) == 2
    office.no_violations()


def test_the_one_on_one_is_kept_with_the_bond(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="one_on_one")
    assert maya.submit(weekday="3", time=None).errors is not None
    maya.submit(weekday="3", time="14:00")
    found = office.look(lambda tx: bonds.of_leader(tx, TEAM, "U0MAYA"))
    assert [one.one_on_one for one in found] == ["3 14:00"]
