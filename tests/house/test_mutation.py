"""Would the tests notice? The code that keeps the promises is broken in every small way in turn."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import PACKAGES, ROOT

MOST_UNNOTICED = 10.0  # per cent
GUARDS = {
    "care/access.py": "tests/care/test_access.py",
    "care/text.py": "tests/care/test_text.py",
    "storage/sealing.py": "tests/storage/test_sealing.py",
    "bot/slack/gate.py": "tests/bot/slack/test_gate.py",
}
RUN = "{python} -m pytest -x -q -p no:cacheprovider -o faulthandler_timeout=0 {tests}"
# types hold at no moment of a run: breaking an annotation breaks nothing
PLAN = """
[cosmic-ray]
module-path = "{module}"
timeout = 120.0
excluded-modules = []
test-command = "{command}"

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""


@pytest.mark.long
@pytest.mark.parametrize("module", GUARDS)
def test_what_guards_people_cannot_be_broken_without_a_test_that_fails(
    module: str, tmp_path: Path
) -> None:
    house = a_copy_of_the_house(tmp_path / "house")
    command = RUN.format(python=sys.executable, tests=GUARDS[module])
    (house / "plan.toml").write_text(PLAN.format(module=module, command=command))
    cosmic_ray(house, "cosmic-ray", "init", "plan.toml", "broken.sqlite")
    cosmic_ray(house, "cr-filter-operators", "broken.sqlite", "plan.toml")
    cosmic_ray(house, "cosmic-ray", "exec", "plan.toml", "broken.sqlite")
    unnoticed = float(cosmic_ray(house, "cr-rate", "broken.sqlite"))
    survivors = cosmic_ray(house, "cr-report", "--surviving-only", "--show-diff", "broken.sqlite")
    print(f"\n{module}: {100 - unnoticed:.1f} % of the breakages were noticed\n{survivors}")
    assert unnoticed <= MOST_UNNOTICED, survivors


def a_copy_of_the_house(to: Path) -> Path:
    """What is broken is never the tree that somebody works in."""
    for name in (*PACKAGES, "tests"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, to / name, ignore=ignore)
    for name in ("pyproject.toml", "manifest.yml"):
        shutil.copy(ROOT / name, to / name)
    return to


def cosmic_ray(house: Path, program: str, *arguments: str) -> str:
    beside = Path(sys.executable).parent / program
    done = subprocess.run([beside, *arguments], cwd=house, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
