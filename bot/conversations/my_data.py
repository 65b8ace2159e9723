"""Everything kept about me: shown to me alone, and erased when I say so."""

from __future__ import annotations

from functools import partial

from bot.conversations.cadence_changing import announce
from bot.conversations.desk import Desk, Refused, Turn, homes, looking, page_start, taking_turn
from bot.ids import FormName
from bot.ui import Event, Form, Opened, Outcome, Show, Submitted
from bot.views import exported
from bot.views import my_data as views
from bot.views.pieces import said
from bot.wording import admins as admin_words
from bot.wording import my_data as words
from jobs.departing import be_forgotten
from storage import admins, erasing, exporting, tidying

# --- what is kept --------------------------------------------------------------------------------


def show(desk: Desk, event: Event) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(_page(turn, views.TEXT, 0, FormName.MY_GOALS)))


def show_leader(desk: Desk, event: Event) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(_page(turn, views.TEXT, 0, FormName.MY_PEOPLE)))


def open_page(desk: Desk, event: Opened) -> Outcome:
    kind, start, page = (*event.id.split(".", 2), "", "")[:3]
    with looking(desk, event) as turn:
        known = kind if kind == views.JSON else views.TEXT
        return Outcome(Show(_page(turn, known, page_start(start), page)))


def _page(turn: Turn, kind: str, start: int, page: str) -> Form:
    export = exporting.export(turn.tx, turn.workspace, turn.my_id, turn.now)
    if kind == views.JSON:
        return views.kept(exported.as_json(export), kind, start, page)
    return views.kept(exported.in_words(export, turn.calendar), kind, start, page)


# --- erasing -------------------------------------------------------------------------------------


def ask_to_erase(desk: Desk, event: Event) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.erase(_is_last_admin(turn))))


def _is_last_admin(turn: Turn) -> bool:
    return admins.confirmed(turn.tx, turn.workspace) == [turn.my_id]


def erase(desk: Desk, event: Submitted) -> Outcome:
    """All of it in one transaction; afterwards they are somebody whom Tend has never met."""
    with taking_turn(desk, event, once=True) as turn:
        _check_word(event)
        turn.concerned.update(erasing.concerned(turn.tx, turn.workspace, turn.my_id))
        others = homes(turn)
        me = turn.workspace, turn.my_id
        # not how much went with it of what a leader noted: that is not theirs to know
        counts = exporting.amounts(exporting.export(turn.tx, *me, turn.now))
        is_last_admin = _is_last_admin(turn)
        be_forgotten(turn.tx, *me, turn.now, desk.machine_now())
        if is_last_admin:
            announce(turn, admin_words.NONE_LEFT)
    return Outcome(
        Show(said(words.ERASED_TITLE, *views.erased(counts, words.BEGIN_ANEW))),
        stirred=True,
        homes=others,
        home=views.empty_home(),
        afterwards=partial(tidying.tidy, desk.database),
    )


def ask_to_erase_record(desk: Desk, event: Event) -> Outcome:
    with looking(desk, event):
        return Outcome(Show(views.erase_record()))


def erase_record(desk: Desk, event: Submitted) -> Outcome:
    """What I did as a leader; what I wrote as an employee stays."""
    with taking_turn(desk, event, once=True) as turn:
        _check_word(event)
        mine = turn.workspace, turn.my_id
        counts = erasing.erase_leader_record(turn.tx, *mine, desk.machine_now(), turn.now)
    return Outcome(
        Show(said(words.ERASED_TITLE, *views.erased(counts, words.GO_ON))),
        stirred=True,
        home_stale=True,
        afterwards=partial(tidying.tidy, desk.database),
    )


def _check_word(event: Submitted) -> None:
    """Raises Refused."""
    typed = str(event.values.get("word") or "").strip().strip("“”\"'").lower()
    if typed != words.WORD:
        raise Refused({"word": words.WORD_MISSING})


FORMS = {
    FormName.MY_DATA: open_page,
    FormName.ERASE: ask_to_erase,
    FormName.ERASE_RECORD: ask_to_erase_record,
}
SUBMISSIONS = {FormName.ERASE: erase, FormName.ERASE_RECORD: erase_record}
