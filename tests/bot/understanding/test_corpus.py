"""What people type, and what Tend makes of it: never a wrong record, mostly understood at once."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from bot.understanding.understanding import understand
from tests.bot.understanding.corpus import Labelled, Worth, context, judge, sentences

FILES = ("corpus.yml", "heldout.yml", "heldout_again.yml", "heldout_last.yml")
AT_ONCE = 0.90


@cache
def _judged(file: str) -> tuple[tuple[Labelled, Worth], ...]:
    return tuple(
        (labelled, judge(labelled, understand(labelled.typed, context(labelled.scene))))
        for labelled in sentences(file)
    )


@pytest.mark.parametrize("file", FILES)
def test_no_sentence_becomes_a_wrong_record(file: str) -> None:
    wrong = [found for found, worth in _judged(file) if worth in (Worth.WRONG, Worth.MISREAD)]
    assert wrong == []


@pytest.mark.parametrize("file", FILES)
def test_clear_sentences_are_mostly_understood_at_once(file: str) -> None:
    clear = Counter(worth for labelled, worth in _judged(file) if labelled.is_clear)
    assert clear[Worth.UNDERSTOOD] >= AT_ONCE * clear.total()


def test_what_is_ambiguous_is_asked_back_in_the_corpus() -> None:
    unclear = Counter(worth for labelled, worth in _judged("corpus.yml") if not labelled.is_clear)
    assert unclear[Worth.UNDERSTOOD] >= 0.95 * unclear.total()


def test_the_corpus_is_large_and_the_table_is_printed() -> None:
    judged = [row for file in FILES for row in _judged(file)]
    assert len(_judged("corpus.yml")) >= 500
    groups = list(dict.fromkeys(labelled.group for labelled, _ in judged))
    print(f"\n{'':18}{'':>6}" + "".join(f"{worth:>16}" for worth in Worth))
    for group in groups:
        row = Counter(worth for labelled, worth in judged if labelled.group == group)
        print(f"{group:18}{row.total():6}" + "".join(f"{row[worth]:16}" for worth in Worth))


def test_the_judge_sees_a_wrong_record() -> None:
    said = Labelled("", "maya", "talked with Ben yesterday", ("talked Ana 11-24",))
    assert judge(said, understand(said.typed, context("maya"))) is Worth.WRONG
    nothing = Labelled("", "maya", "talked with Ben yesterday", ("nothing",))
    assert judge(nothing, understand(nothing.typed, context("maya"))) is Worth.WRONG
