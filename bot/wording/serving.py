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
