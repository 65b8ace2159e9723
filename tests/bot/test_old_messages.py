"""What stands in people's conversations since an earlier release goes on working after an upgrade.

A message is never written anew because the program was. For each release there is a database with
a past, and what every button and form carried then: today's program opens the one and is given
the others. Whoever takes an action away, or changes what its value means, fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.ui import Outdated
from bot.wording import home
from bot.wording.admins import OUTDATED
from tests.bot import recording
from tests.office import Office

NOT_UNDERSTOOD = (home.NOT_FOUND, home.NOT_FOR_YOU, OUTDATED)
GROWN = {"limits", "quiet_times"}  # they hold more since, and show it before anything is saved


@dataclass
class Reopened:
    """Today's program on the database of a release."""

    name: str
    office: Office


@pytest.fixture(scope="module", params=recording.names())
def then(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reopened]:
    with recording.reopened(request.param, tmp_path_factory.mktemp("then")) as office:
        yield Reopened(request.param, office)


def test_every_button_and_form_of_then_still_does_something(then: Reopened) -> None:
    buttons = recording.told_of(then.name)["buttons"]
    failed = {(b["how"], b["id"]): said for b in buttons if (said := trouble(then, b))}
    shown_anew = {id for (how, id), said in failed.items() if how == "submit" and OUTDATED in said}
    assert len(buttons) > 60 and shown_anew == GROWN and len(failed) == len(GROWN)


def test_one_that_is_not_understood_any_more_would_be_noticed(then: Reopened) -> None:
    first = recording.told_of(then.name)["buttons"][0]
    assert trouble(then, {**first, "id": "renamed:1"}) == "outdated"
    assert home.NOT_FOUND in trouble(then, {**first, "thing": f"nudge/{first['thing']}"})


def trouble(then: Reopened, button: dict[str, Any]) -> str:
    """What is said to whom it does nothing for."""
    try:
        said = repr(recording.press(then.office, button))
    except Outdated:
        said = "outdated"
    return said if said == "outdated" or any(no in said for no in NOT_UNDERSTOOD) else ""


def test_what_people_wrote_then_is_read_today(then: Reopened) -> None:
    ana = then.office.person("Ana")
    ana.command("/mygoals")
    assert "Pass the AWS exam" in ana.reads()
