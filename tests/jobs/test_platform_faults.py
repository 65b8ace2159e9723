"""The platform is away, refuses or asks for quiet while many wait: nothing lost, nothing twice."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta

import pytest

from jobs.messenger import Busy, Unreachable
from storage import bonds
from tests.jobs.post import Room
from tests.people import ACME, MAYA, TUESDAY, bond, open_workspace, profile

LEADERS = 200


def crowd(room: Room, count: int) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        for n in range(count):
            bond(tx, f"U0LEADER{n:03}", f"U0REPORT{n:03}")
    for n in range(count):
        room.post.profiles[ACME, f"U0LEADER{n:03}"] = profile(f"U0LEADER{n:03}")


def each_once(room: Room, count: int) -> None:
    assert Counter(said["address"] for said in room.standing.all()) == {
        f"U0LEADER{n:03}": 1 for n in range(count)
    }


@pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
@pytest.mark.parametrize(
    "count", [40, pytest.param(LEADERS, marks=pytest.mark.long)], ids="{} leaders".format
)
def test_a_storm_of_refusals_ends_with_every_plan_once(room: Room, count: int) -> None:
    """Each third call is told to wait, for a second or for an hour."""
    crowd(room, count)
    storm = [Busy(after) if n % 3 == 2 else None for n, after in enumerate([1, 30, 600] * count)]
    room.post.script = list(storm[: 2 * count])
    room.plan(TUESDAY)
    for _ in range(20 * count):
        before = len(room.post.tried)
        room.send()
        assert len(room.post.tried) - before <= count
        if len(room.standing.all()) == count:
            break
        room.machine.forward(seconds=601)  # the rules' clock stands still: it is all one morning
    each_once(room, count)


def test_while_the_platform_asks_for_quiet_nobody_tries(room: Room) -> None:
    crowd(room, 5)
    room.post.script = [Busy(3600)]
    room.plan(TUESDAY)
    room.send()
    for _ in range(5):
        room.machine.forward(minutes=11)
        room.send()
    assert len(room.post.tried) == 1
    room.machine.forward(minutes=6)
    room.send()
    each_once(room, 5)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was warned of, in order."""
    mine = (one for one in caplog.records if one.name == "jobs.reach")
    return [one.getMessage().partition(" ")[0] for one in mine]


@pytest.mark.parametrize("code", ["no connection", "tls"])
def test_of_an_hour_without_a_network_there_is_one_warning_and_one_at_its_end(
    room: Room, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    crowd(room, 5)
    away = [Busy(1, code)] * 1000
    room.post.profile_script = away
    room.plan(TUESDAY)
    with caplog.at_level(logging.WARNING):
        for _ in range(30):
            room.wait(minutes=2)
        assert said(caplog) == ["out_of_reach"]
        assert 0 < 1000 - len(away) <= 5 * 5, "ever more seldom"
        room.post.profile_script = []
        for _ in range(30):
            room.wait(minutes=3)
    assert said(caplog) == ["out_of_reach", "in_reach_again"]
    each_once(room, 5)


def test_a_token_that_is_taken_away_while_plans_go_out_loses_none_of_them(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    """Uninstalled halfway, and installed again: the rest comes, once, while it is fresh."""
    crowd(room, 6)
    gone = Unreachable("token_revoked", whole_workspace=True)
    room.post.script = [None, None, *[gone] * 1000]
    room.plan(TUESDAY)
    with caplog.at_level(logging.WARNING):
        room.send()
        assert len(room.standing.all()) == 2
        tried = len(room.post.tried)
        for _ in range(12):
            room.wait(minutes=15)
        assert len(room.post.tried) - tried <= 3 * 4, "an hourly look, not a storm"
        room.post.script = []
        for _ in range(10):
            room.wait(minutes=15)
    each_once(room, 6)
    told = said(caplog)  # what was on its way when it began may have come through
    assert (told[0], told[-1]) == ("out_of_reach", "in_reach_again") and len(told) <= 4


def test_two_days_without_the_platform_end_with_the_next_plan_and_no_burst(room: Room) -> None:
    crowd(room, 5)
    room.post.profile_script = [Busy(30, "no connection")] * 10_000
    room.clock.at = room.machine.at = TUESDAY
    for _ in room.live(TUESDAY + timedelta(days=2, hours=1), hours=1):
        pass
    assert room.standing.all() == []
    room.post.profile_script = []
    for _ in room.live(TUESDAY + timedelta(days=8), hours=3):
        pass
    each_once(room, 5)
    with room.database.begin() as tx:
        assert bonds.due(tx, room.clock.at - timedelta(days=1), 9) == []
    assert MAYA not in {one["address"] for one in room.standing.all()}
