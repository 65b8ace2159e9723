"""What a leader reads about their people."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import Person, Span
from care.bonds import NamedBy
from care.cadence import Bounds, Cadence, Source
from care.items import Kind, Level

MOST_AT_ONCE = 20  # people to add: each is looked up while the leader waits

LIST_TITLE = "My people"
PROMISE = (
    "Nudges are private to you. What you answer is yours alone. Your people can see the exact "
    "words you may be sent about them. There is no ranking and no report about you."
)
EMPTY = "Nobody here yet. Add the people you lead: Tend then helps you keep in touch."
ADD = "Add somebody"
ADD_TITLE = "These are my people"
ADD_WHO = "Whom do you lead?"
ADD_HINT = f"You can choose several, up to {MOST_AT_ONCE} at once."
ADD_SUBMIT = "Add"
ADD_NOTE = (
    "They are asked whether it is so, and share only what they choose. You learn nothing of it "
    "unless they share."
)
OPEN = "Open"
MORE = "More"
BACK = "Back to my people"


def they_say(report: Person, source: NamedBy) -> tuple[Span, ...]:
    if source is NamedBy.IMPORT:
        return admins_say((report,))
    if source is NamedBy.PROFILE:
        return ("The company's directory says you lead ", report, ". Is it so?")
    return (report, " says you lead them. Is it so?")


def admins_say(reports: Sequence[Span]) -> tuple[Span, ...]:
    return ("Your admins say you lead ", *reports, ". Is it so?")


def and_more(count: int) -> str:
    return f"{count} more"


NAMED_BY = {
    NamedBy.LEADER: "Added by you.",
    NamedBy.REPORT: "They named you.",
    NamedBy.IMPORT: "Named by your admins.",
    NamedBy.PROFILE: "Named by the company's directory.",
}
YES = "Yes"
YES_ALL = "Yes, all of them"
ONE_BY_ONE = "One by one"
NOT_ME_ALL = "None of them"
NOT_ME_TITLE = "None of them?"
NOT_ME_TEXT = "No nudge comes about them. You can still add each one in My people."
NOT_ME_YES = "None of them"
CANCEL = "Cancel"
NOT_ME = "Not me"
ACCEPTED = "Noted: one of your people."
ACCEPTED_ALL = "Noted: your people."
REFUSED = "Noted. Nothing comes of it."
INTRODUCTION_SUMMARY = "Somebody named you as their leader: "
LISTED_SUMMARY = "Your admins say you lead "
INTRODUCTION_HEADING = "Whom you lead"


def last_talk(words: str | None) -> str:
    return f"Last talk: {words}." if words else "No talk noted yet."


def next_due(words: str | None) -> str:
    return f"Next nudge: {words} at the earliest." if words else "No nudge is due."


def held(words: str) -> str:
    return f"Quiet until {words}."


AWAY = "Away for now: quiet until they are back."


def shares(count: int) -> str:
    if not count:
        return "Nothing shared: a question of yours is a good start."
    return "Shares one thing." if count == 1 else f"Shares {count} things."


SOURCES = {
    Source.BOND: "set by you for this person",
    Source.LEADER: "set by you for everybody",
    Source.WORKSPACE: "set by your admins",
    Source.TEND: "Tend's default",
    Source.ITEM: "set for this",
}


def rhythm(cadence: Cadence, source: Source) -> str:
    return (
        f"Rhythm: a talk every {cadence.ideal} days, at most {cadence.maximum} ({SOURCES[source]})."
    )


def about(words: str) -> str:
    return f"Last talked about {words}."


def about_never(shared: str) -> str:
    return f"Not talked about yet; shared {shared}."


DONE = {Kind.GOAL: "Reached.", Kind.CHALLENGE: "Resolved."}
HOW_SHARED = {
    Level.KNOWN: "They will raise it themselves; Tend never nudges you about it.",
    Level.DISCREET: "A nudge may come without its text.",
    Level.NAMED: "A nudge may come with its title.",
}
SOMETHING_DISCREET = "Something they shared, behind Open."
WE_TALKED = "We talked"
RHYTHM = "Rhythm"
REMOVE = "Remove"
REMOVE_TITLE = "Remove this person?"
REMOVE_TEXT = (
    "What they shared is no longer shown to you, and no nudge comes about them. They may be told "
    "that you no longer lead them here."
)
REMOVE_YES = "Remove"
KEEP = "Keep"
UNDO_TALK = "Undo the last talk"
MUTUAL = "They also lead you here. What each of you shares stays separate."

RHYTHM_TITLE = "Rhythm"
IDEAL = "Ideal days between talks"
MAXIMUM = "At most"
BY_ADMINS = "Your admins set it for everybody."
SAVE = "Save"


def rhythm_hint(bounds: Bounds) -> str:
    return f"From {bounds.shortest} to {bounds.longest}. Leave both empty for the usual rhythm."


def not_in_range(bounds: Bounds) -> str:
    allowed = f"from {bounds.shortest} to {bounds.longest}"
    return f"Please give whole days {allowed}, and at most not below the ideal."


CHOOSE_SOMEBODY = "Please choose at least one person."
TOO_MANY_AT_ONCE = f"Please choose at most {MOST_AT_ONCE} at once."
NOT_THIS_PERSON = "That person can't be added. Tend is for colleagues of this workspace."
NOT_YOURSELF = "One of them is you. Please choose only others."


def not_these(names: Sequence[str], chosen: int) -> str:
    """Who of those chosen can't be added; nobody is called by a name that is not known."""
    if chosen == 1:
        return NOT_THIS_PERSON
    known = ", ".join(name for name in names if name)
    who = known if all(names) else f"{len(names)} of {chosen}"
    return f"Can't be added: {who}. Tend is for colleagues of this workspace. Nobody is added yet."


HELP = (
    "“/mypeople” shows the people you lead, when you last talked, and what they share with you.",
    "There you add somebody, note a talk, or set the rhythm for one person.",
    "“/mypeople export” shows everything kept about you; “/mypeople erase” erases what you did "
    "as a leader.",
    "“/mypeople help” shows this. Everything is also on the Home page, by button.",
)
