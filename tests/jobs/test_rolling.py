"""Nodes go on while the tables grow under them; hints of another release are understood."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from procrastinate.testing import InMemoryConnector

from jobs.distributed import DRAIN, PLAN, Duties, Node
from storage.opening import open_existing
from storage.schema import upgrade, version_of
from tests.databases import SEALS
from tests.jobs.cluster import Cluster
from tests.storage.next_release import NEXT, next_steps

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.json"))


@pytest.mark.slow
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_the_tables_grow_under_nodes_at_work_and_each_message_comes_once(
    cluster: Cluster, url: str, tmp_path: Path
) -> None:
    """One release, then both, then the next one alone; and one that starts on what is newer."""
    cluster.says(4)
    old = [cluster.join() for _ in range(2)]
    old[0].stir()
    assert cluster.stands(1)
    upgrade(cluster.database.engine, next_steps(tmp_path / "steps"), patience_ms=30_000)
    cluster.says(2)
    for node in old:
        cluster.join().stir()
        node.stop()
    assert cluster.stands(72, seconds=300)
    open_existing(url, SEALS).close()
    assert version_of(cluster.database.engine) == NEXT
    assert len(cluster.times()) == 72 and set(cluster.times().values()) == {1}


def jobs() -> list[Any]:
    found = [(file.stem, job) for file in RECORDED for job in json.loads(file.read_text())]
    return [pytest.param(job, id=f"{name} {job['task']}") for name, job in found]


@pytest.mark.parametrize("job", jobs())
def test_a_hint_that_another_release_gave_can_be_followed(
    job: dict[str, Any], idle_node: Node[Any]
) -> None:
    """While both are at work each follows hints of the other: whoever renames one fails here."""
    task = idle_node._with_duties().tasks[job["task"]]
    assert task.queue == job["queue"]
    inspect.signature(task.func).bind(**job["args"])


def test_every_hint_of_today_is_recorded(idle_node: Node[Any]) -> None:
    today = {name for name in idle_node._with_duties().tasks if name.startswith("tend.")}
    assert today == {job["task"] for file in RECORDED for job in json.loads(file.read_text())}
    assert {DRAIN, PLAN} < today


@pytest.fixture
def idle_node() -> Node[Any]:
    duties = Duties(lambda: False, lambda *_: None, lambda: None, lambda: None)
    nobody: Any = None
    return Node(InMemoryConnector, duties, nobody)
