"""Has anyone helped with it? What an owner reads who wants to be asked."""

from __future__ import annotations

from care.landing import Said

ON = "Ask me whether it helps"
OFF = "Don't ask me about this"
IS_ON = (
    "Every four weeks after sharing I ask you whether anyone has helped with this. Your answer is "
    "kept sealed until the month ends, then counted and deleted."
)
SUMMARY = "A question about something you share"
QUESTION = "Has anyone helped with this lately?"
YES = "Yes"
NOT_YET = "Not yet"
SKIP = "Skip"
FOOT = (
    "No leader sees what you answer. It counts only in a total over ten people or more, and is "
    "deleted when the month ends."
)
NOTED = {
    Said.YES: "Noted: yes. You can change it until the month ends.",
    Said.NOT_YET: "Noted: not yet. You can change it until the month ends.",
    Said.SKIP: "Skipped. You can change it until the month ends.",
}
CLOSED = "The month has ended. What you answered is deleted."
STOPPED = "I won't ask about this any more. What you answered is deleted."

# --- for all of it, in the settings --------------------------------------------------------------

SETTING = "May I ask you every four weeks whether anyone has helped with what you share?"
SETTING_HINT = (
    "No leader sees your answers. “No” also deletes what you answered this month. The page of each "
    "thing turns it on and off for that one."
)
ALL = "Yes, about all that I share now"
NONE = "No"


def some(count: int, of: int) -> str:
    things = "one thing" if count == 1 else f"{count} things"
    return f"As now: about {things} of {of}"
