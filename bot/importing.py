"""`tend import`: a file, the workspace's members and the database brought together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.program import CannotStart, Tend, opened
from bot.settings import Settings
from bot.wording import importing as words
from care import roster
from care.pairing import Matched, match
from care.people import Profile
from care.roster import Problem, Roster
from jobs.delivering import Clocks
from jobs.importing import CannotLook, Changes, Members, Place, compare, take_over
from jobs.knowing import Named, named_in_profiles, take_over_profiles


@dataclass(frozen=True)
class Told:
    """What is said in the end; ``refused``: nothing was done."""

    sentences: tuple[str, ...]
    refused: bool = False


def run(
    found: Settings, clocks: Clocks, file: Path, rehearse: bool, workspace: str | None = None
) -> Told:
    """Raises OSError, CannotStart, and what opening the database raises."""
    read = roster.read(content(file))
    if not read.lines:
        return refused(read.problems)
    with opened(found, clocks, workspace=workspace) as tend:
        members = tend.side.members(tend.here)
        try:
            return take_in(tend, read, members, rehearse)
        except CannotLook as error:
            raise CannotStart(str(error)) from None


def run_profiles(
    found: Settings, clocks: Clocks, rehearse: bool, workspace: str | None = None
) -> Told:
    """The same from the profiles' own field. Raises CannotStart, and what opening raises."""
    if not found.manager_field:
        raise CannotStart(words.NO_MANAGER_FIELD)
    with opened(found, clocks, workspace=workspace) as tend:
        members = tend.side.members(tend.here)
        try:
            listed = members.everybody()
            named = named_in_profiles(members, found.manager_field, listed)
        except CannotLook as error:
            raise CannotStart(str(error)) from None
        return _take_profiles(tend, named, rehearse)


def _take_profiles(tend: Tend, named: Named, rehearse: bool) -> Told:
    place = Place(tend.here, tend.side.platform)
    now, machine_now = tend.clocks.now(), tend.clocks.machine()
    changes = (
        compare(tend.database, place, named.roster)
        if rehearse
        else take_over_profiles(tend.database, place, named, now, machine_now)
    )
    more = [words.unfit(named.unfit)] if named.unfit else []
    return Told((*more, *_summary(changes, 0, rehearse)))


def content(file: Path) -> bytes:
    """The file, or so much of one too large as shows that it is."""
    with file.open("rb") as opened_file:
        return opened_file.read(roster.MOST_BYTES + 1)


def take_in(tend: Tend, read: Roster, members: Members, rehearse: bool) -> Told:
    profiles = members.find(read.people)
    matched = match(read.lines, profiles)
    if problems := (*read.problems, *matched.problems):
        return refused(problems)
    place = Place(tend.here, tend.side.platform)
    changes = (
        compare(tend.database, place, matched)
        if rehearse
        else _take_over(tend, place, matched, profiles.values())
    )
    return Told(tuple(_summary(changes, read.more_columns, rehearse)))


def _take_over(tend: Tend, place: Place, matched: Matched, profiles: Iterable[Profile]) -> Changes:
    now, machine_now = tend.clocks.now(), tend.clocks.machine()
    return take_over(tend.database, place, matched, profiles, now, machine_now)


def refused(problems: Iterable[Problem]) -> Told:
    said = [
        words.problem(one.flaw, one.line, one.column, one.other)
        for one in sorted(problems, key=lambda one: one.line)
    ]
    more = [words.and_more(len(said) - words.SHOWN)] if len(said) > words.SHOWN else []
    return Told((*said[: words.SHOWN], *more, words.REFUSED), refused=True)


def _summary(changes: Changes, more_columns: int, rehearsed: bool) -> Iterator[str]:
    if more_columns:
        yield words.more_columns(more_columns)
    if changes.circle:
        yield words.circle(changes.circle)
    yield from _what_changes(changes, rehearsed)
    if changes.known:
        yield words.known(changes.known)
    if changes.kept:
        yield words.kept(changes.kept)
    if not changes.any:
        yield words.NOTHING_NEW
    elif rehearsed:
        yield words.REHEARSED
    elif changes.pairs:
        yield words.ASKED


def _what_changes(changes: Changes, rehearsed: bool) -> Iterator[str]:
    if changes.pairs:
        lines = [pair.line for pair in changes.pairs]
        yield words.added(len(lines), lines, rehearsed)
    if changes.again:
        lines = [pair.line for pair in changes.again]
        yield words.again(len(lines), lines, rehearsed)
    if changes.ended:
        yield words.ended(len(changes.ended), changes.ended_lines, rehearsed)
    if changes.groups:
        lines = [group.line for group in changes.groups]
        yield words.grouped(len(lines), lines, rehearsed)
