"""Of each conversation one at a time, several conversations beside each other, in their order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from jobs.working_off import Step, WorkingOff
from storage.deliveries import Delivery, Kind, State
from tests.people import ACME, TUESDAY


def message(address: str, number: int) -> Delivery:
    state, due = State.DUE, TUESDAY
    return Delivery(
        ACME, f"{address} {number}", Kind.PLAN, address, None, due, None, state, 0, 0, None, None
    )


class Platform:
    """Takes its time, and knows who writes where at once."""

    def __init__(self, owed: list[Delivery], fails: Callable[[Delivery], bool] | None = None):
        self.owed, self.fails = owed, fails or (lambda one: False)
        self._step: Step = self.send
        self.sent: list[str] = []
        self.tried: Counter[str] = Counter()
        self.now: Counter[str] = Counter()
        self.most_at_once = self.most_in_one = 0

    async def find(self, busy: set[str], most: int) -> list[tuple[Step, Delivery]]:
        free = [one for one in self.owed if one.id not in self.sent and one.address not in busy]
        return [(self._step, one) for one in free][:most]

    async def send(self, one: Delivery) -> bool:
        self.tried[one.id] += 1
        self.now[one.address] += 1
        self.most_in_one = max(self.most_in_one, self.now[one.address])
        self.most_at_once = max(self.most_at_once, self.now.total())
        await asyncio.sleep(0.001)
        self.now[one.address] -= 1
        if self.fails(one):
            return False
        self.sent.append(one.id)
        return True

    def work_off(self, stopping: Callable[[], bool] = lambda: False, at_once: int = 20) -> None:
        asyncio.run(WorkingOff(self.find, stopping, at_once).run())


def test_all_is_sent_and_each_conversation_in_its_order() -> None:
    owed = [message(who, number) for number in range(5) for who in ("ana", "ben", "kofi")]
    platform = Platform(owed)
    platform.work_off()
    assert sorted(platform.sent) == sorted(one.id for one in owed)
    of_ana = [one for one in platform.sent if one.startswith("ana")]
    assert of_ana == [f"ana {number}" for number in range(5)]
    assert platform.most_in_one == 1 and platform.most_at_once == 3


def test_not_more_are_in_hand_than_may_be() -> None:
    platform = Platform([message(f"person {number}", 0) for number in range(30)])
    platform.work_off(at_once=4)
    assert len(platform.sent) == 30 and platform.most_at_once == 4


def test_who_is_owed_many_holds_up_nobody_else() -> None:
    owed = [message("ana", number) for number in range(40)] + [message("ben", 0)]
    platform = Platform(owed)
    platform.work_off()
    assert len(platform.sent) == 41
    assert platform.sent.index("ben 0") < 5


def test_what_cannot_be_sent_now_is_tried_once_and_stops_nothing() -> None:
    owed = [message(who, number) for number in range(3) for who in ("ana", "ben")]
    platform = Platform(owed, fails=lambda one: one.id == "ana 0")
    platform.work_off(at_once=2)
    assert platform.tried["ana 0"] == 1
    assert {"ben 0", "ben 1", "ben 2", "ana 1", "ana 2"} == set(platform.sent)


def test_who_is_to_stop_ends_what_is_begun_and_begins_nothing() -> None:
    platform = Platform([message(f"person {number}", 0) for number in range(30)])
    platform.work_off(stopping=lambda: len(platform.sent) >= 2, at_once=4)
    assert 2 <= len(platform.sent) < 30
    assert platform.now.total() == 0 and len(platform.sent) == platform.tried.total()
