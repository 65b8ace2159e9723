"""Checks of what is on this machine: settings, key, database, clock, zones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from importlib.metadata import version
from re import search

from bot import settings
from bot.doctor.patient import Finding, Patient, ok, warn, wrong
from bot.settings import SettingsError
from bot.wording import doctor as words
from jobs.clock import is_set
from storage import checkup
from storage.database import is_file, sqlite_file
from storage.opening import check_whole
from storage.sealing import KeyFileError

NOTABLE, TOO_MUCH = 60, 300  # seconds between two clocks; from the second on Slack is not believed
LITTLE_ROOM = 200  # megabytes
HALF_A_YEAR = timedelta(days=183)


def look_at_settings(patient: Patient) -> Iterator[Finding]:
    try:
        found = settings.read(patient.env, needs_slack=True, needs_ears=True)
    except SettingsError as error:
        mend = " ".join((*settings.where_they_are(), words.MEND_SETTING))
        yield from (wrong(problem, mend) for problem in error.problems)
        return
    advised = settings.advice(found)
    yield from (warn(sentence, words.MEND_SETTING) for sentence in advised)
    if found.clock_file is not None:
        yield warn(words.CLOCK_MOVED, words.FOR_TRIALS)
    if not advised:
        yield ok(words.SETTINGS_FIT)


def look_at_key(patient: Patient) -> Iterator[Finding]:
    _ = patient.settings
    try:
        _ = patient.seals
    except KeyFileError as error:
        yield wrong(str(error), words.MEND_KEY)
        return
    yield ok(words.KEY_FITS)


def look_at_erased(patient: Patient) -> Iterator[Finding]:
    """Without it an older backup would bring back who asked to be erased."""
    file = patient.settings.tombstones
    there = file if os.access(file, os.F_OK) else file.parent
    if os.access(there, os.F_OK) and not os.access(there, os.R_OK | os.W_OK):
        yield wrong(words.erased_closed(str(file)), words.OPEN_ERASED)
    elif there != file:
        yield warn(words.no_erased(str(file)), words.BRING_ERASED)
    else:
        yield ok(words.ERASED_FITS)


def look_at_database(patient: Patient) -> Iterator[Finding]:
    _ = patient.seals
    database = patient.database
    if is_file(database):
        check_whole(database)
    if checkup.is_up_to_date(database):
        yield ok(words.DATABASE_FITS)
    else:
        yield wrong(words.TABLES_ARE_OLD, words.MIGRATE)


def look_at_room(patient: Patient) -> Iterator[Finding]:
    file = sqlite_file(patient.settings.database_url)
    if file is None or not file.exists():
        return
    free = shutil.disk_usage(file.absolute().parent).free // 1_000_000
    if free < LITTLE_ROOM:
        yield warn(words.room(free), words.MAKE_ROOM)
    else:
        yield ok(words.room(free))


def look_at_clock(patient: Patient) -> Iterator[Finding]:
    if not is_set(patient.clocks.machine()):
        yield wrong(words.CLOCK_UNSET, words.SET_CLOCK)
        return
    yield _beside_slack(patient)


def look_at_servers_clock(patient: Patient) -> Iterator[Finding]:
    """A file has no clock of its own."""
    if is_file(patient.database):
        return
    with patient.database.read() as tx:
        theirs = checkup.database_now(tx)
    yield _compared(theirs, patient.clocks.machine(), "the database server's")


def _beside_slack(patient: Patient) -> Finding:
    theirs = patient.greeting.at if patient.settings.bot_token else None
    if theirs is None:
        return ok(words.SLACK_TELLS_NO_TIME)
    return _compared(theirs, patient.clocks.machine(), "Slack's")


def _compared(theirs: datetime, ours: datetime, whose: str) -> Finding:
    seconds = round(abs((theirs - ours).total_seconds()))
    if seconds <= NOTABLE:
        return ok(words.clock_agrees(NOTABLE, whose))
    found = warn if seconds < TOO_MUCH else wrong
    return found(words.clock_differs(seconds, whose), words.SET_CLOCK)


def look_at_zones(patient: Patient) -> Iterator[Finding]:
    release = version("tzdata")
    if patient.clocks.machine() > good_until(release, leap_seconds()):
        yield warn(words.old_zones(release), words.UPDATE_ZONES)
    else:
        yield ok(words.zones(release))


def leap_seconds() -> str:
    return resources.files("tzdata").joinpath("zoneinfo/leapseconds").read_text("utf-8")


def good_until(release: str, leap_seconds: str) -> datetime:
    """A release does not say its day. The leap seconds in it do: each list of them is good for
    half a year to a year, so that what holds a list that has run out is older than half a year.
    """
    found = search(r"#expires (\d+)", leap_seconds)
    if found:
        return datetime.fromtimestamp(int(found[1]), UTC)
    year = int(release.partition(".")[0])
    return datetime(year + 1, 1, 1, tzinfo=UTC) + HALF_A_YEAR
