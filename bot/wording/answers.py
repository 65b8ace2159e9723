"""The forms in which a leader answers, and their errors."""

from __future__ import annotations

from bot.ui import Person, Span

WHEN_TITLE = "When?"
WHEN_LABEL = "When will you talk?"
WHEN_TODAY = "Today"
WHEN_PICK = "Pick a time"
WHEN_DAY = "Day"
WHEN_TIME = "Time"
WHEN_HINT = "Only for “Pick a time”."
PLAN = "Plan it"


def when_intro(report: Person) -> tuple[Span, ...]:
    return ("A talk with ", report, ". I'll ask once afterwards, and then leave it.")


def when_one_on_one(standing: str) -> str:
    return f"Our 1:1 ({standing})" if standing else "Our 1:1"


ONE_ON_ONE_TITLE = "Your 1:1"
ONE_ON_ONE_WEEKDAY = "Which day?"
ONE_ON_ONE_TIME = "What time?"


def one_on_one_intro(report: Person) -> tuple[Span, ...]:
    return ("When is your 1:1 with ", report, "? I only ask this once.")


LATER_TITLE = "Later"
LATER_LABEL = "When shall I come back to it?"
LATER_TOMORROW = "Tomorrow"
LATER_WEEK = "In a week"
LATER_TWO_WEEKS = "In two weeks"
LATER_PICK = "On a day I pick"
LATER_DAY = "Day"
LATER_HINT = "Only for “On a day I pick”."
LATER_SUBMIT = "Come back then"


def later_intro(report: Person) -> tuple[Span, ...]:
    return ("Until then I keep quiet about ", report, ".")


WHY_TITLE = "Not this time"


def why_intro(report: Person) -> tuple[Span, ...]:
    return ("This is about ", report, ".")


WHY_LABEL = "Why?"
WHY_NOT_RELEVANT = "No longer relevant"
WHY_ON_LEAVE = "They are away"
WHY_NOT_MINE = "Not my report any more"
WHY_NOT_MINE_ABOUT = "What they shared is no longer shown to you. They may be told of it."
WHY_OTHER = "Another reason"
UNDO_TITLE = "Undo"
UNDO_NO_MORE = (
    "This cannot be taken back any more: it was a while ago, or something has changed since. If "
    "you lead them, add them again with “/mypeople”. They are asked whether it is so."
)
WHY_BACK = "First day back"
WHY_BACK_HINT = "Only for “They are away”."
WHY_SUBMIT = "Note it"

TALKED_TITLE = "We talked"
TALKED_DAY = "Which day?"
TALKED_ABOUT = "About what they shared"
TALKED_SUBMIT = "Note it"


def talked_intro(report: Person) -> tuple[Span, ...]:
    return ("A talk with ", report, ". Only the day is kept, and what it was about.")


SHOW_TITLE = "Shared with you"


def show_intro(report: Person) -> tuple[Span, ...]:
    return (report, " shared this with you:")


ITS_DATE = "Its date:"
SHOW_FOOT = "They can see in which week you opened it."

# --- errors --------------------------------------------------------------------------------------

PICK_A_DAY = "Please pick a day."
IN_THE_PAST = "That time has passed. Please pick one ahead."
IN_THE_FUTURE = "That day is still ahead. To plan it, use When?"
TOO_FAR = "That is more than half a year away. Please pick a nearer day."
TOO_LONG_AGO = "That is more than a year ago. Please pick a later day."
NO_SUCH_DAY = "That is not a day of the calendar."
NO_SUCH_TIME = "That is not a time of the day. For example 14:00."
CHOOSE_ONE = "Please choose one."
