"""The few sentences that an adapter says itself, when the product never got to speak."""

TITLE = "Tend"
CLOSE = "Close"
SUBMIT = "OK"


def something_broke(error_id: str) -> str:
    return (
        "Something went wrong on Tend's side, not on yours. Please try again. "
        f"If it happens again, give this code to the person who runs Tend: {error_id}"
    )


def open_again() -> str:
    return "This belongs to an older version of what you see. Please open it again."


def from_outside() -> str:
    return "Tend is for the people of this workspace. It does not work from outside it."


def waits_for_admin() -> str:
    return (
        "Tend is not open here yet. It was installed by somebody who is no admin of this Slack "
        "workspace, so it waits: an admin has to install it once more, from the same link."
    )


def no_answer() -> str:
    return "Slack did not answer. Please try again in a moment."


def too_long(most: int) -> str:
    return f"That is more than Tend reads at once. Please keep it under {most} characters."


def too_many() -> str:
    return "One moment, please. That was a lot at once. Please try again in a minute."


def one_moment() -> str:
    return "One moment …"
