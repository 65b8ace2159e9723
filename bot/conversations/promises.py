"""What a leader promised: noted in one form, shown if they like, closed by either of the two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from bot.conversations import finding, mygoals, mypeople
from bot.conversations.desk import Desk, NotFound, Refused, Turn, homes, looking, taking_turn
from bot.ids import Action, FormName
from bot.ui import Done, Opened, Outcome, Place, Pressed, Show, Submitted
from bot.views import people as people_views
from bot.views import promises as views
from bot.wording import goals as goal_words
from bot.wording import promises as words
from care import policy
from care.access import Act
from care.bonds import Bond, serves
from care.items import day_in
from care.owed import PromiseState, after_kept
from care.text import clean
from storage import asks, bonds, deliveries, nudges, promises
from storage.promises import Promise

# --- noting one ----------------------------------------------------------------------------------


def open_promise(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.promise(_led(turn, event.id))))


def note(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        bond = _led(turn, event.id)
        typed = typed_in(str(event.values.get("words") or ""))
        shown = _is_shown(event)
        make(turn, bond, typed, _day(event), shown)
        page = people_views.person_page(mypeople.bonded(turn, bond.id), turn.calendar)
        return Outcome(Show(page), stirred=True, home_stale=True, homes=homes(turn))


def make(turn: Turn, bond: Bond, typed: str, day: date | None, shown: bool) -> str:
    """A promise to this person; its id. Raises Refused."""
    if promises.count(turn.tx, turn.workspace, turn.my_id) >= policy.PROMISES_A_LEADER:
        raise Refused({"words": words.TOO_MANY})
    who = turn.my_id, bond.report
    made = promises.make(turn.tx, turn.workspace, *who, typed, day, shown, turn.now)
    bonds.look_again_at(turn.tx, turn.workspace, *who)
    if shown:
        turn.concerned.add(bond.report)
    return made


def typed_in(typed: str) -> str:
    """What was promised, in one line. Raises Refused."""
    said = clean(typed, one_line=True)
    if not said:
        raise Refused({"words": goal_words.WRITE_SOMETHING})
    if len(said) > policy.PROMISE_LONGEST:
        raise Refused({"words": words.TOO_LONG})
    return said


def _is_shown(event: Submitted) -> bool:
    chosen = event.values.get("who")
    if chosen not in (views.ONLY_ME, views.BOTH):
        raise Refused({"who": goal_words.CHOOSE_ONE})
    return chosen == views.BOTH


def _day(event: Submitted) -> date | None:
    given = str(event.values.get("day") or "")
    day = day_in(given) if given else None
    if given and day is None:
        raise Refused({"day": goal_words.NO_SUCH_DAY})
    return day


def _led(turn: Turn, bond: str) -> Bond:
    """Raises NotFound."""
    found = finding.bond_i_lead(turn, bond, Act.CHANGE)
    if not serves(found):
        raise NotFound
    return found


# --- by the leader -------------------------------------------------------------------------------

Handler = Callable[[Desk, Pressed], Outcome]


def kept(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        found = finding.promise_i_made(turn, event.id)
        if found.state is PromiseState.OPEN:
            _close(turn, found, after_kept(found.shown))
        return _after_mine(turn, event, found)


def let_go(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        found = finding.promise_i_made(turn, event.id)
        _close(turn, found, PromiseState.LET_GO)
        return _after_mine(turn, event, found)


def show(desk: Desk, event: Pressed) -> Outcome:
    return _show(desk, event, desk.now())


def hide(desk: Desk, event: Pressed) -> Outcome:
    return _show(desk, event, None)


def _show(desk: Desk, event: Pressed, at: datetime | None) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        found = finding.promise_i_made(turn, event.id)
        promises.show(turn.tx, turn.workspace, found.id, at)
        turn.concerned.add(found.report)
        return _after_mine(turn, event, found)


def _after_mine(turn: Turn, event: Pressed, found: Promise) -> Outcome:
    bond = bonds.between(turn.tx, turn.workspace, found.leader, found.report)
    if event.place is not Place.FORM or bond is None:
        return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))
    page = people_views.person_page(mypeople.bonded(turn, bond.id), turn.calendar)
    return Outcome(Show(page), stirred=True, home_stale=True, homes=homes(turn))


# --- by whom it was shown to ---------------------------------------------------------------------


def _says(state: PromiseState) -> Handler:
    def say(desk: Desk, event: Pressed) -> Outcome:
        with taking_turn(desk, event, once=True) as turn:
            found = finding.promise_to_me(turn, event.id)
            _close(turn, found, state)
            if event.place is Place.FORM:
                return mygoals.listed(turn)
            return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))

    return say


def _close(turn: Turn, found: Promise, state: PromiseState) -> None:
    """Or open again; whatever speaks of it says so, on both sides."""
    promises.close(turn.tx, turn.workspace, found.id, state, turn.now)
    bonds.look_again_at(turn.tx, turn.workspace, found.leader, found.report)
    asked = asks.to_leader(turn.tx, turn.workspace, found.leader)  # beside which it was said
    things = (found.id, *(one.id for one in asked if one.report == found.report))
    spoke = [one for it in things for one in nudges.about_owed(turn.tx, turn.workspace, it)]
    deliveries.mark_stale(turn.tx, turn.workspace, spoke, turn.desk.machine_now())
    turn.concerned.add(found.leader)
    if found.shown:
        turn.concerned.add(found.report)


FORMS = {FormName.PROMISE: open_promise}
SUBMISSIONS = {FormName.PROMISE: note}
ACTIONS: dict[Action, Handler] = {
    Action.PROMISE_KEPT: kept,
    Action.PROMISE_LET_GO: let_go,
    Action.PROMISE_SHOW: show,
    Action.PROMISE_HIDE: hide,
    Action.PROMISE_HAPPENED: _says(PromiseState.HAPPENED),
    Action.PROMISE_NOT_NEEDED: _says(PromiseState.NOT_NEEDED),
    Action.PROMISE_NOT_YET: _says(PromiseState.OPEN),
}
