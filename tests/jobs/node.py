"""One node of a cluster as a process of its own, to be killed: `python -m tests.jobs.node`."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from bot.views.nudges import short
from jobs.clock import ServerClock
from jobs.delivering import Clocks, Deliverer
from jobs.distributed import Duties, Node, Rhythm
from jobs.messenger import Ref
from jobs.queue_tables import connector
from storage import deliveries, workspaces
from storage.beside import server_time
from storage.database import Database
from storage.deliveries import Kind
from storage.sealing import Seals
from storage.tables import deliveries as table
from tests.jobs.post import Post, Standing
from tests.people import EVERYONE, TUESDAY, profile

ANSWER_SECONDS = 0.05  # what a platform takes


class Line(Post):
    """A platform that takes its time, and notes when each message came."""

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        await asyncio.sleep(ANSWER_SECONDS)
        return self.standing.put(
            workspace=workspace, address=address, delivery=delivery_id, at=str(time.time())
        )


def rooms(count: int) -> list[str]:
    return [f"T0ROOM{n:04}" for n in range(count)]


def work(node: Node[View]) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    node.start()
    stop.wait()
    node.stop()


def listen(node: Node[View], database: Database, names: list[str], each: int, until: float) -> None:
    """What web nodes do: people write all the time, and each is owed an answer. After a death it
    goes on with what nobody has written yet.
    """
    node.start()
    body = view_to_text(View(("Hello",), (Text(("Hello",)),)))
    written = already_written(database)
    first, begins = min(written[name] for name in names), time.time()
    apart = max(until - begins, 0.0) / max(each - first, 1)
    for n in range(first, each):
        time.sleep(max(begins + (n - first) * apart - time.time(), 0.0))
        for name in names:
            if n < written[name]:
                continue
            with database.begin() as tx:
                workspaces.ensure(tx, name, "slack", TUESDAY)
                person, when = f"U0{n % 40}", (TUESDAY, None, None, TUESDAY)
                deliveries.slot(tx, name, Kind.REPLY, person, f"{n}", *when, body=body)
            node.stir(name)
    node.stop()


def already_written(database: Database) -> Counter[str]:
    """How many of each workspace: they come in order."""
    rows = select(table.c.workspace, func.count().label("count")).group_by(table.c.workspace)
    with database.read() as tx:
        return Counter({row.workspace: row.count for row in tx.all(rows)})


def main(
    url: str, key: str, standing: str, role: str, count: str, each: str, until: str = "0"
) -> None:
    """``role``: a worker, or which half of the workspaces it listens to, until that moment."""
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    database = Database(url, Seals([key.encode()]))
    names = rooms(int(count))
    line = Line(Standing(Path(standing)))
    everybody = (*EVERYONE, *(f"U0{n}" for n in range(40)))
    line.profiles = {(name, one): profile(one) for name in names for one in everybody}
    clocks = Clocks(lambda: TUESDAY, ServerClock(partial(server_time, database)))
    deliverer: Deliverer[View] = Deliverer(database, {"slack": line}, compose, short, clocks)
    duties = Duties(lambda: False, lambda *_: None, lambda: None, lambda: None)
    rhythm = Rhythm(tick="* * * * * */10", janitor="* * * * * */10")
    node = Node(partial(connector, url), duties, deliverer, role == "worker", rhythm)
    if role == "worker":
        work(node)
    else:
        listen(node, database, names[int(role) :: 2], int(each), float(until))


if __name__ == "__main__":
    main(*sys.argv[1:])
