"""What a command says when something on the machine is not as it needs it."""

from __future__ import annotations

MORE_PACKAGES = (
    "PostgreSQL needs two packages more. In the folder of Tend's source: pip install '.[postgres]'"
)


def port_taken(said: str) -> str:
    return (
        f"{said}. Another program, or another Tend, has that port: PORT and TEND_HEALTH_PORT say "
        "where this one listens."
    )


def no_folder_for_it(folder: str) -> str:
    return (
        f"Nothing can be written into {folder}. Make it, for the user of Tend: "
        f"sudo install -d -o tend -m 700 {folder}"
    )
