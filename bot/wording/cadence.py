"""What admins read: the cadence of the workspace, and what was changed."""

from __future__ import annotations

from bot.ui import Channel, Person, Span

TITLE = "Cadence"
INTRO = "How often leaders are invited to talk with their people. You can change it at any time."
HERE = "This is the admin channel: each change is said here, and nothing about any person."
UNSAVED = "What you change below holds once you press Save here."

# --- where things stand, and what comes next -----------------------------------------------------

STARTED = "Started: plans are sent."
NOT_STARTED = "Not started: nothing is sent unasked until you press Start."
NEXT_STEPS = (
    "Next: add people or have them imported, look at the preview, post the announcement, choose a "
    "pilot or everybody, press Start."
)
NEXT_START_PILOT = "Next: “Start for the pilot”, or type “/cadence start pilot”."
NEXT_EVERYBODY = (
    "Next, when the pilot went well: “Start for everybody”, or type “/cadence start all”."
)
NEXT_NOTHING = "Nothing else to do here. “Next week” counts what is coming."
PAUSED = (
    "Paused: nothing unasked is sent to anybody. Next, when it may come again: “Go on”, or type "
    "“/cadence resume”."
)


def started_for(pilot: str) -> str:
    return f"Started for the pilot ({pilot}): nobody else gets a plan."


def pilot_chosen(pilot: str) -> str:
    return f"The pilot is chosen: {pilot}."


# --- buttons -------------------------------------------------------------------------------------

START = "Start"
START_TITLE = "Start Tend?"
START_TEXT = "From now on leaders get their weekly plan, in their own working hours."
START_YES = "Start"
START_NO = "Not yet"
START_PILOT = "Start for the pilot"
START_PILOT_TITLE = "Start for the pilot?"
START_PILOT_TEXT = "From now on the leaders of the pilot get their weekly plan, and nobody else."
BACK_TO_PILOT = "Back to the pilot"
BACK_TO_PILOT_TITLE = "Back to the pilot?"
BACK_TO_PILOT_TEXT = (
    "From now on the leaders of the pilot get their weekly plan, and nobody else. What people "
    "wrote and shared stays as it is."
)
BACK_TO_PILOT_YES = "Back to the pilot"
START_ALL = "Start for everybody"
START_ALL_TITLE = "Start for everybody?"
PAUSE = "Pause everything"
PAUSE_TITLE = "Pause for everybody?"
PAUSE_TEXT = "Nothing unasked is sent to anybody until you press “Go on”. Nothing piles up."
PAUSE_YES = "Pause"
PAUSE_NO = "Keep going"
GO_ON = "Go on"
UNDO = "Undo the last change"
QUIET_TIMES = "Quiet times"
LIMITS = "Limits"
PILOT = "Pilot"
ADD_PEOPLE = "Add people"
PREVIEW = "Preview"
NEXT_WEEK = "Next week"
ANNOUNCEMENT = "Announcement"
SETTINGS = "Settings as they are"
ADMINS = "Admins"

# --- the fields ----------------------------------------------------------------------------------

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


# --- said in the channel -------------------------------------------------------------------------

NOTICE_SUMMARY = "A word to the admins of Tend"


def first_use(admin: Person) -> tuple[Span, ...]:
    return (admin, " made this the admin channel of Tend.")


def started(admin: Person) -> tuple[Span, ...]:
    return (admin, " started Tend: leaders get their weekly plan from now on.")


def started_pilot(admin: Person, pilot: str) -> tuple[Span, ...]:
    return (
        admin,
        f" started Tend for the pilot ({pilot}): they get their weekly plan from now on.",
    )


def paused(admin: Person) -> tuple[Span, ...]:
    return (admin, " paused Tend: nothing unasked is sent to anybody.")


def resumed(admin: Person) -> tuple[Span, ...]:
    return (admin, " let Tend go on. What was held does not come in a heap.")


def changed(admin: Person, what: str) -> tuple[Span, ...]:
    return (admin, f" changed {what}.")


def took_back(admin: Person, what: str) -> tuple[Span, ...]:
    return (admin, f" took the last change back. {what}.")


# --- answered to whoever did it ------------------------------------------------------------------

NOTHING_CHANGED = "It is so already: nothing was changed."
SAID_HERE = "It holds within a minute and was said in the admin channel."
ALREADY_STARTED = "Tend is started for everybody already."
ALREADY_STARTED_PILOT = "Tend is started for the pilot already."
NO_PILOT = "Nobody is chosen for the pilot yet. Next: choose it with “Pilot” or “/cadence pilot”."
ALREADY_PAUSED = "Tend is paused already. “/cadence resume” lets it go on."
NOT_PAUSED = "Tend is not paused."
NOTHING_TO_PAUSE = "Tend is not started, so there is nothing to pause."
COUNTING = "Counting: the answer comes here in a moment."
NOTHING_TO_UNDO = "There is no change to take back."
CANNOT_UNDO = {
    "start": "A start cannot be taken back. “/cadence pause” holds everything.",
    "pause": "Please use “/cadence resume” to go on.",
    "resume": "Please use “/cadence pause” to pause again.",
    "people": "People who were added stay. Each leader is asked whether it is so and can say no.",
}


def now_so(what: str) -> str:
    return f"Done. {what[:1].upper()}{what[1:]}."


# --- refusals ------------------------------------------------------------------------------------

NOT_AN_ADMIN = (
    "Only admins of Tend can set the cadence. They, and whoever runs Tend for you, can make "
    "somebody an admin."
)
NO_LONGER_ADMIN = "You are no longer an admin of this workspace, so this was not changed."
USE_PRIVATE = (
    "Please use “/cadence” in a private channel that is not shared with other companies, and "
    "invite me there first: “/invite @Tend”."
)
NOT_PRIVATE_ANY_MORE = (
    "Nothing was changed. The settings are frozen, because this channel is no longer fit for them: "
    "it has to be private, of this company alone, and I have to be in it. Next: set that right, or "
    "ask whoever runs Tend to choose another channel."
)


def use_channel(channel: Channel) -> tuple[Span, ...]:
    return ("The admin channel is ", channel, ". Please use “/cadence” there.")
