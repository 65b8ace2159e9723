"""What admins read: the cadence of the workspace, and what was changed."""

from __future__ import annotations

from bot.ui import Channel, Person, Span
from care.cadence import Cadence

TITLE = "Cadence"
INTRO = "How often leaders are invited to talk with their people. Each may be changed any time."
HERE = "This is the admin channel: each change is said here, and nothing about any person."
STARTED = "Started: plans are sent."
NOT_STARTED = "Not started: nothing is sent unasked until you press Start."
START = "Start"
START_TITLE = "Start Tend?"
START_TEXT = "From now on leaders get their weekly plan, in their own working hours."
START_YES = "Start"
START_NO = "Not yet"
IDEAL = "Ideal days between two talks with a person"
MAXIMUM = "Longest time between two talks, in days"
ITEM_IDEAL = "Ideal days between two talks about one goal or challenge"
ITEM_MAXIMUM = "Longest time between two talks about it, in days"
RANGE_HINT = "From 7 to 90."
DAY = "Day of the weekly plan"
TIME = "Time of the weekly plan"
TIME_HINT = "In each leader's own time zone, within their hours."
SAVE = "Save"

OUT_OF_RANGE = "Please give whole days from 7 to 90."
BELOW_IDEAL = "This has to be at least the ideal, from 7 to 90."
NO_SUCH_TIME = "Please pick a time."


def talks(cadence: Cadence) -> str:
    return f"{cadence.ideal} days ideal, {cadence.maximum} at most"


# --- said in the channel -------------------------------------------------------------------------

NOTICE_SUMMARY = "A word to the admins of Tend"


def first_use(admin: Person) -> tuple[Span, ...]:
    return (admin, " made this the admin channel of Tend.")


def started(admin: Person) -> tuple[Span, ...]:
    return (admin, " started Tend: leaders get their weekly plan from now on.")


def changed(admin: Person, what: str) -> tuple[Span, ...]:
    return (admin, f" changed {what}.")


def changed_talks(cadence: Cadence) -> str:
    return f"the rhythm of talks: {talks(cadence)}"


def changed_items(cadence: Cadence) -> str:
    return f"the rhythm for one goal or challenge: {talks(cadence)}"


def changed_plan(weekday: str, at: str) -> str:
    return f"the weekly plan: {weekday} at {at}"


# --- refusals ------------------------------------------------------------------------------------

NOT_AN_ADMIN = (
    "Only admins of Tend can set the cadence. Whoever runs Tend for you can name admins when "
    "setting it up."
)
NO_LONGER_ADMIN = "You are no longer an admin of this workspace, so this was not changed."
USE_PRIVATE = (
    "Please use “/cadence” in a private channel that is not shared with other companies, and "
    "invite me there first: “/invite @Tend”."
)
NOT_PRIVATE_ANY_MORE = (
    "This channel is no longer private and unshared with me in it, so nothing was changed."
)


def use_channel(channel: Channel) -> tuple[Span, ...]:
    return ("The admin channel is ", channel, ". Please use “/cadence” there.")


HELP = (
    "“/cadence” in the admin channel shows the rhythm of talks and plans and lets you change it.",
    "The first use by an admin in a private channel makes that the admin channel.",
    "Invite me there first: “/invite @Tend”. Nothing is sent unasked before you press Start.",
)
