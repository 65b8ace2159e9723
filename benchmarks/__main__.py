"""`make bench`: measure everything, print each row as it comes, keep them in docs/benchmarks.md.

`python -m benchmarks NAME ...` measures these parts alone, and renews their rows.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import HEAD, Row, line

PARTS = ("handlers", "ticks", "planning", "starting", "sending", "draining")  # with rows()
LONG = ("fullest", "recovering")  # only where it is asked for
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
TEXT = """# Benchmarks

Each figure is a median of interleaved runs, every other round in the other order. A ratio is taken
to a floor in the same run: the barest code that does the same work. Ratios carry over to other
machines; milliseconds do not. A row with an exponent says how the time grows with the size: 0 not
at all, 1 in proportion.

Run them with `make bench`, or one part with `python -m benchmarks ticks`. A part is a module of
`benchmarks/` with a function `rows()`; another joins with its name in `benchmarks/__main__.py`.
The fullest minute of the week takes an hour: `python -m benchmarks fullest`. How soon others go on
after a kill takes ten minutes: `python -m benchmarks recovering`.

The floors, so that anybody can judge them:

- `/mygoals`: a bare Bolt app; the same questions put to SQLite by its own driver, in one
  transaction; the same seals opened by the same code; the same view drawn as plain dictionaries
  and encoded once; one errand handed over. The run fails unless both views are the same. Neither
  side checks a signature, as over Socket Mode.
- We talked, of a message that is known to have arrived: the same rows read; the key of the press,
  talk, answer, due hint and redraw written; one commit with `synchronous = FULL`,
  `secure_delete` and foreign keys, as Tend's own. The run fails if one talk is missing.
- 20 at once: a Bolt handler that only acknowledges. One round before opens threads and
  connections on both sides.
- Start: a process that imports the very same libraries, and does nothing with them. Python's
  collector works in it as ever, while Tend lets it rest (decision 33).
- Memory: what is resident in a process that serves the app itself, without a network; nine
  `/mygoals` with 20 items to one press that writes.
- A drain: claim ten with SKIP LOCKED, commit, note that they were sent, commit; Tend looks at each
  once more besides, opens and draws it. The platform of both answers at once.
- Sending: what the pace allows, 200 a minute in each workspace, in the second half of a run. Never
  more, after the first twenty. The platform answers after 150 ms.
- Going on: two nodes in their usual rhythm, the longest of three lives. The aim after a kill is the
  time without a sign of life (30 s) and two runs of the janitor, after the clock three ticks.

Measured on {machine}.

"""


def main(asked: list[str]) -> None:
    """Raises SystemExit for a part that there is not."""
    if unknown := set(asked) - {*PARTS, *LONG}:
        known = ", ".join((*PARTS, *LONG))
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}. Parts: {known}")
    for part in asked or PARTS:
        lines = []
        rows: Iterable[Row] = import_module(f"benchmarks.{part}").rows()
        for row in rows:
            lines.append(line([part, *row.cells()]))
            print(lines[-1], flush=True)
        _keep(part, lines)


def _keep(part: str, lines: list[str]) -> None:
    """In the place of those of the same part that were measured before."""
    found = {name: _kept(name) for name in (*PARTS, *LONG)} | {part: lines}
    head = [line(HEAD), line(["---"] * len(HEAD))]
    table = head + [one for of in found.values() for one in of]
    PAGE.write_text(TEXT.format(machine=_machine()) + "\n".join(table) + "\n")


def _kept(part: str) -> list[str]:
    return [one for one in PAGE.read_text().splitlines() if one.startswith(f"| {part} |")]


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main(sys.argv[1:])
