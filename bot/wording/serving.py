"""What the commands on the server say about keys and admins."""

from __future__ import annotations

# --- tend rekey ----------------------------------------------------------------------------------

RESTART_FIRST = (
    "A Tend may be running that has not read the newest key yet. Restart tend run, then tend rekey "
    "again. If surely none is running: tend rekey --stopped"
)
ALL_BY_THE_NEWEST = (
    "Everything that can be opened is sealed with the newest key. The older lines may leave the "
    "key file once no backup needs them any more; then restart tend run."
)


def texts(count: int) -> str:
    return f"{count} sealed texts."


def walked(name: str, looked_at: int, resealed: int, damaged: int) -> str:
    said = f"{name}: {looked_at} looked at, {resealed} sealed anew"
    return f"{said}, {damaged} could not be opened." if damaged else f"{said}."


def older_left(count: int) -> str:
    return (
        f"{count} were changed meanwhile with an older key. Restart tend run, then tend rekey "
        "again. Keep every line of the key file until then."
    )


def damaged_left(count: int) -> str:
    return (
        f"{count} could not be opened with any of these keys, and were left as they are. If an "
        "older key is somewhere else, add its line and run this again."
    )


# --- tend admin ----------------------------------------------------------------------------------

NOBODY = "Nobody is an admin yet."
LAST = "That is the last admin. Add another one first: tend admin add"
MOVED_AWAY = (
    "There is no admin channel now. The next /cadence of an admin in a private channel makes that "
    "the one. All admins are told."
)


def listed(person: str, confirmed: bool) -> str:
    return person if confirmed else f"{person} (waits for a second admin)"


def channel(channel: str | None, frozen: bool) -> str:
    if channel is None:
        return "Admin channel: none yet."
    if frozen:
        return f"Admin channel: {channel}. Frozen: it is not private and unshared with Tend in it."
    return f"Admin channel: {channel}."


def silent(code: str) -> str:
    return f"Slack gave no answer ({code}). Nothing was changed."


def nobody_here(person: str) -> str:
    return f"{person} cannot be an admin: not a person of this workspace, or a guest or an app."


def already(person: str) -> str:
    return f"{person} is an admin already."


def not_listed(person: str) -> str:
    return f"{person} is not on the list: tend admin list"


def added(person: str) -> str:
    return f"{person} is an admin now. It is said in the admin channel."


def removed(person: str) -> str:
    return f"{person} is no admin any more. It is said in the admin channel."


def not_fit(channel: str) -> str:
    return (
        f"{channel} cannot be the admin channel: it has to be private and not shared, with Tend "
        "invited to it."
    )


def moved(channel: str) -> str:
    return f"The admin channel is {channel} now. All admins are told."
