"""The pages that a browser shows while somebody installs Tend."""

from __future__ import annotations

from collections.abc import Iterable

START_AGAIN = "Start again"
NEXT = "What comes next"

INSTALLED = "Tend is installed"
INSTALLED_SAID = (
    "Tend is in your Slack workspace now. Nobody hears from it yet: you decide when it begins.",
)
STEPS = (
    "In Slack, make a private channel for the people who look after Tend, and invite Tend to it "
    "with /invite @Tend.",
    "Type /cadence there. That makes it the admin channel, and shows what Tend would do.",
    "Press Start when you are ready. You are the first admin of Tend here.",
)
RENEWED = "Tend is installed again"
RENEWED_SAID = (
    "Everything is as it was. What came due a while ago is not sent any more; the rest goes on.",
)
PENDING = "Tend waits for an admin"
PENDING_SAID = (
    "Tend is installed, and does nothing yet: you are no admin of this Slack workspace, or Slack "
    "did not say that you are one.",
    "Please ask an admin or an owner of the workspace to open the same link as you did, and to "
    "press Allow. Then Tend begins to listen. Until then it sends nothing and keeps nothing.",
)
CANCELLED = "Nothing was installed"
CANCELLED_SAID = (
    "You pressed Cancel in Slack, so nothing has changed. Come back whenever you like.",
)
AGAIN = "This page was used already"
AGAIN_SAID = (
    "Each visit from Slack counts once. If Tend is installed, all is well and you can close this "
    "page. If not, please start again.",
)
LATE = "That took too long"
LATE_SAID = ("There are ten minutes between the first click and the last. Please start again.",)
OTHER_BROWSER = "This is not the browser in which it began"
OTHER_BROWSER_SAID = (
    "So that nobody else can finish what you began, Tend wants both ends of it in one browser, "
    "with cookies on. Please start again here.",
)
REFUSED = "Slack did not accept it"
REFUSED_SAID = (
    "Slack gave Tend no access. Please start again. If it stays so, tell the person who runs Tend.",
)
SILENT = "Slack did not answer"
SILENT_SAID = ("Nothing was kept. Please start again in a moment.",)
ORGANISATION = "Not for a whole organisation"
ORGANISATION_SAID = (
    "Tend works in single workspaces. It was offered to a whole Slack organisation, and that it "
    "cannot do yet. Nothing was kept: please remove Tend from the organisation, and install it in "
    "one workspace.",
)
ROTATES = "This app's tokens expire"
ROTATES_SAID = (
    "Token rotation is on in the settings of the Slack app, and Tend cannot work with it. Nothing "
    "was kept. Please tell the person who runs Tend.",
)
BUSY = "One moment, please"
BUSY_SAID = ("Many people are installing Tend just now. Please try again in ten minutes.",)
BROKE = "Something went wrong"
BROKE_SAID = ("It is on Tend's side, not on yours. Please start again in a moment.",)

TOO_LITTLE = "Tend needs a little more"


def too_little(scopes: Iterable[str]) -> tuple[str, ...]:
    return (
        f"Slack did not grant all that Tend needs. Missing: {', '.join(sorted(scopes))}.",
        "Nothing was kept. Please start again; if it stays so, tell the person who runs Tend.",
    )


# --- tend workspaces -----------------------------------------------------------------------------

NONE_YET = "No workspace has installed Tend yet."
NOT_PENDING = "This workspace does not wait for an admin."
ONE_TOKEN = "SLACK_BOT_TOKEN serves one workspace: there is nothing to list or to confirm."
SERVED = "installed"
PENDS = "waits for an admin"
GONE = "has taken Tend off"
ADD_ADMIN = "Say who is its first admin: tend admin add U012AB3CD --workspace T012AB3CD"


def confirmed(workspace: str) -> str:
    return f"{workspace} waits no more: Tend listens there now."


def listed(workspace: str, state: str) -> str:
    return f"{workspace}  {state}"
