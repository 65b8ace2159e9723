"""Once a day Tend asks about everybody it knows: all or nothing; a gap in a list ends nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from care.bonds import NamedBy
from care.people import Profile
from jobs.importing import CannotLook, Place
from jobs.knowing import DailyLook, NotGranted
from jobs.schedule import Timetable
from storage import bonds, items, looking, people, workspaces
from storage.database import Database
from storage.people import Person
from tests.jobs.post import Clock, Room
from tests.people import (
    ACME,
    ANA,
    AUCKLAND,
    BEN,
    BERLIN,
    EVERYONE,
    MAYA,
    TOM,
    TUESDAY,
    profile,
    settle_in,
    share,
)

PLACE = Place(ACME, "slack")


@dataclass
class Members:
    """A platform's list of a few lines; a script says what goes wrong at which call."""

    listed: dict[str, Profile] = field(
        default_factory=lambda: {person: profile(person) for person in EVERYONE}
    )
    known: dict[str, Profile] = field(default_factory=dict)  # whom the list leaves out
    led_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    looks: int = 0
    meanwhile: Callable[[], object] = lambda: None
    read: list[str] = field(default_factory=list)

    def everybody(self) -> Mapping[str, Profile]:
        self.looks += 1
        self.meanwhile()
        self._play("everybody")
        return self.listed

    def one(self, person: str) -> Profile | None:
        self._play("one")
        return self.known.get(person)

    def managers(self, people: Collection[str], field: str) -> Mapping[str, tuple[str, ...]]:
        self.read += people
        if "scope" in self.faults:
            raise NotGranted("the scope is missing")
        self._play("managers")
        return {person: self.led_by[person] for person in people if person in self.led_by}

    def _play(self, call: str) -> None:
        if call in self.faults:
            self.faults.remove(call)
            raise CannotLook("Slack is busy")


@pytest.fixture
def members() -> Members:
    return Members()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def look(database: Database, members: Members, clock: Clock) -> DailyLook:
    settle_in(database)
    return DailyLook(database, PLACE, members, clock, clock)


def person(database: Database, who: str) -> Person:
    with database.read() as tx:
        return people.load(tx, ACME, who)


def leaders(database: Database, who: str) -> dict[str, NamedBy]:
    with database.read() as tx:
        return {bond.leader: bond.source for bond in bonds.of_report(tx, ACME, who)}


# --- zones, flags, leave -------------------------------------------------------------------------


def test_ben_has_moved_to_auckland_and_ana_became_a_guest(
    database: Database, look: DailyLook, members: Members
) -> None:
    members.listed[BEN] = profile(BEN, AUCKLAND)
    members.listed[ANA] = profile(ANA, is_guest=True)
    look()
    assert person(database, BEN).zone == AUCKLAND
    assert not person(database, ANA).may_take_part
    assert person(database, MAYA).zone == BERLIN and person(database, MAYA).may_take_part


def test_nobody_is_taken_in_whom_tend_does_not_know(
    database: Database, look: DailyLook, members: Members
) -> None:
    members.listed["U0NEW"] = profile("U0NEW")
    look()
    with database.read() as tx:
        assert people.get(tx, ACME, "U0NEW") is None


def test_a_leave_is_kept_only_where_the_workspace_wants_it(
    database: Database, look: DailyLook, members: Members, clock: Clock
) -> None:
    back = TUESDAY + timedelta(days=5)
    members.listed[ANA] = profile(ANA, is_on_leave=True, leave_until=back)
    look()
    assert not person(database, ANA).is_on_leave
    with database.begin() as tx:
        workspaces.change(tx, ACME, reads_status=True)
    clock.forward(days=1)
    look()
    assert person(database, ANA).is_on_leave and person(database, ANA).leave_until == back


# --- whom the list no longer has -----------------------------------------------------------------


def test_whom_nobody_knows_any_more_has_left(
    database: Database, look: DailyLook, members: Members
) -> None:
    del members.listed[ANA]
    look()
    assert not person(database, ANA).may_take_part


def test_whom_only_the_list_has_lost_stays(
    database: Database, look: DailyLook, members: Members
) -> None:
    members.known[ANA] = members.listed.pop(ANA)
    look()
    assert person(database, ANA).may_take_part


def test_an_empty_list_makes_nobody_leave(
    database: Database, look: DailyLook, members: Members
) -> None:
    members.known, members.listed = members.listed, {}
    look()
    assert all(person(database, who).may_take_part for who in (MAYA, TOM, ANA, BEN))


# --- all or nothing, and again in an hour --------------------------------------------------------


@pytest.mark.parametrize("call", ["everybody", "one"])
def test_a_failure_in_the_middle_changes_nothing_and_is_tried_again_in_an_hour(
    database: Database, look: DailyLook, members: Members, clock: Clock, call: str
) -> None:
    members.listed[BEN] = profile(BEN, AUCKLAND)
    del members.listed[ANA]
    members.faults = [call]
    look()
    assert person(database, BEN).zone == BERLIN and person(database, ANA).may_take_part
    clock.forward(hours=1)
    look()
    assert person(database, BEN).zone == AUCKLAND and not person(database, ANA).may_take_part


def test_a_look_that_went_well_is_enough_for_a_day(
    look: DailyLook, members: Members, clock: Clock
) -> None:
    for _ in range(49):
        look()
        clock.forward(hours=1)
    assert members.looks == 3


def another(look: DailyLook) -> DailyLook:
    """A node beside it, or the same one started again."""
    return replace(look)


def test_of_two_nodes_one_looks_and_a_restart_looks_no_second_time(
    look: DailyLook, members: Members, clock: Clock
) -> None:
    for _ in range(46):
        look()
        another(look)()
        clock.forward(hours=1)
    assert members.looks == 2


def test_while_one_node_looks_another_lets_it_be(look: DailyLook, members: Members) -> None:
    members.meanwhile = another(look)
    look()
    assert members.looks == 1


def test_what_failed_here_another_node_tries_in_an_hour(
    database: Database, look: DailyLook, members: Members, clock: Clock
) -> None:
    members.listed[BEN] = profile(BEN, AUCKLAND)
    members.faults = ["everybody"]
    look()
    clock.forward(hours=1)
    another(look)()
    assert person(database, BEN).zone == AUCKLAND


def test_a_node_that_died_while_it_looked_is_followed_by_another_on_the_same_day(
    database: Database, look: DailyLook, members: Members, clock: Clock
) -> None:
    with database.begin() as tx:
        assert looking.take(tx, ACME, clock())
    clock.forward(hours=1)
    look()
    assert members.looks == 0, "it may be at it still"
    clock.forward(hours=5)
    look()
    assert members.looks == 1


def test_a_clock_that_comes_back_by_a_year_holds_up_no_look(
    look: DailyLook, members: Members, clock: Clock
) -> None:
    clock.forward(days=365)
    look()
    clock.forward(days=-365)
    look()
    assert members.looks == 2


def test_what_is_as_it_was_asks_the_planner_for_nothing(
    database: Database, look: DailyLook
) -> None:
    with database.begin() as tx:
        every = [bond.id for bond in bonds.of_leader(tx, ACME, MAYA)]
        bonds.push(tx, ACME, every, None)
    look()
    with database.read() as tx:
        assert MAYA not in [leader for _, leader in bonds.due(tx, TUESDAY, 100)]


def test_the_timetable_has_it_in_a_job_of_its_own() -> None:
    timetable = Timetable(lambda: None, lambda: None, lambda: None)
    jobs = {job.id: job for job in timetable._scheduler.get_jobs()}
    assert jobs["look"].trigger.interval == timedelta(hours=1)
    assert jobs["tick"].trigger.interval == timedelta(minutes=1)


# --- the profile's field -------------------------------------------------------------------------


def test_who_leads_ana_is_read_from_her_profile_when_a_setting_names_the_field(
    database: Database, look: DailyLook, members: Members, clock: Clock
) -> None:
    members.led_by = {ANA: (TOM,)}
    look()
    assert members.read == [] and leaders(database, ANA) == {MAYA: NamedBy.LEADER}
    look.manager_field = "Manager"
    clock.forward(days=1)
    look()
    assert leaders(database, ANA) == {MAYA: NamedBy.LEADER, TOM: NamedBy.PROFILE}


def test_a_new_manager_in_the_profile_takes_the_place_of_the_last(
    database: Database, look: DailyLook, members: Members, clock: Clock
) -> None:
    look.manager_field = "Manager"
    members.led_by = {"U0NEW": (MAYA,)}
    members.listed["U0NEW"] = profile("U0NEW")
    with database.begin() as tx:
        people.learn(tx, ACME, profile("U0NEW"), TUESDAY)
    look()
    assert leaders(database, "U0NEW") == {MAYA: NamedBy.PROFILE}
    members.led_by = {"U0NEW": (TOM,)}
    clock.forward(days=1)
    look()
    assert leaders(database, "U0NEW") == {TOM: NamedBy.PROFILE}
    members.led_by = {}
    clock.forward(days=1)
    look()
    assert leaders(database, "U0NEW") == {TOM: NamedBy.PROFILE}  # an empty field says nothing


def test_whom_a_profile_names_in_error_leads_nobody(
    database: Database, look: DailyLook, members: Members
) -> None:
    look.manager_field = "Manager"
    members.listed["U0GUS"] = profile("U0GUS", is_guest=True)
    members.led_by = {ANA: (ANA, "U0GUS", "U0NOBODY"), BEN: (TOM,)}
    look()
    assert leaders(database, ANA) == {MAYA: NamedBy.LEADER}
    assert TOM in leaders(database, BEN)


def test_without_the_scope_the_field_is_let_be_and_the_rest_goes_on(
    database: Database,
    look: DailyLook,
    members: Members,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    look.manager_field, members.faults = "Manager", ["scope"]
    members.listed[BEN] = profile(BEN, AUCKLAND)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            look()
            clock.forward(days=1)
    assert person(database, BEN).zone == AUCKLAND
    assert len([line for line in caplog.messages if "profiles_not_read" in line]) == 1


def test_somebody_taken_for_gone_by_mistake_is_back_with_the_next_look(
    database: Database, look: DailyLook, members: Members, clock: Clock, room: Room
) -> None:
    with database.begin() as tx:
        share(tx, ANA, MAYA)
    ana = members.listed.pop(ANA)
    look()
    room.run(TUESDAY)
    members.listed[ANA] = ana
    clock.forward(days=1)
    look()
    with database.read() as tx:
        assert [one.owner for one in items.shared_with(tx, ACME, MAYA)] == [ANA]
