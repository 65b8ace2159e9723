"""`tend report`: the organisation's page, as text, as JSON, or as one HTML file with its plots."""

from __future__ import annotations

import json
from pathlib import Path

from bot.program import CannotStart
from bot.views import organisation as views
from bot.wording import organisation as words
from storage import months
from storage.database import Database
from storage.months import Month


def run(database: Database, workspace: str, as_json: bool, html: Path | None) -> list[str]:
    """Only what was told to the admins: asking reckons nothing anew, and the platform nothing.

    Raises CannotStart.
    """
    with database.read() as tx:
        pages = months.all_of(tx, workspace)
    if html is not None:
        html.write_text(_page(pages), "utf-8")
        return [words.written(f"{html}")]
    if as_json:
        return [json.dumps(views.as_json(pages), indent=1)]
    return views.lines(pages)


def _page(pages: list[Month]) -> str:
    try:
        from bot.views import organisation_page
    except ImportError:
        raise CannotStart(words.NO_PLOTS) from None
    return organisation_page.html(pages)
