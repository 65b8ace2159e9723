"""What follows, for whoever knows of it, when an owner changes something they share."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations import finding
from bot.conversations.desk import Turn
from care.access import Act
from care.items import Item, Level
from storage import bonds, deliveries, items, landings, nudges, people, remembering, restored

WHILE_ON_HOLD = timedelta(days=30)  # so long a question about it follows what is so


def changed_for_leaders(turn: Turn, item: str) -> None:
    """Whoever knows of it has to be planned for anew."""
    redraw_question(turn, item)
    for leader in knowing(turn, item):
        changed(turn, item, leader)


def stop_sharing_with_all(turn: Turn, item: str) -> None:
    redraw_question(turn, item)
    for leader in knowing(turn, item):
        tell_less(turn, item, leader, Level.PRIVATE)


def knowing(turn: Turn, item: str) -> list[str]:
    levels = items.levels(turn.tx, turn.workspace, turn.my_id)
    return [leader for thing, leader in levels if thing == item]


def tell_less(turn: Turn, item: str, leader: str, level: Level) -> None:
    if level is Level.PRIVATE:
        items.withdraw(turn.tx, turn.workspace, turn.my_id, item, leader)
    else:
        items.lower(turn.tx, turn.workspace, turn.my_id, item, leader, level)
    items.touch(turn.tx, turn.workspace, turn.my_id, item, turn.now)
    changed(turn, item, leader)


def changed(turn: Turn, item: str, leader: str) -> None:
    """What this leader may know has changed: plan anew, and redraw what already stands there."""
    bonds.look_again_at(turn.tx, turn.workspace, leader, turn.my_id)
    redraw(turn, nudges.about_item(turn.tx, turn.workspace, item))
    turn.concerned.add(leader)


def redraw(turn: Turn, ids: list[str]) -> None:
    deliveries.mark_stale(turn.tx, turn.workspace, ids, turn.desk.machine_now())


def own_item(turn: Turn, item: str) -> Item:
    """Raises NotFound."""
    return finding.item(turn, item, Act.CHANGE)


def redraw_question(turn: Turn, item: str) -> None:
    asked = items.question_about(turn.tx, turn.workspace, turn.my_id, item)
    redraw(turn, [asked] if asked else [])
    landing = landings.of_item(turn.tx, turn.workspace, item)
    redraw(turn, [landing.asked_in] if landing and landing.asked_in else [])
    redraw_hold(turn)


def redraw_hold(turn: Turn) -> None:
    """The question about what is on hold since a restore says what is so now."""
    lately = turn.now - WHILE_ON_HOLD
    redraw(turn, restored.questions_to(turn.tx, turn.workspace, turn.my_id, lately))


def end_questions(turn: Turn) -> None:
    people.change(turn.tx, turn.workspace, turn.my_id, asked_still=False, heard_at=turn.now)
    redraw(turn, remembering.stop_asking(turn.tx, turn.workspace, turn.my_id))
