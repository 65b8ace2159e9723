"""One release after the other under load, and back: every word is answered, and answered once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest

from sandbox.company import MAYAS_PEOPLE, TOMS_PEOPLE, company
from sandbox.server import Serving, serve
from sandbox.shapes import Timing
from storage.database import engine_for
from storage.schema import newest_version, version_of
from tests.databases import new_database
from tests.house.releases import Host, of_before, the_next, this_one
from tests.office import MovableClock
from tests.storage.next_release import NEXT

PEOPLE = (*MAYAS_PEOPLE, *TOMS_PEOPLE)
EVERY = 0.4  # seconds between two who say something
PATIENCE = 600.0

pytestmark = pytest.mark.long


@dataclass
class Talking:
    """People who go on writing to Tend, one after the other, until they are asked to stop."""

    workspace: Serving
    said: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, 0))
    failed: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Talking:
        self._thread = threading.Thread(target=self._talk)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _talk(self) -> None:
        for person in cycle(PEOPLE):
            if self._stop.wait(EVERY):
                return
            self.say(person)

    def say(self, person: str) -> None:
        world = self.workspace.world
        self.said[person] += 1
        self.workspace.run(world.say(person, world.dm(person).id, "help"), seconds=60)

    def answers(self) -> dict[str, int]:
        world = self.workspace.world
        return {
            person: sum(m.user != person for m in world.messages(world.dm(person).id, person))
            for person in PEOPLE
        }

    def until_all_are_answered(self) -> None:
        ends = time.monotonic() + PATIENCE
        while self.answers() != self.said and time.monotonic() < ends:
            time.sleep(0.5)
        time.sleep(3)  # for what would come twice
        assert self.answers() == self.said


@pytest.fixture
def workspace() -> Iterator[Serving]:
    # whoever ends may leave an event unheard: it comes again in seconds, not in a minute
    timing = Timing(ack=10.0, retries=(0.5, 5.0, 20.0))
    with serve(company(MovableClock(), timing=timing)) as serving:
        yield serving


@pytest.fixture
def host(tmp_path: Path, postgres: str, workspace: Serving) -> Iterator[Host]:
    world = workspace.world
    env = {
        "TEND_DATABASE_URL": new_database(postgres).replace("+psycopg", ""),
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": world.bot_token,
        "SLACK_APP_TOKEN": world.app_token,
    }
    folder = tmp_path / "host"
    folder.mkdir()
    host = Host(folder, env)
    yield host
    host.close()


def version(host: Host) -> str | None:
    engine = engine_for(host.env["TEND_DATABASE_URL"])
    try:
        return version_of(engine)
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("of_old", "of_new", "becomes"),
    [(this_one, the_next, NEXT), (of_before, this_one, newest_version())],
)
def test_node_by_node_and_back_again(
    host: Host,
    workspace: Serving,
    tmp_path: Path,
    of_old: Callable[[Path], Path],
    of_new: Callable[[Path], Path],
    becomes: str,
) -> None:
    old, new = of_old(tmp_path / "old"), of_new(tmp_path / "new")
    host.tend(old, "init")
    with Talking(workspace) as talking:
        ears = [host.start(old, "run", "--listen-only")]
        hands = [host.start(old, "worker"), host.start(old, "worker")]
        time.sleep(3)
        host.tend(new, "migrate")
        assert version(host) == becomes
        there = ears[0], *hands
        time.sleep(3)
        ears[0] = host.exchange(ears[0], new, "run", "--listen-only")
        hands[0] = host.exchange(hands[0], new, "worker")
        time.sleep(5)  # both at work
        hands[1] = host.exchange(hands[1], new, "worker")
        assert [node.process.poll() for node in there] == [0, 0, 0]
        time.sleep(3)
        ears[0] = host.exchange(ears[0], old, "run", "--listen-only")  # and back
        for n, hand in enumerate(hands):
            hands[n] = host.exchange(hand, old, "worker")
        time.sleep(3)
    talking.until_all_are_answered()
    print(f"\n{sum(talking.said.values())} said and answered, from {of_old.__name__}")
