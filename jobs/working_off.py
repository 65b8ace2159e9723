"""Works off what is found, several beside each other, of each conversation one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from storage.deliveries import Delivery

AT_ONCE = 20  # in hand, as many as the pace lets go in six seconds

Step = Callable[[Delivery], Coroutine[Any, Any, bool]]
"""One message, as far as it comes now; False when it is not to be tried again in this run."""

Find = Callable[[set[str], int], Awaitable[list[tuple[Step, Delivery]]]]
"""What there is to do, in order: not for these addresses, and so many at most of each sort."""


class WorkingOff:
    """A conversation keeps its order, and whoever is owed many messages holds up nobody else."""

    def __init__(self, find: Find, stopping: Callable[[], bool], at_once: int = AT_ONCE) -> None:
        self._find, self._stopping, self._at_once = find, stopping, at_once
        self._in_hand: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._aside: set[str] = set()

    async def run(self) -> None:
        """Until nothing more can be done at this moment."""
        try:
            while not self._stopping():
                await self._fill_hands()
                if not self._in_hand:
                    return
                await self._until_half_is_done()
        finally:
            await asyncio.gather(*self._in_hand.values())

    async def _fill_hands(self) -> None:
        while (room := self._at_once - len(self._in_hand)) > 0:
            most, before = room + len(self._aside), len(self._in_hand)
            found = await self._find({address for _, address in self._in_hand}, most)
            for step, delivery in found:
                self._take(step, delivery)
            if len(found) < most or len(self._in_hand) == before:
                return

    def _take(self, step: Step, delivery: Delivery) -> None:
        conversation = (delivery.workspace, delivery.address)
        if conversation not in self._in_hand and delivery.id not in self._aside:
            self._in_hand[conversation] = asyncio.create_task(self._do(step, delivery))

    async def _do(self, step: Step, delivery: Delivery) -> None:
        if not await step(delivery):
            self._aside.add(delivery.id)

    async def _until_half_is_done(self) -> None:
        """Looking into the rows for each message anew would cost more than sending it."""
        left = len(self._in_hand) // 2
        while len(self._in_hand) > left:
            await asyncio.wait(self._in_hand.values(), return_when=asyncio.FIRST_COMPLETED)
            self._in_hand = {one: task for one, task in self._in_hand.items() if not task.done()}
