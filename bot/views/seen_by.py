"""Who sees what: the last line of each form, message and Home."""

from __future__ import annotations

from dataclasses import replace

from bot.ids import FormName
from bot.ui import Form, View
from bot.views.pieces import quiet
from bot.wording.answers import WHY_NOT_MINE
from bot.wording.who_sees import MESSAGE, PAGE, but_told, who_sees
from care.access import Sort, Who
from storage.deliveries import TO_A_CHANNEL, Kind

AS_OWNER, AS_LEADER, AS_REPORT, AS_ADMIN = Who.OWNER, Who.LEADER, Who.REPORT, Who.ADMIN
FORMS: dict[FormName, tuple[Sort, Who]] = {
    FormName.WELCOME: (Sort.BOND, AS_REPORT),
    FormName.MY_GOALS: (Sort.ITEM, AS_OWNER),
    FormName.ITEM: (Sort.ITEM, AS_OWNER),
    FormName.ITEM_PAGE: (Sort.ITEM, AS_OWNER),
    FormName.SHARE: (Sort.SHARED, AS_OWNER),
    FormName.HANDOVER: (Sort.ITEM, AS_OWNER),
    FormName.HANDOVER_SHARE: (Sort.SHARED, AS_OWNER),
    FormName.NAME_LEADER: (Sort.BOND, AS_REPORT),
    FormName.SHARED: (Sort.ITEM, AS_OWNER),
    FormName.MY_DATA: (Sort.RECORD, AS_OWNER),
    FormName.ERASE: (Sort.RECORD, AS_OWNER),
    FormName.ERASE_RECORD: (Sort.RECORD, AS_OWNER),
    FormName.MY_PEOPLE: (Sort.CARE, AS_LEADER),
    FormName.ADD_REPORT: (Sort.BOND, AS_LEADER),
    FormName.PERSON_PAGE: (Sort.CARE, AS_LEADER),
    FormName.BOND_CADENCE: (Sort.CARE, AS_LEADER),
    FormName.TALKED: (Sort.CARE, AS_LEADER),
    FormName.WHEN: (Sort.CARE, AS_LEADER),
    FormName.ONE_ON_ONE: (Sort.CARE, AS_LEADER),
    FormName.LATER: (Sort.CARE, AS_LEADER),
    FormName.NOT_THIS_TIME: (Sort.CARE, AS_LEADER),
    FormName.PROMISE: (Sort.PROMISE, AS_LEADER),
    FormName.ASK: (Sort.DRAFT, AS_OWNER),
    FormName.ASK_SEND: (Sort.DRAFT, AS_OWNER),
    FormName.THANKS: (Sort.DRAFT, AS_OWNER),
    FormName.SHOW_THANKS: (Sort.THANKS, AS_LEADER),
    FormName.SHOW_ITEM: (Sort.SHARED, Who.KNOWING),
    FormName.MY_SETTINGS: (Sort.HABITS, AS_OWNER),
    FormName.PAUSE: (Sort.HABITS, AS_OWNER),
    FormName.AWAY: (Sort.ABSENCE, AS_OWNER),
    FormName.LISTENING: (Sort.HABITS, AS_OWNER),
    FormName.CADENCE: (Sort.SETTINGS, AS_ADMIN),
    FormName.QUIET_TIMES: (Sort.SETTINGS, AS_ADMIN),
    FormName.LIMITS: (Sort.SETTINGS, AS_ADMIN),
    FormName.PILOT: (Sort.CHOSEN, AS_ADMIN),
    FormName.ADD_PEOPLE: (Sort.BOND, AS_ADMIN),
    FormName.PREVIEW: (Sort.SETTINGS, AS_ADMIN),
    FormName.ANNOUNCEMENT: (Sort.SETTINGS, AS_ADMIN),
    FormName.ALL_SETTINGS: (Sort.SETTINGS, AS_ADMIN),
    FormName.PULSE: (Sort.PULSE, AS_OWNER),
    FormName.GUESS: (Sort.BAND, AS_LEADER),
    FormName.CARE_FACTOR: (Sort.BAND, AS_LEADER),
    FormName.ADMINS: (Sort.CHOSEN, AS_ADMIN),
}
# the one answer of a form that others see as well, and what it is about
ANSWERS_SEEN = {FormName.NOT_THIS_TIME: (WHY_NOT_MINE, Sort.BOND)}
MESSAGES: dict[Kind, tuple[Sort, Who]] = {
    Kind.PLAN: (Sort.CARE, AS_LEADER),
    Kind.DATE: (Sort.CARE, AS_LEADER),
    Kind.TODAY: (Sort.CARE, AS_LEADER),
    Kind.FOLLOW_UP: (Sort.CARE, AS_LEADER),
    Kind.INTRODUCTION: (Sort.BOND, AS_LEADER),
    Kind.STILL_TRUE: (Sort.ITEM, AS_OWNER),
    Kind.ASKED_BACK: (Sort.MESSAGE, AS_OWNER),
    Kind.LANDING: (Sort.MESSAGE, AS_OWNER),
    Kind.PULSE: (Sort.PULSE, AS_OWNER),
    Kind.PULSE_AGAIN: (Sort.PULSE, AS_OWNER),
    Kind.THANKS: (Sort.MESSAGE, AS_OWNER),
    Kind.ON_HOLD: (Sort.ITEM, AS_OWNER),
    Kind.NEW_LEADER: (Sort.ITEM, AS_OWNER),
    Kind.REPLY: (Sort.MESSAGE, AS_OWNER),
    Kind.NEWS: (Sort.MESSAGE, AS_OWNER),
    Kind.WIPED: (Sort.MESSAGE, AS_OWNER),
}


def form(drawn: Form) -> Form:
    """With the line at its end; a form that only says a sentence holds nothing."""
    if drawn.name == FormName.SAID:
        return drawn
    line = who_sees(*FORMS[FormName(drawn.name)], PAGE)
    return replace(drawn, parts=(*drawn.parts, quiet(line + _but(FormName(drawn.name)))))


def _but(form: FormName) -> str:
    if form not in ANSWERS_SEEN:
        return ""
    answer, about = ANSWERS_SEEN[form]
    return but_told(answer, about, FORMS[form][1])


def message(drawn: View, kind: Kind) -> View:
    """Who reads a channel is seen by looking at it."""
    if kind in TO_A_CHANNEL:
        return drawn
    return _ended(drawn, who_sees(*MESSAGES[kind], MESSAGE))


def home(drawn: View) -> View:
    return _ended(drawn, who_sees(Sort.MESSAGE, AS_OWNER, PAGE))


def _ended(drawn: View, line: str) -> View:
    return replace(drawn, parts=(*drawn.parts, quiet(line)))
