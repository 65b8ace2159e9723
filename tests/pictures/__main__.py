"""Plays the loop in the local workspace and writes a picture of each view into docs/pictures."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from care.hours import pin_zones
from tests.office import open_office
from tests.pictures.camera import Camera, camera
from tests.pictures.played import PLAYED, Shot

PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"


def main(folder: Path, only: list[str]) -> None:
    pin_zones()
    folder.mkdir(parents=True, exist_ok=True)
    with camera(folder) as taking:
        for part in PLAYED:
            if not only or part.__name__ in only:
                _play(part.__name__, taking)
    size = sum(path.stat().st_size for path in taking.taken)
    print(f"{len(taking.taken)} pictures, {size // 1024} kB, in {folder}")


def _play(name: str, taking: Camera) -> None:
    part = next(part for part in PLAYED if part.__name__ == name)
    with (
        tempfile.TemporaryDirectory() as of_office,
        open_office(Path(of_office), with_page=True) as office,
    ):
        part(Shot(office, taking))


if __name__ == "__main__":
    main(PICTURES, sys.argv[1:])
