"""One script, played by the same people in Slack and in Teams: the same is kept and said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.teams.ledger import Rows, opened
from tests.bot.teams.stages import Pick, Stage, Who, in_slack, in_teams

pytestmark = pytest.mark.slow

TITLE = "Pass the exam"
PROMISE = "Introduce you to Kofi"
ASK = "The move to the other team"


def play(on: Stage) -> None:
    """From the first hello to being erased."""
    sets_up(on)
    hello(on)
    share(on)
    promise_and_ask(on)
    a_plan_and_its_follow_up(on)
    words(on)
    goes(on)


def sets_up(on: Stage) -> None:
    on.cadence("Ines")
    on.fill("Ines", ideal="14", maximum="28", weekday="1", at="10:00")
    on.cadence("Ines")
    on.press("Ines", "Start")
    on.close("Ines")


def hello(on: Stage) -> None:
    on.home("Ana")
    on.word("Ana", "mygoals")
    on.fill("Ana", leader=Who("Maya"))
    on.close("Ana")
    on.home("Chidi")
    on.later(hours=1)
    on.press("Maya", "Yes")
    on.word("Maya", "mypeople")
    on.press("Maya", "Add somebody")
    on.fill("Maya", reports=[Who("Ben"), Who("Chidi")])
    on.close("Maya")
    on.word("Ben", "mygoals")
    on.press("Ben", "Yes")
    on.close("Ben")


def share(on: Stage) -> None:
    on.word("Ana", "mygoals", "add")
    on.fill("Ana", kind="goal", area="work", title=TITLE, details="By *June*", know="named")
    assert TITLE in on.before("Ana"), "the preview"
    on.fill("Ana")
    on.close("Ana")


def promise_and_ask(on: Stage) -> None:
    on.word("Maya", "mypeople")
    on.press("Maya", "Open")
    on.press("Maya", "I promised something")
    on.fill("Maya", words=PROMISE, who="both")
    on.close("Maya")
    on.word("Ana", "mygoals")
    on.press("Ana", "Ask for a talk")
    on.fill("Ana", words=ASK, leader=Pick("Maya Lindqvist"))
    assert ASK in on.before("Ana"), "the preview"
    on.fill("Ana")
    on.close("Ana")


def a_plan_and_its_follow_up(on: Stage) -> None:
    on.later(days=7)
    on.press("Maya", "When?")
    on.fill("Maya", when="pick", day="2026-12-03", time="14:00")
    on.press("Maya", "Undo")
    on.press("Maya", "When?")
    on.fill("Maya", when="today")
    on.later(days=1)
    on.press("Maya", "Yes")
    on.press("Maya", "Undo")
    on.press("Maya", "Yes")


def words(on: Stage) -> None:
    on.says("Maya", "talked with Ana yesterday")
    on.says("Maya", "pause until Friday")
    on.says("Maya", "xyzzy plugh")


def goes(on: Stage) -> None:
    on.word("Maya", "mypeople")
    on.press("Maya", "Open")
    on.press("Maya", "Remove")
    on.close("Maya")
    on.word("Ana", "mygoals", "export")
    on.close("Ana")
    on.later(days=1)
    on.word("Ben", "mygoals", "erase")
    on.fill("Ben", word="erase")
    on.close("Ben")
    on.later(days=7)


# --- what is compared ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    rows: Rows
    told: dict[str, list[str]]  # every message that was sent to them, as they read it


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("slack")
    with in_slack(folder) as stage:
        return kept(stage, folder)


@pytest.fixture(scope="module")
def teams(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("teams")
    with in_teams(folder) as stage:
        return kept(stage, folder)


def kept(stage: Stage, folder: Path) -> Kept:
    play(stage)
    told = {name: stage.told(name) for name in ("Ana", "Ben", "Chidi", "Ines", "Maya")}
    return Kept(opened(stage, folder / "key"), told)


def test_the_same_rows_are_kept(slack: Kept, teams: Kept) -> None:
    filled = {table for table, rows in slack.rows.items() if rows}
    assert filled >= {"answers", "asks", "bonds", "disclosures", "items", "promises", "talks"}
    for table in slack.rows:
        assert teams.rows[table] == slack.rows[table], table


def test_the_same_sentences_are_said(slack: Kept, teams: Kept) -> None:
    assert sum(map(len, slack.told.values())) > 5
    for name in slack.told:
        assert words_of(teams.told[name]) == words_of(slack.told[name]), name


def words_of(messages: list[str]) -> list[list[str]]:
    """How they are set is each platform's own."""
    return [re.findall(r"\w+", message) for message in messages]
