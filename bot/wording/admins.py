"""Who may set the cadence: the list of admins, and the channel in which they do."""

from __future__ import annotations

from bot.ui import Channel, Person, Span

TITLE = "Admins"
INTRO = "Admins set how often Tend writes. They see nothing about any person."
RULE = (
    "An admin or owner of the workspace is added at once. For anybody else a second admin "
    "has to confirm, within 7 days. Each change is said in the admin channel."
)
ADD = "Make somebody an admin"
SAVE = "Add"
REMOVE = "Remove"
WITHDRAW = "Withdraw"
CONFIRM = "Confirm"
REMOVE_TITLE = "Remove this admin?"
REMOVE_TEXT = "They can set nothing from then on. An admin can add them again."
REMOVE_YES = "Remove"
REMOVE_NO = "Keep"

# --- answered to whoever did it ------------------------------------------------------------------

DONE = "Done. It was said in the admin channel."
SOMEBODY = "Please choose somebody."
NOT_THEM = "Only people of this workspace can be admins: no guests, no apps, nobody from outside."
ALREADY = "They are an admin already."
WAITS = "A second admin has to confirm: you asked for it yourself."
ASKED = "They are no admin of the workspace, so a second admin has to confirm it."
ALONE = (
    "You are the only admin, so nobody can confirm it yet. First add an admin or owner of this "
    "workspace, or ask whoever runs Tend to name a second admin."
)
NOT_LISTED = "They are no admin of Tend: nothing was changed."
LAST = "You are the last admin. Add another one first; then you can be removed."
ONE_PERSON = "Please name one person: “/cadence admins add @Tom” or “/cadence admins remove @Tom”."
OUTDATED = (
    "Something here has changed meanwhile. Nothing of yours was saved: below is what holds now."
)
UNDO_OUTDATED = "Meanwhile something else was changed, so nothing was taken back."


def admin(person: Person) -> tuple[Span, ...]:
    return (person,)


def waits(person: Person, by: Person) -> tuple[Span, ...]:
    return (person, " waits for a second admin. ", by, " asked for it.")


# --- said in the admin channel -------------------------------------------------------------------


def added(by: Person, person: Person) -> tuple[Span, ...]:
    return (by, " made ", person, " an admin of Tend.")


def confirmed(by: Person, person: Person) -> tuple[Span, ...]:
    return (by, " confirmed ", person, " as an admin of Tend.")


def proposed(by: Person, person: Person) -> tuple[Span, ...]:
    return (
        by,
        " asks to make ",
        person,
        " an admin of Tend. Another admin can confirm it within 7 days: “/cadence admins”.",
    )


def removed(by: Person, person: Person) -> tuple[Span, ...]:
    return (by, " removed ", person, " from the admins of Tend.")


def withdrew(by: Person, person: Person) -> tuple[Span, ...]:
    return (by, " withdrew that ", person, " becomes an admin of Tend.")


def added_on_the_server(person: Person) -> tuple[Span, ...]:
    return ("Whoever runs Tend made ", person, " an admin of Tend.")


def removed_on_the_server(person: Person) -> tuple[Span, ...]:
    return ("Whoever runs Tend removed ", person, " from the admins of Tend.")


def moved(channel: Channel) -> tuple[Span, ...]:
    return ("Whoever runs Tend made ", channel, " the admin channel of Tend.")


MOVED_AWAY = (
    "Whoever runs Tend took the admin channel away. The next “/cadence” of an admin in a private "
    "channel makes that the admin channel."
)

NONE_LEFT = (
    "Tend has no admin any more. What is set goes on. Whoever runs Tend can name one: “tend admin "
    "add”."
)

# --- told to each admin --------------------------------------------------------------------------


def frozen(channel: Channel) -> tuple[Span, ...]:
    return (
        "The settings of Tend are frozen: ",
        channel,
        " is no longer fit for them. It has to be private, of this company alone, and I have to be "
        "in it. What is set goes on. Next: set that right, or ask whoever runs Tend to choose "
        "another channel.",
    )


def thawed(channel: Channel) -> tuple[Span, ...]:
    return (
        "The settings of Tend can be changed again: ",
        channel,
        " is private, of this company alone, and I am in it.",
    )
