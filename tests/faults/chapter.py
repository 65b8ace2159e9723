"""A table in docs/reliability.md, written by the run that measured it."""

from __future__ import annotations

import fcntl
from pathlib import Path

from tests.house.reading import ROOT

PAGE = ROOT / "docs" / "reliability.md"


def put_row(table: str, cells: list[str], keys: int, page: Path = PAGE) -> None:
    """In place of the row with the same first cells, or after the others."""
    with page.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two engines may be measured at once
        before, begin, rest = file.read().partition(f"<!-- {table} -->\n")
        inside, end, after = rest.partition(f"<!-- /{table} -->")
        assert begin and end, f"no place for {table} in {page}"
        head, *rows = inside.splitlines()[0:2], *inside.splitlines()[2:]
        known = {tuple(_cells(row)[:keys]): _cells(row) for row in rows}
        known[tuple(cells[:keys])] = cells
        lines = [*head, *(f"| {' | '.join(row)} |" for _, row in sorted(known.items()))]
        file.seek(0)
        file.write(before + begin + "\n".join(lines) + "\n" + end + after)
        file.truncate()


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
