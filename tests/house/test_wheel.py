"""The wheel: everything of the house is in it, also what is no code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.packing import ICONS, PARTS
from tests.house.reading import ROOT, papers, pyproject

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder: Path = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    told = subprocess.run(
        [*command, "--directory", str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr[-1000:]
    (wheel,) = folder.glob("tend-*.whl")
    return set(ZipFile(wheel).namelist())


def test_the_app_that_is_uploaded_to_teams_is_in_it(inside: set[str]) -> None:
    folder = PARTS.relative_to(ROOT)
    wanted = {str(folder / name) for name in ("manifest.json", *ICONS)}
    assert wanted and wanted <= inside


def test_every_file_of_the_house_is_in_it(inside: set[str]) -> None:
    """Templates, pictures and migrations are no code, and easily left behind."""
    packages = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ours = {str(paper.relative_to(ROOT)) for paper in papers()}
    wanted = {name for name in ours if name.split("/")[0] in packages}
    assert len(wanted) > 200 and wanted - inside == set()
    assert {name.split("/")[0] for name in inside if ".dist-info" not in name} == set(packages)
