"""The pace: never faster than a workspace allows, and slower as soon as it complains."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from itertools import pairwise

import pytest

from jobs.pace import A_MINUTE, BETWEEN, BURST, Pace
from tests.jobs.post import Seconds


def turns(pace: Pace, seconds: Seconds, addresses: list[str], workspace: str = "T") -> list[float]:
    """When each message goes out, one after the other."""

    async def go() -> list[float]:
        sent = []
        for address in addresses:
            await pace.turn(workspace, address)
            sent.append(seconds.at)
        return sent

    return asyncio.run(go())


@pytest.fixture
def seconds() -> Seconds:
    return Seconds(at=1000.0)


@pytest.fixture
def pace(seconds: Seconds) -> Pace:
    return Pace(seconds, seconds.sleep)


def most_within(sent: list[float], window: float) -> int:
    return max(index + 1 - bisect_left(sent, at - window) for index, at in enumerate(sent))


def test_a_burst_and_then_two_hundred_a_minute(pace: Pace, seconds: Seconds) -> None:
    sent = turns(pace, seconds, [f"U{n}" for n in range(1000)])
    assert sent[int(BURST) - 1] == sent[0]
    assert most_within(sent, 60) <= A_MINUTE + BURST + 1
    assert sent[-1] - sent[0] == pytest.approx((1000 - BURST) / (A_MINUTE / 60), rel=0.01)


def test_many_at_once_keep_the_same_pace(pace: Pace, seconds: Seconds) -> None:
    """A line for each conversation, all of them waiting beside each other."""
    asked: list[float] = []

    async def one(address: str) -> None:
        before = len(seconds.slept)
        await pace.turn("T", address)
        asked.append(sum(seconds.slept[before:]))

    async def all_of() -> None:
        await asyncio.gather(*(one(f"U{n}") for n in range(50)))

    asyncio.run(all_of())
    assert len([wait for wait in asked if wait == 0]) <= BURST + 1


def test_one_conversation_has_more_than_a_second_between_two(pace: Pace, seconds: Seconds) -> None:
    sent = turns(pace, seconds, ["U1"] * 10)
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert min(gaps) == pytest.approx(BETWEEN)


def test_the_gap_counts_from_the_message_and_not_from_its_turn(
    pace: Pace, seconds: Seconds
) -> None:
    turns(pace, seconds, ["U1"])
    seconds.at += 5  # the platform took its time
    pace.spoke("T", "U1")
    started = seconds.at
    assert turns(pace, seconds, ["U1"])[0] - started == pytest.approx(BETWEEN)


def test_workspaces_do_not_wait_for_each_other(pace: Pace, seconds: Seconds) -> None:
    turns(pace, seconds, [f"U{n}" for n in range(100)], "T1")
    before = seconds.at
    turns(pace, seconds, ["U1"], "T2")
    assert seconds.at == before


def test_after_a_refusal_half_the_pace_and_back_slowly(pace: Pace, seconds: Seconds) -> None:
    turns(pace, seconds, [f"U{n}" for n in range(20)])
    pace.was_refused("T")
    started = seconds.at
    slow = turns(pace, seconds, [f"U{n}" for n in range(50)])
    assert slow[-1] - started == pytest.approx(50 / (A_MINUTE / 120), rel=0.05)
    for _ in range(50):
        pace.went_well("T")
    started = seconds.at
    fast = turns(pace, seconds, [f"U{n}" for n in range(50)])
    assert fast[-1] - started == pytest.approx(50 / (A_MINUTE / 60), rel=0.05)


def test_refused_again_and_again_it_still_moves(pace: Pace, seconds: Seconds) -> None:
    for _ in range(100):
        pace.was_refused("T")
    started = seconds.at
    turns(pace, seconds, ["U1", "U2"])
    assert seconds.at - started <= 2 * 60 / (A_MINUTE / 16) + 1


def test_a_refusal_does_not_forgive_those_who_wait(pace: Pace, seconds: Seconds) -> None:
    async def queue() -> None:
        waiting = [asyncio.ensure_future(pace.turn("T", f"U{n}")) for n in range(60)]
        await asyncio.sleep(0)
        pace.was_refused("T")
        await asyncio.gather(*waiting)

    asyncio.run(queue())
    started = seconds.at
    seconds.slept.clear()
    turns(pace, seconds, ["U99"])
    assert seconds.at >= started


def test_a_stop_ends_the_waiting(pace: Pace, seconds: Seconds) -> None:
    for _ in range(10):
        pace.was_refused("T")

    async def go() -> None:
        for n in range(20):
            await pace.turn("T", f"U{n}", stopping=lambda: True)

    started = seconds.at
    asyncio.run(go())
    assert seconds.at == started


def test_old_conversations_are_forgotten(pace: Pace, seconds: Seconds) -> None:
    async def go() -> None:
        for n in range(10_050):
            pace.spoke("T", f"U{n}")

    asyncio.run(go())
    assert len(pace._last) <= 10_001


def test_another_node_goes_on_where_this_one_was(pace: Pace, seconds: Seconds) -> None:
    """Together they keep to what one of them may: no second burst, no two in one conversation."""
    turns(pace, seconds, [f"U{n}" for n in range(20)])
    tokens, rate = pace.left("T")
    other = Pace(seconds, seconds.sleep)
    other.go_on("T", tokens, rate, since=0.5)
    sent = turns(other, seconds, [f"U{n}" for n in range(40)])
    assert sent[0] - seconds.at <= 0 and sent[0] >= 1000.0 + BETWEEN - 0.5
    assert most_within(sent, 60) <= 60 * rate


def test_of_a_workspace_that_nobody_has_sent_for_the_pace_is_the_full_one(
    pace: Pace, seconds: Seconds
) -> None:
    pace.go_on("T", 0.0, 0.0, since=1e9)
    sent = turns(pace, seconds, [f"U{n}" for n in range(int(BURST))])
    assert sent[-1] == sent[0]
