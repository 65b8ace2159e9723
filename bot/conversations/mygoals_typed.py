"""What can be typed after /mygoals. Whomever the words name: it shows what is one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversations import mirroring, my_data
from bot.conversations.desk import Desk, looking, taking_turn
from bot.conversations.mygoals import mine, show_list
from bot.conversations.sharing import own_item
from bot.ui import Command, Event, Outcome, Reply, Show
from bot.views import goals as views
from bot.views.pieces import lines
from bot.wording import goals as words
from care import policy
from care.items import Area, Flaw, Kind, draft
from storage import items


def command(desk: Desk, event: Command) -> Outcome:
    first, _, rest = event.text.strip().partition(" ")
    if first.lower() == "add" and rest.strip():
        return _add_typed(desk, event, rest)
    if first.lower() in WORDS:
        return WORDS[first.lower()](desk, event)
    with looking(desk, event) as turn:
        if first.lower() == "help":
            return Outcome(Reply(lines(words.COMMAND, words.HELP)))
        if first.lower() == "add" and turn.me.welcomed_at is not None:
            return Outcome(Show(views.item_form(mine(turn), None)))
        return show_list(turn)


def _add_typed(desk: Desk, event: Command, title: str) -> Outcome:
    """Noted for its owner alone; the form that opens asks for the rest and who may know."""
    checked = draft(Kind.GOAL, Area.WORK, title, "", "")
    if checked.flaws.get("title") is Flaw.TOO_LONG:
        with looking(desk, event) as turn:
            return Outcome(Show(views.item_form(mine(turn), None, too_long=title.strip())))
    if checked.content is None:
        return Outcome(Reply(lines(words.COMMAND, (words.WRITE_SOMETHING,))))
    with taking_turn(desk, event, once=True) as turn:
        if items.count(turn.tx, turn.workspace, turn.my_id) >= policy.ITEMS_A_PERSON:
            return Outcome(Reply(lines(words.COMMAND, (words.TOO_MANY,))))
        new = items.create(turn.tx, turn.workspace, turn.my_id, checked.content, turn.now)
        item = own_item(turn, new)
        return Outcome(Show(views.item_form(mine(turn), item, saved=True)), home_stale=True)


WORDS: Mapping[str, Callable[[Desk, Event], Outcome]] = {
    "shared": mirroring.show,
    "pause": mirroring.hush,
    "resume": mirroring.unhush,
    "export": my_data.show,
    "erase": my_data.ask_to_erase,
}
COMMANDS = {"/mygoals": command}
