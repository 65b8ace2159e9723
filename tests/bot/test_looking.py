"""The looks of each hour and day: several workspaces at once, and none in another's trouble."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bot.conversations.desk import Desk
from bot.directory import Directory
from bot.looking import AT_ONCE, Looks
from bot.sides import Looking, Wait
from bot.ui import Actor, View
from care.people import Profile
from jobs.means import Clocks
from jobs.messenger import Messenger
from storage.database import Database
from tests.jobs.post import Clock

PATIENCE = 60.0  # seconds
MANY = [f"T{number:03}" for number in range(3 * AT_ONCE)]


class NobodyThere:
    """A workspace whose list is empty."""

    def find(self, names: Collection[str]) -> Mapping[str, Profile]:
        return {}

    def everybody(self) -> Mapping[str, Profile]:
        return {}

    def one(self, person: str) -> Profile | None:
        return None

    def managers(self, people: Collection[str], field: str) -> Mapping[str, tuple[str, ...]]:
        return {}


@dataclass
class Slack:
    """A platform of many workspaces, which notes who was looked at."""

    desk: Desk
    meanwhile: Callable[[str], object] = lambda workspace: None
    looked: Counter[str] = field(default_factory=Counter)
    platform: str = "slack"

    @property
    def messenger(self) -> Messenger[View]:
        raise NotImplementedError

    def serves(self) -> list[str]:
        return MANY

    def look_whether_wanted(self, workspace: str) -> None:
        self.meanwhile(workspace)

    def members(self, workspace: str, wait: Wait | None = None) -> Looking:
        self.looked[workspace] += 1
        return NobodyThere()

    def redraw_home(self, actor: Actor) -> None:
        raise NotImplementedError

    def forget(self, workspace: str, person: str) -> None:
        raise NotImplementedError


@pytest.fixture
def slack(database: Database) -> Slack:
    clocks, nobody = Clocks(Clock(), Clock()), cast(Directory, None)  # nobody has a channel
    return Slack(Desk(database, nobody, clocks, "slack"))


def look(slack: Slack, stopping: Callable[[], bool] = lambda: False) -> None:
    Looks(slack, "", lambda seconds: None, stopping)()


def test_several_workspaces_are_looked_at_together_and_each_of_them_once(slack: Slack) -> None:
    """The barrier breaks unless as many as may stand at it do."""
    together = threading.Barrier(AT_ONCE)
    slack.meanwhile = lambda workspace: together.wait(PATIENCE)
    look(slack)
    assert slack.looked == Counter(MANY)


def test_trouble_with_one_workspace_is_none_of_the_others(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    def trouble(workspace: str) -> None:
        if workspace == MANY[1]:
            raise RuntimeError("not to be seen in a log")

    slack.meanwhile = trouble
    with caplog.at_level(logging.WARNING):
        look(slack)
    assert slack.looked == Counter(MANY) - Counter(MANY[1:2])
    assert "look_failed again_in=1h reason=RuntimeError" in caplog.text
    assert "not to be seen" not in caplog.text


def test_once_tend_is_to_stop_no_look_begins(slack: Slack) -> None:
    stop = threading.Event()

    def ends(workspace: str) -> Any:
        stop.set()

    slack.meanwhile = ends
    look(slack, stop.is_set)
    assert 1 <= sum(slack.looked.values()) <= AT_ONCE, "those that had begun"
