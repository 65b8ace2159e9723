"""What `tend doctor` says: how it is, and what to do. No token, no name, no word of anybody."""

from __future__ import annotations

from collections.abc import Sequence

# --- of every check ------------------------------------------------------------------------------

ALL_WELL = "Nothing is wrong."
NOT_LOOKED_AT = "Not looked at: mend what is wrong above first."
REPORT_IT = "Run it again. If it stays, report it with this line."


def broke(error: str) -> str:
    return f"Looking at it failed ({error})."


def in_all(wrong: int, warned: int) -> str:
    return f"{wrong} wrong, {warned} to look at." if wrong or warned else ALL_WELL


# --- settings, key, erased -----------------------------------------------------------------------

SETTINGS_FIT = "All settings are well-formed."
MEND_SETTING = "Change it in .env or in the environment, then restart tend run."
KEY_FITS = "The key file can be read, by its owner alone."
MEND_KEY = "Without the right key nobody can read what people wrote: docs/alarms.md, under: The key"

ERASED_FITS = "The file of who was erased can be read and written to."
OPEN_ERASED = "Its folder belongs to the user of Tend: sudo install -d -o tend -m 700 FOLDER"
BRING_ERASED = (
    "Is TEND_ERASED_FILE the same on every node, and its disk there? Else bring its copy back. "
    "Where nobody was ever erased the next start makes it."
)


def erased_closed(file: str) -> str:
    return f"The file of who was erased, {file}, cannot be read and written to."


def no_erased(file: str) -> str:
    return f"There is no file of who was erased at {file}."


# --- database ------------------------------------------------------------------------------------

DATABASE_FITS = "The database opens with this key, is whole, and its tables are of this release."
MEND_DATABASE = "docs/alarms.md, under: DatabaseFails"
MIGRATE = "Run: tend migrate. On SQLite the next start of tend run does it."
TABLES_ARE_OLD = "The tables are of an older release."
MAKE_ROOM = "Make room on that disk: with none left nothing is sent."


def room(megabytes: int) -> str:
    return f"{megabytes} MB are free where the database lies."


# --- where workspaces install Tend themselves ----------------------------------------------------

LET_THEM_INSTALL = (
    "Give an admin of a workspace the link to /slack/install: docs/installing-for-many.md"
)


def so_many_workspaces(installed: int, pending: int, gone: int) -> str:
    return f"Workspaces: {installed} installed, {pending} wait for an admin, {gone} took Tend off."


# --- clock and zones -----------------------------------------------------------------------------

CLOCK_UNSET = "The clock of this machine is not set: it shows a day before 2020."
SET_CLOCK = "Set the clock and keep it right with NTP, then restart tend run."
CLOCK_MOVED = "Tend's clock is moved by TEND_CLOCK_FILE."
FOR_TRIALS = "Take TEND_CLOCK_FILE away, unless this is a trial."
SLACK_TELLS_NO_TIME = (
    "The clock is set; Slack's server did not tell its own, so they are not compared."
)
UPDATE_ZONES = "Install a newer tzdata (pip install --upgrade tzdata), then restart tend run."


def clock_agrees(seconds: int, whose: str) -> str:
    return f"The clock agrees with {whose}, within {seconds} seconds."


def clock_differs(seconds: int, whose: str) -> str:
    return f"The clock differs from {whose} by {seconds} seconds."


def zones(version: str) -> str:
    return f"Time zones are those of tzdata {version}, of the last months."


def old_zones(version: str) -> str:
    return f"Time zones are those of tzdata {version}, more than six months old."


# --- Teams ---------------------------------------------------------------------------------------

TEAMS_NOT_INSTALLED = "Teams is set, and the part for it is not installed."
TEAMS_LOCAL = "Teams is a client on this machine: nobody is asked for a token."
TEAMS_FITS = "Microsoft gives Tend a token for Teams."
MEND_TEAMS = "Compare the ids and the secret with the app registration in Entra (docs/teams.md)."


def teams_refused(code: str) -> str:
    return f"Microsoft gives Tend no token for Teams ({code})."


# --- Slack ---------------------------------------------------------------------------------------

TOKEN_FITS = "Slack accepts the bot token."
NEW_TOKEN = "Install the app anew, put the new token into .env, restart tend run."
SLACK_SILENT = "Slack does not answer at SLACK_API_URL."
LOOK_AT_NETWORK = "Look at DNS, the firewall and Slack's own status. Tend waits and loses nothing."
SCOPES_FIT = "Every scope that Tend needs is granted."
SCOPES_UNTOLD = "This server does not tell which scopes are granted."
FEATURE_OFF = "Where a scope is missing, that feature alone is off."
INSTALL_ANEW = "Compare the app with manifest.yml, then install it anew."
SOCKET_FITS = "Slack accepts the app token and offers a line for Socket Mode."
NEW_APP_TOKEN = (
    "Make an app-level token with connections:write, put it into .env, restart tend run."
)
BY_HTTP = "HTTP mode: a signing secret is set; whether it is the right one shows only a click."
CLICK_ONCE = "Press something in Slack: request_refused in the log means that it is another one."


def token_refused(code: str) -> str:
    return f"Slack does not accept the bot token ({code})."


def socket_refused(code: str) -> str:
    return f"Slack offers no line for Socket Mode ({code})."


def scopes_missing(scopes: Sequence[str]) -> str:
    return f"Not granted, and needed: {', '.join(scopes)}."


def scopes_left_out(scopes: Sequence[str]) -> str:
    return f"{SCOPES_FIT} Optional and not granted: {', '.join(scopes)}."


def field_unread(scope: str) -> str:
    return f"TEND_MANAGER_FIELD is set, and {scope} is not granted."


# --- the admin channel ---------------------------------------------------------------------------

CHANNEL_FITS = "The admin channel is private, not shared, and Tend is in it."
NO_CHANNEL = "There is no admin channel yet."
SAY_CADENCE = "An admin invites Tend to a private channel and types /cadence there."
CHANNEL_GONE = "The admin channel cannot be seen: it is gone, or Tend is not in it."
CHANNEL_UNFIT = "The admin channel is not private, or shared with others, or Tend is not in it."
MEND_CHANNEL = "Make it private and invite Tend, or name another: tend admin channel C012AB3CD"
CHANNEL_UNTOLD = "Slack did not tell about the admin channel."
NOT_STARTED = "Nobody has pressed Start: nothing is sent unasked."
PRESS_START = "An admin types /cadence in the admin channel and presses Start."
STARTED = "Tend is started."
PAUSED = "An admin has paused Tend for everybody."
END_PAUSE = "An admin ends it with /cadence, when the time has come."

# --- messages and timetable ----------------------------------------------------------------------

NOTHING_WAITS = "No message waits to be sent."
IS_TEND_RUNNING = "Is tend run at work, and does Slack answer? docs/alarms.md, under: MessagesWait"
LOOK_AT_DEAD = "docs/alarms.md, under: MessagesEndDead"
NONE_ENDED_BADLY = "Of the last seven days no message is dead or unknown."
TIMETABLE_RUNS = "Nothing waits for the timetable."
TIMETABLE_STILL = "tend run does not seem to be at work: start it, or look at its log."
NO_RUN = "No tend run holds this database now."
START_IT = "Start it: systemctl start tend (or tend-worker, where it is one)"
RUNS = "A tend run holds this database."
NOT_READY = "The tend run of this machine says that it is not ready."
NOT_THERE = "Nobody answers on the internal port."
READY = "The tend run of this machine says that it is ready."


def waits(count: int, minutes: int) -> str:
    return f"{count} due and not sent, the oldest for {minutes} minutes."


def workspaces_away(count: int) -> str:
    return f"Slack refuses {count} workspaces as a whole; each is tried once an hour."


def so_many(why: str, count: int) -> str:
    """Slack's own word for why, or ours."""
    return f"{why} {count}"


def ended_badly(dead: Sequence[str], unknown: int) -> str:
    said = f"dead: {', '.join(dead)}" if dead else "none dead"
    return f"Of the last seven days: {said}; unknown: {unknown}."


def timetable_waits(minutes: int) -> str:
    return f"What the timetable should have looked at waits for {minutes} minutes."
