"""Each picture stands in a paper, each paper's pictures are there, and all of them are small."""

from __future__ import annotations

import re

from tests.house.reading import ROOT

PICTURES = ROOT / "docs" / "pictures"
MOST_EACH, MOST = 60_000, 2_500_000  # bytes


def shown() -> list[str]:
    """The names of all pictures that the papers in docs/ show."""
    papers = [paper.read_text(encoding="utf-8") for paper in PICTURES.parent.glob("*.md")]
    return re.findall(r"[(]pictures/([\w-]+)[.]png[)]", "\n".join(papers))


def test_each_picture_is_shown_once_and_is_there() -> None:
    assert sorted(shown()) == sorted(picture.stem for picture in PICTURES.iterdir())


def test_pictures_are_small() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in PICTURES.iterdir()}
    assert [name for name, size in sizes.items() if size > MOST_EACH] == []
    assert sum(sizes.values()) < MOST
