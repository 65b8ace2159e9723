"""What several ask for at the same moment is done for all of them in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import Generic, Literal, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

MOST = 20  # at once: whoever comes first must not wait long for the last


class Apart(Enum):
    """This one wants a transaction of its own."""

    APART = "apart"


APART: Literal[Apart.APART] = Apart.APART
AnswerAll = Callable[[Sequence[Q], bool], Awaitable[Sequence["A | Apart"]]]
"""Answers several at once; or one alone, which it must not put apart again."""


class Together(Generic[Q, A]):
    """While one group is being answered the next one gathers: alone nobody waits for company.

    Where a group fails each of it is tried by itself, so that one bad row stops nobody else.
    """

    def __init__(self, answer: AnswerAll[Q, A], most: int = MOST) -> None:
        self._answer, self._most = answer, most
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._at_work: asyncio.Task[None] | None = None
        self._apart: set[asyncio.Task[None]] = set()

    async def ask(self, one: Q) -> A:
        """Raises what answering it by itself raised."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        if self._at_work is not None and self._at_work.get_loop() is not future.get_loop():
            self._waiting, self._at_work = [], None  # an earlier loop ended in the middle
        self._waiting.append((one, future))
        if self._at_work is None:
            self._at_work = asyncio.create_task(self._answer_all())
        return await future

    async def _answer_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            await self._answer_group(group)
        self._at_work = None

    async def _answer_group(self, group: list[tuple[Q, asyncio.Future[A]]]) -> None:
        answers: Sequence[A | Apart] = [APART] * len(group)
        if len(group) > 1:
            try:
                answers = await self._answer([one for one, _ in group], False)
            except Exception:
                answers = [APART] * len(group)
        for (_, future), answer in zip(group, answers, strict=True):
            if not isinstance(answer, Apart):
                _tell(future, answer)
        for (one, future), answer in zip(group, answers, strict=True):
            if isinstance(answer, Apart):  # the next group does not wait for it
                task = asyncio.create_task(self._answer_apart(one, future))
                self._apart.add(task)
                task.add_done_callback(self._apart.discard)

    async def _answer_apart(self, one: Q, future: asyncio.Future[A]) -> None:
        try:
            (answer,) = await self._answer([one], True)
        except Exception as error:
            if not future.done():
                future.set_exception(error)
        else:
            assert not isinstance(answer, Apart)
            _tell(future, answer)


def _tell(future: asyncio.Future[A], answer: A) -> None:
    if not future.done():  # nobody waits for it any more
        future.set_result(answer)
