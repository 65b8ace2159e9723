"""What my leaders may be told: word for word, with a way to stop it, and no nudges about me."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ids import Action, FormName
from jobs.forecasting import forecast
from sandbox.company import ANA, MAYA, TOM
from sandbox.world import Message, View
from storage import items
from tests.bot.forging import Forger
from tests.bot.scenes import (
    AWS,
    TEAM,
    a_plan,
    bond,
    leads,
    nudges_of,
    own_items,
    sent,
    shared_with,
    shares,
    start,
)
from tests.office import Office, text_of
from tests.someone import Someone

TOLD = "What my leaders may be told"
WORDS_OF_A_NUDGE = ("You haven't talked", "Something", "It was", "I am late", f"<@{ANA}> has")


def drawn(place: View | Message) -> list[object]:
    """The blocks as they travel, without the ids that differ by place."""
    return [
        {key: value for key, value in block.items() if key not in ("block_id", "accessory")}
        for block in place.blocks
        if block["type"] == "section"
    ]


def spoken(place: View | Message) -> list[object]:
    """The sentences about something shared, with the title below, block by block."""
    blocks = drawn(place)
    said = [n for n, block in enumerate(blocks) if _speaks(block)]
    return [two for n in said for two in blocks[n : n + 2] if _speaks(two) or "“" in str(two)]


def _speaks(block: object) -> bool:
    text = block.get("text", {}).get("text", "") if isinstance(block, dict) else ""
    return str(text).startswith(WORDS_OF_A_NUDGE)


def mirror(office: Office, name: str = "Ana") -> Someone:
    person = office.person(name)
    person.close()
    person.command("/mygoals", "shared")
    return person


# --- finding out ---------------------------------------------------------------------------------


def test_two_presses_from_home_or_from_the_list_and_ana_knows(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", details="Module by module")
    ana = office.person("Ana")
    ana.press(TOLD, ana.home())
    from_home = ana.reads()
    ana.close()
    ana.command("/mygoals")
    ana.press(TOLD)
    assert ana.reads() == from_home
    assert f"What <@{MAYA}> may read, word for word:" in from_home
    assert f"You haven't talked with <@{ANA}> in 3 weeks about:\n“{AWS}”" in from_home
    assert "Sent if no talk about it is noted for 3 weeks (Tend's default)." in from_home
    assert "Module by module" in from_home and "Not sent or opened yet." in from_home
    office.no_violations()


@pytest.mark.parametrize("level", ["discreet", "named"])
def test_the_mirror_is_the_real_message_byte_for_byte(office: Office, level: str) -> None:
    a_plan(office, level=level)
    told = spoken(office.person("Maya").message)
    assert told and told == spoken(mirror(office).modal)


@pytest.mark.parametrize("level", ["discreet", "named"])
def test_so_it_is_of_the_date_before_and_after_it(office: Office, level: str) -> None:
    office.clock.forward(days=-7)
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level=level, date="2026-11-26")
    mirrored = spoken(mirror(office).modal)
    office.live(days=24, hours=24)
    told = [block for message in office.person("Maya").messages for block in spoken(message)]
    assert len(told) >= 3 and [block for block in told if block not in mirrored] == []


def test_nothing_is_sent_about_what_is_listed_only_or_reached_and_the_mirror_says_so(
    office: Office,
) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="known", title="Raise it myself")
    office.clock.forward(seconds=1)
    shares(office, "Ana", title="Done by now")
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Open", nth=1)
    ana.press("Reached")
    read = mirror(office).reads()
    assert "Listed for them to read, and never sent in a nudge:\nRaise it myself" in read
    assert "Reached: not sent in a nudge any more. Listed for them to read:\nDone by now" in read
    assert "You haven't talked" not in read


def test_newer_words_that_were_not_shared_are_said_to_be_ana_s_own(office: Office) -> None:
    leads(office, "Maya", "Ana")
    item = shares(office, "Ana")
    with office.tend.database.begin() as tx:
        found = items.own_by_id(tx, TEAM, ANA, item)
        assert found is not None and found.content is not None
        newer = found.content.__class__(**{**vars(found.content), "title": "Only mine"})
        items.rewrite(tx, TEAM, ANA, item, newer, office.clock())
    read = mirror(office).reads()
    assert "Your newer wording is not shared." in read
    assert AWS in read and "Only mine" not in read


# --- how often, and in which week ----------------------------------------------------------------


def test_ana_learns_how_often_and_in_which_week_maya_read_and_no_dates(office: Office) -> None:
    message = a_plan(office)  # on a Tuesday
    assert "Sent or opened once, in the week of Monday, 30 November." in mirror(office).reads()
    maya = office.person("Maya")
    office.clock.forward(days=7)
    maya.press("Show", message)
    maya.close()
    read = mirror(office).reads()
    assert "Sent or opened 2 times, last in the week of Monday, 7 December." in read
    assert "Shared since Tuesday, 10 November." in read
    assert "1 December" not in read and "8 December" not in read, "weeks, not days"


def test_nothing_shared_is_said_in_so_many_words(office: Office) -> None:
    ana = mirror(office)
    assert "You share nothing. No leader can read anything you wrote here." in ana.reads()
    ana.close()
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="private")
    read = mirror(office).reads()
    assert f"Nothing of yours is shared with <@{MAYA}>." in read and AWS not in read
    assert f"You last talked with <@{ANA}> 7 days ago." in read, "what comes without sharing"
    office.no_violations()


def test_fifty_things_and_several_leaders_are_read_page_by_page(office: Office) -> None:
    leads(office, "Maya", "Ana")
    leads(office, "Tom", "Ana")
    shares(office, "Ana", level="discreet", details="é" * 1000, date="2026-12-24")
    copy_to_fifty(office)
    ana = mirror(office)
    assert f"<@{MAYA}> may read *50 things* of yours." in ana.reads()
    ana.press("Show")
    assert f"What <@{TOM}> may read" in ana.reads()
    ana = mirror(office)
    seen: set[str] = set()
    for _ in range(13):
        assert len(ana.modal.blocks) < 95 and len(str(ana.modal.blocks)) < 100_000
        seen |= {line for line in ana.reads().splitlines() if line.startswith("Goal number ")}
        ana.press("More")
    assert len(seen) == 50
    ana.press("Earlier")
    office.no_violations()


def copy_to_fifty(office: Office) -> None:
    (one,) = own_items(office, "Ana")
    assert one.content is not None
    levels = office.look(lambda tx: items.levels(tx, TEAM, ANA))
    with office.tend.database.begin() as tx:
        items.erase(tx, TEAM, ANA, one.id)
        for number in range(50):
            content = one.content.__class__(
                **{**vars(one.content), "title": f"Goal number {number}"}
            )
            new = items.create(tx, TEAM, ANA, content, office.clock())
            for (_, leader), level in levels.items():
                at = office.clock() + timedelta(seconds=number)
                items.share(tx, TEAM, ANA, new, leader, level, at)


# --- stopping it ---------------------------------------------------------------------------------


def test_one_more_press_and_maya_reads_that_it_is_no_longer_shared(office: Office) -> None:
    message = a_plan(office)
    maya = office.person("Maya")
    assert AWS in text_of(message)
    ana = mirror(office)
    ana.press("Stop sharing")
    assert f"Stopped. <@{MAYA}> no longer sees it" in ana.reads()
    assert "What was read before cannot be unread." in ana.reads()
    assert maya.sees(f"<@{ANA}>: What stood here is no longer shared.")
    assert AWS not in text_of(maya.message) and AWS not in text_of(maya.home())
    assert shared_with(office, "Maya") == []
    office.no_violations()


def test_it_is_stopped_for_one_leader_and_goes_on_for_the_other(office: Office) -> None:
    leads(office, "Maya", "Ana")
    leads(office, "Tom", "Ana")
    shares(office, "Ana")
    ana = mirror(office)
    ana.press("Stop sharing")
    assert shared_with(office, "Maya") == [] and len(shared_with(office, "Tom")) == 1
    ana.press(TOLD)
    ana.press("Open")
    assert f"What <@{TOM}> may read" in ana.reads() and f"What <@{MAYA}>" not in ana.reads()
    ana.close()
    office.clock.forward(seconds=1)
    shares(office, "Ana", title="Run a marathon")
    ana.command("/mygoals")
    ana.press("Open", nth=1)
    ana.press("Stop for this leader", nth=1)  # its own page has it for each of them too
    assert len(shared_with(office, "Tom")) == 1 and len(shared_with(office, "Maya")) == 1
    office.clock.forward(seconds=1)
    shares(office, "Ana", title="Learn Rust", level="discreet")
    mirror(office).press("Stop sharing all of it", nth=1)
    assert shared_with(office, "Tom") == [] and len(shared_with(office, "Maya")) == 2
    office.clock.forward(seconds=1)
    shares(office, "Ana", title="Write more", level="discreet")
    ana = mirror(office)
    ana.press("Stop for all leaders")
    assert len(shared_with(office, "Maya")) == 2 and shared_with(office, "Tom") == []


def test_whatever_maya_was_sent_or_has_open_follows(office: Office) -> None:
    """The plan, the follow-up to it, the line around the date, Home, and the page she opens."""
    message = a_plan(office, date="2026-12-04")
    maya = office.person("Maya")
    maya.press("When?", message)
    maya.submit(when="today", time="11:00")
    office.later(hours=4)
    assert AWS in text_of(maya.message) and maya.message.ts != message.ts, "did it happen?"
    office.live(days=2, hours=8)
    assert len(maya.messages) > 2 or AWS in text_of(maya.message)
    maya.home()
    mirror(office).press("Stop sharing")
    assert office.settle(lambda: not [p for p in maya.screen() if AWS in text_of(p)])
    nudge = nudges_of(office, "Maya")[-1].id
    answer = Forger(office, MAYA).open(FormName.SHOW_ITEM, nudge)
    assert "That was not found, or is no longer shared." in answer.lines
    shown = "\n".join(text_of(place) for place in maya.screen())
    assert f"<@{ANA}>: What stood here is no longer shared." in shown
    maya.command("/mypeople")
    maya.press("Open")
    assert "Nothing shared: a question of yours is a good start." in maya.reads()
    office.no_violations()


def test_what_is_stopped_between_planning_and_sending_is_not_sent(office: Office) -> None:
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    office.clock.forward(days=21)
    office.fault("chat.postMessage", "http", status=429, headers={"Retry-After": "30"})
    office.tick()
    assert sent(office, "Maya")[-1].state == "due", "planned, and not sent yet"
    mirror(office).press("Stop sharing")
    office.machine.forward(minutes=5)
    office.tick()
    assert [m for m in office.person("Maya").messages if AWS in text_of(m)] == []


def test_the_titles_that_maya_reads_while_she_notes_a_talk_were_opened(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="discreet")
    maya = office.person("Maya")
    assert "Not sent or opened yet." in mirror(office).reads()
    maya.press("We talked", maya.home())
    assert AWS in maya.reads()
    assert "Sent or opened once, in the week of Monday, 23 November." in mirror(office).reads()


def test_that_a_title_stands_in_maya_s_home_is_in_the_mirror(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    assert AWS in text_of(office.person("Maya").home())
    assert "Its title stands in their Home too." in mirror(office).reads()


def test_an_old_page_stops_what_it_says_and_nothing_else(office: Office) -> None:
    leads(office, "Maya", "Ana")
    item = shares(office, "Ana")
    bond = found(office)
    forger = Forger(office, ANA)
    forger.press(Action.STOP_TELLING, f"{item}.{bond}")
    assert shared_with(office, "Maya") == []
    other = shares(office, "Ana", title="Run a marathon")
    forger.press(Action.STOP_TELLING, f"{item}.{bond}")
    assert [one.item for one in shared_with(office, "Maya")] == [other]


def found(office: Office) -> str:
    known = bond(office, "Maya", "Ana")
    assert known is not None
    return known.id


# --- no nudges about me --------------------------------------------------------------------------


def test_ana_pauses_what_is_sent_about_her_and_maya_is_told_nothing(office: Office) -> None:
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    shares(office, "Ana", date="2026-12-03")
    ana, maya = office.person("Ana"), office.person("Maya")
    before = text_of(maya.home())
    ana.command("/mygoals", "pause")
    assert "From now on no nudge about you is sent. Nothing is deleted" in ana.reads()
    assert text_of(maya.home()) == before
    ana.press(TOLD)
    assert "Nudges about you are paused: nothing on this page is sent." in ana.reads()
    ana.close()
    office.live(days=28, hours=24)
    assert f"<@{ANA}>" not in str([m.blocks for m in maya.messages])
    assert len(shared_with(office, "Maya")) == 1, "nothing is deleted"
    maya.command("/mypeople")
    due = "Next nudge: Tuesday, 15 December at the earliest."
    assert f"<@{ANA}>. No talk noted yet.\nShares one thing. {due}" in maya.reads()
    maya.press("Open")
    assert AWS in maya.reads() and "paused" not in maya.reads().lower()
    assert "paused" not in text_of(maya.home()).lower()
    office.no_violations()


def test_paused_between_planning_and_sending_it_is_not_sent(office: Office) -> None:
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana")
    office.clock.forward(days=21)
    office.fault("chat.postMessage", "http", status=429, headers={"Retry-After": "30"})
    office.tick()
    ana = office.person("Ana")
    ana.press("No nudges about me", ana.home())
    office.machine.forward(minutes=5)
    office.tick()
    assert office.person("Maya").messages == []


def test_what_maya_planned_with_ana_is_not_come_back_to_either(office: Office) -> None:
    message = a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", message)
    maya.submit(when="pick", day="2026-12-02", time="14:00")
    mirror(office).press("No nudges about me")
    before = text_of(maya.message)
    office.live(days=4, hours=4)
    assert len(maya.messages) == 1 and text_of(maya.message) == before, "and what stands, stays"


def test_it_ends_by_a_word_or_a_button_and_nothing_has_piled_up(office: Office) -> None:
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals", "pause")
    ana.close()
    office.live(days=28, hours=24)
    ana.command("/mygoals", "resume")
    assert "Nothing has piled up" in ana.reads()
    ana.close()
    assert "are paused" not in text_of(ana.home())
    office.live(days=7, hours=24)
    assert len(maya.messages) == 1


def test_the_forecast_counts_nobody_who_paused(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    office.clock.forward(days=9)
    ahead = forecast(office.tend.database, TEAM, office.clock())
    assert sum(one.people for one in ahead.each) == 1
    office.person("Ana").command("/mygoals", "pause")
    ahead = forecast(office.tend.database, TEAM, office.clock())
    assert sum(one.people for one in ahead.each) == 0
