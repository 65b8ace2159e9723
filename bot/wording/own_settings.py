"""A person's own settings in words: hours, holidays, the plan, being away."""

from __future__ import annotations

from collections.abc import Sequence

SETTINGS_TITLE = "Settings"
SAVE = "Save"
DAYS = "Working days"
STARTS = "Not before"
ENDS = "Not after"
ENDS_FIRST = "The day has to end after it begins."
ONE_DAY = "Please leave at least one day."
NO_SUCH_TIME = "That is not a time of the day. For example 10:00."

# --- public holidays -----------------------------------------------------------------------------

NONE = "none"
COUNTRY = "Public holidays of"
COUNTRY_HINT = (
    "A country or a region of it, for example DE or DE-BY; “none” for no public holidays. "
    "Empty: by where you are."
)
NO_SUCH_COUNTRY = (
    "I know no such country. Please give its two letters, for example DE, or a region like DE-BY, "
    "or “none”."
)


def no_such_region(country: str, regions: Sequence[str]) -> str:
    if not regions:
        return f"I know no regions of {country}. Please give {country} alone, or “none”."
    return f"I know no such region. Of {country} I know: {', '.join(regions)}."


def holidays(place: str, day: str, name: str) -> str:
    return f"In force: {place}. Next: {day} ({name}). Nothing comes on such a day."


NO_HOLIDAYS = "In force: no public holidays."

# --- the plan ------------------------------------------------------------------------------------

PLAN_DAY = "Day of your weekly plan"
PLAN_TIME = "Time of your weekly plan"
PLAN_OUTSIDE = "That is outside your hours."


def plan_by_admins(weekday: str, at: str) -> str:
    return f"The day and hour of plans are set by your admins: {weekday} at {at}."


RHYTHM_IDEAL = "For all your people: ideal days between talks"
RHYTHM_MAXIMUM = "At most"

# --- questions about what they share -------------------------------------------------------------

STILL = "May I ask now and then whether what you share still holds?"
STILL_HINT = "If I asked and hear nothing for 30 days, I stop sharing it."
STILL_YES = "Yes"
STILL_NO = "No"

# --- away ----------------------------------------------------------------------------------------

I_AM_AWAY = "I'm away"
I_AM_BACK = "I'm back"
CHANGE_AWAY = "Change"
AWAY_TITLE = "I'm away"
AWAY_INTRO = (
    "While you are away nothing comes to you, and no nudge about you goes to anybody. Nothing "
    "piles up."
)
AWAY_FIRST = "First day away"
AWAY_BACK = "First day back"
AWAY_SUBMIT = "Save"
QUIET_BACK = "quiet on the first two working days back."

NO_SUCH_DAY = "Please pick a day."
FIRST_IN_THE_PAST = "That day is over. Please pick today or a later day."
BACK_IN_THE_PAST = "That day is not ahead. Please pick your first day back."
BACK_NOT_AFTER = "The first day back has to come after the first day away."
TOO_FAR = "That is more than a year ahead. Please pick an earlier day."


def away_until(last: str) -> str:
    return f"Away until {last}; {QUIET_BACK}"


def away_from(first: str, last: str) -> str:
    return f"Away from {first} to {last}; {QUIET_BACK}"


def settling(day: str) -> str:
    return f"Back from being away. Quiet until {day}."


AWAY_BY_STATUS = "Away, as your status says; nothing comes meanwhile."
