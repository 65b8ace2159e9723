"""Tables in docs/reliability.md, written by the run that measured them."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.reading import ROOT

PAGE = ROOT / "docs" / "reliability.md"


def put_row(table: str, cells: list[str], keys: int, page: Path = PAGE) -> None:
    """In place of the row with the same first cells, or among the others."""
    with _written(page) as text:
        text.append(_with_row(text[0], table, cells, keys))


def put_totals(table: str, totals: str, keys: int, page: Path = PAGE) -> None:
    """The sum of each column, for each first cell; instead of the other keys how many they are."""
    with _written(page) as text:
        rows = [_cells(line) for line in _parted(text[0], table)[1][2:]]
        for first in sorted({row[0] for row in rows}):
            mine = [row for row in rows if row[0] == first]
            columns = zip(*(row[keys:] for row in mine), strict=True)
            sums = [f"{sum(int(cell) for cell in column):,}" for column in columns]
            text.append(_with_row(text[-1], totals, [first, str(len(mine)), *sums], 1))


@contextmanager
def _written(page: Path) -> Iterator[list[str]]:
    """What stands there; the last that is added to it is written. Alone: engines run at once."""
    with page.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = [file.read()]
        yield text
        file.seek(0)
        file.write(text[-1])
        file.truncate()


def _with_row(text: str, table: str, cells: list[str], keys: int) -> str:
    before, inside, after = _parted(text, table)
    head, rows = inside[:2], [_cells(line) for line in inside[2:]]
    known = {tuple(row[:keys]): row for row in rows} | {tuple(cells[:keys]): cells}
    lines = [f"| {' | '.join(row)} |" for _, row in sorted(known.items())]
    return before + "\n".join([*head, *lines]) + "\n" + after


def _parted(text: str, table: str) -> tuple[str, list[str], str]:
    begin, end = f"<!-- {table} -->\n", f"<!-- /{table} -->"
    before, _, rest = text.partition(begin)
    inside, found, after = rest.partition(end)
    assert found, f"no place for {table}"
    return before + begin, inside.splitlines(), end + after


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
