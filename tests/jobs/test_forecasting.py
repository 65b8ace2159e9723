"""Next week in counts equals the week that is then lived, and counting changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.views import cadence_forecast as views
from care.bonds import NamedBy
from jobs.forecasting import Expected, Forecast, Why, as_if_started, forecast
from jobs.report import Report
from jobs.ticking import tick
from storage import bonds, nudges, people, talks, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.tables import deliveries, metadata
from tests.people import (
    ACME,
    ANA,
    BEN,
    CHIDI,
    EVA,
    EXAM,
    FINN,
    INES,
    JO,
    KOFI,
    LINA,
    MAYA,
    NOA,
    OMAR,
    PRIYA,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    share,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def a_company(database: Database, at: datetime, started: bool = True) -> None:
    """Leaders in every state that keeps a plan away, and some whose plan comes."""
    since = at - 40 * DAY
    with database.begin() as tx:
        open_workspace(tx, ACME, since if started else None)
        for leader, reports in {
            MAYA: (ANA, BEN, CHIDI, KOFI, EVA),
            TOM: (JO, OMAR),
            ANA: (FINN,),
            BEN: (LINA,),
            CHIDI: (NOA,),
            KOFI: (PRIYA,),
            EVA: (OMAR,),
            INES: (TOM,),
        }.items():
            for report in reports:
                bond(tx, leader, report, since=since)
        share(tx, ANA, MAYA, at=since)
        _states(tx, at)
    with database.begin() as tx:
        bonds.lists_say(tx, ACME, [(JO, PRIYA), (MAYA, NOA)], NamedBy.IMPORT, at)


def _states(tx: Tx, at: datetime) -> None:
    today = at.date()
    people.change(tx, ACME, ANA, stopped_at=at)
    people.change(tx, ACME, BEN, paused_until=at + 30 * DAY)
    people.change(tx, ACME, CHIDI, away_first=today, away_back=today + 20 * DAY)
    people.change(tx, ACME, KOFI, plan_weekday=3, paused_until=at + 2 * DAY)
    talks.record(tx, ACME, EVA, OMAR, today, [], at)
    people.change(tx, ACME, INES, plan_every=4, last_plan=today - timedelta(today.weekday() + 6))


def lived(database: Database, at: datetime, days: int = 7) -> dict[str, tuple[date, int]]:
    """The first plan of each leader in the week that follows: its day, and how many it names."""
    now = at
    while now < at + days * DAY:
        tick(database, now, Report())
        now += HOUR / 2
    with database.read() as tx:
        rows = tx.all(
            select(deliveries).where(deliveries.c.kind == Kind.PLAN).order_by(deliveries.c.day)
        )
        found: dict[str, tuple[date, int]] = {}
        for row in rows:
            count = len(nudges.of_delivery(tx, ACME, row.id))
            found.setdefault(row.address, (row.day, count))
        return found


def foreseen(counted: Forecast) -> dict[str, tuple[date, int]]:
    return {one.leader: (one.day, one.people) for one in counted.each if one.day is not None}


def reasons(counted: Forecast) -> dict[str, Why]:
    return {one.leader: one.why for one in counted.each if one.why is not None}


def everything(database: Database) -> dict[str, Any]:
    with database.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.all(select(table))]
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize(
    "at", [MONDAY + timedelta(hours=h) for h in (0, 26, 34, 50, 75, 100, 130, 150)], ids=str
)
def test_the_week_that_is_lived_is_the_one_that_was_counted(
    database: Database, at: datetime
) -> None:
    a_company(database, at)
    counted = forecast(database, ACME, at)
    assert foreseen(counted) == lived(database, at)
    assert len(foreseen(counted)) >= 2


def test_before_the_start_it_is_counted_as_if_started(database: Database) -> None:
    a_company(database, MONDAY, started=False)
    counted = forecast(database, ACME, MONDAY)
    with database.begin() as tx:
        workspaces.change(tx, ACME, started_at=MONDAY)
        bonds.look_again(tx, ACME)
    assert foreseen(counted) == lived(database, MONDAY)


def test_a_holiday_moves_the_plan_in_the_count_too(database: Database) -> None:
    at = MONDAY + 29 * DAY  # 22 December: Maya's next Tuesday is the 22nd, then the 29th
    a_company(database, at)
    with database.begin() as tx:
        workspaces.change(tx, ACME, blackouts="2026-12-22/2026-12-23")
        bonds.look_again(tx, ACME)
    counted = forecast(database, ACME, at)
    assert foreseen(counted) == lived(database, at)


def test_each_reason_is_the_one_that_holds(database: Database) -> None:
    a_company(database, MONDAY)
    found = reasons(forecast(database, ACME, MONDAY))
    assert found == {
        ANA: Why.STOPPED,
        BEN: Why.PAUSED,
        CHIDI: Why.AWAY,
        EVA: Why.NOBODY_DUE,
        INES: Why.ANOTHER_WEEK,
        JO: Why.NOT_ACCEPTED,
    }


def test_who_would_be_asked_first_is_counted_too(database: Database) -> None:
    a_company(database, MONDAY)
    counted = forecast(database, ACME, MONDAY)
    asked = {one.leader for one in counted.each if one.asked_on}
    assert asked == {JO, MAYA} and counted.asked == 2


@pytest.mark.parametrize("ahead", [2, 3, 4, 5, 8])
def test_a_date_between_two_plans_is_counted_on_its_day(database: Database, ahead: int) -> None:
    on = MONDAY.date() + timedelta(days=ahead)
    with database.begin() as tx:
        open_workspace(tx, ACME, MONDAY - 40 * DAY)
        bond(tx, MAYA, ANA, since=MONDAY - 5 * DAY)
        share(tx, ANA, MAYA, replace(EXAM, date=on), at=MONDAY - 5 * DAY)
    counted = forecast(database, ACME, MONDAY).days
    lived(database, MONDAY, days=7)
    with database.read() as tx:
        sent = tx.all(select(deliveries.c.day).order_by(deliveries.c.day))
    assert [row.day for row in sent] == list(counted)


def test_only_the_pilot_is_counted_where_one_is_chosen(database: Database) -> None:
    a_company(database, MONDAY, started=False)
    with database.begin() as tx:
        workspaces.change(tx, ACME, pilot=f"{MAYA},{ANA}")
    counted = forecast(database, ACME, MONDAY)
    assert set(foreseen(counted)) == {MAYA}
    found = reasons(counted)
    assert found[ANA] is Why.STOPPED and found[TOM] is Why.NOT_IN_PILOT


def test_a_pause_of_all_is_counted_as_if_it_went_on(database: Database) -> None:
    a_company(database, MONDAY)
    before = foreseen(forecast(database, ACME, MONDAY))
    with database.begin() as tx:
        workspaces.change(tx, ACME, paused_at=MONDAY)
    assert foreseen(forecast(database, ACME, MONDAY)) == before


def test_counting_changes_nothing(database: Database) -> None:
    a_company(database, MONDAY)
    before = everything(database)
    forecast(database, ACME, MONDAY)
    assert everything(database) == before


# --- what is said of it --------------------------------------------------------------------------


def of(database: Database, each: Iterable[Expected]) -> list[str]:
    with database.begin() as tx:
        open_workspace(tx)
        place = workspaces.load(tx, ACME)
    return views.lines(Forecast(tuple(each), as_if_started(place, TUESDAY)), place)


def test_the_channel_reads_counts_and_no_person(database: Database) -> None:
    tuesday = TUESDAY.date()
    away = [Expected(f"U0AWAY{n}", why=Why.AWAY) for n in range(7)]
    found = of(database, [*away, *(Expected(f"U0{n}", tuesday, 2) for n in range(41))])
    assert found == [
        "Counted for everybody.",
        "Tuesday, 24 November: 41 messages",
        "Not this week: 7 leaders, of whom at least 5 away.",
    ]


def test_two_counts_do_not_tell_why_the_leader_added_between_them_gets_no_plan(
    database: Database,
) -> None:
    crowd = [Expected(f"U0{n}", why=Why.NOBODY_DUE) for n in range(5)]
    crowd += [Expected(f"U0AWAY{n}", why=Why.AWAY) for n in range(6)]
    one_more = [
        of(database, [*crowd, Expected(MAYA, why=why)])
        for why in (Why.STOPPED, Why.AWAY, Why.NOBODY_DUE)
    ]
    assert one_more[0] == one_more[1] == one_more[2]


def test_of_a_pilot_chosen_well_two_counts_do_not_tell_it_either(database: Database) -> None:
    """Four are known to have stopped: a fifth would be seen by the count of five."""
    with database.begin() as tx:
        open_workspace(tx)
        place = replace(workspaces.load(tx, ACME), pilot_only=True)
    tuesday = TUESDAY.date()
    chosen = [Expected(f"U0{n}", why=Why.STOPPED) for n in range(4)]
    chosen += [Expected(f"U0DUE{n}", tuesday, 2) for n in range(4)]
    one_more = [
        views.lines(Forecast((*chosen, replace(one, leader=MAYA)), place), place)
        for one in (chosen[0], Expected(MAYA, why=Why.AWAY))
    ]
    assert one_more[0] == one_more[1]
    dated = replace(chosen[-1], dates=(tuesday + 2 * DAY,))
    plain = views.lines(Forecast(tuple(chosen), place), place)
    assert views.lines(Forecast((*chosen[:-1], dated), place), place) == plain


def test_of_few_leaders_it_is_not_told_why_one_of_them_gets_no_plan(database: Database) -> None:
    one = Expected(MAYA, why=Why.STOPPED)
    found = "\n".join(of(database, [one, replace(one, leader=TOM, why=Why.AWAY)]))
    assert "Not this week: 2 leaders." in found
    assert "stopped" not in found and "away" not in found


def test_of_a_small_pilot_in_a_large_company_it_is_not_told_either(database: Database) -> None:
    others = [Expected(f"U0{n}", why=Why.NOT_IN_PILOT) for n in range(41)]
    for why in (Why.STOPPED, Why.AWAY, Why.NOBODY_DUE):
        found = "\n".join(of(database, [Expected(MAYA, why=why), *others]))
        assert "Not this week: 42 leaders." in found


def test_of_a_pilot_of_one_it_is_not_told_that_somebody_shared_a_date(database: Database) -> None:
    tuesday = TUESDAY.date()
    plain = Expected(MAYA, tuesday, 2)
    dated = replace(plain, dates=(tuesday + 2 * DAY,))
    assert of(database, [plain]) == of(database, [dated])


def test_the_operator_reads_it_leader_by_leader(database: Database) -> None:
    a_company(database, MONDAY)
    found = views.by_leader(forecast(database, ACME, MONDAY))
    assert f"{MAYA}  plan on 2026-11-24, 3 people; asked on 2026-11-23" in found
    assert f"{ANA}  stopped" in found
