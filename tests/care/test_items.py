"""What a person may write down, and how much of it a leader may ever know."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.items import NUDGEABLE, Area, Content, Draft, Flaw, Kind, Level, draft, levels_for
from care.text import clean


def draft_of(
    title: str = "Pass the AWS exam", details: str = "", day: str = "", kind: str = "goal"
) -> Draft:
    return draft(kind, "work", title, details, day)


def test_a_goal_with_a_day() -> None:
    drafted = draft("goal", "work", "  Pass the AWS exam ", "Module 2\nis hard", "2027-02-01")
    expected = Content(
        Kind.GOAL, Area.WORK, "Pass the AWS exam", "Module 2\nis hard", date(2027, 2, 1)
    )
    assert drafted == Draft(expected, {})


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "\u3164\u2800", "\u202e\n"])
def test_a_title_that_cannot_be_seen_is_asked_for_again(title: str) -> None:
    assert draft_of(title).flaws == {"title": Flaw.EMPTY}


@pytest.mark.parametrize(
    ("title", "details", "flaws"),
    [
        ("t" * 120, "d" * 1000, {}),
        ("t" * 121, "", {"title": Flaw.TOO_LONG}),
        ("t", "d" * 1001, {"details": Flaw.TOO_LONG}),
        ("👨\u200d👩\u200d👧" * 24, "", {}),  # 120 code points, however many bytes
        (" " * 500 + "t" * 120 + "\u200b\ufeff" * 0 + "\n" * 500, "", {}),
        ("t" + "\ufeff" * 500, "", {}),  # counted after cleaning
        ("&" * 120, "&" * 1000, {}),  # and before any escaping
    ],
)
def test_limits_count_characters_after_cleaning(
    title: str, details: str, flaws: dict[str, Flaw]
) -> None:
    assert draft_of(title, details).flaws == flaws


@pytest.mark.parametrize("day", ["soon", "2027-02-30", "2027-13-01", "01.02.2027", "0"])
def test_a_day_that_is_none_is_asked_for_again(day: str) -> None:
    assert draft_of(day=day).flaws == {"date": Flaw.NO_DATE}


def test_every_flaw_is_told_at_once() -> None:
    flaws = draft("dream", "", "", "d" * 1001, "never").flaws
    assert set(flaws) == {"title", "details", "kind", "area", "date"}


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_whatever_is_typed_is_either_kept_or_flawed(
    kind: str, area: str, title: str, details: str, day: str
) -> None:
    drafted = draft(kind, area, title, details, day)
    assert (drafted.content is None) == bool(drafted.flaws)
    kept = draft("goal", "personal", title, details, "").content
    assert kept is None or (kept.title, kept.details) == (clean(title, True), clean(details))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("area", Area)
def test_only_goals_of_work_may_be_named(kind: Kind, area: Area) -> None:
    """A title can be read over a shoulder."""
    levels = levels_for(Content(kind, area, "A title"))
    assert (Level.NAMED in levels) == (kind is Kind.GOAL and area is Area.WORK)
    assert levels[:3] == (Level.PRIVATE, Level.KNOWN, Level.DISCREET)


def test_private_and_known_are_never_in_a_nudge() -> None:
    assert {Level.DISCREET, Level.NAMED} == NUDGEABLE
