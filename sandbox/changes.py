"""Who is told that something they see has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from sandbox.shapes import Change


class Subscription:
    """The changes one person sees, from the moment of subscribing; an async iterator."""

    def __init__(self, changes: Changes, person: str) -> None:
        self._changes = changes
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self.person = person

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Change:
        change = await self._queue.get()
        if change is None:
            raise StopAsyncIteration
        return change

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def put(self, change: Change) -> None:
        self._queue.put_nowait(change)

    def close(self) -> None:
        """No more changes; whoever iterates comes to the end."""
        self._changes.forget(self)
        self._queue.put_nowait(None)


class Changes:
    """Notes each change to those who see it."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._something = asyncio.Event()

    def subscribe(self, person: str) -> Subscription:
        subscription = Subscription(self, person)
        self._subscriptions.add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)

    def close(self) -> None:
        """The server stops: end every live stream."""
        for subscription in list(self._subscriptions):
            subscription.close()

    def note(self, change: Change, people: Iterable[str] | None) -> None:
        """Tell these people; None means everyone."""
        seen_by = None if people is None else set(people)
        for subscription in list(self._subscriptions):
            if seen_by is None or subscription.person in seen_by:
                subscription.put(change)
        self.something_happened()

    def something_happened(self) -> None:
        """Wake whoever waits in `until`."""
        self._something.set()
        self._something = asyncio.Event()

    async def until(self, check: Callable[[], bool], seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                while not check():
                    await self._something.wait()
        except TimeoutError:
            return check()
        return True
