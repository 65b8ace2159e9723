"""The sample company of the demo: who leads whom, what they shared, and when they talked.

It reads like a story, told from the Monday on which the demo begins. Everything is noted by the
product's own functions, and what Tend said on the way was sent by Tend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.conversations.desk import meet
from bot.keeping import view_to_text
from bot.program import Tend
from bot.ui import Actor, Span
from bot.ui import Person as Mention
from bot.views.cadence import notice
from bot.wording import cadence as words
from care.cadence import cadence
from care.hours import DAY, instant, local_day, monday_of, zone
from care.items import Area, Content, Kind, Level, State
from care.people import Profile
from sandbox.company import (
    ADMINS,
    ANA,
    AUCKLAND,
    BEN,
    BERLIN,
    CHIDI,
    EVA,
    FINN,
    GENERAL,
    INES,
    JO,
    KOFI,
    LINA,
    MAYA,
    MAYAS_PEOPLE,
    NOA,
    OMAR,
    PRIYA,
    SCOPES,
    TOM,
    TOMS_PEOPLE,
    company,
)
from sandbox.company import people as everybody
from sandbox.pace import Limits
from sandbox.shapes import App, Command
from sandbox.world import World
from storage import audit, bonds, deliveries, items, people, talks, workspaces
from storage.database import Tx, new_id
from storage.deliveries import Kind as Sort

OPTIONAL_SCOPES = ("dnd:read", "users.profile:read", "users:read.email")
COMMANDS = (
    Command(
        "/mygoals",
        "Your goals and challenges, and who may know them",
        "[add <title> | shared | pause | export | erase | help]",
    ),
    Command(
        "/mypeople",
        "The people you lead, and when you last talked",
        "[export | erase | help]",
    ),
    Command(
        "/cadence",
        "For admins, in a private channel, the rhythm of nudges",
        "[show | start pilot | pause | undo | help]",
        should_escape=True,
    ),
)
EVENTS = frozenset({"app_home_opened", "message.im", "user_change"})

TIPS = (
    "Be *Maya Lindqvist* and press “To the next thing due”: her weekly plan arrives. Answer it "
    "with “When?”, or with “We talked”.",
    "Be *Ana Moreira* and type `/mygoals`: share something, and first see, word for word, what "
    "Maya may read.",
    "Be *Ines Albrecht*, open #tend-admins and type `/cadence`: change how often leaders are "
    "invited to talk.",
)


def demo_world(now: Callable[[], datetime]) -> World:
    """The workspace as Slack would make it from our manifest."""
    return company(
        now,
        tend_is_admin_member=True,
        scopes=(*SCOPES, *OPTIONAL_SCOPES),
        commands=COMMANDS,
        app=App(events=EVENTS),
        # A week passes in a second here, and its messages must not count as a burst.
        limits=Limits(on=False),
    )


def first_morning(machine_now: datetime) -> datetime:
    """When the demo begins: half past nine in Berlin, on the Monday to come."""
    monday = monday_of(local_day(machine_now, BERLIN)) + 7 * DAY
    return instant(monday, time(9, 30), BERLIN)


def tell(tend: Tend, world: World, move_to: Callable[[datetime], None], begin: datetime) -> None:
    """Live through the fourteen weeks before that Monday."""
    for person in (INES, MAYA, TOM, *MAYAS_PEOPLE, *TOMS_PEOPLE):
        meet(tend.desk, Actor(tend.here, person))
    told = Story(tend, begin)
    move_to(told.at(-98, "10:10"))
    told.ines_opens_the_admin_channel()
    told.leaders_and_reports_find_each_other()
    told.they_share()
    told.they_talk()
    move_to(told.at(-3, "15:00"))
    world.rooms.post(GENERAL, user=INES, text=ANNOUNCEMENT)
    told.ines_starts_tend()
    for reader in world.humans():
        world.mark_read(reader.id, GENERAL)
    world.mark_read(INES, ADMINS)
    move_to(begin)


# days before the Monday on which they talked, of three months
TALKS: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    MAYA: {
        ANA: (4, 12, 33, 40, 47, 61, 75),
        BEN: (7, 17, 31, 45, 59, 73, 80),
        CHIDI: (5, 14, 28, 49, 63, 82),
        KOFI: (11, 25, 48, 77),
        EVA: (4, 13, 20, 31, 45, 59, 66, 80),
        FINN: (3, 17, 34, 55, 70),
        LINA: (5, 12, 27, 41, 69),
        NOA: (33, 54, 76),
    },
    TOM: {
        JO: (3, 10, 18, 24, 31, 46, 52, 66, 73),
        OMAR: (5, 13, 26, 40, 61),
        PRIYA: (4, 20, 34, 48, 70),
    },
}
ANNOUNCEMENT = (
    "Hello everybody. From next week on Tend helps our leaders keep time for each of you. "
    "`/mygoals` is yours: nothing you write there is shared until you press Share."
)


def tell_in_teams(tend: Tend, who: Mapping[str, str], begin: datetime) -> None:
    """The same, of those who are there, by their ids; the admin channel is still to be made."""
    told = Story(tend, begin, who)
    known = [Profile(id, zone=zones()[one]) for one, id in who.items()]
    with tend.database.begin() as tx:
        workspaces.ensure(tx, told.workspace, tend.side.platform, begin)
        people.meet(tx, told.workspace, known, tend.clocks.machine())
    told.leaders_and_reports_find_each_other()
    told.they_share()
    told.they_talk()
    with tend.database.begin() as tx:
        workspaces.change(tx, told.workspace, started_at=told.at(-3, "15:00"), zone=BERLIN)
        bonds.look_again(tx, told.workspace)


def zones() -> dict[str, str | None]:
    return {one.id: one.tz for one in everybody()}


def by_their_own_ids() -> dict[str, str]:
    return {one.id: one.id for one in everybody()}


@dataclass(frozen=True)
class Story:
    """``who``: those who are there, and the ids by which the platform knows them."""

    tend: Tend
    begin: datetime
    who: Mapping[str, str] = field(default_factory=by_their_own_ids)

    @property
    def workspace(self) -> str:
        return self.tend.here

    def at(self, days: int, wall: str, where: str = BERLIN) -> datetime:
        """That wall time, so many days after the Monday of the beginning."""
        monday = local_day(self.begin, BERLIN)
        return instant(monday + days * DAY, time.fromisoformat(wall), where)

    # --- an admin --------------------------------------------------------------------------------

    def ines_opens_the_admin_channel(self) -> None:
        with self.tend.database.begin() as tx:
            workspaces.change(tx, self.workspace, admin_channel=ADMINS)
            self._says(tx, words.first_use(Mention(INES)))
            self._noted(tx, "admin_channel", ADMINS)
        self.tend.tick_once()

    def ines_starts_tend(self) -> None:
        with self.tend.database.begin() as tx:
            workspaces.change(tx, self.workspace, started_at=self.tend.clocks.now())
            bonds.look_again(tx, self.workspace)
            self._says(tx, words.started(Mention(INES)))
            self._noted(tx, "start", self.workspace)
        self.tend.tick_once()

    def _says(self, tx: Tx, sentence: tuple[Span, ...]) -> None:
        now, body = self.tend.clocks.now(), view_to_text(notice([sentence]))
        deliveries.slot(
            tx, self.workspace, Sort.NOTICE, ADMINS, new_id(), now, None, None, now, body
        )

    def _noted(self, tx: Tx, action: str, thing: str) -> None:
        audit.note(tx, self.workspace, INES, action, thing, "done", self.tend.clocks.now())

    # --- who leads whom --------------------------------------------------------------------------

    def leaders_and_reports_find_each_other(self) -> None:
        with self.tend.database.begin() as tx:
            for nth, report in enumerate(MAYAS_PEOPLE):
                self._bond(tx, MAYA, report, self.at(-97, f"14:{20 + nth}"))
            for nth, report in enumerate(TOMS_PEOPLE):
                self._bond(tx, TOM, report, self.at(-96, f"11:{10 + nth}", AUCKLAND))
            for leader in (MAYA, TOM):
                self._wants_plans_each_week(tx, leader)
            self._every(tx, KOFI, 14, 28)
            self._every(tx, NOA, 21, 42)
            if TOM in self.who:  # he keeps Thursdays free
                people.change(tx, self.workspace, self.who[TOM], plan_weekday=3)

    def _bond(self, tx: Tx, leader: str, report: str, since: datetime) -> None:
        """The leader adds them, and an hour later they say that it is so."""
        if not self._are_here(leader, report):
            return
        leader, report = self.who[leader], self.who[report]
        bonds.leader_says(tx, self.workspace, leader, report, since)
        bonds.report_says(tx, self.workspace, leader, report, since + timedelta(hours=1))
        people.change(tx, self.workspace, report, welcomed_at=since + timedelta(hours=1))

    def _wants_plans_each_week(self, tx: Tx, leader: str) -> None:
        """A choice of their own: they talk a lot without a nudge, and plans come all the same."""
        if self._are_here(leader):
            chosen_on = local_day(self.at(-3, "15:30"), BERLIN)
            who = (self.workspace, self.who[leader])
            people.change(tx, *who, plan_every=1, slowed_on=chosen_on)

    def _every(self, tx: Tx, report: str, ideal: int, maximum: int) -> None:
        """Maya sets a calmer rhythm for one of her people."""
        if not self._are_here(report):
            return
        bond = bonds.between(tx, self.workspace, self.who[MAYA], self.who[report])
        assert bond is not None
        calmer = cadence(ideal, maximum)
        bonds.change(tx, self.workspace, bond.id, ideal=calmer.ideal, maximum=calmer.maximum)

    def _are_here(self, *some: str) -> bool:
        return set(some) <= self.who.keys()

    # --- what they want and struggle with --------------------------------------------------------

    def they_share(self) -> None:
        """Maya's people first; what nobody may know is there as well."""
        with self.tend.database.begin() as tx:
            exam = self._writes(
                tx,
                ANA,
                -40,
                work_goal(
                    "Pass the AWS exam",
                    "Solutions Architect, associate level. Four of six modules are done; "
                    "networking is the hard one.",
                    self.begin + timedelta(days=46),
                ),
            )
            self._shares(tx, ANA, exam, MAYA, Level.NAMED, -40)
            self._talked(tx, MAYA, ANA, -26, exam)
            overload = self._writes(tx, ANA, -19, challenge("Saying no when my week is full"))
            self._shares(tx, ANA, overload, MAYA, Level.KNOWN, -19)
            self._writes(tx, ANA, -19, own_goal("Learn to sail before next summer"))

            platform = self._writes(tx, BEN, -33, work_goal("Move into platform work"))
            self._shares(tx, BEN, platform, MAYA, Level.KNOWN, -33)

            stage = self._writes(
                tx,
                CHIDI,
                -24,
                challenge(
                    "Showing my designs to a big room",
                    "Five people are fine. At the town hall I lose the thread.",
                ),
            )
            self._shares(tx, CHIDI, stage, MAYA, Level.DISCREET, -24)

            marathon = self._writes(tx, KOFI, -13, own_goal("Run the Accra marathon"))
            self._shares(tx, KOFI, marathon, MAYA, Level.DISCREET, -13)

            talk = self._writes(
                tx,
                EVA,
                -17,
                work_goal("Speak at the testing meetup", day_of=self.begin + timedelta(days=38)),
            )
            self._shares(tx, EVA, talk, MAYA, Level.NAMED, -17)
            course = self._writes(tx, EVA, -38, work_goal("Finish the course on test design"))
            self._shares(tx, EVA, course, MAYA, Level.NAMED, -38)
            reached = self.at(-10, "16:40", "Europe/Prague")
            if EVA in self.who:
                items.set_state(tx, self.workspace, self.who[EVA], course, State.DONE, reached)

            quiet_hours = self._writes(
                tx, LINA, -12, challenge("Too many meetings to think in between")
            )
            self._shares(tx, LINA, quiet_hours, MAYA, Level.DISCREET, -12)
            guide = self._writes(tx, NOA, -31, work_goal("Write the guide for new colleagues"))
            self._shares(tx, NOA, guide, MAYA, Level.NAMED, -31)
            self._talked(tx, MAYA, NOA, -12, guide)
            self._writes(tx, MAYA, -25, work_goal("Listen more than I talk in our 1:1s"))

            shift = self._writes(tx, JO, -20, work_goal("Become a shift lead"))
            self._shares(tx, JO, shift, TOM, Level.NAMED, -20)
            spanish = self._writes(tx, OMAR, -11, own_goal("Hold a conversation in Spanish"))
            self._shares(tx, OMAR, spanish, TOM, Level.DISCREET, -11)

    def _writes(self, tx: Tx, owner: str, day: int, content: Content) -> str:
        """Its id; "" of somebody who is not there."""
        if not self._are_here(owner):
            return ""
        written = self.at(day, "16:05")
        return items.create(tx, self.workspace, self.who[owner], content, written)

    def _shares(self, tx: Tx, owner: str, item: str, leader: str, level: Level, day: int) -> None:
        if self._are_here(owner, leader):
            shared, ids = self.at(day, "16:06"), (self.who[owner], item, self.who[leader])
            items.share(tx, self.workspace, *ids, level, shared)

    # --- when they talked ------------------------------------------------------------------------

    def they_talk(self) -> None:
        """Days before the Monday, of talks about nothing that was shared."""
        with self.tend.database.begin() as tx:
            for leader, of_leader in TALKS.items():
                for report, days in of_leader.items():
                    for day in days:
                        self._talked(tx, leader, report, -day)

    def _talked(self, tx: Tx, leader: str, report: str, day: int, *about: str) -> None:
        if not self._are_here(leader, report):
            return
        where = AUCKLAND if leader == TOM else BERLIN
        noted, pair = self.at(day, "15:30", where), (self.who[leader], self.who[report])
        talks.record(tx, self.workspace, *pair, local_day(noted, where), about, noted)


def work_goal(title: str, details: str = "", day_of: datetime | None = None) -> Content:
    day = day_of.astimezone(zone(BERLIN)).date() if day_of else None
    return Content(Kind.GOAL, Area.WORK, title, details, day)


def own_goal(title: str) -> Content:
    return Content(Kind.GOAL, Area.PERSONAL, title)


def challenge(title: str, details: str = "") -> Content:
    return Content(Kind.CHALLENGE, Area.WORK, title, details)
