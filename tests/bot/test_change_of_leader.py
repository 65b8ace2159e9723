"""Somebody else leads Ana now: what she shared ends, she is told once, the new one has nothing."""

from __future__ import annotations

import dataclasses
import threading
from datetime import timedelta
from typing import Any

from bot.importing import take_in
from bot.program import _look
from bot.slack.client import web_client
from bot.slack.members import SlackMembers
from care.bonds import NamedBy
from care.roster import read
from sandbox.company import ANA, BEN, MAYA, TOM
from sandbox.shapes import ProfileField
from storage import people
from storage.deliveries import Kind
from tests.bot import scenes
from tests.office import Office, labels, text_of

LIST = f"person,leader\n{ANA},{MAYA}\n{BEN},{MAYA}\n"
MOVED = f"person,leader\n{ANA},{TOM}\n"


def imports(
    office: Office, content: str, rehearse: bool = False, redraws: bool = True
) -> list[str]:
    client = web_client(office.world.bot_token, office.workspace.api_url)
    members = SlackMembers(office.tend.here, client)
    told = take_in(office.tend, read(content.encode()), members, rehearse)
    if redraws:  # another process has written: else the next look finds it
        office.tend.sender.stir()
    office.quiet()
    assert not told.refused
    return list(told.sentences)


def by_list(office: Office) -> None:
    """A list named Maya for Ana; both say so, and Ana has shared something. Dec 1 is the plan."""
    office.clock.forward(days=-14)
    scenes.start(office)
    imports(office, LIST)
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Yes")
    ana.close()
    scenes.shares(office, "Ana")
    office.tick()
    maya = office.person("Maya")
    maya.press("Yes, all of them", maya.message)
    office.later(days=21)


def news(office: Office, name: str) -> list[str]:
    """What they were told of their leaders, once the days have come at which they hear of it."""
    for _ in range(4):
        office.later(hours=12)
    return [said for m in office.person(name).messages if "My goals" in (said := text_of(m))]


def change(office: Office, person: str, **fields: Any) -> None:
    """Slack tells of the change, as it does of any."""
    office.workspace.run(office.world.change(person, **fields))
    office.quiet()


# --- a list moves Ana ----------------------------------------------------------------------------


def test_tom_leads_ana_by_the_new_list(office: Office) -> None:
    by_list(office)
    maya, tom, ana = (office.person(name) for name in ("Maya", "Tom", "Ana"))
    plan = maya.message
    assert scenes.AWS in text_of(plan)
    assert imports(office, MOVED, rehearse=True) == [
        "Would add 1 new pair of a leader and a report: line 2.",
        "Would end 1 pair of an earlier list, since somebody else leads there now: line 2.",
        "This was a dry run: nothing was changed.",
    ]
    assert scenes.AWS in text_of(maya.messages[-1])
    assert imports(office, MOVED)[:2] == [
        "Added 1 new pair of a leader and a report: line 2.",
        "Ended 1 pair of an earlier list, since somebody else leads there now: line 2.",
    ]
    office.tick()
    assert scenes.AWS not in text_of(maya.message)  # the plan that carried it is redrawn
    assert news(office, "Ana") == [
        f"Your leader here is now <@{TOM}>. 1 thing was shared with <@{MAYA}>; nothing was passed "
        "on. Choose what to share.\nMy goals\nOnly you see this message."
    ]
    ana.press("My goals", ana.message)
    assert f"Your admins say that <@{TOM}> leads you. Is it so?" in ana.reads()
    assert scenes.AWS in ana.reads() and "only you know" in ana.reads()
    ana.press("Yes")
    tom.press("Yes", tom.message)
    assert scenes.shared_with(office, "Tom") == scenes.shared_with(office, "Maya") == []
    assert scenes.AWS not in text_of(tom.home()) + text_of(maya.home())
    office.no_violations()


def test_mayas_old_buttons_are_dead(office: Office) -> None:
    by_list(office)
    maya = office.person("Maya")
    old = maya.message
    assert "We talked" in labels(old)
    office.patience = 0.5  # nobody has redrawn it yet
    imports(office, MOVED + f"{BEN},{TOM}\n", redraws=False)
    maya.press("We talked", old)
    assert scenes.last_talks(office, "Maya") == {}


def test_ben_who_shared_nothing_and_never_came_hears_nothing(office: Office) -> None:
    by_list(office)
    imports(office, f"person,leader\n{BEN},{TOM}\n")
    assert news(office, "Ben") == []


def test_what_maya_and_ana_said_themselves_no_list_ends(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    scenes.shares(office, "Ana")
    told = imports(office, MOVED, redraws=False)
    assert "1 other pair stays: the two named each other themselves." in told
    assert len(scenes.shared_with(office, "Maya")) == 1
    assert news(office, "Ana") == []
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert f"Your leader here: <@{MAYA}>. They added you." in ana.reads()
    assert f"Your admins say that <@{TOM}> leads you." in ana.reads()


def test_two_changes_before_she_hears_of_them_leave_her_knowing_who_leads_her(
    office: Office,
) -> None:
    by_list(office)
    imports(office, MOVED)
    imports(office, LIST)  # it was a mistake
    assert news(office, "Ana") == [
        f"Your leader here is now <@{MAYA}>. Before: <@{TOM}>. Nothing you write is shared until "
        f"you choose it.\n1 thing was shared with <@{MAYA}> and is not any more. Choose what to "
        "share.\nMy goals\nOnly you see this message.",
    ]
    assert scenes.bond(office, "Maya", "Ana") and not scenes.bond(office, "Tom", "Ana")


# --- by hand -------------------------------------------------------------------------------------


def test_maya_removes_ana_and_the_talk_keeps_its_day_alone(office: Office) -> None:
    scenes.a_plan(office)
    maya = office.person("Maya")
    maya.press("We talked", maya.message)
    maya.command("/mypeople")
    maya.press("Open")
    assert "Added by you." in maya.reads()
    maya.press("Remove")
    assert scenes.last_talks(office, "Maya").keys() == {ANA}
    assert news(office, "Ana") == [
        f"<@{MAYA}> no longer leads you here. 1 thing was shared with <@{MAYA}> and is no longer "
        "shown to anybody. What you wrote stays yours; you may name somebody else.\nMy goals\n"
        "Only you see this message."
    ]
    assert len(scenes.sent(office, "Ana", Kind.NEW_LEADER)) == 1
    office.no_violations()


def test_nothing_comes_back_to_what_maya_had_put_off(office: Office) -> None:
    scenes.a_plan(office)
    maya = office.person("Maya")
    maya.press("Later", maya.message)
    maya.submit(when="week")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Remove")
    maya.close()
    before = len(maya.messages)
    office.live(days=21, hours=12)
    assert len(maya.messages) == before


def test_a_stand_in_is_a_second_leader_who_starts_with_nothing(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    scenes.shares(office, "Ana")
    scenes.leads(office, "Ines", "Ana")
    assert len(scenes.shared_with(office, "Maya")) == 1
    assert scenes.shared_with(office, "Ines") == []
    assert scenes.AWS not in text_of(office.person("Ines").home())
    assert news(office, "Ana") == []


def test_ana_leads_maya_who_leads_ana_and_neither_sees_the_others_own(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    scenes.leads(office, "Ana", "Maya")
    scenes.shares(office, "Ana", "Learn Rust")
    scenes.shares(office, "Maya", "Write a book", "known")
    ana = office.person("Ana")
    assert [one.owner for one in scenes.shared_with(office, "Ana")] == [MAYA]
    assert [one.owner for one in scenes.shared_with(office, "Maya")] == [ANA]
    ana.command("/mypeople")
    ana.press("Open")
    assert "They also lead you here." in ana.reads()
    ana.press("Remove")
    assert len(scenes.shared_with(office, "Maya")) == 1 and not scenes.shared_with(office, "Ana")


# --- leaving, as Slack tells it ------------------------------------------------------------------


def test_ana_is_deactivated_and_maya_sees_nothing_of_her_until_she_is_back(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    scenes.shares(office, "Ana")
    maya = office.person("Maya")
    assert scenes.AWS in text_of(maya.home())
    change(office, ANA, deleted=True)
    assert scenes.AWS not in text_of(maya.home())
    office.live(days=28, hours=12)
    assert not any(f"<@{ANA}>" in text_of(m) for m in maya.messages)
    change(office, ANA, deleted=False)
    assert scenes.AWS in text_of(maya.home())
    assert len(scenes.own_items(office, "Ana")) == 1


def test_maya_becomes_a_guest_and_ana_is_told(office: Office) -> None:
    scenes.a_plan(office)
    maya = office.person("Maya")
    change(office, MAYA, is_restricted=True)
    (said,) = news(office, "Ana")
    assert said.startswith(f"<@{MAYA}> is no longer here. 1 thing was shared with")
    assert scenes.shared_with(office, "Maya") == []
    before = len(maya.messages)
    office.live(days=14, hours=12)
    assert len(maya.messages) == before


def test_ben_has_another_name_and_all_goes_on(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ben")
    scenes.shares(office, "Ben")
    rows = office.rows("seen", "people", "deliveries")
    change(office, BEN, name="benedikt", real_name="Benedikt Schuster")
    assert office.rows("seen", "people", "deliveries") == rows


def test_a_vacation_status_counts_where_the_workspace_wants_it(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ben")
    back = office.clock.at + timedelta(days=10)
    status = {"status_emoji": ":palm_tree:", "status_expiration": int(back.timestamp())}
    change(office, BEN, **status, status_text="Gone fishing at the lake")
    assert not _person(office, BEN).is_on_leave
    ines = office.person("Ines")
    assert ines.command("/cadence", "status on", channel="C0ADMINS").error is None
    change(office, BEN, **status, status_text="Gone fishing")
    assert _person(office, BEN).is_on_leave
    assert "fishing" not in repr(office.rows())
    change(office, BEN, status_emoji=":airplane:", status_expiration=0)
    assert not _person(office, BEN).is_on_leave


# --- what no event told --------------------------------------------------------------------------


def look(office: Office, **settings: Any) -> None:
    """The daily look of the running program, now."""
    found = dataclasses.replace(office.settings, **settings)
    _look(office.tend, found, threading.Event())()
    office.tick()


def test_the_daily_look_learns_of_a_move_and_of_a_leaver(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana", "Ben")
    scenes.shares(office, "Ana")
    people_there = office.world.people
    people_there[BEN] = dataclasses.replace(people_there[BEN], tz="Asia/Tokyo")
    del people_there[ANA]  # not even in the list any more
    look(office)
    assert _person(office, BEN).zone == "Asia/Tokyo"
    assert not _person(office, ANA).may_take_part
    assert scenes.shared_with(office, "Maya") == []
    office.no_violations()


def test_the_daily_look_reads_who_leads_ben_where_a_setting_names_the_field(
    office: Office,
) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    office.world.profile_fields.append(ProfileField("Xf0BOSS", "Manager", "user"))
    change(office, ANA, fields={"Xf0BOSS": TOM})
    look(office, manager_field="Manager")
    bond = scenes.bond(office, "Tom", "Ana")
    assert bond is not None and bond.source is NamedBy.PROFILE
    assert scenes.bond(office, "Maya", "Ana")  # the two named each other
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert f"The company's directory says that <@{TOM}> leads you." in ana.reads()
    office.no_violations()


def _person(office: Office, who: str) -> Any:
    return office.look(lambda tx: people.load(tx, scenes.TEAM, who))
