"""`make bench`: measure everything, print one table, and keep it in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from benchmarks import handlers, sending, starting, ticks
from benchmarks.measuring import table

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Each figure is the median of many interleaved runs, as a ratio to a floor taken in the same run:
the barest code that does the same work. Ratios carry over to other machines; milliseconds do not.
Run them with `make bench`.

Measured on {machine}.

"""


def main() -> None:
    rows = [*handlers.rows(), *ticks.rows(), *starting.rows(), *sending.rows()]
    text = table(rows)
    print(text)
    PAGE.write_text(HEAD.format(machine=_machine()) + text + "\n")


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
