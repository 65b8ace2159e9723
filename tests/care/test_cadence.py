"""Whose cadence holds: the nearest one set, within what is allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.cadence import ITEMS, TALKS, Cadence, OutOfRange, Source, cadence, nearest

ORDER = (Source.ITEM, Source.BOND, Source.LEADER, Source.WORKSPACE)


@given(st.lists(st.none() | st.builds(Cadence, st.integers(7, 90), st.integers(7, 90)), max_size=4))
def test_the_nearest_that_is_set_wins(settings: list[Cadence | None]) -> None:
    pairs = list(zip(ORDER, settings, strict=False))
    found, source = nearest(pairs)
    set_ones = [(setting, where) for where, setting in pairs if setting is not None]
    assert (found, source) == (set_ones[0] if set_ones else (TALKS, Source.TEND))


def test_an_item_has_its_own_default() -> None:
    assert nearest([(Source.ITEM, None)], ITEMS) == (ITEMS, Source.TEND)


@pytest.mark.parametrize(("ideal", "maximum"), [(7, 7), (7, 90), (90, 90), (14, 28)])
def test_allowed(ideal: int, maximum: int) -> None:
    assert cadence(ideal, maximum) == Cadence(ideal, maximum)


@pytest.mark.parametrize(
    ("ideal", "maximum"), [(6, 14), (7, 91), (0, 14), (-1, 14), (10**9, 10**9), (14, 13), (91, 91)]
)
def test_not_allowed(ideal: int, maximum: int) -> None:
    with pytest.raises(OutOfRange):
        cadence(ideal, maximum)
