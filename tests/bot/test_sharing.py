"""What a person wants and struggles with, and who may know: by form, by command, and changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ids import Action
from care.items import Level, State
from sandbox.company import ANA, BEN, GUEST, LEFT, MAYA
from storage import items
from tests.bot.forging import Forger
from tests.bot.scenes import (
    AWS,
    TEAM,
    a_plan,
    bond,
    leads,
    own_items,
    sent,
    shared_with,
    shares,
    start,
)
from tests.office import NAMES, Office, text_of


def test_at_first_use_ana_reads_the_promise_and_names_her_leader(office: Office) -> None:
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert "Nothing you write is shared until you press Share" in ana.reads()
    assert ana.submit(leader=MAYA).accepted
    assert f"Your leader here: <@{MAYA}>, who has yet to confirm it." in ana.reads()
    named = bond(office, "Maya", "Ana")
    assert named is not None and named.confirmed is True and named.accepted is None
    office.no_violations()


def test_ana_need_not_name_anybody(office: Office) -> None:
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert ana.submit(leader=None).accepted
    assert "You have named no leader yet" in ana.reads()
    ana.press("Add a goal or challenge")
    assert ana.submit(kind="goal", area="personal", title="Run a marathon").accepted
    assert "Goal, personal · only you know" in ana.reads()
    office.no_violations()


@pytest.mark.parametrize("whom", [GUEST, LEFT, "U0TENDBOT"])
def test_guests_bots_and_those_who_have_left_cannot_be_named(office: Office, whom: str) -> None:
    ana = office.person("Ana")
    ana.command("/mygoals")
    errors = ana.submit(leader=whom).errors
    assert errors == {
        "leader": "That person cannot be chosen here. Tend is for colleagues of this workspace."
    }
    assert ana.submit(leader=ANA).errors == {"leader": "That is you. Please choose somebody else."}
    assert ana.submit(leader=MAYA).accepted, "the corrected form is not taken for a repeat"


def test_maya_is_asked_once_whether_she_leads_ana(office: Office) -> None:
    start(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.submit(leader=MAYA)
    office.tick()
    assert f"<@{ANA}> says you lead them. Is it so?" in text_of(maya.message)
    maya.press("Yes", maya.message)
    assert maya.sees("Noted: one of your people.")
    named = bond(office, "Maya", "Ana")
    assert named is not None and named.accepted is True
    office.live(days=3)
    assert len(sent(office, "Maya", "introduction")) == 1
    office.no_violations()


def test_a_leader_who_says_not_me_hears_nothing_more(office: Office) -> None:
    start(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.submit(leader=MAYA)
    office.tick()
    maya.press("Not me", maya.message)
    assert maya.sees("Noted. Nothing comes of it.")
    office.live(days=15, hours=4)
    assert len(maya.messages) == 1
    ana.command("/mygoals")
    assert "You have named no leader yet" in ana.reads()


def test_the_preview_is_the_nudge_word_for_word(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals", "add")
    know = ana.know_field()
    ana.fill_and_submit({"kind": "goal", "area": "work", "title": AWS, know: "named"})
    preview = ana.reads().splitlines()
    assert shared_with(office, "Maya") == [], "nothing is shared before Share"
    ana.submit()
    office.later(days=21)
    plan = text_of(maya.message).splitlines()
    said = [f"You haven't talked with <@{ANA}> in 3 weeks about:", f"“{AWS}”"]
    assert [line for line in preview if line in said][:2] == said
    assert [line for line in plan if line in said] == said
    office.no_violations()


def test_an_old_preview_does_not_share_a_wording_that_it_did_not_show(office: Office) -> None:
    """Ana left the preview open, and wrote something else on her phone meanwhile."""
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    know = ana.know_field()
    ana.fill_and_submit({"kind": "goal", "area": "work", "title": AWS, know: "named"})
    (mine,) = own_items(office, "Ana")
    assert mine.content is not None
    newer = replace(mine.content, title="Look for another job")
    with office.tend.database.begin() as tx:
        items.rewrite(tx, TEAM, ANA, mine.id, newer, office.clock())
    ana.submit()
    assert shared_with(office, "Maya") == []
    assert "Look for another job" in ana.reads(), "what would be shared is shown first"
    ana.submit()
    (shared,) = shared_with(office, "Maya")
    assert shared.content == newer
    office.no_violations()


@pytest.mark.parametrize("level", ["known", "discreet", "named"])
def test_what_is_shared_stands_on_record_as_chosen(office: Office, level: str) -> None:
    leads(office, "Maya", "Ana")
    item = shares(office, "Ana", level=level, details="Module by module")
    (shared,) = shared_with(office, "Maya")
    assert (shared.item, shared.level) == (item, Level(level))
    assert shared.content is not None and shared.content.details == "Module by module"
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    assert AWS in maya.reads() and "Module by module" in maya.reads()
    office.no_violations()


def test_what_is_private_is_nobody_elses(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="private")
    assert shared_with(office, "Maya") == []
    maya = office.person("Maya")
    maya.command("/mypeople")
    assert "Nothing shared" in maya.reads()
    maya.press("Open")
    assert AWS not in maya.reads()


@pytest.mark.parametrize(("kind", "area"), [("challenge", "work"), ("goal", "personal")])
def test_challenges_and_personal_things_are_at_most_discreet(
    office: Office, kind: str, area: str
) -> None:
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    know = ana.know_field()
    fields = {"kind": kind, "area": area, "title": AWS}
    errors = ana.fill_and_submit({**fields, know: "named"}).errors
    assert errors is not None and list(errors) == [know]
    assert own_items(office, "Ana") == []
    assert ana.fill_and_submit({know: "discreet"}).accepted
    assert ana.submit().accepted
    assert [one.level for one in shared_with(office, "Maya")] == [Level.DISCREET]
    office.no_violations()


def test_who_may_know_has_to_be_chosen(office: Office) -> None:
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    errors = ana.submit(kind="goal", area="work", title=AWS).errors
    assert errors is not None and list(errors) == [ana.know_field()]


def test_two_leaders_are_two_choices(office: Office) -> None:
    leads(office, "Maya", "Ana")
    leads(office, "Tom", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    first, second = ana.know_field(0), ana.know_field(1)
    fields = {"kind": "goal", "area": "work", "title": AWS, first: "named", second: "private"}
    assert ana.fill_and_submit(fields).accepted
    assert ana.submit().accepted
    assert len(shared_with(office, "Maya")) == 1
    assert shared_with(office, "Tom") == []


def test_new_wording_is_shown_only_after_share(office: Office) -> None:
    plan = a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Edit")
    assert ana.submit(title="Pass the Azure exam").accepted
    assert "sees the new wording only after you press Share" in ana.reads()
    assert AWS in text_of(maya.message) and "Azure" not in text_of(maya.message)
    (before,) = shared_with(office, "Maya")
    assert before.content is not None and before.content.title == AWS
    assert ana.submit().accepted
    assert maya.sees("Pass the Azure exam")
    assert maya.message.ts == plan.ts, "the sent message is edited, no other is sent"
    office.no_violations()


def test_less_is_done_at_once(office: Office) -> None:
    """Ana need not press Share to let Maya know less."""
    a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Edit")
    assert ana.fill_and_submit({ana.know_field(): "discreet"}).accepted
    ana.close()
    assert [one.level for one in shared_with(office, "Maya")] == [Level.DISCREET]
    assert office.settle(lambda: AWS not in text_of(maya.message)), "the title is gone from it"
    office.no_violations()


def test_less_does_not_carry_wording_that_was_never_shared(office: Office) -> None:
    a_plan(office)
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Edit")
    ana.fill_and_submit({"title": "Leave the company", ana.know_field(): "discreet"})
    ana.close()
    (one,) = shared_with(office, "Maya")
    assert one.level is Level.DISCREET
    assert one.content is not None and one.content.title == AWS


def test_stop_sharing_edits_what_was_sent(office: Office) -> None:
    a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    assert AWS in text_of(maya.message)
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Stop sharing")
    assert maya.sees("What stood here is no longer shared.")
    assert AWS not in text_of(maya.message)
    assert shared_with(office, "Maya") == []
    assert "Stop sharing" not in ana.reads()
    office.no_violations()


def test_stop_sharing_edits_the_follow_up_too(office: Office) -> None:
    a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="today", time="11:00")
    office.later(hours=3)
    assert "Did it happen?" in text_of(maya.message) and AWS in text_of(maya.message)
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Stop sharing")
    gone = lambda: all(AWS not in text_of(m) for m in maya.messages)  # noqa: E731
    assert office.settle(gone), "no message carries the title any more"


def test_deleting_erases_it_everywhere(office: Office) -> None:
    a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Delete")
    assert "Nothing here yet" in ana.reads()
    assert own_items(office, "Ana") == [] and shared_with(office, "Maya") == []
    assert office.settle(lambda: AWS not in text_of(maya.message))
    office.live(days=8)
    assert AWS not in text_of(maya.message)
    office.no_violations()


def test_what_is_reached_is_no_longer_nudged_about(office: Office) -> None:
    a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Reached")
    assert "reached" in ana.reads()
    assert own_items(office, "Ana")[0].state is State.DONE
    office.later(days=7)
    assert AWS not in text_of(maya.message)
    ana.press("Open again")
    assert own_items(office, "Ana")[0].state is State.ACTIVE
    office.no_violations()


def test_a_challenge_is_resolved(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="discreet", kind="challenge")
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Resolved")
    assert "Challenge, work, resolved" in ana.reads()


def test_a_goal_typed_after_the_command_is_private_until_shared(office: Office) -> None:
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add Learn Rust")
    assert "Saved. So far only you can see it." in ana.reads()
    (item,) = own_items(office, "Ana")
    assert item.content is not None and item.content.title == "Learn Rust"
    assert shared_with(office, "Maya") == []
    ana.fill_and_submit({ana.know_field(): "named"})
    ana.submit()
    assert [one.item for one in shared_with(office, "Maya")] == [item.id]
    assert len(own_items(office, "Ana")) == 1, "the form goes on with what was saved"
    office.no_violations()


def test_an_employee_says_no_to_somebody_who_added_them(office: Office) -> None:
    tom, ben = office.person("Tom"), office.person("Ben")
    tom.command("/mypeople")
    tom.press("Add somebody")
    tom.submit(reports=[BEN])
    page = tom.reads()
    ben.command("/mygoals")
    ben.press("Not my leader")
    refused = bond(office, "Tom", "Ben")
    assert refused is not None and refused.confirmed is False
    tom.command("/mypeople")
    assert tom.reads() == page, "the leader learns nothing of it"


def test_removing_a_leader_takes_everything_back(office: Office) -> None:
    a_plan(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Change")
    ana.press("Remove as my leader")
    assert shared_with(office, "Maya") == []
    assert office.settle(lambda: AWS not in text_of(maya.message))
    assert "You have named no leader yet" in ana.reads()
    office.no_violations()


def test_a_leader_removed_before_being_asked_is_not_asked(office: Office) -> None:
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.submit(leader=MAYA)
    ana.press("Change")
    ana.press("Remove as my leader")
    start(office)
    office.live(days=2)
    assert maya.messages == []


def test_fifty_are_enough_for_anybody(office: Office) -> None:
    leads(office, "Maya", "Ana")
    content = [item.content for item in [*own_items(office, "Ana")]]
    shares(office, "Ana", level="private")
    (one,) = own_items(office, "Ana")
    assert one.content is not None and content == []
    with office.tend.database.begin() as tx:
        for _ in range(49):
            items.create(tx, TEAM, ANA, one.content, office.clock())
    ana = office.person("Ana")
    assert "Delete one to make room" in ana.answer_to("/mygoals", "add One more")
    ana.command("/mygoals", "add")
    fields = {"kind": "goal", "area": "work", "title": "More", ana.know_field(): "private"}
    errors = ana.fill_and_submit(fields).errors
    assert errors is not None and "Delete one to make room" in errors["title"]
    assert len(own_items(office, "Ana")) == 50
    ana.command("/mygoals")
    ana.press("More")
    assert ana.reads().count(AWS) == 20
    ana.press("More")
    assert ana.reads().count(AWS) == 10
    office.no_violations()


# --- the Home of whom it concerns ----------------------------------------------------------------


def home_of(office: Office, name: str) -> str:
    """What stands in their Home at this moment, without opening it."""
    home = office.world.home(NAMES[name])
    return text_of(home) if home else ""


@pytest.mark.parametrize("act", ["Stop sharing", "Reached", "Delete"])
def test_mayas_home_follows_at_once_what_ana_does(office: Office, act: str) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    assert AWS in text_of(maya.home()) and "Not talked about yet" in home_of(office, "Maya")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press(act)
    assert office.settle(lambda: "Not talked about yet" not in home_of(office, "Maya"))
    assert (AWS in home_of(office, "Maya")) is (act == "Reached")
    office.no_violations()


def test_mayas_home_follows_a_lower_level_and_a_new_wording(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    maya.home()
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Edit")
    ana.fill_and_submit({"title": "Pass the Azure exam"})
    ana.submit()
    assert office.settle(lambda: "Azure" in home_of(office, "Maya"))
    ana.press("Open")
    ana.press("Edit")
    ana.fill_and_submit({ana.know_field(): "discreet"})
    assert office.settle(lambda: "Azure" not in home_of(office, "Maya"))


def test_who_never_had_a_home_gets_none_by_what_others_do(office: Office) -> None:
    ana = office.person("Ana")
    ana.home()
    ana.command("/mygoals")
    assert ana.submit(leader=MAYA).accepted
    assert office.settle(lambda: f"<@{MAYA}>" in home_of(office, "Ana"), 0.5) is False
    assert {call["user_id"] for call in office.called("views.publish")} == {ANA}


def test_both_homes_follow_the_beginning_and_the_end_of_a_bond(office: Office) -> None:
    ana, maya = office.person("Ana"), office.person("Maya")
    assert "added you to their people" not in text_of(ana.home())
    maya.home()
    maya.command("/mypeople")
    maya.press("Add somebody")
    maya.submit(reports=[ANA])
    assert office.settle(lambda: "added you to their people" in home_of(office, "Ana"))
    ana.press("Yes", ana.home())
    shares(office, "Ana")
    assert office.settle(lambda: AWS in home_of(office, "Maya"))
    ana.command("/mygoals")
    ana.press("Change")
    ana.press("Remove as my leader")
    assert office.settle(lambda: AWS not in home_of(office, "Maya"))


def test_an_old_not_my_leader_ends_what_was_shared_since(office: Office) -> None:
    maya, ana = office.person("Maya"), office.person("Ana")
    maya.command("/mypeople")
    maya.press("Add somebody")
    maya.submit(reports=[ANA])
    old = ana.home()
    ana.press("Yes", old)
    shares(office, "Ana")
    offered = bond(office, "Maya", "Ana")
    assert offered is not None
    Forger(office, ANA).press(Action.REFUSE_LEADER, offered.id)
    assert shared_with(office, "Maya") == []
