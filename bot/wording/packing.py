"""What the app says of itself in Microsoft Teams, and what `tend teams-package` answers."""

from __future__ import annotations

from pathlib import Path

DEVELOPER = "Tend"
FULL_NAME = "Tend helps leaders invest time in their people"
SHORT = "Helps you invest time in your people, one person and one goal at a time."
FULL = (
    "Tend remembers the goals and challenges that people choose to share with their own leader, "
    "and once a week invites the leader to a small act: ask, thank, introduce, unblock.",
    "It records for the leader alone whether the talk happened. Nothing that anyone writes is "
    "shared until they press Share, and then only with the one person they choose.",
    "There are no scores of people, no rankings and no reports about a leader.",
)

# --- the command lists: a word to send, and what comes of it -------------------------------------

PERSONAL = (
    ("mygoals", "Your goals and challenges, and who may know them"),
    ("mypeople", "The people you lead, and when you last talked"),
    ("home", "Your page: what comes next, and your settings"),
    ("help", "What you can say to Tend"),
)
TEAM = (
    ("cadence", "For admins: how often leaders are invited to talk"),
    ("help", "What you can say to Tend"),
)

# --- tend teams-package --------------------------------------------------------------------------

NO_ID = "TEAMS_CLIENT_ID is missing: the application (client) id from the app's page in Entra."
NO_GUID = "TEAMS_CLIENT_ID is malformed: an id like 1b7b3a2c-0d4e-4f5a-8b6c-7d8e9f0a1b2c"
NO_ADDRESS = "TEND_PUBLIC_URL is missing: the address with https at which Teams finds Tend."
NOT_SAFE = "TEND_PUBLIC_URL has to begin with https:// so that Teams accepts the app."
NEXT = (
    "Next: Teams admin center, Teams apps, Manage apps, Upload new app (docs/teams.md).",
    "Where the bot is registered in Azure, its messaging endpoint is:",
)


def not_a_page(option: str) -> str:
    return f"{option}: a web address that begins with https://"


def written(file: Path) -> str:
    return f"Wrote {file}."
