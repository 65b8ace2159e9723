"""The transactions of a message on its way: claim, look, note. Who comes at once shares them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Generic

from jobs.finding_out import POISON_FAULTS
from jobs.last_look import Held, Look, NotNow
from jobs.means import Means, V
from jobs.noting import Noting, Stands
from jobs.together import Apart, Together
from storage import sending
from storage.database import Tx
from storage.deliveries import Delivery

ON_THEIR_WAY = 150  # between claim and note, of all the workspaces of a process

Wanted = tuple[Delivery, threading.Event]
"""What somebody would send, unless they are to stop."""


class Steps(Generic[V]):
    def __init__(self, means: Means[V]) -> None:
        self._means = means
        self._claims: Together[Wanted, Delivery | None] = Together(self._claim)
        self._looks: Together[Held, V | NotNow] = Together(self._look)
        self._notes: Together[Stands, bool] = Together(self._note)
        self._room, self._last_try = asyncio.Semaphore(ON_THEIR_WAY), asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def beside_others(self, delivery: Delivery) -> AsyncIterator[None]:
        """Not more on their way than can be looked at at once: nobody waits with a lease running.

        Where one more fault would be its end nothing else is tried at that moment that might be at
        fault: a message that brings the whole process down takes no other with it.
        """
        if self._loop is not asyncio.get_running_loop():
            self._loop = asyncio.get_running_loop()
            self._room, self._last_try = asyncio.Semaphore(ON_THEIR_WAY), asyncio.Lock()
        is_last_try = delivery.faults >= POISON_FAULTS - 1
        async with self._room, self._last_try if is_last_try else nullcontext():
            yield

    async def claim(self, delivery: Delivery, stopping: threading.Event) -> Delivery | None:
        """None where somebody else has it, or nothing may go there now."""
        return await self._claims.ask((delivery, stopping))

    async def look(self, held: Held) -> V | NotNow:
        """What it says now, or why it is not sent."""
        return await self._looks.ask(held)

    async def note(self, stands: Stands) -> None:
        await self._notes.ask(stands)

    async def _claim(self, wanted: Sequence[Wanted], apart: bool) -> list[Delivery | Apart | None]:
        means = self._means
        going = [delivery for delivery, stopping in wanted if not stopping.is_set()]
        machine, lease = means.clocks.machine(), means.lease()
        taken = {}
        if going:
            taken = await means.write(lambda tx: sending.claim(tx, going, machine, lease))
        return [taken.get(delivery.id) for delivery, _ in wanted]

    async def _look(self, held: Sequence[Held], apart: bool) -> list[V | NotNow | Apart]:
        means = self._means
        now, machine = means.now(), means.clocks.machine()

        def look(tx: Tx) -> list[V | NotNow | Apart]:
            return Look(tx, means.compose, now, machine).at_all(held, apart)

        return await means.write(look)

    async def _note(self, stand: Sequence[Stands], apart: bool) -> list[bool | Apart]:
        """It stands there: noted in spite of passing troubles, or it has to be looked for."""
        now, machine = self._means.now(), self._means.clocks.machine()
        return await self._means.insist(lambda tx: Noting(tx, now, machine).sent(stand, apart))
