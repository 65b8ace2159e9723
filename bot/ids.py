"""The ids of everything a person can press or open: drawn by views, handled by conversations."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What pressing a button does at once."""

    # answering a nudge (the thing is the nudge)
    WE_TALKED = "we_talked"
    IT_HAPPENED = "it_happened"
    UNDO = "undo"
    # my goals (the thing is the item)
    REACHED = "reached"
    REOPEN = "reopen"
    STOP_SHARING = "stop_sharing"
    STOP_TELLING = "stop_telling"  # one item to one leader: the thing is "item.bond"
    STOP_TELLING_ALL = "stop_telling_all"  # everything to one leader: the thing is the bond
    HUSH = "hush"  # no nudges about me
    UNHUSH = "unhush"
    SHARE_STILL = "share_still"  # on hold since a restore: the thing is "item.bond"
    SHARE_STILL_ALL = "share_still_all"
    DELETE_ITEM = "delete_item"
    STILL_TRUE = "still_true"
    STOP_ASKING = "stop_asking"  # the thing is the delivery that asks
    # who leads whom (the thing is the bond)
    CONFIRM_LEADER = "confirm_leader"
    REFUSE_LEADER = "refuse_leader"
    ACCEPT_REPORT = "accept_report"
    REFUSE_REPORT = "refuse_report"
    ACCEPT_REPORTS = "accept_reports"  # the thing is the delivery that asks
    REFUSE_REPORTS = "refuse_reports"
    REMOVE_REPORT = "remove_report"
    REMOVE_LEADER = "remove_leader"
    NO_LEADER_NOW = "no_leader_now"  # who leads people does not name who leads them
    UNDO_TALK = "undo_talk"
    # promises (the thing is the promise); the first four are the leader's
    PROMISE_KEPT = "promise_kept"
    PROMISE_LET_GO = "promise_let_go"
    PROMISE_SHOW = "promise_show"
    PROMISE_HIDE = "promise_hide"
    PROMISE_HAPPENED = "promise_happened"
    PROMISE_NOT_YET = "promise_not_yet"
    PROMISE_NOT_NEEDED = "promise_not_needed"
    # a talk that somebody asks for (the thing is what they asked)
    ASK_WITHDRAW = "ask_withdraw"
    ASK_HAPPENED = "ask_happened"
    ASK_AGAIN = "ask_again"
    # whether anyone has helped (the thing is the item)
    LAND_ON = "land_on"
    LAND_OFF = "land_off"
    LANDING_YES = "landing_yes"
    LANDING_NOT_YET = "landing_not_yet"
    LANDING_SKIP = "landing_skip"
    LISTENING_OVER = "listening_over"
    # plain words (the thing is what Tend asked back, or the talks to take back)
    CHOOSE = "choose"
    UNDO_TALKS = "undo_talks"
    # how often (the thing is the delivery, or nothing in Home)
    KEEP = "keep"  # the thing is the plan that asked
    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    FEWER = "fewer"
    MORE = "more"
    STOP = "stop"
    START_AGAIN = "start_again"
    I_AM_BACK = "i_am_back"
    # how it lands (the thing is what one person may answer about one leader, or nothing)
    TAKE_BACK_PULSE = "take_back_pulse"
    SKIP_PULSE = "skip_pulse"
    NO_PULSE = "no_pulse"
    # the workspace
    START = "start"
    START_PILOT = "start_pilot"
    PAUSE_ALL = "pause_all"
    GO_ON = "go_on"
    UNDO_CHANGE = "undo_change"
    COUNT = "count"
    CONFIRM_ADMIN = "confirm_admin"  # the thing is the person
    REMOVE_ADMIN = "remove_admin"


class FormName(StrEnum):
    """What opens as a form."""

    WELCOME = "welcome"
    MY_GOALS = "my_goals"
    ITEM = "item"
    ITEM_PAGE = "item_page"
    SHARE = "share"
    HANDOVER = "handover"  # several things to one leader: the thing is the bond
    HANDOVER_SHARE = "handover_share"
    NAME_LEADER = "name_leader"
    SHARED = "shared"  # what each leader may be told, word for word
    MY_DATA = "my_data"  # everything kept about me
    ERASE = "erase"
    ERASE_RECORD = "erase_record"  # of a leader
    MY_PEOPLE = "my_people"
    ADD_REPORT = "add_report"
    PERSON_PAGE = "person_page"
    BOND_CADENCE = "bond_cadence"
    TALKED = "talked"
    WHEN = "when"
    ONE_ON_ONE = "one_on_one"
    LATER = "later"
    NOT_THIS_TIME = "not_this_time"
    SHOW_ITEM = "show_item"
    THANKS = "thanks"
    SHOW_THANKS = "show_thanks"  # the thing is the thanks
    PROMISE = "promise"
    ASK = "ask"
    ASK_SEND = "ask_send"
    MY_SETTINGS = "my_settings"
    PAUSE = "pause"
    AWAY = "away"
    LISTENING = "listening"
    CADENCE = "cadence"
    QUIET_TIMES = "quiet_times"
    LIMITS = "limits"
    PILOT = "pilot"
    ADD_PEOPLE = "add_people"
    PREVIEW = "preview"
    ANNOUNCEMENT = "announcement"
    ALL_SETTINGS = "all_settings"
    ADMINS = "admins"
    PULSE = "pulse"  # three questions about a leader
    CARE_FACTOR = "care_factor"  # of the leader who opens it
    GUESS = "guess"  # of that leader: what would they say?
    SAID = "said"  # a sentence and a way on
