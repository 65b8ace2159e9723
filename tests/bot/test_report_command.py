"""`tend report` on a running workspace: what the admins were told, and nothing reckoned anew."""

from __future__ import annotations

import json
from pathlib import Path

from bot import organisation
from bot.views.organisation import as_json
from bot.wording.organisation import NO_MONTH
from storage import months
from tests.bot.scenes import TEAM, start
from tests.bot.test_organisation_page import YEAR
from tests.office import Office


def report(office: Office, as_json: bool = False, html: Path | None = None) -> str:
    return "\n".join(organisation.run(office.tend.database, TEAM, as_json, html))


def test_the_same_months_in_text_as_json_and_as_one_file(office: Office, tmp_path: Path) -> None:
    start(office)
    assert report(office) == NO_MONTH
    with office.tend.database.begin() as tx:
        for one in YEAR:
            assert months.keep(tx, TEAM, one.first, one.page, one.basis, one.made_at)
    assert report(office).count("in figures") == len(YEAR)
    assert json.loads(report(office, as_json=True)) == as_json(YEAR)
    file = tmp_path / "page.html"
    assert str(file) in report(office, html=file)
    page = file.read_text("utf-8")
    assert page.count("<svg") >= 5 and "<script" not in page
    assert len(office.look(lambda tx: months.all_of(tx, TEAM))) == len(YEAR), "asking adds none"
