"""Everything kept about a person, and erasing it, in words."""

from __future__ import annotations

from collections.abc import Mapping

EXPORT = "All that is kept about me"
ERASE = "Erase"
BACK = "Back"

# --- export --------------------------------------------------------------------------------------

EXPORT_TITLE = "Kept about me"
EXPORT_INTRO = (
    "Everything Tend keeps about you, on this page and the next ones. Only you see it. Nothing "
    "of it is sent as a message or a file."
)
JSON_INTRO = (
    "The same for a program, to copy from here: one piece after the other, pages too, each on a "
    "new line."
)
AS_JSON = "For a program (JSON)"
AS_TEXT = "In words"
EARLIER = "Earlier"
MORE = "More"


def page_of(page: int, pages: int) -> str:
    return f"Page {page} of {pages}."


NOTHING_IN_IT = "Nothing."


def section(label: str, count: int | None) -> str:
    return label if count is None else f"{label} ({count})"


LABELS: Mapping[str, str] = {
    "format": "Format",
    "version": "Version",
    "made_at": "Made",
    "workspace": "Workspace",
    "person": "Person",
}


def label(name: str) -> str:
    """What a column or a part of the export is called."""
    return LABELS.get(name) or name.replace("_", " ").strip().capitalize()


def line(name: str, value: str) -> str:
    return f"{name}: {value}"


YES, NO = "yes", "no"

# --- erase ---------------------------------------------------------------------------------------

WORD = "erase"
WORD_LABEL = f"To confirm, type: {WORD}"
WORD_MISSING = f"Please type “{WORD}”, or close this. Nothing has been erased."
CANCEL = "Cancel"
ERASE_TITLE = "Erase all of mine"
ERASE_SUBMIT = "Erase for good"
GOES = (
    "This goes, for good and at once: your goals and challenges, what you shared and who read "
    "it, who leads you, your hours and settings, and, if you lead people, your talks, answers "
    "and plans."
)
GOES_FROM_LEADERS = (
    "Your leaders no longer see any of it. Messages that showed a title of yours say that it is no "
    "longer shared."
)
STAYS = (
    "This stays: what somebody has read cannot be unread. Backups are kept for at most 30 days. "
    "A coded mark with the time keeps it erased if a backup is brought back."
)
SEE_FIRST = "You can look at all of it first."
AFTERWARDS = "Afterwards “/mygoals” begins as on the first day."

RECORD_TITLE = "Erase my record"
RECORD_GOES = (
    "This goes, for good and at once: the talks you noted, your answers to nudges, what you "
    "planned or put off, and the nudges themselves."
)
RECORD_STAYS = (
    "This stays: whom you lead and the rhythm for each, your own goals, and what your people "
    "share with you. The clocks begin anew. Backups are kept for at most 30 days."
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
    "grants": ("sharing with a leader", "sharings with a leader"),
    "disclosures": ("note of what a leader read", "notes of what a leader read"),
    "talks": ("talk", "talks"),
    "nudges": ("nudge", "nudges"),
    "answers": ("answer", "answers"),
    "bonds": ("note of who leads whom", "notes of who leads whom"),
    "deliveries": ("message on record", "messages on record"),
}


def counted(what: str, count: int) -> str | None:
    """ "3 goals and challenges"; None for what means nothing to anybody."""
    if what not in COUNTED:
        return None
    one, many = COUNTED[what]
    return f"{count} {one if count == 1 else many}"


def and_other(count: int) -> str:
    return "1 other note" if count == 1 else f"{count} other notes"
