"""What an employee reads: their goals, who may know them, and what becomes of what they write."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import Person, Span
from care import policy
from care.bonds import NamedBy
from care.cadence import Source
from care.items import Area, Kind, Level
from care.moments import Moment

COMMAND = "/mygoals"

# --- first use -----------------------------------------------------------------------------------

WELCOME_TITLE = "Welcome to Tend"
PROMISE = (
    "This is for you. Nothing you write is shared until you press Share, and then only with the "
    "one person you choose. You can stop at any time. No admin, no HR and no other manager can "
    "see it here. Please leave out medical details."
)
WHO_LEADS_YOU = "Who leads you?"
WHO_LEADS_HINT = "The person you could share a goal with. You can leave this empty."
WHO_LEADS_MORE = "The person you could share a goal with."
CONTINUE = "Continue"
NAME_LEADER_TITLE = "Who leads you?"
NAME_LEADER = "Name your leader"
LEADERS = "Change"
NAMED_NOTE = "They are asked whether it is so. Naming somebody shares nothing with them."

# --- the list ------------------------------------------------------------------------------------

LIST_TITLE = "My goals"
ADD = "Add a goal or challenge"
OPEN = "Open"
WHAT_IS_TOLD = "What my leaders may be told"
EMPTY = "Nothing here yet. A goal or a challenge, at work or your own: it stays yours."
NO_LEADER = "You have named no leader yet, so only you can know what you write."
UNREADABLE = "This could not be read."
MORE = "More"
BACK = "Back to my goals"


def led_by(leader: Person, accepted: bool | None) -> tuple[Span, ...]:
    if accepted:
        return ("Your leader here: ", leader, ".")
    return ("Your leader here: ", leader, ", who has yet to confirm it.")


NAMED_BY = {
    NamedBy.LEADER: "They added you.",
    NamedBy.REPORT: "Named by you.",
    NamedBy.IMPORT: "Named by your admins.",
    NamedBy.PROFILE: "Named by the company's directory.",
}


def says_leads_you(leader: Person, source: NamedBy) -> tuple[Span, ...]:
    if source is NamedBy.IMPORT:
        said: tuple[Span, ...] = ("Your admins say that ", leader, " leads you.")
    elif source is NamedBy.PROFILE:
        said = ("The company's directory says that ", leader, " leads you.")
    else:
        said = (leader, " added you to their people.")
    return (*said, " Is it so? Nothing is shared by a yes.")


LEADER_GONE_SUMMARY = "Something changed about who leads you here"


def leader_gone(gone: Sequence[Person], shared: int) -> tuple[Span, ...]:
    verb = " no longer leads you here. " if len(gone) == 1 else " no longer lead you here. "
    return (*_all(gone), verb, *_hidden(gone, shared), YOURS)


def leader_left(gone: Sequence[Person], shared: int) -> tuple[Span, ...]:
    verb = " is no longer here. " if len(gone) == 1 else " are no longer here. "
    return (*_all(gone), verb, *_hidden(gone, shared), YOURS)


def new_leader(new: Sequence[Person], gone: Sequence[Person], shared: int) -> tuple[Span, ...]:
    title = "Your leader here is now " if len(new) == 1 else "Your leaders here are now "
    now: tuple[Span, ...] = (title, *_all(new), ". ")
    if not shared:
        instead = "Nothing you write is shared until you choose it."
        return (*now, "Before: ", *_all(gone), ". ", instead)
    passed_on = "; nothing was passed on. Choose what to share."
    return (*now, *_shared_with(gone, shared), passed_on)


YOURS = "What you wrote stays yours; you may name somebody else."


def leader_again(people: Sequence[Person], shared: int) -> tuple[Span, ...]:
    """An ending was taken back; what had been shared did not come back with it."""
    _, are = _things(shared)
    return (*_shared_with(people, shared), f" and {are} not any more. Choose what to share.")


def _hidden(gone: Sequence[Person], shared: int) -> tuple[Span, ...]:
    if not shared:
        return ()
    _, are = _things(shared)
    return (*_shared_with(gone, shared), f" and {are} no longer shown to anybody. ")


def _shared_with(people: Sequence[Person], shared: int) -> tuple[Span, ...]:
    were, _ = _things(shared)
    return (f"{were} shared with ", *_all(people))


def _things(count: int) -> tuple[str, str]:
    return ("1 thing was", "is") if count == 1 else (f"{count} things were", "are")


def _all(people: Sequence[Person]) -> tuple[Span, ...]:
    """ "Maya, Tom and Ines" """
    spans: list[Span] = []
    for nth, person in enumerate(people):
        if nth:
            spans.append(" and " if nth == len(people) - 1 else ", ")
        spans.append(person)
    return tuple(spans)


YES = "Yes"
NOT_MY_LEADER = "Not my leader"
REMOVE_LEADER = "Remove as my leader"
REMOVE_TITLE = "Remove this leader?"
REMOVE_TEXT = "They will no longer see anything you shared with them here."
REMOVE_YES = "Remove"
KEEP = "Keep"

KINDS = {Kind.GOAL: "Goal", Kind.CHALLENGE: "Challenge"}
KINDS_ABOUT = {
    Kind.GOAL: "Kept until you delete it, or 12 months after you reached it.",
    Kind.CHALLENGE: f"Erased {policy.CHALLENGE_KEPT.days} days after you last touched it.",
}
CHALLENGE_GOES = (
    f"A challenge is erased {policy.CHALLENGE_KEPT.days} days after you last touched it, and not "
    "before its day. You are not asked first."
)
DONE_GOES = "It is erased 12 months after you last touched it. You are not asked first."
AREAS = {Area.WORK: "work", Area.PERSONAL: "personal"}


def kind_and_area(kind: Kind, area: Area) -> str:
    return f"{KINDS[kind]}, {AREAS[area]}"


def by_day(day: str) -> str:
    return f"by {day}"


DONE = {Kind.GOAL: "reached", Kind.CHALLENGE: "resolved"}
MARK_DONE = {Kind.GOAL: "Reached", Kind.CHALLENGE: "Resolved"}
REOPEN = "Open again"
ONLY_ME = "only you know"
UNSHARED_SHORT = "not shared any more: no answer to my question"
UNSHARED = (
    "I stopped sharing this, because my question whether it still holds had no answer for 30 days. "
    "It stays yours."
)
SHARE_AGAIN = "Share again"


KNOWS = {
    Level.KNOWN: " sees it listed and is never nudged about it",
    Level.DISCREET: " may get a nudge without its text",
    Level.NAMED: " may get a nudge with its title",
    Level.PRIVATE: " does not know of it",
}


def knows(leader: Person, level: Level) -> tuple[Span, ...]:
    return (leader, KNOWS[level])


# --- the form ------------------------------------------------------------------------------------

ADD_TITLE = "Add"
EDIT_TITLE = "Edit"
KIND = "What is it?"
AREA = "Where does it belong?"
AREA_WORK = "Work"
AREA_PERSONAL = "Personal"
TITLE = "In a few words"
TITLE_HINT = f"At most {policy.TITLE_LONGEST} characters."
DETAILS = "More about it"
DETAILS_HINT = "Please leave out medical details."
DATE = "By when, or on which day"
RHYTHM_IDEAL = "How often is a talk about it worth it? Days between two talks"
RHYTHM_MAXIMUM = "At most"
RHYTHM_HINT = "From 7 to 90. Leave both empty for as usual here."
SAVE = "Save"
EDIT = "Edit"
DELETE = "Delete"
STOP_SHARING = "Stop sharing"
DELETE_TITLE = "Delete it for good?"
DELETE_TEXT = "It is erased here and no longer shown to anybody. A read cannot be unread."
DELETE_YES = "Delete"


def who_may_know(leader: Person) -> tuple[Span, ...]:
    return ("Your leader ", leader, ":")


KNOW = "Who may know?"
LEVELS = {
    Level.PRIVATE: ("Only me", "Nobody else can see that it exists."),
    Level.KNOWN: ("My leader sees it, I raise it", "Listed for them; never in a nudge."),
    Level.DISCREET: ("Discreet nudges", "“Something you shared”; the text is behind Show."),
    Level.NAMED: ("Nudges with the title", "Only for goals at work."),
}

# --- the preview ---------------------------------------------------------------------------------

SHARE_TITLE = "Before you share"
SHARE = "Share"
KEEP_PRIVATE = "Keep private"
KEEP_AS_IT_IS = "Keep as it is"
SAVED_PRIVATE = "Saved. So far only you can see it."
SAVED_WORDING = "Saved for you. Your leader sees the new wording only after you press Share."


def may_read(leader: Person) -> tuple[Span, ...]:
    return ("What ", leader, " may read, word for word:")


def when_nudged(days: str, source: Source) -> str:
    return f"Sent if no talk about it is noted for {days} ({SOURCES[source]})."


SOURCES = {
    Source.ITEM: "set by you for this",
    Source.BOND: "set by them for you",
    Source.LEADER: "set by them for everybody",
    Source.WORKSPACE: "set by your admins",
    Source.TEND: "Tend's default",
}
WHEN_DATED = {
    Moment.NEAR: "Sent once, in the last two working days before its date.",
    Moment.JUST_OVER: "Sent within five days after it, if no talk is noted.",
    Moment.LONG_OVER: "Sent later, if nothing could reach them before.",
}
ASKED_AFTERWARDS = "If they plan a talk then, one question after it shows the title once more."
IN_HOME = "Its title stands in their Home too."
AT_ANY_TIME = "At any time they may read it here:"


def its_date(day: str) -> str:
    return f"With its date: {day}."


NOT_READ_YET = "Not sent or opened yet."


def read(times: int, monday: str) -> str:
    if times == 1:
        return f"Sent or opened once, in the week of {monday}."
    return f"Sent or opened {times} times, last in the week of {monday}."


def shared_since(day: str) -> str:
    return f"Shared since {day}."


NEWER_IS_YOURS = "Your newer wording is not shared."
STOP_FOR_THIS_LEADER = "Stop for this leader"
OVER_IN_LIST = {
    Kind.GOAL: "Reached: not sent in a nudge any more. Listed for them to read:",
    Kind.CHALLENGE: "Resolved: not sent in a nudge any more. Listed for them to read:",
}


IN_LIST = "Listed for them to read, and never sent in a nudge:"
FOOT = "Nobody else sees it. You can stop at any time; what was read cannot be unread."

# --- errors --------------------------------------------------------------------------------------

WRITE_SOMETHING = "Please write something."
TITLE_TOO_LONG = f"That is longer than {policy.TITLE_LONGEST} characters. The rest fits below."
DETAILS_TOO_LONG = f"That is longer than {policy.DETAILS_LONGEST} characters."
NO_SUCH_DAY = "That is not a day of the calendar."
CHOOSE_ONE = "Please choose one."
NOT_NAMED = "The title of a challenge or of something personal is not sent. Choose another."
TOO_MANY = f"You have {policy.ITEMS_A_PERSON} here already. Delete one to make room."
NOT_THIS_PERSON = "That person cannot be chosen here. Tend is for colleagues of this workspace."
NOT_YOURSELF = "That is you. Please choose somebody else."

HELP = (
    "“/mygoals” shows your goals and challenges and who may know them.",
    "“/mygoals add learn Rust” notes one for you alone; you choose later who may know.",
    "“/mygoals shared” shows what each leader may be told, word for word, and lets you stop it.",
    "“/mygoals pause”: no nudges about you, and nobody is told. “/mygoals resume” ends it.",
    "“/mygoals export” shows everything kept about you. “/mygoals erase” erases it.",
    "“/mygoals help” shows this. Everything is also on the Home page, by button.",
)
