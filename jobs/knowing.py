"""The daily look at everybody: what the platform says of those whom Tend knows, all or nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from care.bonds import NamedBy
from care.pairing import Matched, match
from care.people import Profile, may_take_part
from care.roster import Line
from jobs.importing import CannotLook, Changes, Place, take_over
from storage import looking, people
from storage.database import Database

log = logging.getLogger(__name__)
AT_A_TIME = 200  # people in one transaction: somebody may be waiting at their screen


class NotGranted(CannotLook):
    """The platform does not let Tend look at this at all: the operator's to mend."""


class Everybody(Protocol):
    """A look at all members of one workspace, for as long as it takes."""

    def everybody(self) -> Mapping[str, Profile]:
        """All of them, by id. Raises CannotLook when the list did not come to its end."""

    def one(self, person: str) -> Profile | None:
        """None for somebody whom the platform does not know. Raises CannotLook."""

    def managers(self, people: Collection[str], field: str) -> Mapping[str, tuple[str, ...]]:
        """Who leads each of these, by the profile field of that label or id.

        Raises CannotLook, and NotGranted where the platform never will tell.
        """


@dataclass(frozen=True)
class Known:
    """What came of a look: how many were looked at, and how many the list no longer has."""

    people: int
    gone: int


Listed = Mapping[str, Profile]


def know_everybody(
    database: Database, place: Place, members: Everybody, listed: Listed, machine_now: datetime
) -> Known:
    """Keep zones, flags and leave of everybody whom Tend knows.

    Whom the list no longer has is asked about once more: a list that has lost somebody makes
    nobody leave. Raises CannotLook, and then nothing was changed.
    """
    with database.read() as tx:
        ours = people.everybody(tx, place.id)
        here = set(people.taking_part(tx, place.id))
    missing = [person for person in ours if person not in listed and person in here]
    asked = {person: members.one(person) for person in missing}
    gone = {person: Profile(person, is_deactivated=True) for person in missing}
    found = gone | {person: profile for person, profile in asked.items() if profile is not None}
    profiles = [listed[person] for person in ours if person in listed] + list(found.values())
    for some in _batches(profiles):
        with database.begin() as tx:
            people.meet(tx, place.id, some, machine_now)
    return Known(len(profiles), sum(profile is None for profile in asked.values()))


def _batches(profiles: list[Profile]) -> Iterator[list[Profile]]:
    for start in range(0, len(profiles), AT_A_TIME):
        yield profiles[start : start + AT_A_TIME]


# --- the profile's own field of who leads whom ---------------------------------------------------


@dataclass(frozen=True)
class Named:
    """What the profiles say: a roster without a file, and how many name nobody who can lead."""

    roster: Matched
    profiles: tuple[Profile, ...]
    unfit: int


def named_in_profiles(
    members: Everybody, field: str, listed: Listed, of: Collection[str] | None = None
) -> Named:
    """Who leads each of these people, or of all, by their profiles. Raises CannotLook."""
    able = {person: profile for person, profile in listed.items() if may_take_part(profile)}
    asked = sorted(able if of is None else able.keys() & set(of))
    lines = list(_lines(members.managers(asked, field)))
    found = match(lines, listed)
    fit = Matched(found.pairs, (), ())
    who = {name for pair in fit.pairs for name in (pair.leader, pair.person)}
    return Named(fit, tuple(listed[person] for person in sorted(who)), len(found.problems))


def _lines(managers: Mapping[str, Iterable[str]]) -> Iterator[Line]:
    for person, leaders in managers.items():
        for leader in dict.fromkeys(leaders):
            yield Line(0, person, leader)


def take_over_profiles(
    database: Database, place: Place, named: Named, now: datetime, machine_now: datetime
) -> Changes:
    """By the rules of an import."""
    roster, profiles = named.roster, named.profiles
    return take_over(database, place, roster, profiles, now, machine_now, NamedBy.PROFILE)


# --- once a day ----------------------------------------------------------------------------------


@dataclass
class DailyLook:
    """Asked each hour, on whichever node; looks when the last whole look is about a day old."""

    database: Database
    place: Place
    members: Everybody
    now: Callable[[], datetime]
    machine_now: Callable[[], datetime]
    manager_field: str = ""

    def __call__(self) -> None:
        began = self.machine_now()
        with self.database.begin() as tx:
            if not looking.take(tx, self.place.id, began):
                return
        went_well = False
        try:
            self._look(began)
            went_well = True
        except CannotLook as error:
            log.warning("look_failed again_in=1h reason=%s", error)
        finally:
            with self.database.begin() as tx:
                (looking.done if went_well else looking.give_back)(tx, self.place.id, began)

    def _look(self, machine_now: datetime) -> None:
        listed = self.members.everybody()
        known = know_everybody(self.database, self.place, self.members, listed, machine_now)
        self._take_over_profiles(listed)
        log.info("looked people=%d gone=%d", known.people, known.gone)

    def _take_over_profiles(self, listed: Listed) -> None:
        if not self.manager_field:
            return
        with self.database.read() as tx:
            ours = people.taking_part(tx, self.place.id)
        try:
            named = named_in_profiles(self.members, self.manager_field, listed, ours)
        except NotGranted as error:
            log.warning("profiles_not_read reason=%s", error)
            self.manager_field = ""  # until Tend is started again: once is enough to be told
            return
        changes = take_over_profiles(
            self.database, self.place, named, self.now(), self.machine_now()
        )
        counts = (len(changes.pairs) + len(changes.again), len(changes.ended), named.unfit)
        log.info("profiles_read added=%d ended=%d unfit=%d", *counts)
