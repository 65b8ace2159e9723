"""A process that dies at its n-th step, as kill -9 would have it: for each n in turn."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Engine, event

STEPS = ("open", "os.rename", "os.remove", "os.truncate", "os.chmod", "sqlite3.connect")


def deaths(
    work: Callable[[], object], every: int = 1, statements: bool = True, most: int = 500
) -> Iterator[int]:
    """Runs it in child after child, each killed some steps later, until one lives to its end.

    A step is a file that is written, renamed or removed, and a statement of the database or, with
    ``statements`` off, a commit alone. After each death it is the caller's turn.
    """
    for at in range(1, most, every):
        if not _dies(work, at, statements):
            return
        yield at
    raise AssertionError("it never came to its end")


def _dies(work: Callable[[], object], at: int, statements: bool) -> bool:
    child = os.fork()
    if child == 0:
        _live(work, at, statements)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed before it could be killed"
    return False


def _live(work: Callable[[], object], at: int, statements: bool) -> None:
    """In the child. Hooks stay for as long as it does."""
    passed = 0

    def step(*_: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(name: str, told: tuple[Any, ...]) -> None:
        if name in STEPS and not _is_reading(name, told):
            step()

    for what in ("commit", "before_cursor_execute") if statements else ("commit",):
        event.listen(Engine, what, step)
    sys.addaudithook(heard)
    try:
        work()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def _is_reading(name: str, told: tuple[Any, ...]) -> bool:
    """Modules are read; that is no step of anything."""
    if name != "open":
        return False
    *_, flags = told
    return not flags & (os.O_WRONLY | os.O_RDWR)
