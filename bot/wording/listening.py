"""A hard time: only listening for a while, in words for whoever asks and for their leader."""

from __future__ import annotations

BUTTON = "Only listening"
TITLE = "Only listening"
INTRO = (
    "For a while: no questions from me about what you share, and no nudge about your goals to "
    "anybody. Your leader may still be invited to a talk, and to listen. It ends by itself."
)
UNTIL = "Until when?"
WEEK = "For a week"
TWO_WEEKS = "For two weeks"
MONTH = "For four weeks"
LINE = "What may your leaders read?"
NOTHING = "Nothing"
NOTHING_ABOUT = "Not told. They may notice fewer nudges about your goals."
A_LINE = "One line"
A_LINE_ABOUT = "“They asked for listening only, for now.” Not why, nor until when."
SAVE = "Begin"
CHOOSE_UNTIL = "Please choose how long."
OVER = "End only listening"


def until(day: str) -> str:
    return f"Only listening, until {day}. It ends by itself."


TO_LEADER = "They asked for listening only, for now."
