"""Next week in counts: what would come on which day, and why the rest would not."""

from __future__ import annotations

from jobs.forecasting import Why

HEADING = "Next week"
SUMMARY = "Next week, counted"
FOR_ALL = "Counted for everybody, as if Tend were started now."
FOR_PILOT = "Counted for the pilot, as if Tend were started now."
AS_STARTED = "Counted for everybody."
AS_STARTED_PILOT = "Counted for the pilot."
AS_IF_RESUMED = "Tend is paused: this is what would come if it went on now."
NO_PLAN = "No message would come in the next seven days."
NO_LEADERS = "Nobody leads anybody here yet. Next: “Add people”, or leaders type /mypeople."
FOOT = (
    "Weekly plans, by each leader's own day, and dates that people shared. What somebody asks for "
    "comes besides. Nothing was sent or changed by counting."
)
FEW = (
    "For a pilot, or with fewer than five leaders, reasons are not told apart and dates are not "
    "counted."
)
REASONS = {
    Why.NOT_IN_PILOT: "not in the pilot",
    Why.STOPPED: "stopped",
    Why.PAUSED: "paused",
    Why.UNREACHABLE: "out of reach",
    Why.LEFT: "no longer here",
    Why.AWAY: "away",
    Why.DAYS_OFF: "with days off",
    Why.ANOTHER_WEEK: "with a plan in another week",
    Why.CAPPED: "written to already",
    Why.NOT_ACCEPTED: "who have not yet said that it is so",
    Why.NOBODY_DUE: "with nobody due",
}


def day(weekday: str, messages: int) -> str:
    return f"{weekday}: {messages:,} message{'' if messages == 1 else 's'}"


def reason(why: Why, count: int) -> str:
    return f"{count:,} {REASONS[why]}"


def of_whom(everybody: str, reasons: list[str]) -> str:
    return f"{everybody}, of whom at least {', at least '.join(reasons)}"


def not_this_week(reasons: str) -> str:
    return f"Not this week: {reasons}."


def leaders(count: int) -> str:
    return "1 leader" if count == 1 else f"{count:,} leaders"


def asked(count: int) -> str:
    return f"{leaders(count)} would be asked first whether they lead the people named for them."


def questions(people: int) -> str:
    return (
        f"At least {people:,} people would be asked something short: how care lands, whether a "
        "talk they asked for happened, or whether somebody has helped."
    )


def one_leader(leader: str, what: str) -> str:
    return f"{leader}  {what}"


def plan_of(day: str, people: int) -> str:
    return f"plan on {day}, {people} {'person' if people == 1 else 'people'}"


def dates_on(what: str, days: str) -> str:
    return f"{what}; a date on {days}"


def asked_first(what: str, day: str) -> str:
    return f"{what}; asked on {day}"
