"""Somebody who wants to know what one person answered, from the words that a leader was shown.

They are given more than any leader has: whose answers each word was made of, and that nobody ever
changes an answer. What they still cannot tell they cannot tell at all: of each person every step
is tried that fits all the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from random import Random

from care.pulse import Band, Choice, Made, Question, band, publish, step

STEPS = range(4)
Publish = Callable[[Mapping[str, int], int, Sequence[Made], int, int], tuple[Band, Made] | None]


@dataclass(frozen=True)
class Word:
    """What was shown once, and of whom it was made."""

    people: frozenset[str]
    band: Band


@cache
def sums_of(found: Band, people: int) -> tuple[int, int]:
    """The least and the greatest sum of steps behind this word: as the rule itself says."""
    fits = [n for n in range(3 * people + 1) if band(_some(n, people)) is found]
    return (min(fits), max(fits)) if fits else (1, 0)


def _some(total: int, people: int) -> list[int]:
    """Any steps of that sum."""
    full, rest = divmod(total, 3)
    return ([3] * full + [rest] + [0] * people)[:people]


def possible(
    words: Iterable[Word], person: str, known: Mapping[str, int] | None = None
) -> set[int]:
    """The steps of this person that fit all the words; ``known``: others told theirs."""
    seen = list(dict.fromkeys(words))
    told = dict(known or {})
    return {n for n in STEPS if _fits(seen, told | {person: n})}


def certainly(words: Sequence[Word]) -> set[str]:
    """Everybody whose step is certain: who stands in the same words is as good as the other."""
    alike: dict[tuple[bool, ...], list[str]] = defaultdict(list)
    for who in {who for word in words for who in word.people}:
        alike[tuple(who in word.people for word in words)].append(who)
    return {who for some in alike.values() if len(possible(words, some[0])) == 1 for who in some}


def _fits(words: Sequence[Word], known: Mapping[str, int]) -> bool:
    """Whether the others can have answered so."""
    bounds = []
    for word in words:
        low, high = sums_of(word.band, len(word.people))
        told = sum(known[who] for who in word.people if who in known)
        bounds.append((low - told, high - told))
    groups: dict[tuple[bool, ...], int] = {}
    for who in {who for word in words for who in word.people} - known.keys():
        key = tuple(who in word.people for word in words)
        groups[key] = groups.get(key, 0) + 1
    return _reach(list(groups.items()), bounds)


def _reach(groups: list[tuple[tuple[bool, ...], int]], bounds: list[tuple[int, int]]) -> bool:
    """Whether people in the same words can share out sums that keep to each word's bounds."""
    rest = [sum(3 * n for key, n in groups if key[i]) for i in range(len(bounds))]
    if any(high < 0 or low > most for (low, high), most in zip(bounds, rest, strict=True)):
        return False
    if not groups:
        return True
    (key, n), *others = groups
    most = [high for inside, (_, high) in zip(key, bounds, strict=True) if inside]
    for total in range(min([3 * n, *most]) + 1):
        left = [
            (low - total, high - total) if inside else (low, high)
            for inside, (low, high) in zip(key, bounds, strict=True)
        ]
        if _reach(others, left):
            return True
    return False


# --- a leader's years ----------------------------------------------------------------------------


@dataclass
class Found:
    """How many words there were, and whose step was certain after which kind of word."""

    words: int = 0
    kept: int = 0
    at_risk: int = 0  # people by whom a set differed at a re-base, each of them
    at_rebase: int = 0
    between: int = 0
    smallest: int = 99
    known: set[str] = field(default_factory=set)

    def add(self, more: Found) -> None:
        self.words, self.kept = self.words + more.words, self.kept + more.kept
        self.at_risk, self.at_rebase = self.at_risk + more.at_risk, self.at_rebase + more.at_rebase
        self.between += more.between
        self.smallest = min(self.smallest, more.smallest)

    @property
    def share(self) -> float:
        return self.at_rebase / max(self.at_risk, 1)


def some_answers(random: Random) -> dict[Question, Choice]:
    """Any, each as likely as the others; now and then a question is skipped."""
    given = {q: random.choice(list(Choice)) for q in Question if random.random() > 0.05}
    return given or {Question.ASKED: random.choice(list(Choice))}


def a_life(random: Random, rounds: int = 13) -> Iterator[tuple[dict[str, int], int, int]]:
    """Round after round: who answered what, how many could, and how many the admins ask for.

    People join, leave, move on and come back, answer or do not, are erased (and begin anew), and
    admins play with the floor. Nobody ever changes an answer: that helps the attacker most.
    """
    steps = {f"p{n}": step(some_answers(random)) for n in range(24)}
    team = set(random.sample(sorted(steps), random.randint(4, 9)))
    diligent = random.choice((0.7, 0.95, 1.0, 1.0, 1.0))
    for _ in range(rounds):
        for _ in range(random.choice((0, 0, 1, 1, 1, 1, 6))):
            team ^= {random.choice(sorted(steps))}
        said = {who: steps[who] for who in sorted(team) if random.random() < diligent}
        yield said, len(team), random.choice((5, 5, 5, 5, 6, 8))


def attack(random: Random, rule: Publish = publish, rounds: int = 13) -> Found:
    """A leader's years under this rule, and what is certain after each of their words."""
    found, words, past = Found(), list[Word](), list[Made]()
    for nth, (said, eligible, least) in enumerate(a_life(random, rounds), 1):
        past = [made for made in past if nth - made.nth <= 4]
        new = rule(said, eligible, past, nth, least)
        if new is None:
            found.kept += 1
            continue
        watch(found, words, new, past)
        past.append(new[1])
    return found


def watch(found: Found, words: list[Word], new: tuple[Band, Made], past: Sequence[Made]) -> None:
    """One more word: who is known now, and was not before?"""
    shown, made = new
    words.append(Word(made.marks, shown))
    found.words += 1
    found.smallest = min(found.smallest, len(made.marks))
    changed = made.marks ^ past[-1].marks if past else frozenset[str]()
    is_rebase = bool(past) and made.base == made.nth and len(changed) < 5
    found.at_risk += len(changed) if is_rebase else 0
    lately = list(dict.fromkeys(reversed(words)))[:3]
    certain = certainly(lately) - found.known
    found.known |= certain
    if is_rebase:
        found.at_rebase += len(certain)
    else:
        found.between += len(certain)


def everybody_each_time(
    steps: Mapping[str, int], eligible: int, past: Sequence[Made], nth: int, least: int
) -> tuple[Band, Made] | None:
    """A rule with the floor and nothing else: what many surveys do."""
    if min(len(steps), eligible) < 5:
        return None
    return band(list(steps.values())), Made(nth, nth - 1, frozenset(steps))


def one_more(people: int) -> Iterator[tuple[float, int, int]]:
    """Every team of so many with one more person: how likely, and how many of the joiner's steps
    fit what is seen before and after. (weight, fitting, step)
    """
    likely = [0.0] * 4
    for three in product(Choice, repeat=3):
        likely[step(dict(zip(Question, three, strict=True)))] += 1 / 27
    sums = {0: 1.0}
    for _ in range(people):
        nxt: dict[int, float] = {}
        for total, n in product(sums, STEPS):
            nxt[total + n] = nxt.get(total + n, 0.0) + sums[total] * likely[n]
        sums = nxt
    old, new = frozenset(f"p{n}" for n in range(people)), "joiner"
    for (total, weight), n in product(sums.items(), STEPS):
        before = band(_some(total, people))
        after = band(_some(total + n, people + 1))
        words = [Word(old, before), Word(old | {new}, after)]
        yield weight * likely[n], len(possible(words, new)), n
