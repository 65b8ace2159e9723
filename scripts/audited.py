"""What an audit has looked up, what it found, and what it could not check: by name."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path


def main(lock: Path, report: Path) -> int:
    wanted = set(re.findall(r"(?m)^([a-z0-9][\w.-]*)==", lock.read_text()))
    found = json.loads(report.read_text())["dependencies"] if report.exists() else []
    checked = {_name(one["name"]) for one in found if "skip_reason" not in one}
    weak = sorted(f"{one['name']} {v['id']}" for one in found for v in one.get("vulns", []))
    unchecked = sorted(name for name in wanted if _name(name) not in checked)
    print(f"{lock}: {len(wanted)} locked, {len(wanted) - len(unchecked)} checked.")
    for line in weak:
        print(f"  vulnerable: {line}")
    for name in unchecked:
        print(f"  not checked: {name}")
    return 1 if weak or unchecked or not wanted else 0


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
