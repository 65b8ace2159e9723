"""What is owed goes first, takes nobody's place, and never comes twice in a week."""

from __future__ import annotations

from datetime import date, timedelta

from care.cadence import Cadence
from care.choosing import Candidate, Choice, choose, choose_owed
from care.owed import Because, Owed, PromiseState, after_kept

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def candidate(who: str, *owed: Owed, talked: int = 2, **more: object) -> Candidate:
    """Talked with two days ago, unless told: their own turn is not yet."""
    since, cadence = TODAY - 90 * DAY, Cadence(7, 14)
    days = {"nudged_on": None, "held_until": None, **more}
    return Candidate(who, who, since, TODAY - talked * DAY, cadence=cadence, owed=owed, **days)  # type: ignore[arg-type]


def promised(name: str = "p", days_ago: int = 9, day: date | None = None) -> Owed:
    return Owed(name, Because.PROMISED, TODAY - days_ago * DAY, day)


def said(candidates: list[Candidate], most: int = 3) -> list[str]:
    return [c.candidate.report for c in choose_owed(candidates, Because.PROMISED, TODAY, most)]


def test_a_promise_is_said_though_nothing_else_is_due() -> None:
    ana = candidate("Ana", promised())
    assert ana.due_from(TODAY) > TODAY >= ana.spoken_from(TODAY)
    assert said([ana, candidate("Ben")]) == ["Ana"]


def test_of_several_to_one_person_the_one_with_a_day_goes_first() -> None:
    ana = candidate("Ana", promised("old"), promised("dated", 1, TODAY + DAY))
    (choice,) = choose_owed([ana], Because.PROMISED, TODAY, 3)
    assert choice.owed is not None and choice.owed.id == "dated"


def test_not_twice_within_a_week_and_not_while_it_is_to_wait() -> None:
    told = candidate("Ana", promised(), nudged_on=TODAY - 6 * DAY)
    held = candidate("Ben", promised(), held_until=TODAY + DAY)
    assert said([told, held]) == []
    assert told.spoken_from(TODAY) == held.spoken_from(TODAY) == TODAY + DAY


def test_of_many_those_go_first_who_heard_of_theirs_longest_ago() -> None:
    crowd = [
        candidate(who, promised(), nudged_on=TODAY - n * DAY)
        for who, n in (("Ana", 8), ("Ben", 22), ("Chidi", 15), ("Kofi", 29))
    ]
    assert said(crowd) == ["Kofi", "Ben", "Chidi"]


def test_it_takes_nobody_s_place() -> None:
    """A promise that stays open for months makes nobody else wait."""
    owed = candidate("Ana", promised())
    waiting = [candidate(who, talked=20) for who in ("Ben", "Chidi", "Kofi")]
    first = choose_owed([owed, *waiting], Because.PROMISED, TODAY, 3)
    chosen = choose([owed, *waiting], TODAY, first=first)
    assert [c.candidate.report for c in chosen] == ["Ana", "Ben", "Chidi", "Kofi"]
    assert chosen[0] == Choice(owed, owed=promised())


def test_who_was_shown_it_has_the_last_word() -> None:
    assert after_kept(is_shown=True) is PromiseState.KEPT
    assert after_kept(is_shown=False) is PromiseState.HAPPENED
