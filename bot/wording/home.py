"""The Home tab, the settings, and the answer to words that are not understood yet."""

from __future__ import annotations

GOALS_HEADING = "My goals"
PEOPLE_HEADING = "My people"
SETTINGS_HEADING = "My settings"
HOME_SUMMARY = "Tend"
GOALS_BUTTON = "My goals"
PEOPLE_BUTTON = "My people"
SETTINGS_BUTTON = "Settings"
ADD_GOAL_BUTTON = "Add a goal or challenge"
NO_GOALS = "Nothing here yet. What you write stays yours until you share it."
NO_PEOPLE = "If you lead people, add them here: Tend helps you invest time in each of them."
OFFER_LEADER = "You lead people here. If somebody leads you too, the same is there for you."
NAME_LEADER = "Name my leader"
NOT_NOW = "Not now"
NOTHING_NEEDED = "Nothing needs you this week."


def plan_waits(count: int) -> str:
    one = "one nudge of this week waits" if count == 1 else f"{count} nudges of this week wait"
    return f"In your messages with Tend, {one} for an answer."


HOLD_OUT = (
    "The hold-out is on: one nudge in ten about your people is left out by lot, so that your "
    "company learns whether nudges help. Never a date, or what somebody asked for."
)
NOT_STARTED = "An admin has not started Tend here yet: nothing is sent until then."
AND_MORE = "And more on the page My people."


def goals(count: int, shared: int) -> str:
    things = "1 goal or challenge" if count == 1 else f"{count} goals and challenges"
    if count == 1:
        return f"{things}, {'shared' if shared else 'not shared'}."
    known = "none of them shared" if not shared else f"{shared} shared"
    return f"{things}, {known}."


def plan_comes(weekday: str, at: str, every: str, zone: str) -> str:
    return f"Your plan: {weekday} at {at} ({zone}). {every}"


def hours(days: str, starts: str, ends: str) -> str:
    return f"Your hours: {days}, {starts} to {ends}. Nothing comes outside them."


STOPPED = "Stopped. Nothing comes unasked until you start again."

PAUSE_TITLE = "Pause"
PAUSE_INTRO = "Nothing comes while you pause, and nothing piles up."
PAUSE_LABEL = "Until when?"
PAUSE_WEEK = "For a week"
PAUSE_TWO = "For two weeks"
PAUSE_PICK = "Until a day I pick"
PAUSE_DAY = "First day again"
PAUSE_HINT = "Only for “Until a day I pick”."
PAUSE_SUBMIT = "Pause"

NOT_FOUND = "That was not found, or is no longer shared."
NOT_FOR_YOU = "Tend is for colleagues of this workspace, so I can't do this for you here."
NOT_UNDERSTOOD = "I know “help” here, or nothing after the command."
