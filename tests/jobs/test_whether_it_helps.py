"""Whether Tend helps, from end to end: leaders answer for months, and the page says what is so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.views import organisation as views
from bot.views import organisation_page
from bot.wording import organisation as words
from care import policy
from storage.database import Database, Tx
from storage.months import Month
from storage.opening import create
from storage.tables import draws, nudges
from tests.databases import SEALS
from tests.jobs.organisation import CHANNEL, Organisation, begun
from tests.jobs.post import Standing

ORGANISATIONS = 20
OFTEN_ENOUGH = 16  # of twenty, where 95 in a hundred are promised: fewer once in four hundred times


@contextmanager
def organisation(folder: Path, seed: int, **what: Any) -> Iterator[Organisation]:
    database = create(f"sqlite:///{folder / f'{seed}.db'}", SEALS)
    yield begun(database, Standing(folder / f"{seed}.jsonl"), seed, **what)
    database.close()


# --- one small organisation ----------------------------------------------------------------------


@pytest.fixture
def small(sqlite: Database, tmp_path: Path) -> Organisation:
    """Three leaders of four people each, for three months."""
    made = begun(sqlite, Standing(tmp_path / "said"), 1, brings=0.3, leaders=3, each=4)
    made.live(months=3)
    return made


def test_a_small_organisation_reads_the_same_page_in_every_form(small: Organisation) -> None:
    pages = small.pages()
    assert [one.first for one in pages] == [date(2026, n, 1) for n in (1, 2, 3)]
    newest = pages[-1].page["figures"]
    assert newest["taking_part"] == {"value": 15} and "value" in newest["talks"]
    assert newest["stopped"]["silent"] == "few leaders"
    assert newest["effect"]["silent"] == "nothing yet", "thirty have to be left out first"
    said = small.room.said_to(CHANNEL)
    assert len(said) == 3 and len({page_of(one) for one in said}) == 3
    same_in_every_form(pages)
    whoever_was_left_out_was_not_spoken_of(small)


def page_of(message: str) -> str:
    return message.splitlines()[0]


def same_in_every_form(pages: list[Month]) -> None:
    """In text, as JSON and as HTML: each figure, or why it is silent."""
    text, page = "\n".join(views.lines(pages)), organisation_page.html(pages)
    told = json.loads(json.dumps(views.as_json(pages)))
    assert [one["figures"] for one in told["months"]] == [one.page["figures"] for one in pages]
    for name, figure in pages[-1].page["figures"].items():
        sentence = views.figure(name, figure)
        assert words.NAMES[name] in text and f"{sentence}." in text and words.NAMES[name] in page
        assert sentence.replace("'", "&#x27;") in page


def whoever_was_left_out_was_not_spoken_of(made: Organisation) -> None:
    with made.room.database.read() as tx:
        left_out = {(r.leader, r.report, r.day) for r in tx.all(select(draws)) if r.withheld}
        spoken = {(r.leader, r.report, r.day) for r in tx.all(select(nudges))}
    assert spoken and not left_out & spoken


# --- twenty of them ------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("brings", "every", "months"),
    [(0.25, 2, 10), (0.0, 2, 10), (0.0, 1, 6)],
    ids=["helps", "does not help", "does not help, a plan a week"],
)
def test_twenty_organisations_learn_what_was_planted(
    tmp_path: Path, brings: float, every: int, months: int
) -> None:
    """The last page's interval holds it about as often as it says; before there is one, the page
    says why.
    """
    lived = [effects(tmp_path, seed, brings, every, months) for seed in range(ORGANISATIONS)]
    told = [one for one in lived if "low" in one]  # by now the lot has left out enough in most
    held = [one["low"] <= brings <= one["high"] for one in told]
    wide = sum(one["high"] - one["low"] for one in told) / len(told)
    print(f"planted {brings}: {sum(held)} of {len(held)} hold it, {wide:.2f} wide on average")
    assert len(told) >= OFTEN_ENOUGH
    assert sum(held) >= len(told) - (ORGANISATIONS - OFTEN_ENOUGH)


def effects(folder: Path, seed: int, brings: float, every: int, months: int) -> dict[str, Any]:
    with organisation(folder, seed, brings=brings, every=every, leaders=10, each=4) as made:
        made.live(months)
        pages = made.pages()
        is_silent_until_enough_is_known(made, pages)
        same_in_every_form(pages)
        assert not any(one.page["halved"] for one in pages), "nobody stopped"
    found: dict[str, Any] = pages[-1].page["figures"]["effect"]
    return found


def is_silent_until_enough_is_known(made: Organisation, pages: list[Month]) -> None:
    """And what was told once is told again unless there is more."""
    with made.room.database.read() as tx:
        left_out = sorted(row.day for row in _left_out(tx))
    told = [one.page["figures"]["effect"] for one in pages]
    for month, effect in zip(pages, told, strict=True):
        if len([day for day in left_out if day < month.made_at.date()]) < policy.EFFECT_WITHHELD:
            assert effect == {"silent": "nothing yet"}
    for before, after in pairwise(told):
        assert "value" not in before or "value" in after


def _left_out(tx: Tx) -> list[Any]:
    return list(tx.all(select(draws).where(draws.c.withheld.is_(True))))
