"""What the operator reads about backups and about bringing one back."""

from __future__ import annotations

DAYS_KEPT = 30


def written(file: str, size: int) -> str:
    return f"Wrote {file} ({_megabytes(size)}): the whole database, read once more and found whole."


def not_in_it(key_file: str, erased_file: str) -> str:
    return (
        f"Not in it: the key ({key_file}), without which nobody reads what people wrote, and who "
        f"was erased ({erased_file}). Keep copies of both apart from it, and it for {DAYS_KEPT} "
        "days at most."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


def is_there(file: str) -> str:
    return f"{file} is there already. Name another file."


def no_database(file: str) -> str:
    return f"There is no database at {file}: nothing to copy."


def not_ours(file: str) -> str:
    return f"{file} is no database of Tend's."


def use_pg_dump(url: str) -> str:
    return (
        "PostgreSQL makes its own backups, also while Tend runs: "
        f"pg_dump --format=custom --file=tend.dump {url}"
    )


# --- bringing one back ---------------------------------------------------------------------------

USE_PG_RESTORE = (
    "PostgreSQL is brought back by its own means, with every tend stopped: pg_restore into an "
    "empty database, then “tend migrate”, then “tend restored”. More in docs/restore.md."
)
SAME_FILE = "That is the database itself. Name the backup that shall take its place."


def brought_back(file: str, database: str) -> str:
    return f"{file} is now the database {database}."


def put_aside(file: str) -> str:
    return f"What stood there before is kept, for {DAYS_KEPT} days, as {file}"


def erased_missing(file: str) -> str:
    return (
        f"{file} is missing: who asked to be erased since that backup would come back. Put the "
        "file there first, or say where it is with TEND_ERASED_FILE. If it is lost for good, add "
        "--erased-lost, and erase anew whom you know of."
    )


def erased_again(count: int) -> str:
    return f"Erased again: {count} that were erased since that backup."


def settled(owners: int, messages: int) -> str:
    people = "1 person is" if owners == 1 else f"{owners} people are"
    held = "1 message" if messages == 1 else f"{messages} messages"
    return (
        f"All sharing is on hold: {people} asked whether it still holds. {held} of before will not "
        "be sent again."
    )


LOOK = "Settings, pauses and who leads whom are as they were then: look at docs/restore.md."
START = "Now start Tend: tend run"
WORD = "restored"

# --- moving to a server --------------------------------------------------------------------------

ON_A_SERVER = (
    "The database is on a server already. From one server to another its own tools carry it: "
    "pg_dump and pg_restore. More in docs/restore.md."
)
TO_A_SERVER = "Tend moves to a server: tend move-to postgresql://…"


def moved(rows: int, url: str) -> str:
    return f"Moved {rows} rows to {url}, each table counted on both sides."


def moved_aside(file: str) -> str:
    return f"The file is kept as {file}. Delete it when all is well: nobody else does."


NOW_THERE = "Now put that address into TEND_DATABASE_URL, and start Tend: tend run"
