"""What the operator reads about exports, erasing and purging: ids and counts alone."""

from __future__ import annotations

WHICH_WORKSPACE = (
    "There are several workspaces here. Name one with --workspace: “tend workspaces” lists them."
)
NO_WORKSPACE = "No workspace is kept here."
PASSPHRASE = "A passphrase for the file"
OPENS_WITH = "Passphrase"
EDITED = "What stands in their chat is edited by the running Tend, or by: tend tick"
TAKE_OFF = "Remove the app there too: whoever writes to Tend begins anew."
NOTHING_DONE = "That was not it. Nothing was done."


def no_such_workspace(workspace: str) -> str:
    return f"The workspace {workspace} is not kept here."


def not_kept(person: str) -> str:
    return f"Nothing is kept here about {person}."


def exported(file: str) -> str:
    return f"Wrote {file}. It opens with the passphrase and: tend open-export {file}"


def is_there(file: str) -> str:
    return f"{file} is there already. Name another file."


def type_again(what: str) -> str:
    return f"This cannot be undone. Type {what} to go on"


def erased(what: str, rows: int) -> str:
    return f"Erased {what}: {rows} {'row' if rows == 1 else 'rows'}."
