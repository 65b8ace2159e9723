"""Who may see and change what: the promise of the privacy page, cell by cell."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import product
from typing import Any

import pytest

from care.access import RULES, Act, Actor, Sort, Thing, Who, may
from care.items import Level

ACME, ANA, BEN, MAYA, TOM, INES = "T0ACME", "U0ANA", "U0BEN", "U0MAYA", "U0TOM", "U0INES"


def thing(sort: Sort, workspace: str = ACME, **more: Any) -> Thing:
    return Thing(sort, workspace, **more)


OF_ANA = {"owner": ANA, "leader": MAYA}
BOTH = {"leader": MAYA, "report": ANA}
# what is promised, in the words of the privacy page and not of the table under test
PROMISED: dict[Sort, tuple[dict[str, str], set[str], set[str]]] = {
    Sort.ITEM: (OF_ANA, {ANA}, {ANA}),
    Sort.SHARED: (OF_ANA, {ANA}, {ANA}),  # for a leader it takes a grant: below
    Sort.DISCLOSURE: (OF_ANA, {ANA}, set()),
    Sort.BOND: (BOTH, {ANA, MAYA}, {ANA, MAYA}),
    Sort.CARE: (BOTH, {MAYA}, {MAYA}),
    Sort.PROMISE: (BOTH, {MAYA}, {MAYA}),
    Sort.SHOWN_PROMISE: (BOTH, {ANA, MAYA}, {ANA, MAYA}),
    Sort.ASK: (OF_ANA, {ANA, MAYA}, {ANA}),
    Sort.DRAFT: (OF_ANA, {ANA}, {ANA}),
    Sort.THANKS: (OF_ANA, {ANA, MAYA}, set()),
    Sort.PULSE: ({"owner": ANA}, {ANA}, {ANA}),
    Sort.BAND: (BOTH, {MAYA}, {MAYA}),
    Sort.MESSAGE: ({"owner": MAYA}, {MAYA}, {MAYA}),
    Sort.RECORD: ({"owner": ANA}, {ANA}, {ANA}),
    Sort.HABITS: ({"owner": ANA}, {ANA}, {ANA}),
    Sort.ABSENCE: (OF_ANA, {ANA, MAYA}, {ANA}),
    Sort.SETTINGS: ({}, {ANA, BEN, MAYA, TOM, INES, "U0ADA", "U0ZOE"}, {INES}),
    Sort.CHOSEN: ({}, {INES}, {INES}),
}
STRANGERS = ("U0ADA", "U0ZOE")  # whose ids stand before and after all others
EVERYBODY = (ANA, BEN, MAYA, TOM, INES, *STRANGERS)


def actor(person: str, workspace: str = ACME, takes_part: bool = True) -> Actor:
    apart = "".join(list(workspace)), "".join(list(person))  # equal, and not the same objects
    return Actor(*apart, takes_part=takes_part, is_admin=person == INES)


def test_every_sort_of_thing_has_its_row() -> None:
    assert set(PROMISED) == set(RULES) == set(Sort)
    assert all(set(rules) == set(Act) for rules in RULES.values())


@pytest.mark.parametrize(("sort", "person"), list(product(Sort, EVERYBODY)))
def test_each_may_what_was_promised_and_nothing_else(sort: Sort, person: str) -> None:
    stands, see, change = PROMISED[sort]
    its = thing(sort, **stands)
    assert may(actor(person), Act.SEE, its) is (person in see)
    assert may(actor(person), Act.CHANGE, its) is (person in change)


@pytest.mark.parametrize("level", Level)
def test_a_leader_sees_what_was_granted_to_them_and_never_changes_it(level: Level) -> None:
    granted = thing(Sort.SHARED, level=level, **OF_ANA)
    assert may(actor(MAYA), Act.SEE, granted) is (level is not Level.PRIVATE)
    assert not may(actor(MAYA), Act.CHANGE, granted)
    assert not any(may(actor(one), Act.SEE, granted) for one in (BEN, TOM, INES))


@pytest.mark.parametrize(("sort", "act"), list(product(Sort, Act)))
def test_nobody_from_another_workspace_may_anything(sort: Sort, act: Act) -> None:
    its = thing(sort, level=Level.NAMED, **PROMISED[sort][0])
    for other in ("T0ABLE", "T0GLOBEX"):
        assert not any(may(actor(one, workspace=other), act, its) for one in EVERYBODY)


@pytest.mark.parametrize(("sort", "act"), list(product(Sort, Act)))
def test_whoever_takes_no_part_may_nothing_even_with_their_own(sort: Sort, act: Act) -> None:
    its = thing(sort, level=Level.NAMED, **PROMISED[sort][0])
    assert not any(may(actor(one, takes_part=False), act, its) for one in EVERYBODY)


@pytest.mark.parametrize(("sort", "act"), list(product(Sort, Act)))
def test_what_has_no_owner_is_nobody_s(sort: Sort, act: Act) -> None:
    """Not even that of somebody whose id was lost on the way."""
    assert not may(Actor(ACME, "", takes_part=True), act, thing(sort, level=Level.NAMED))


def test_an_admin_sees_no_more_of_people_than_anybody_else() -> None:
    """But whom the admins themselves chose: admins and the pilot."""
    assert [sort for sort in Sort if Who.ADMIN in RULES[sort][Act.SEE]] == [Sort.CHOSEN]
    changed = [sort for sort in Sort if Who.ADMIN in RULES[sort][Act.CHANGE]]
    assert changed == [Sort.SETTINGS, Sort.CHOSEN]


def test_nobody_is_an_admin_unless_it_is_said() -> None:
    for sort in (Sort.SETTINGS, Sort.CHOSEN):
        assert not may(Actor(ACME, INES, takes_part=True), Act.CHANGE, thing(sort))
    assert not may(Actor(ACME, INES, takes_part=True), Act.SEE, thing(Sort.CHOSEN))


@pytest.mark.parametrize("one", [actor(ANA), thing(Sort.ITEM, **OF_ANA)])
def test_nobody_becomes_somebody_else_on_the_way(one: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        one.workspace = "T0GLOBEX"
