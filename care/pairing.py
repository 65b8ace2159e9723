"""Who is meant by a roster: leaders and their people, once everybody named is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from care.people import Profile
from care.roster import Column, Flaw, Line, Problem


@dataclass(frozen=True)
class Pair:
    """One leader and one of their people, by chat id."""

    line: int
    leader: str = field(repr=False)
    person: str = field(repr=False)


@dataclass(frozen=True)
class Group:
    line: int
    person: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class Matched:
    """What a roster says of people who are known."""

    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]
    circle: tuple[int, ...]  # lines in which somebody leads their own leader


def match(lines: Sequence[Line], known: Mapping[str, Profile]) -> Matched:
    """``known``: who is meant by each name that the workspace knows."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], Pair] = {}
    groups: dict[str, Group] = {}
    for line in lines:
        pair = _pair(line, known)
        if isinstance(pair, Problem):
            problems.append(pair)
            continue
        before = first.setdefault((pair.leader, pair.person), pair)
        if before is not pair:
            problems.append(Problem(Flaw.REPEATED, line.number, other=before.line))
        elif line.group:
            group = Group(line.number, pair.person, line.group)
            found = groups.setdefault(pair.person, group)
            if found.name != group.name:
                problems.append(Problem(Flaw.TWO_GROUPS, line.number, other=found.line))
    pairs = tuple(first.values())
    return Matched(pairs, tuple(groups.values()), tuple(problems), _circle(pairs))


def _pair(line: Line, known: Mapping[str, Profile]) -> Pair | Problem:
    person, leader = known.get(line.person), known.get(line.leader)
    for column, profile in ((Column.PERSON, person), (Column.LEADER, leader)):
        if flaw := _flaw(profile):
            return Problem(flaw, line.number, column)
    assert person is not None and leader is not None
    if person.id == leader.id:
        return Problem(Flaw.SELF, line.number)
    return Pair(line.number, leader.id, person.id)


def _flaw(profile: Profile | None) -> Flaw | None:
    """Why this one can have no bond: the same rule as anywhere, with its reason."""
    if profile is None:
        return Flaw.UNKNOWN
    reasons = {
        Flaw.LEFT: profile.is_deactivated,
        Flaw.BOT: profile.is_bot,
        Flaw.EXTERNAL: profile.is_external,
        Flaw.GUEST: profile.is_guest,
    }
    return next((flaw for flaw, holds in reasons.items() if holds), None)


def _circle(pairs: Sequence[Pair]) -> tuple[int, ...]:
    """The lines left once whoever leads nobody, or is led by nobody, is set aside in turn."""
    leads: dict[str, set[str]] = defaultdict(set)
    led_by: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        leads[pair.leader].add(pair.person)
        led_by[pair.person].add(pair.leader)
    outside = [*(leads.keys() - led_by.keys()), *(led_by.keys() - leads.keys())]
    while outside:
        one = outside.pop()
        for ahead, back in ((leads, led_by), (led_by, leads)):
            for other in ahead.pop(one, ()):
                back[other].discard(one)
                if not back[other]:
                    outside.append(other)
    return tuple(pair.line for pair in pairs if pair.person in leads.get(pair.leader, ()))
