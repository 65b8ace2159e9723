"""Never one leader's figures but to them: planted as rare numbers, they stand nowhere else."""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import inspect

from bot.logs import WithoutTexts
from bot.metrics import Metrics
from bot.views import organisation as views
from bot.views import organisation_page
from jobs.housekeeping import clean_up
from jobs.reckoning import reckon_due
from jobs.report import Report
from storage import audit, months, workspaces
from storage.database import Database, new_id
from storage.deliveries import Kind
from storage.exporting import export
from storage.months import Month
from storage.tables import talks
from tests.people import ACME, ANA, BEN, CHIDI, EVA, INES, KOFI, MAYA, TOM, bond, open_workspace

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TEAMS = {MAYA: (ANA, BEN, CHIDI, KOFI), TOM: ("U0P1", "U0P2", "U0P3", "U0P4"), EVA: (MAYA, TOM)}
NOTED = {ANA: 1201, BEN: 1213, CHIDI: 1217, KOFI: 1223}  # by Maya: nobody notes so many by chance
RARE = {*NOTED.values(), sum(NOTED.values())}


@dataclass
class Company:
    database: Database
    pages: list[Month]
    logged: list[str]


@pytest.fixture
def company(sqlite: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Company]:
    """Maya notes thousands of talks; then the month is told, and the nightly work is done."""
    with sqlite.begin() as tx:
        open_workspace(tx, ACME, START)
        workspaces.change(tx, ACME, admin_channel="C0ADMINS")
        for leader, team in TEAMS.items():
            for report in team:
                bond(tx, leader, report, ACME, START)
        for report, many in NOTED.items():
            rows = [_talk(report, n) for n in range(many)]
            tx.connection.execute(talks.insert(), rows)
    caplog.set_level(logging.DEBUG)
    report_ = Report()
    reckon_due(sqlite, NOVEMBER, report_, random.Random(5).random)
    clean_up(sqlite, NOVEMBER, NOVEMBER)
    with sqlite.read() as tx:
        pages = months.all_of(tx, ACME)
    logged = [WithoutTexts().format(record) for record in caplog.records]
    yield Company(sqlite, pages, logged + report_.lines)


def _talk(report: str, n: int) -> dict[str, object]:
    who = {"workspace": ACME, "id": new_id(), "leader": MAYA, "report": report}
    return {**who, "day": date(2026, 10, 1 + n % 28), "recorded_at": START, "nudge": None}


def rare_in(said: str) -> set[int]:
    """The planted numbers that stand in there as numbers of their own."""
    return {n for n in RARE if re.search(rf"(?<![\d.a-f-]){n}(?![\da-f])", said)}


def test_they_are_in_her_own_export_and_would_be_found(company: Company) -> None:
    with company.database.read() as tx:
        hers = export(tx, ACME, MAYA, NOVEMBER)
    assert len(hers["talks_i_noted"]) == sum(NOTED.values())
    assert rare_in("1201 talks") and rare_in('{"talks": 1213}') and rare_in("about 4854 in all")
    assert not rare_in("21201 in all")


def test_not_in_the_organisations_page_in_whichever_form(company: Company) -> None:
    assert len(company.pages) == 1 and "value" in company.pages[0].page["figures"]["talks"]
    forms = (
        json.dumps(views.as_json(company.pages)),
        "\n".join(views.lines(company.pages)),
        organisation_page.html([*company.pages, *company.pages]),
        str(views.message(company.pages[0])),
    )
    for said in forms:
        assert rare_in(said) == set()
        assert MAYA not in said and "Maya" not in said


def test_not_in_the_logs_nor_in_what_a_run_tells(company: Company) -> None:
    assert any("cleaned_up" in line for line in company.logged)
    assert [line for line in company.logged if rare_in(line)] == []


def test_not_in_the_metrics(company: Company) -> None:
    metrics = Metrics()
    metrics.delivery("sent", Kind.MONTH)
    text = metrics.text().decode()
    assert rare_in(text) == set()
    assert not re.search(r"(?:leader|person|report|workspace)=\"", text)


@pytest.mark.parametrize("person", [INES, TOM, EVA, ANA, KOFI])
def test_not_in_the_export_of_her_own_leader_of_another_or_of_her_people(
    company: Company, person: str
) -> None:
    """Eva leads Maya; Ines is an admin; Ana and Kofi are the ones it is about."""
    with company.database.begin() as tx:
        audit.note(tx, ACME, INES, "start", ACME, "done", NOVEMBER)
    with company.database.read() as tx:
        theirs = export(tx, ACME, person, NOVEMBER)
    assert rare_in(json.dumps(theirs)) == set()
    assert not [one for one in theirs["talks_i_noted"] if person != MAYA]


def test_no_view_of_the_database_counts_anybody(company: Company) -> None:
    """What an operator can select they can; but nothing is prepared for it."""
    assert inspect(company.database.engine).get_view_names() == []


def test_the_only_table_of_figures_has_neither_leader_nor_person(company: Company) -> None:
    columns = {one["name"] for one in inspect(company.database.engine).get_columns("months")}
    assert columns == {"workspace", "month", "made_at", "page", "basis"}
    newest = company.pages[-1]
    assert newest.made_at - NOVEMBER < timedelta(days=1)
    assert MAYA not in json.dumps(newest.page) + json.dumps(newest.basis)
