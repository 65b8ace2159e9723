"""Who is in a plan: whose talk or item is due, who goes first, and that nobody is left waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from care import policy
from care.cadence import Cadence
from care.hours import DAY, LATEST_SHIFT, Away, Hours
from care.items import Level
from care.moments import CareDate, Moment, moment
from care.owed import Because, Owed, most_pressing

SAME_PERSON_GAP = policy.SAME_PERSON_GAP_DAYS * DAY


@dataclass(frozen=True)
class Waiting:
    """An item that may be nudged about, and how long it has been waiting for a talk."""

    item: str
    level: Level
    shared_on: date
    talked_on: date | None
    cadence: Cadence
    quiet_until: date = date.min  # only listening before that day

    @property
    def touched_on(self) -> date:
        return _later(self.shared_on, self.talked_on)

    @property
    def due_on(self) -> date:
        return max(self.touched_on + self.cadence.ideal * DAY, self.quiet_until)


@dataclass(frozen=True)
class Candidate:
    """All that decides whether, and about what, a leader hears of one report today.

    Days are the leader's own. ``held_until`` is the day before which the leader asked for quiet
    about this person (an intention, "later", a leave). ``away``: when the report is not there,
    with the quiet days after it.
    """

    bond: str
    report: str
    since: date
    talked_on: date | None
    nudged_on: date | None
    held_until: date | None
    cadence: Cadence
    items: tuple[Waiting, ...] = ()
    dates: tuple[CareDate, ...] = ()
    away: tuple[Away, ...] = ()
    owed: tuple[Owed, ...] = ()
    listens_until: date = date.min  # before that day nothing but listening

    @property
    def touched_on(self) -> date:
        return _later(self.since, self.talked_on)

    @property
    def turn_on(self) -> date:
        """A nudge counts as a turn taken, or the unanswered would block others."""
        return _later(self.touched_on, self.nudged_on)

    def due_from(self, today: date) -> date:
        """The first day from today on which a nudge is worth it; date.max for nobody knows."""
        return self.there_from(_later(today, self.due_on))

    def is_due(self, today: date) -> bool:
        return self.due_on <= today and self.there_from(today) == today

    def spoken_from(self, today: date) -> date:
        """The same for anything at all: what is owed to them waits for no ideal day."""
        if not self.owed:
            return date.max
        owed = [max(one.from_day(self.nudged_on), self.held_until or today) for one in self.owed]
        return min((self.there_from(max(day, today)) for day in owed), default=date.max)

    def there_from(self, day: date) -> date:
        """That day, or the first one after it on which the report is there."""
        if not self.away:
            return day
        for span in sorted(self.away, key=lambda away: away.first):
            if span.first <= day < span.back:
                day = span.back
        return day

    def is_quiet(self, today: date) -> bool:
        """Whether the leader asked for quiet about them, or they are not there."""
        asked = self.held_until is not None and self.held_until > today
        return asked or self.there_from(today) != today

    @property
    def due_on(self) -> date:
        """The first day on which a nudge is worth it: either clock, then the gap and the quiet."""
        day = self.touched_on + self.cadence.ideal * DAY
        if self.items:
            day = min(day, *(item.due_on for item in self.items))
        if self.nudged_on is not None:
            day = max(day, self.nudged_on + SAME_PERSON_GAP)
        return _later(day, self.held_until)


def _later(day: date, other: date | None) -> date:
    return day if other is None or other < day else other


@dataclass(frozen=True)
class Choice:
    """One person of a plan, and the one thing it is about: an item, its date, or just a talk."""

    candidate: Candidate
    item: Waiting | None = None
    dated: CareDate | None = None
    moment: Moment | None = None
    owed: Owed | None = None


def choose_owed(
    candidates: Iterable[Candidate], because: Because, today: date, most: int
) -> tuple[Choice, ...]:
    """What is owed and may be said today, one for each person: whoever waited longest goes first.

    It takes nobody's place in a plan, so that a promise long open makes nobody else wait.
    """
    found = [
        Choice(candidate, owed=one)
        for candidate in candidates
        if candidate.owed
        and not candidate.is_quiet(today)
        and (one := most_pressing(_sayable(candidate, because, today))) is not None
    ]
    return tuple(sorted(found, key=_since_said)[:most])


def _sayable(candidate: Candidate, because: Because, today: date) -> list[Owed]:
    owed = (one for one in candidate.owed if one.because is because)
    return [one for one in owed if one.from_day(candidate.nudged_on) <= today]


def _since_said(choice: Choice) -> tuple[date, date, str]:
    assert choice.owed is not None
    said_on = choice.candidate.nudged_on or date.min
    return said_on, choice.owed.day or date.max, choice.candidate.report


def choose_dates(
    candidates: Iterable[Candidate],
    today: date,
    hours: Hours,
    places: int = policy.PEOPLE_IN_A_PLAN,
) -> tuple[Choice, ...]:
    """The dates worth a word today, nearest first: one for each person, whatever their gap."""
    found = sorted(
        (
            (dated.day, candidate.report, dated.item, Choice(candidate, None, dated, when))
            for candidate in candidates
            if candidate.dates and not candidate.is_quiet(today)
            for dated in candidate.dates
            if (when := moment(dated, today, hours)) is not None
        ),
        key=lambda one: one[:3],
    )
    of_person = {choice.candidate.bond: choice for *_, choice in reversed(found)}
    return tuple(c for *_, c in found if of_person[c.candidate.bond] is c)[:places]


def choose(
    candidates: Sequence[Candidate],
    today: date,
    interval_days: int = 7,
    places: int = policy.PEOPLE_IN_A_PLAN,
    first: Sequence[Choice] = (),
    without: Collection[str] = (),
) -> tuple[Choice, ...]:
    """The people of today's plan: those chosen ``first``, then most overdue first.

    What is owed takes no place. ``without``: bonds that are left out this time; they count among
    the people as ever.

    Nobody waits past the bound: max(maximum, people / places plan intervals) after the last talk
    or nudge, plus one interval; nobody is named before their ideal day, so where ideal and maximum
    are close and all fall due at once it is a round of plans after the ideal. Overdue ratios alone
    would starve a person with a long cadence, so a person is taken out of turn as soon as leaving
    them for later plans could break it.
    """
    named = {choice.candidate.bond for choice in first} | set(without)
    due = sorted(
        (c for c in candidates if c.is_due(today) and c.bond not in named),
        key=lambda c: _order(c, today),
    )
    bound = _Bound(len(candidates), places, interval_days)
    chosen: list[Candidate] = []
    free = places - sum(choice.owed is None for choice in first)
    by_bound = bound.order(due)
    while due and len(chosen) < free:
        taken = bound.pressed(by_bound, due[0], today, free - len(chosen)) or due[0]
        due.remove(taken)
        by_bound = [one for one in by_bound if one[1] is not taken]
        chosen.append(taken)
    return (
        *first,
        *(
            Choice(c, most_waiting(_due(c.items, today), today) if c.items else None)
            for c in chosen
        ),
    )


def reaches_the_rest(
    told: Iterable[Choice],
    candidates: Sequence[Candidate],
    today: date,
    interval_days: int = 7,
    places: int = policy.PEOPLE_IN_A_PLAN,
) -> bool:
    """Whether the plans after this one still reach everybody else who is there in time.

    Also where days off move each of them by as much as they may.
    """
    now = {choice.candidate.bond for choice in told}
    bound = _Bound(len(candidates), places, interval_days)
    others = [one for one in candidates if one.bond not in now and not one.is_quiet(today)]
    return all(
        today + (turn // places * interval_days + LATEST_SHIFT) * DAY <= latest
        for turn, (latest, _) in enumerate(bound.order(others))
    )


def _due(items: Iterable[Waiting], today: date) -> list[Waiting]:
    """Only what is due by its own clock: its owner was told after how many days it may come."""
    return [item for item in items if item.due_on <= today]


def overdue(touched_on: date, ideal: int, today: date) -> float:
    """How far past the ideal, as a share of it: 0.0 up to the ideal day."""
    past = (today - touched_on).days - ideal
    return past / ideal if past > 0 else 0.0


def most_waiting(items: Iterable[Waiting], today: date) -> Waiting | None:
    """The item that has waited longest against its own cadence; the longest-known of equals."""
    return min(
        items,
        key=lambda i: (-overdue(i.touched_on, i.cadence.ideal, today), i.touched_on, i.item),
        default=None,
    )


def _order(candidate: Candidate, today: date) -> tuple[float, date, str]:
    """Most overdue first."""
    turn, nudged = candidate.turn_on, candidate.nudged_on
    ratio = overdue(turn, candidate.cadence.ideal, today)
    for item in candidate.items:
        waits = overdue(_later(item.touched_on, nudged), item.cadence.ideal, today)
        ratio = max(ratio, waits)
    return -ratio, turn, candidate.report


@dataclass(frozen=True)
class _Bound:
    people: int
    places: int
    interval_days: int

    def latest(self, candidate: Candidate) -> date:
        turn = -(-self.people * self.interval_days // self.places)
        return candidate.turn_on + max(candidate.cadence.maximum, turn) * DAY

    def order(self, due: Iterable[Candidate]) -> list[tuple[date, Candidate]]:
        """Earliest bound first."""
        found = [(self.latest(candidate), candidate) for candidate in due]
        return sorted(found, key=lambda one: (one[0], one[1].report))

    def pressed(
        self, due: Sequence[tuple[date, Candidate]], first: Candidate, today: date, free: int
    ) -> Candidate | None:
        """The person with the earliest bound, if going by ratio could break somebody's.

        Say the most overdue takes a place now; the others follow in the order of their bounds,
        in the places left today and then plan by plan. Nobody may be reached after their bound.
        """
        others = [latest for latest, candidate in due if candidate is not first]
        for turn, latest in enumerate(others):
            plans_ahead = 0 if turn < free - 1 else 1 + (turn - free + 1) // self.places
            if latest < today + plans_ahead * self.interval_days * DAY:
                return due[0][1]
        return None
