"""`tend dry-run`: next week in counts, and leader by leader for whoever runs Tend."""

from __future__ import annotations

from bot.program import opened
from bot.settings import Settings
from bot.views import cadence_forecast as views
from bot.wording import cadence_forecast as words
from jobs.delivering import Clocks
from jobs.forecasting import forecast
from storage import workspaces


def run(found: Settings, clocks: Clocks, workspace: str | None = None) -> list[str]:
    """Raises CannotStart, and what opening the database raises."""
    with opened(found, clocks, workspace=workspace) as tend:
        with tend.database.begin() as tx:
            place = workspaces.ensure(tx, tend.here, tend.side.platform, clocks.now())
        counted = forecast(tend.database, place.id, clocks.now())
    return [*views.lines(counted, place), *views.by_leader(counted), words.FOOT]
