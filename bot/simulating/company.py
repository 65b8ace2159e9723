"""Who works in the made-up company: where, when, and what is true of them on each day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from care.hours import DAY
from care.people import Profile
from storage.calendars import PublicHolidays, country_of

ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Helsinki", "Europe/Istanbul"),
    *("Africa/Cairo", "Africa/Casablanca", "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi"),
    *("Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Bangkok"),
    *("Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Australia/Perth", "Australia/Sydney"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Honolulu", "America/Los_Angeles"),
    *("America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo"),
    *("America/Santiago", "America/St_Johns"),
)
WEEKS = (
    *(frozenset({0, 1, 2, 3, 4}),) * 8,
    frozenset({6, 0, 1, 2, 3}),  # Sunday to Thursday
    frozenset({1, 2, 3}),
    frozenset({0, 3}),
)
STYLES = ("eager", "eager", "fair", "fair", "fair", "rare", "silent", "carer")


@dataclass
class Human:
    """One person, as they know themselves: what Tend believes of them may lag behind."""

    id: str
    zone: str
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    starts: time = time(9)
    ends: time = time(17)
    style: str = "fair"
    aways: list[tuple[date, date]] = field(default_factory=list)  # first day, first day back
    by_status: bool = False
    here: bool = True

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def wall(self, now: datetime) -> time:
        return now.astimezone(ZoneInfo(self.zone)).time()

    def works(self, day: date) -> bool:
        off = day in PublicHolidays(country_of(self.zone) or "-")
        away = any(first <= day < back for first, back in self.aways)
        return day.weekday() in self.days and not off and not away

    def is_quiet(self, day: date) -> bool:
        """Not working, or among the first two working days back."""
        return not self.works(day) or any(day in self._settling(back) for _, back in self.aways)

    def is_back(self, day: date) -> bool:
        """Neither away nor among the first days back."""
        away = any(first <= day < back for first, back in self.aways)
        return not away and not any(day in self._settling(back) for _, back in self.aways)

    def _settling(self, back: date) -> list[date]:
        days: list[date] = []
        day = back
        while len(days) < 2 and day < back + 30 * DAY:
            if self.works(day):
                days.append(day)
            day += DAY
        return days

    def profile(self, now: datetime) -> Profile:
        on_leave = self.by_status and any(a <= self.today(now) < b for a, b in self.aways)
        until = self._leave_ends(now) if on_leave else None
        return Profile(
            self.id,
            self.zone,
            "en-GB",
            is_deactivated=not self.here,
            is_on_leave=on_leave,
            leave_until=until,
        )

    def _leave_ends(self, now: datetime) -> datetime:
        back = max(b for a, b in self.aways if a <= self.today(now) < b)
        return datetime.combine(back, time(0), ZoneInfo(self.zone))


@dataclass
class Company:
    leaders: dict[str, Human]
    people: dict[str, Human]  # everybody, leaders too
    led_by: dict[str, str]  # report -> leader
    seed: int
    random: Random
    _reports: dict[str, list[str]] = field(default_factory=dict)

    def chance(self, *about: object) -> Random:
        """Chance for this one thing, whatever else happens before or after it."""
        return Random("|".join(str(one) for one in (self.seed, *about)))

    def move(self, report: str, leader: str) -> None:
        """Somebody else leads them from now on."""
        self.led_by[report] = leader
        self._reports.clear()

    def reports_of(self, leader: str) -> list[str]:
        if not self._reports:
            for report, lead in self.led_by.items():
                self._reports.setdefault(lead, []).append(report)
        return self._reports.get(leader, [])


def found(seed: int, leaders: int, people: int) -> Company:
    """A company of that size: some lead two, some twelve; leaders are led too."""
    random = Random(seed)
    leads = {h.id: h for h in (_human(random, f"ULEAD{n:04}") for n in range(leaders))}
    others = {h.id: h for h in (_human(random, f"UPERS{n:04}") for n in range(people))}
    led_by: dict[str, str] = {}
    ids = list(leads)
    for person, lead in zip(others, _spread(random, ids, people), strict=True):
        led_by[person] = lead
    for n, lead in enumerate(ids[1:]):  # a few at the top lead the other leaders
        led_by[lead] = ids[n // 12]
    return Company(leads, leads | others, led_by, seed, random)


def _human(random: Random, id: str) -> Human:
    return Human(id, random.choice(ZONES), random.choice(WEEKS), style=random.choice(STYLES))


def _spread(random: Random, leaders: list[str], people: int) -> Iterator[str]:
    yield from leaders[:people]
    for _ in range(people - len(leaders)):
        yield random.choice(leaders)


def leave(random: Random, today: date) -> tuple[date, date]:
    """A leave of some days to some weeks that begins soon."""
    first = today + timedelta(days=random.randint(2, 20))
    return first, first + timedelta(days=random.choice((2, 5, 7, 14, 14, 21)))
