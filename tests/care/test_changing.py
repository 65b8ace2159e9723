"""Something that never changes, once more: the same but for what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from care.changing import changed


@dataclass(frozen=True)
class Week:
    talks: int
    days: int = 5

    @cached_property
    def a_day(self) -> float:
        return self.talks / self.days


def test_it_is_what_was_and_what_is_new() -> None:
    week = Week(5)
    assert changed(week, talks=10) == replace(week, talks=10) == Week(10, 5)
    assert week == Week(5)


def test_nothing_that_was_worked_out_before_is_taken_along() -> None:
    week = Week(5)
    assert week.a_day == 1
    assert changed(week, talks=10).a_day == 2
