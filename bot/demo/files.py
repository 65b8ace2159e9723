"""What the demo keeps between two starts: everything in one folder, thrown away together."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.demo.clock import MovedClock
from bot.program import CannotStart
from sandbox import saving
from sandbox.server import Serving
from sandbox.shapes import Json
from sandbox.world import World

log = logging.getLogger(__name__)

SAVE_SECONDS = 1.0


@dataclass(frozen=True)
class Files:
    """Everything the demo keeps, in one folder."""

    folder: Path

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace.json"

    @property
    def database(self) -> Path:
        return self.folder / "tend.db"

    @property
    def key(self) -> Path:
        return self.folder / "key"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def are_new(self, reset: bool) -> bool:
        """Whether this demo begins anew: without a saved workspace the last one never began."""
        if reset or not self.workspace.exists():
            self.clear()
        return not self.workspace.exists()

    def clear(self) -> None:
        """Throw the last demo away, and nothing else that somebody put there."""
        for ours in ("tend.db*", "workspace.json*", "key", "erased", "clock"):
            for file in self.folder.glob(ours):
                file.unlink()

    @contextmanager
    def held(self) -> Iterator[TextIO]:
        """One demo at a time in a folder; the lock says where it is. Raises CannotStart."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                where = lock.read().strip()
                raise CannotStart(f"A demo runs from {self.folder} already: {where}") from None
            lock.truncate(0)
            yield lock


def restored(world: World, path: Path) -> datetime:
    """The workspace as it stood; its time stood still meanwhile."""
    try:
        return saving.restore(world, path)
    except saving.Unreadable:
        raise CannotStart(
            f"The saved workspace {path} cannot be read. Begin anew with: tend demo --reset"
        ) from None


@contextmanager
def saved_all_along(workspace: Serving, path: Path, clock: MovedClock) -> Iterator[None]:
    """Save at once, whenever something has changed, and at the end."""
    ended = threading.Event()
    saver = threading.Thread(target=_keep_saving, args=(workspace, path, clock, ended))
    saver.start()
    try:
        yield
    finally:
        ended.set()
        saver.join()


def _keep_saving(workspace: Serving, path: Path, clock: MovedClock, ended: threading.Event) -> None:
    before = None
    while True:
        is_last = ended.wait(SAVE_SECONDS if before else 0)
        try:
            found = workspace.run(_packed(workspace.world))
            if is_last or before != (found, clock.offset):
                saving.write(path, found, clock())
            before = found, clock.offset
        except OSError as error:  # a full disk: the demo goes on, and tries again
            log.error("not_saved error=%s", error.strerror)
        if is_last:
            return


async def _packed(world: World) -> Json:
    return saving.packed(world)
