"""Everything kept about a person, and erasing it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

EXPORT = "All that is kept about me"
ERASE = "Erase"
BACK = "Back"

# --- export --------------------------------------------------------------------------------------

EXPORT_TITLE = "Kept about me"
EXPORT_INTRO = (
    "What Tend keeps about you. Nothing of it is sent as a message or a file. Times are of your "
    "own zone. Not shown: what a leader notes of talks with you, or answers to a nudge. That is "
    "the leader's own record; it goes too if you erase all of yours."
)
JSON_INTRO = (
    "The same for a program, to copy from here. If it comes in several pieces or pages, put one "
    "after the other, each on a new line."
)
AS_JSON = "For a program (JSON)"
AS_TEXT = "In words"
EARLIER = "Earlier"
MORE = "More"


def page_of(page: int, pages: int) -> str:
    return f"Page {page} of {pages}."


def nothing_of(names: Sequence[str]) -> str:
    return f"Nothing is kept here of: {', '.join(names)}."


def section(label: str, count: int | None) -> str:
    return label if count is None else f"{label} ({count})"


LABELS: Mapping[str, str] = {
    # parts of it
    "settings": "You and your settings",
    "admin": "As an admin",
    "in_pilot": "In the pilot",
    "goals_and_challenges": "Goals and challenges",
    "leaders": "Who leads you",
    "reminders_about_me": "Nudges about you that were sent",
    "asked_for": "Talks you asked for",
    "asked_of_me": "Talks you were asked for",
    "asked_whether_it_helps": "Asked whether it helps",
    "thanks_i_sent": "Thanks you sent",
    "thanks_to_me": "Thanks to you",
    "promises_to_me": "Promises made to you",
    "answers_about_leaders": "Your answers about who leads you, until the round closes",
    "how_it_landed": "How it landed",
    "asked": "Asks about what matters to you",
    "did": "Did something about it",
    "knows": "Knows what you work towards",
    "band": "The word",
    "guess": "Your own guess",
    "asked_pulse": "May be asked how it lands",
    "people_i_lead": "Whom you lead",
    "shared_with_me": "What is shared with you",
    "promises_i_made": "Promises you made",
    "talks_i_noted": "Talks you noted",
    "reminders_to_me": "Nudges to you",
    "left_to_the_lot": "Nudges that the hold-out could leave out",
    "opened_by_me": "What you were sent or opened",
    "messages_to_me": "Messages to you",
    "questions_open": "Questions still open",
    "audit": "Acts on record",
    "answers": "Answer",
    "shown": "Sent or opened",
    # people
    "leader": "Leader",
    "report": "Person",
    "owner": "Owner",
    # what a column says
    "week": "Week of",
    "withheld": "Left out",
    "zone": "Time zone",
    "locale": "Language setting",
    "source": "First named by",
    "version": "Version of this format",
    "made_at": "Made",
    "could_not_be_read": "Could not be read",
    "may_take_part": "May take part",
    "known_at": "Last looked up",
    "welcomed_at": "First use",
    "has_home": "Opened Home",
    "asked_still": "May be asked what still holds",
    "days": "Days",
    "ideal": "Ideal days between talks",
    "maximum": "At most, in days",
    "not_about_me": "No nudges about you",
    "listening_until": "Only listening until",
    "listening_told": "Leaders may read that",
    "offered_leader": "Did not name a leader when offered to",
    "group_name": "Group",
    "heard_at": "Last said how often",
    "stopped_at": "Stopped nudges",
    "slowed": "Why plans come less often",
    "slowed_on": "Less often since",
    "unreachable": "Out of reach",
    "left_at": "Seen to have left",
    "held_until": "Quiet until",
    "nudged_on": "Last nudge",
    "by_day": "By when",
    "shown_at": "Shown to them",
    "closed_at": "Closed",
    "touched_at": "Last changed",
    "asked_at": "Asked",
    "unshared_at": "Sharing ended without an answer",
    "suspended_at": "On hold since a backup was brought back",
    "level": "How it is shared",
    "how": "How",
    "at": "When",
    "act": "Act proposed",
    "moment": "For when",
    "by_me": "By you",
    "says": "What it says",
}


def label(name: str) -> str:
    """What a column or a part of the export is called."""
    return LABELS.get(name) or name.replace("_", " ").strip().capitalize()


def called(name: str) -> str:
    return f"{label(name)}: "


def line(name: str, value: str) -> str:
    return f"{called(name)}{value}"


YES, NO = "yes", "no"
LEVELS: Mapping[str, str] = {
    "known": "listed, and never in a nudge",
    "discreet": "in nudges, without its title",
    "named": "in nudges, with its title",
}


def value(name: str, kept: Any) -> Any:
    """What a word of the program means; anything else is what it is."""
    return LEVELS.get(str(kept), kept) if name == "level" else kept


# --- erase ---------------------------------------------------------------------------------------

WORD = "erase"
WORD_LABEL = f"To confirm, type: {WORD}"
WORD_MISSING = f"Please type “{WORD}”, or close this. Nothing has been erased."
CANCEL = "Cancel"
ERASE_TITLE = "Erase all of mine"
ERASE_SUBMIT = "Erase for good"
GOES = (
    "This goes, for good and at once: your goals and challenges, what you shared and who read "
    "it, who leads you and what they noted of talks with you, your hours and settings, and, if "
    "you lead people, your talks, answers and plans."
)
GOES_FROM_LEADERS = (
    "Your leaders no longer see any of it. Messages that showed a title of yours say that it is no "
    "longer shared."
)
STAYS = (
    "This stays: what somebody has read cannot be unread. Backups are kept for at most 30 days. "
    "A coded mark with the time keeps it erased if a backup is brought back."
)
LAST_ADMIN = (
    "You are the only admin of Tend. With this it has none, and nobody can change its settings "
    "until whoever runs Tend names one. You can make somebody an admin first: “/cadence admins”."
)
SEE_FIRST = "You can look at all of it first."
AFTERWARDS = "Afterwards “/mygoals” begins as on the first day."

RECORD_TITLE = "Erase my record"
RECORD_GOES = (
    "This goes, for good and at once: the talks you noted, your promises, the nudges to you and "
    "your answers, what you planned or put off, your rhythms, and the day and hour of your plan."
)
RECORD_STAYS = (
    "This stays: whom you lead, your own goals, and what your people share with you. The time "
    "since the last talk is counted anew from now. Backups are kept for at most 30 days."
)

ERASED_TITLE = "Erased"
NOTHING_WAS_THERE = "Nothing was there any more."
ERASED = "It is done. Erased:"
BEGIN_ANEW = "What was read before cannot be unread. “/mygoals” begins anew whenever you like."
GO_ON = "Your people and what they share with you are as they were."
EMPTY_HOME = (
    "Nothing of yours is kept here. Type “/mygoals” or “/mypeople” whenever you want to begin anew."
)

COUNTED: Mapping[str, tuple[str, str]] = {
    "items": ("goal or challenge", "goals and challenges"),
    "grants": ("sharing", "sharings"),
    "bonds": ("note of who leads whom", "notes of who leads whom"),
    "talks": ("talk", "talks"),
    "asks": ("talk asked for", "talks asked for"),
    "promises": ("promise", "promises"),
    "nudges": ("nudge", "nudges"),
    "draws": ("lot of the hold-out", "lots of the hold-out"),
    "answers": ("answer to a nudge", "answers to nudges"),
    "disclosures": ("note of what you were shown", "notes of what you were shown"),
    "deliveries": ("note of a message", "notes of messages"),
    "audit": ("act on record", "acts on record"),
    "people": ("page of settings", "pages of settings"),
}


def counted(what: str, count: int) -> str | None:
    """ "3 goals and challenges"; None for what means nothing to anybody."""
    if what not in COUNTED:
        return None
    one, many = COUNTED[what]
    return f"{count} {one if count == 1 else many}"


def and_other(count: int) -> str:
    return "1 other note" if count == 1 else f"{count} other notes"
