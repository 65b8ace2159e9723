"""What people of the made-up company do: answer, forget, go on leave, move, come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.ids import Action, FormName
from bot.simulating.company import ZONES, Company, Human, leave
from bot.simulating.witness import Witness
from bot.ui import Actor, Event, Invalid, PersonChanged, Place, Pressed, Submitted
from bot.views import answers as answer_views
from care import policy
from care.answers import Why
from care.bonds import EndedBy, NamedBy, serves
from care.hours import DAY
from care.items import Area, Content, Kind, Level
from jobs.changing import end_bonds
from storage import bonds, deliveries, items, nudges, people, talks, workspaces
from storage.nudges import Nudge

ANSWERS = {"eager": 0.85, "fair": 0.5, "rare": 0.2, "silent": 0.0, "carer": 0.6}
OF_ITS_OWN = {"eager": 0.02, "fair": 0.01, "rare": 0.004, "silent": 0.0, "carer": 0.08}


@dataclass
class Life:
    """Everybody's doings, in the order of time."""

    company: Company
    desk: Desk
    workspace: str
    witness: Witness
    is_out: Callable[[date, date], bool] = lambda first, back: False
    held: dict[tuple[str, str], date] = field(default_factory=dict)  # quiet until after that day
    bonds: set[tuple[str, str]] = field(default_factory=set)  # (leader, report): both there
    cadence: tuple[int, int] = (policy.TALK_IDEAL, policy.TALK_MAXIMUM)
    weekdays: dict[str, int] = field(default_factory=dict)  # of the plan, where not as usual
    _heap: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def at(self, moment: datetime, what: Callable[[], None]) -> None:
        heappush(self._heap, (moment, next(self._numbers), what))

    def next_at(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None

    def happen(self, now: datetime) -> None:
        while self._heap and self._heap[0][0] <= now:
            heappop(self._heap)[2]()

    # --- answering -------------------------------------------------------------------------------

    def read(self, leader: str, delivery: str, kind: deliveries.Kind, now: datetime) -> None:
        """A message has arrived; perhaps there will be an answer."""
        random, who = self.company.chance(leader, now), self.company.people[leader]
        if kind is deliveries.Kind.INTRODUCTION:
            soon = now + timedelta(minutes=20)
            self.at(soon, partial(self._press, leader, Action.ACCEPT_REPORTS, delivery))
            self.at(soon, partial(self._accept_each, leader))
            return
        with self.desk.database.read() as tx:
            spoken = nudges.of_delivery(tx, self.workspace, delivery)
        for nudge in spoken:
            if random.random() < ANSWERS.get(who.style, 0.5):
                after = timedelta(minutes=random.choice((5, 60, 600, 1500, 3000)))
                self.at(now + after, partial(self._answer, nudge))

    def _answer(self, nudge: Nudge) -> None:
        random = self.company.chance(nudge.leader, nudge.report, nudge.day)
        choice, leader = random.random(), nudge.leader
        if choice < 0.55:
            self._press(leader, Action.WE_TALKED, nudge.id)
            self.witness.touched(leader, nudge.report)
        elif choice < 0.7:
            self._plan_a_talk(nudge, random)
        elif choice < 0.85:
            day = self._today(leader) + random.randint(2, 15) * DAY
            values = {"when": answer_views.PICK, "day": day.isoformat()}
            self._submit(leader, FormName.LATER, nudge.id, values)
            self._quiet_about(nudge, day)
        else:
            self._submit(leader, FormName.NOT_THIS_TIME, nudge.id, {"why": Why.OTHER})

    def _plan_a_talk(self, nudge: Nudge, random: Random) -> None:
        day = self._today(nudge.leader) + random.randint(1, 5) * DAY
        values = {"when": answer_views.PICK, "day": day.isoformat(), "time": "14:00"}
        self._submit(nudge.leader, FormName.WHEN, nudge.id, values)
        self._quiet_about(nudge, day)
        if random.random() < 0.6:
            self.at(self.desk.now() + timedelta(days=7), partial(self._it_happened, nudge))

    def _it_happened(self, nudge: Nudge) -> None:
        self._press(nudge.leader, Action.IT_HAPPENED, nudge.id)
        self.witness.touched(nudge.leader, nudge.report)

    def _quiet_about(self, nudge: Nudge, until: date) -> None:
        """Nothing about this person before that day, nor before Tend came back to it."""
        leader = self.company.people[nudge.leader]
        day = until + DAY
        while leader.is_quiet(day) and day < until + 60 * DAY:
            day += DAY
        self.held[nudge.leader, nudge.report] = day

    def _accept_each(self, leader: str) -> None:
        with self.desk.database.read() as tx:
            waiting = [b for b in bonds.of_leader(tx, self.workspace, leader) if b.accepted is None]
        for bond in waiting:
            self._press(leader, Action.ACCEPT_REPORT, bond.id)
        with self.desk.database.read() as tx:
            mine = bonds.of_leader(tx, self.workspace, leader)
        self.bonds |= {(leader, bond.report) for bond in mine if serves(bond)}

    # --- a day -----------------------------------------------------------------------------------

    def day(self, now: datetime) -> None:
        """What happens to anybody on this day."""
        for who in list(self.company.people.values()):
            if who.here:
                self._day_of(who, now)
        for leader in self.company.leaders.values():
            if leader.here:
                self._day_of_leader(leader, now)
        if self.company.random.random() < 1 / 60:
            self._new_cadence()

    def _day_of(self, who: Human, now: datetime) -> None:
        random = self.company.random
        if random.random() < 1 / 90:
            self._go_away(who, now)
        elif random.random() < 1 / 700:
            self._move_house(who)
        elif random.random() < 1 / 2500:
            self._leave_company(who, now)
        elif random.random() < 1 / 4000 and who.id not in self.company.leaders:
            self._lead(who, now)
        elif random.random() < 1 / 180 and who.id in self.company.led_by:
            self._share(who, now)

    def _day_of_leader(self, leader: Human, now: datetime) -> None:
        random = self.company.random
        if random.random() < 1 / 200:
            weekday = random.choice(sorted(leader.days))
            self.weekdays[leader.id] = weekday
            self._settings(leader, plan_weekday=weekday, plan_at=random.choice(("09:00", "14:30")))
        elif random.random() < 1 / 400:
            self._press(leader.id, Action.FEWER, ".2")
        elif random.random() < 1 / 200:
            self._press(leader.id, Action.MORE, ".1")
        for report in self.company.reports_of(leader.id):
            works = not leader.is_quiet(leader.today(now))
            if works and random.random() < OF_ITS_OWN[leader.style]:
                self._talk(leader, report, now)

    def _talk(self, leader: Human, report: str, now: datetime) -> None:
        if (leader.id, report) not in self.bonds:
            return
        with self.desk.database.begin() as tx:
            day = leader.today(now)
            talks.record(tx, self.workspace, leader.id, report, day, (), now)
            bonds.look_again_at(tx, self.workspace, leader.id, report)
        self.witness.touched(leader.id, report)

    def _go_away(self, who: Human, now: datetime) -> None:
        if any(back > who.today(now) - timedelta(days=10) for _, back in who.aways):
            return
        first, back = leave(self.company.random, who.today(now))
        who.aways = [(first, back)]
        # a status that nobody could read in time tells nothing
        who.by_status = self.company.random.random() < 0.3 and not self.is_out(first, back)
        if not who.by_status:
            self._settings(who, away_first=first, away_back=back)

    def _move_house(self, who: Human) -> None:
        who.zone = self.company.random.choice(ZONES)
        self._changed(who)

    def _leave_company(self, who: Human, now: datetime) -> None:
        who.here = False
        self._changed(who)
        if who.id in self.company.leaders:
            for report in list(self.company.reports_of(who.id)):
                self._move(report, self._another_leader(who.id), now)
        elif self.company.random.random() < 0.3:
            self.at(now + timedelta(days=9), partial(self._come_back, who))

    def _another_leader(self, than: str) -> str:
        here = [one.id for one in self.company.leaders.values() if one.here and one.id != than]
        return self.company.random.choice(here)

    def _lead(self, who: Human, now: datetime) -> None:
        """A new leader: some colleagues are theirs from today."""
        self.company.leaders[who.id] = who
        others = [p for p in self.company.people.values() if p.here and p.id != who.id]
        for report in self.company.random.sample(others, min(3, len(others))):
            if report.id not in self.company.leaders:
                self._move(report.id, who.id, now)

    def _move(self, report: str, leader: str, now: datetime) -> None:
        """A list says that somebody else leads them: nothing of before goes along."""
        before = self.company.led_by.get(report)
        with self.desk.database.begin() as tx:
            old = before and bonds.between(tx, self.workspace, before, report)
            if old:
                end_bonds(tx, self.workspace, [old], EndedBy.LIST, now)
            if bonds.between(tx, self.workspace, leader, report) is None:
                pairs = [(leader, report)]
                bonds.lists_say(tx, self.workspace, pairs, NamedBy.IMPORT, now)
        self.bonds.discard((before or "", report))
        self.company.move(report, leader)

    def _come_back(self, who: Human) -> None:
        who.here = True
        self._changed(who)

    def _share(self, who: Human, now: datetime) -> None:
        """Something with a title, often with a date, for their leader to know."""
        leader, random = self.company.led_by[who.id], self.company.random
        day = who.today(now) + timedelta(days=random.randint(3, 60))
        dated = day if random.random() < 0.6 else None
        content = Content(Kind.GOAL, Area.WORK, f"Goal of {who.id}", date=dated)
        if (leader, who.id) not in self.bonds:
            return
        with self.desk.database.begin() as tx:
            item = items.create(tx, self.workspace, who.id, content, now)
            level = random.choice((Level.NAMED, Level.DISCREET))
            items.share(tx, self.workspace, who.id, item, leader, level, now)
            bonds.look_again_at(tx, self.workspace, leader, who.id)

    def _new_cadence(self) -> None:
        self.cadence = ideal, maximum = self.company.random.choice(((7, 14), (10, 21), (14, 28)))
        with self.desk.database.begin() as tx:
            workspaces.change(tx, self.workspace, ideal=ideal, maximum=maximum)
            bonds.look_again(tx, self.workspace)

    def _settings(self, who: Human, **values: Any) -> None:
        with self.desk.database.begin() as tx:
            people.ensure(tx, self.workspace, who.id)
            people.change(tx, self.workspace, who.id, **values)
            bonds.look_again_at_person(tx, self.workspace, who.id)

    # --- through the product's own door ----------------------------------------------------------

    def _press(self, person: str, action: Action, thing: str) -> None:
        self._do(Pressed(self._actor(person), self._key(), action, thing, Place.MESSAGE))

    def _submit(self, person: str, form: FormName, thing: str, values: dict[str, str]) -> None:
        self._do(Submitted(self._actor(person), self._key(), form, thing, values))

    def _changed(self, who: Human) -> None:
        self._do(PersonChanged(self._actor(who.id), self._key()))

    def _do(self, event: Event) -> None:
        if self.company.people[event.actor.person].here or isinstance(event, PersonChanged):
            outcome = dispatch(self.desk, event)
            assert not isinstance(outcome.answer, Invalid), (event, outcome.answer)

    def _actor(self, person: str) -> Actor:
        return Actor(self.workspace, person)

    def _key(self) -> str:
        return f"sim:{next(self._numbers)}"

    def _today(self, person: str) -> date:
        return self.company.people[person].today(self.desk.now())
