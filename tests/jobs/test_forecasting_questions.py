"""The questions of next week are counted with its plans, and tell of nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.views import cadence_forecast as views
from care.hours import instant
from care.policy import PULSE_TIME
from jobs.forecasting import Expected, Forecast, as_if_started, forecast
from jobs.report import Report
from jobs.ticking import tick
from storage import asks, landings, people, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.tables import deliveries
from storage.tables import workspaces as table
from tests.jobs.test_forecasting import DAY, HOUR, MONDAY
from tests.people import (
    ACME,
    ANA,
    BEN,
    BERLIN,
    CHIDI,
    JO,
    KOFI,
    MAYA,
    MAYAS_PEOPLE,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    share,
)

QUESTIONS = (Kind.ASKED_BACK, Kind.LANDING, Kind.PULSE)


@pytest.fixture
def asking(database: Database) -> Database:
    """Jo asked for a talk on Thursday; Ana shared four weeks ago, and is asked whether it helps."""
    since = MONDAY - 26 * DAY
    with database.begin() as tx:
        open_workspace(tx, ACME, since)
        for person in MAYAS_PEOPLE:
            bond(tx, MAYA, person, since=since)
        bond(tx, TOM, JO, since=since)
        goal = share(tx, ANA, MAYA, at=since)
        landings.turn_on(tx, ACME, ANA, goal, since)
        ask = asks.write(tx, ACME, JO, TOM, "About the move", MONDAY - 4 * DAY)
        asks.send(tx, ACME, ask, MONDAY - 4 * DAY, MONDAY + 3 * DAY)
    return database


def asked(database: Database) -> set[str]:
    """Who is asked something in the week that is then lived."""
    now = MONDAY
    while now < MONDAY + 7 * DAY:
        tick(database, now, Report())
        now += 2 * HOUR
    with database.read() as tx:
        rows = tx.all(select(deliveries).where(deliveries.c.kind.in_(QUESTIONS)))
    return {row.address for row in rows}


def turn_on_the_pulse(tx: Tx) -> None:
    workspaces.change(tx, ACME, pulse=True, zone=BERLIN)
    opens = instant(TUESDAY.date() + DAY, PULSE_TIME, BERLIN)
    tx.run(update(table).values(pulse_at=opens))


def test_whoever_is_asked_in_the_week_that_is_lived_was_counted(asking: Database) -> None:
    counted = forecast(asking, ACME, MONDAY).questions
    assert asked(asking) == {ANA, JO} and counted == 2


def test_a_round_that_opens_in_the_week_is_counted_too(asking: Database) -> None:
    """Chidi does not want to be asked, and Kofi has stopped everything."""
    with asking.begin() as tx:
        turn_on_the_pulse(tx)
        people.change(tx, ACME, CHIDI, asked_pulse=False)
        people.change(tx, ACME, KOFI, stopped_at=MONDAY)
    counted = forecast(asking, ACME, MONDAY).questions
    found = asked(asking)
    assert found == {*MAYAS_PEOPLE, JO} - {CHIDI, KOFI} and BEN in found
    assert counted == len(found)


def said(database: Database, questions: int, leaders: int = 5, pilot: bool = False) -> str:
    with database.begin() as tx:
        open_workspace(tx)
        workspaces.change(tx, ACME, pilot_only=pilot)
        place = workspaces.load(tx, ACME)
    each = tuple(Expected(f"U0{n}", TUESDAY.date(), 2) for n in range(leaders))
    counted = Forecast(each, as_if_started(place, TUESDAY), questions)
    return "\n".join(views.lines(counted, place))


def test_admins_read_it_by_fives_and_of_a_crowd_alone(database: Database) -> None:
    assert "At least 40 people would be asked" in said(database, 44)
    assert said(database, 40) == said(database, 44)
    assert said(database, 4) == said(database, 0) and "would be asked" not in said(database, 4)
    assert said(database, 44, leaders=4) == said(database, 0, leaders=4)
    assert said(database, 44, pilot=True) == said(database, 0, pilot=True)
