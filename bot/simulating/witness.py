"""What must never happen, counted by somebody who does not ask Tend's rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.simulating.company import Company, Human
from care.hours import DAY, monday_of
from storage.deliveries import TO_A_CHANNEL, UNASKED, Kind
from storage.nudges import Nudge

NEVER = (
    "outside the hours",
    "on a holiday or away",
    "over a cap",
    "same person within 7 days",
    "two plans within 3 days",
    "repeated within 4 weeks",
    "about somebody away",
    "to somebody who left",
    "waited past the bound",
    "silence nobody asked for",
)
VARIETY = timedelta(days=28)


@dataclass
class Waiting:
    """How long one person of a leader's has waited, without the days nobody could do anything."""

    days: int = 0
    bound: int = 0
    told: bool = False


@dataclass
class Witness:
    company: Company
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    unasked: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    plans: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    named: dict[tuple[str, str], date] = field(default_factory=dict)
    words: dict[str, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[tuple[str, str], Waiting] = field(default_factory=lambda: defaultdict(Waiting))
    silent_days: Counter[str] = field(default_factory=Counter)

    def saw(self, kind: Kind, address: str, now: datetime, spoken: Iterable[Nudge]) -> None:
        """One message has arrived."""
        who = self.company.people[address]
        self.kinds[kind] += 1
        if kind is Kind.REPLY or kind in TO_A_CHANNEL:
            return
        self._when(who, now, kind)
        today = who.today(now)
        if kind in UNASKED:
            self._cap(who, today)
        if kind is Kind.PLAN:
            self._plan(who, today)
        if kind in (Kind.PLAN, Kind.DATE):
            for nudge in spoken:
                self._nudge(who, today, kind, nudge)
            self.silent_days[address] = 0

    def _when(self, who: Human, now: datetime, kind: Kind) -> None:
        if not who.here:
            self._never("to somebody who left", who, now, kind)
        if not who.starts <= who.wall(now) < who.ends:
            self._never("outside the hours", who, now, kind)
        today = who.today(now)
        if who.is_quiet(today) and not (who.by_status and any(a == today for a, _ in who.aways)):
            self._never("on a holiday or away", who, now, kind)

    def _cap(self, who: Human, today: date) -> None:
        week = [day for day in self.unasked[who.id] if day > today - timedelta(days=7)]
        if today in week or len(week) >= 3:
            self._never("over a cap", who, today, week)
        self.unasked[who.id] = [*week, today]

    def _plan(self, who: Human, today: date) -> None:
        if any(today - day < timedelta(days=3) for day in self.plans[who.id][-1:]):
            self._never("two plans within 3 days", who, today, self.plans[who.id][-1])
        self.plans[who.id].append(today)

    def _nudge(self, who: Human, today: date, kind: Kind, nudge: Nudge) -> None:
        pair = who.id, nudge.report
        before = self.named.get(pair)
        of_a_date = nudge.reason.startswith("date")
        if before is not None and not of_a_date and today - before < timedelta(days=7):
            self._never("same person within 7 days", who, today, before)
        self.named[pair] = today
        self.touched(*pair)
        report = self.company.people[nudge.report]
        known = timedelta(days=report.by_status)  # a status is looked at once a day
        if any(first + known <= today < back for first, back in report.aways):
            self._never("about somebody away", who, today, nudge.report)
        for word in (nudge.wording, nudge.act):
            near = [day for day, used in self.words[who.id] if used == word]
            if any(today - day < VARIETY for day in near):
                self._never("repeated within 4 weeks", who, today, word)
        kept = [(day, word) for day, word in self.words[who.id] if today - day < VARIETY]
        self.words[who.id] = [*kept, (today, nudge.wording), (today, nudge.act)]

    # --- waiting ---------------------------------------------------------------------------------

    def touched(self, leader: str, report: str) -> None:
        """A talk or a nudge: waiting begins anew."""
        self.waiting[leader, report] = Waiting()

    def waits(self, leader: str, report: str) -> int:
        return self.waiting[leader, report].days

    def day_passes(
        self, leader: Human, report: str, today: date, bound: int, suspended: bool
    ) -> None:
        """One more day of waiting, unless nothing could be done on it."""
        one = self.waiting[leader.id, report]
        one.bound = max(one.bound, bound)
        if suspended:
            return
        one.days += 1
        if one.days > one.bound and not one.told:
            one.told = True
            detail = f"{report} {one.days} days, bound {one.bound}"
            self._never("waited past the bound", leader, today, detail)

    def quiet_day(self, leader: Human, today: date, most: int) -> None:
        """A day on which somebody is due, nothing stands in the way, and no message comes."""
        self.silent_days[leader.id] += 1
        if self.silent_days[leader.id] == most:
            self._never("silence nobody asked for", leader, today, most)

    def _never(self, what: str, who: Human, *detail: object) -> None:
        self.counts[what] += 1
        self.examples.setdefault(what, " ".join(str(one) for one in (who.id, who.zone, *detail)))


def had_an_opportunity(who: Human, day: date, plan_weekday: int) -> bool:
    """Whether in the week of that day there was a day on which a plan could come."""
    nominal = monday_of(day) + plan_weekday * DAY
    usual = next(nominal + n * DAY for n in range(7) if (nominal + n * DAY).weekday() in who.days)
    return any(not who.is_quiet(usual + n * DAY) for n in range(4))
