"""The few sentences that an adapter says itself, when the product never got to speak."""

TITLE = "Tend"
CLOSE = "Close"
SUBMIT = "OK"
SOMEBODY = "a colleague"  # where the platform does not tell what somebody is called
THE_CHANNEL = "the admin channel"
NOTED = "Noted."
OPEN = "Open"
EXTRA = "pip install 'tend[teams]'"
REQUIRED = "Please fill this in."
TO_COPY = "To copy"
MORE_THAN_FITS = "There is more than fits here."


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
        "Tend is not open here yet. It was installed by somebody who is no admin of this "
        "workspace, so it waits: an admin has to install it once more, from the same link."
    )


def no_answer() -> str:
    return "The answer did not come in time. Please try again in a moment."


def too_long(most: int) -> str:
    return f"That is more than Tend reads at once. Please keep it under {most} characters."


def too_many() -> str:
    return "One moment, please. That was a lot at once. Please try again in a minute."


def one_moment() -> str:
    return "One moment …"


def ways_in() -> str:
    return "Write to me any time: home, mygoals, mypeople, or help."


def form_waits(title: str) -> str:
    return f"{title}: it opens with the button."


def only_here() -> str:
    return "That is between you and Tend: please write it to Tend in your own chat."
