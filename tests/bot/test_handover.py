"""Tom leads Ana now and knows of nothing: she ticks what he may see, and looks at it first."""

from __future__ import annotations

from sandbox.company import TOM
from tests.bot import scenes
from tests.office import Office

RUST, MOVE = "Learn Rust", "The move"


def a_new_leader(office: Office) -> None:
    """Maya knew of the exam; then she took Ana off her list, and Tom leads her."""
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    scenes.shares(office, "Ana")
    for title in (RUST, MOVE):
        scenes.shares(office, "Ana", title, "private")
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("Remove")
    maya.close()
    scenes.leads(office, "Tom", "Ana")


def titles(office: Office, leader: str) -> set[str]:
    return {one.content.title for one in scenes.shared_with(office, leader) if one.content}


def test_nothing_is_ticked_and_what_is_ticked_is_looked_at_first(office: Office) -> None:
    a_new_leader(office)
    assert titles(office, "Tom") == titles(office, "Maya") == set()
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert f"<@{TOM}> knows of nothing you wrote here." in ana.reads()
    ana.press("Choose what to share")
    mine = {item.content.title: item.id for item in scenes.own_items(office, "Ana") if item.content}
    assert not ana.submit(level="discreet").accepted
    assert ana.submit(items=[mine[scenes.AWS], mine[RUST]], level="discreet").accepted
    preview = ana.reads()
    assert "about something" in preview and "shared with you." in preview
    assert scenes.AWS in preview and RUST in preview and MOVE not in preview
    assert titles(office, "Tom") == set()
    assert ana.submit().accepted
    assert titles(office, "Tom") == {scenes.AWS, RUST} and titles(office, "Maya") == set()
    assert "knows of nothing" not in ana.reads()
    office.no_violations()


def test_closed_it_shares_nothing_and_offers_it_again(office: Office) -> None:
    a_new_leader(office)
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Choose what to share")
    (first, *_) = scenes.own_items(office, "Ana")
    assert ana.submit(items=[first.id], level="known").accepted
    ana.close()
    assert titles(office, "Tom") == set()
    ana.command("/mygoals")
    ana.press("Choose what to share")
