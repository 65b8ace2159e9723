"""What admins may set: the name of each setting, its value in words, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import Person, Span
from bot.wording.times import MONTHS, WEEKDAYS
from care import policy
from care.cadence import Cadence

# --- the settings, as they are named in a sentence -----------------------------------------------

TALKS = "the rhythm of talks"
ITEMS = "the rhythm for one goal or challenge"
PLAN = "the weekly plan"
EVERY = "how often plans come"
PLACES = "people in a plan"
A_WEEK = "messages a week to one person that nobody asked for"
OWN_CADENCE = "people's own rhythms"
OWN_PLAN = "leaders' own day and time for the plan"
DAYS = "the working days people start with"
HOURS = "the hours people start with"
HOLIDAYS = "public holidays"
BLACKOUTS = "blackout dates"
STATUS = "the vacation status"
KEPT = "how long records are kept"
HOLD_OUT = "the hold-out"
PULSE = "the monthly questions on how care lands"
FLOOR = "people behind a word on how care lands"
PILOT = "the pilot"
REACH = "whom plans go to"

# --- their values --------------------------------------------------------------------------------


def rhythm(cadence: Cadence) -> str:
    return f"{cadence.ideal} days ideal, {cadence.maximum} at most"


def plan(weekday: str, at: str) -> str:
    return f"{weekday} at {at}"


def every(weeks: int) -> str:
    return {1: "every week", 2: "every two weeks"}.get(weeks, "every four weeks")


def at_most(count: int) -> str:
    return f"at most {count}"


def own_cadence(allowed: bool, shortest: int, longest: int) -> str:
    return f"allowed, from {shortest} to {longest} days" if allowed else "not allowed"


def allowed(yes: bool) -> str:
    return "allowed" if yes else "not allowed"


def weekdays(days: Sequence[int]) -> str:
    """ "Monday to Friday", "Sunday to Thursday", or the days by name where there is a gap."""
    for first in days:
        row = [(first + ahead) % 7 for ahead in range(len(days))]
        if len(days) > 2 and sorted(row) == sorted(days) and (first - 1) % 7 not in days:
            return f"{WEEKDAYS[row[0]]} to {WEEKDAYS[row[-1]]}"
    return ", ".join(WEEKDAYS[day % 7] for day in days)


def hours(starts: str, ends: str) -> str:
    return f"{starts} to {ends}"


NO_HOLIDAYS = "none are kept"
WHERE_THEY_ARE = "of the country of each person's time zone"


def holidays_of(place: str) -> str:
    return f"of {place}, unless a person's time zone says another country"


NONE = "none"


def day(number: int, month: int, year: int) -> str:
    return f"{number} {MONTHS[(month - 1) % 12]} {year}"


def span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def status(reads: bool) -> str:
    return "a vacation status counts as away" if reads else "not read"


def kept(days: int) -> str:
    return f"{days} days"


def hold_out(on: bool) -> str:
    return "on, one nudge in ten is left out by lot and leaders are told so" if on else "off"


def asked(on: bool) -> str:
    return "asked, and each person may say no" if on else "not asked"


def at_least(count: int) -> str:
    return f"at least {count}"


NOBODY_CHOSEN = "nobody chosen"


def pilot(people: int, group: bool) -> str:
    count = "1 person" if people == 1 else f"{people} people"
    if not people:
        return "1 group" if group else NOBODY_CHOSEN
    return f"{count} and 1 group" if group else count


EVERYBODY = "everybody"


def reach(pilot: str) -> str:
    return f"the pilot ({pilot}) and nobody else"


# --- where a value comes from, and whose it is to change -----------------------------------------

DEFAULT = "Tend's default."
SET_HERE = "Set here."
SAME_FOR_ALL = "The same for everybody."
PERSONAL = "Each person may change it for themselves."
ADMINS_CHOOSE = "Chosen by the admins."
LEADERS_CHOOSE = "Each leader may have them more or less often."
LEADERS_MAY = "Leaders may move theirs."
LEADERS_MAY_NOT = "Leaders may not move theirs."
PERSONS_OWN = (
    "The time zone comes from each profile. Time zone, working hours and holidays are always each "
    "person's own to change."
)


def may_override(allowed: bool, shortest: int, longest: int) -> str:
    if not allowed:
        return "People may not set their own."
    return f"People may set their own, from {shortest} to {longest} days."


# --- the forms -----------------------------------------------------------------------------------

SAVE = "Save"
BACK = "Back"
SAME_AS_TYPED = "Each change is said in the admin channel. “/cadence help” does the same by words."
YES, NO = "Yes", "No"

QUIET_TITLE = "Quiet times"
QUIET_INTRO = "Nothing unasked comes outside these times. Each person may change their own."
DAYS_LABEL = "Working days people start with"
STARTS_LABEL = "Nothing before"
ENDS_LABEL = "Nothing after"
COUNTRY_LABEL = "Public holidays"
COUNTRY_HINT = (
    "A country, like DE, or a region, like DE-BY; “off” for none. Empty: the country of each "
    "person's time zone."
)
BLACKOUTS_LABEL = "Blackout dates, one stretch on each line"
BLACKOUTS_HINT = "For example 2026-12-24 - 2027-01-01. Nothing unasked comes on these days."
STATUS_LABEL = "Does a vacation status count as away?"

LIMITS_TITLE = "Limits"
LIMITS_INTRO = "Limits only go down from Tend's defaults."
PLACES_LABEL = "People in a plan, at most"
A_WEEK_LABEL = "Messages a week to one person that nobody asked for, at most"
OWN_CADENCE_LABEL = "May people set their own rhythm?"
SHORTEST_LABEL = "Their own rhythm: fewest days"
LONGEST_LABEL = "Their own rhythm: most days"
OWN_PLAN_LABEL = "May leaders move their own plan?"
KEPT_LABEL = "Days for which records are kept"
HOLD_OUT_LABEL = "Leave out one nudge in ten by lot?"
HOLD_OUT_HINT = (
    "So that you learn whether nudges help. Never a date or what somebody asked for. Leaders are "
    "told first."
)
PULSE_LABEL = "Are people asked each month how their leader's care lands?"
PULSE_HINT = (
    "Three questions, confidential. The leader alone sees one word; admins see nothing. “No” ends "
    "an open round and deletes its answers."
)
FLOOR_LABEL = "How many people have to answer before there is a word?"
FLOOR_HINT = f"From {policy.PULSE_FLOOR} to {policy.PULSE_HIGHEST_FLOOR}; never fewer."
ONE_TO_THREE = "From 1 to 3."
DAYS_HINT = f"From {policy.SHORTEST_CADENCE} to {policy.LONGEST_CADENCE}."
KEPT_HINT = f"From {policy.SHORTEST_KEPT_DAYS} to {policy.KEPT_DAYS}."

PILOT_TITLE = "Pilot"
PILOT_INTRO = (
    "A pilot is a few leaders with whom you begin: once you press “Start for the pilot”, they "
    "alone get plans. Next, after you save: press “Start for the pilot”."
)
PILOT_STARTED = "Tend is started for the pilot: whoever you save here gets plans, and nobody else."
PILOT_OVER = (
    "Tend is started for everybody. To go back to a few leaders, save them here: "
    "the page after that has “Back to the pilot”."
)
PILOT_PEOPLE = "Leaders of the pilot"
PILOT_GROUP = "Everybody of a group from the imported list"
NO_GROUP = "No group"

ADD_TITLE = "Add people"
ADD_INTRO = (
    "For a few people; a longer list is imported by whoever runs Tend. Once Tend is started, the "
    "leader is asked whether it is so. The channel is told how many, never who."
)
ADD_LEADER = "Leader"
ADD_WHO = "Their people"
ADD_GROUP = "Group of these people"
ADD_GROUP_HINT = "A label of your own, like Sales. At most 40 characters."
ADD = "Add"

SETTINGS_TITLE = "Settings as they are"
SETTINGS_NEXT = "Each can be changed by its form or typed: “/cadence help” lists the words."

# --- what is refused -----------------------------------------------------------------------------


def rhythm_refused(word: str) -> str:
    return (
        f"Please give the ideal and the longest number of whole days, from "
        f"{policy.SHORTEST_CADENCE} to {policy.LONGEST_CADENCE}, the longest not below the ideal. "
        f"For example: “/cadence {word} 14 28”."
    )


BOUNDS_REFUSED = (
    f"Please give two whole numbers of days from {policy.SHORTEST_CADENCE} to "
    f"{policy.LONGEST_CADENCE}, the smaller first. For example: “/cadence own cadence 7 to 30”."
)
PLAN_REFUSED = (
    "Please give a weekday and a time from 0:00 to 23:59. For example: “/cadence plan Tuesday "
    "10:00”."
)
EVERY_REFUSED = (
    "Plans come every 1, 2 or 4 weeks. For example: “/cadence every 2”. Each leader may choose "
    "otherwise."
)
PLACES_REFUSED = (
    f"A plan names 1 to {policy.PEOPLE_IN_A_PLAN} people. For example: “/cadence limits people 2”."
)
A_WEEK_REFUSED = (
    f"Between 1 and {policy.UNASKED_A_WEEK} messages a week can come unasked. For example: "
    "“/cadence limits week 2”."
)
LIMITS_REFUSED = (
    "There are two limits, each from 1 to 3: “/cadence limits people 2” and “/cadence limits week "
    "2”."
)
OWN_REFUSED = (
    "Please say “/cadence own cadence on”, “off” or “7 to 30”, or “/cadence own plan on” or “off”."
)
DAYS_REFUSED = (
    "Please give one to seven weekdays. For example: “/cadence days Mon-Fri” or “/cadence days "
    "Mon Tue Thu”."
)
HOURS_REFUSED = (
    "Please give two times from 0:00 to 23:59, the earlier first. For example: “/cadence hours "
    "09:00 17:00”."
)
ENDS_REFUSED = "The day has to end after it begins. For example 09:00 and 17:00."
HOLIDAYS_REFUSED = (
    "I know no public holidays by that. Please give a country as two letters, like DE, a region, "
    "like DE-BY, or “off”. For example: “/cadence holidays DE”."
)


def region_refused(country: str, regions: str) -> str:
    known = f"The regions of {country} are {regions}." if regions else f"{country} has none here."
    return f"I know no such region. {known} For example: “/cadence holidays {country}”."


BLACKOUT_REFUSED = "Please give the first and the last day."
BLACKOUT_BACKWARDS = "The last day lies before the first one."
BLACKOUT_PAST = "Those days are over. Please give days from today on."
BLACKOUT_FAR = "That is more than a year ahead. Please give days within a year."
BLACKOUT_LONG = f"A blackout takes at most {policy.LONGEST_BLACKOUT_DAYS} days in a row."
BLACKOUT_MANY = f"At most {policy.MOST_BLACKOUTS} blackouts are kept. Please remove one first."
BLACKOUT_UNKNOWN = "There is no blackout on that day. “/cadence show” lists them."


def with_example(sentence: str, year: int) -> str:
    return f"{sentence} For example: “/cadence blackout {year}-12-24 to {year + 1}-01-01”."


STATUS_REFUSED = "Please say “/cadence status on” or “/cadence status off”."
KEPT_REFUSED = (
    f"Records are kept from {policy.SHORTEST_KEPT_DAYS} to {policy.KEPT_DAYS} whole days. For "
    "example: “/cadence keep 180”."
)
HOLD_OUT_REFUSED = "Please say “/cadence hold-out on” or “/cadence hold-out off”."
PULSE_REFUSED = "Please say “/cadence pulse on”, “/cadence pulse off” or “/cadence pulse 8”."
FLOOR_REFUSED = (
    f"A word needs {policy.PULSE_FLOOR} to {policy.PULSE_HIGHEST_FLOOR} people: it can be raised "
    "and not lowered. For example: “/cadence pulse 8”."
)
PILOT_REFUSED = (
    "Please name leaders by mention: type @ and choose. Or “/cadence pilot group Sales”, or "
    "“/cadence pilot none”. “/cadence pilot” opens the form."
)
PILOT_MANY = "A pilot has at most 50 leaders by name. Choose a group, or start for everybody."
NO_SUCH_GROUP = (
    "No imported list has that group. “/cadence pilot” opens the form with the groups there are."
)
PILOT_IN_USE = (
    "Tend is started for the pilot, so it needs somebody. Choose others, press “Start for "
    "everybody”, or “Pause everything”."
)
NOT_THESE = (
    "Somebody there cannot take part: guests, bots, people of other companies and people who have "
    "left are not for Tend."
)
TOO_MANY_AT_ONCE = "Please add at most 20 people at a time."
SOMEBODY = "Please choose somebody."
GROUP_FORMULA = "A group begins with a letter or a number."
GROUP_TOO_LONG = "A group has at most 40 characters."


def in_the_list(number: int, sentence: str) -> str:
    return f"Number {number} in the list: {sentence}"


# --- what was added ------------------------------------------------------------------------------


def pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count} pairs"


def added(count: int) -> str:
    return (
        f"Added {pairs(count)} of a leader and a report. Who was here already stays as they were."
    )


def said_added(admin: Person, count: int) -> tuple[Span, ...]:
    return (admin, f" added {pairs(count)} of a leader and a report.")


ASKED = "Each leader is asked once whether it is so. Next: look at the preview."
CIRCLE = "Please check: with this, somebody leads their own leader in the end."
