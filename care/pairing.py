"""Who is meant by a roster: leaders and their people, once everybody named is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

    @property
    def leaders(self) -> dict[str, set[str]]:
        """Who leads each person that is named."""
        found: dict[str, set[str]] = defaultdict(set)
        for pair in self.pairs:
            found[pair.person].add(pair.leader)
        return found


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
    return Matched(tuple(first.values()), tuple(groups.values()), tuple(problems))


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


def circle(pairs: Sequence[Pair], others: Iterable[tuple[str, str]] = ()) -> tuple[int, ...]:
    """The lines in which somebody leads their own leader in the end.

    ``others``: who leads whom besides, (leader, person). A pair stands in a circle where a way
    leads from each to the other: then both belong to one knot.
    """
    leads: dict[str, set[str]] = defaultdict(set)
    for leader, person in [*((pair.leader, pair.person) for pair in pairs), *others]:
        leads[leader].add(person)
    knot = _knots(leads)
    return tuple(pair.line for pair in pairs if knot[pair.leader] == knot[pair.person])


def _knots(leads: Mapping[str, set[str]]) -> dict[str, str]:
    """For everybody, one member of their knot: first onwards by who finishes last, then back."""
    back: dict[str, set[str]] = defaultdict(set)
    for leader, people in leads.items():
        for person in people:
            back[person].add(leader)
    knot: dict[str, str] = {}
    for root in reversed(_finished(leads)):
        waiting = [root]
        while waiting:
            one = waiting.pop()
            if one not in knot:
                knot[one] = root
                waiting += back.get(one, ())
    return knot


def _finished(leads: Mapping[str, set[str]]) -> list[str]:
    """Everybody, each after all whom they reach; without recursion, for long chains."""
    seen: set[str] = set()
    finished: list[str] = []
    for root in leads:
        steps = [(root, False)]
        while steps:
            one, is_done = steps.pop()
            if is_done:
                finished.append(one)
            elif one not in seen:
                seen.add(one)
                steps += [(one, True), *((person, False) for person in leads.get(one, ()))]
    return finished
