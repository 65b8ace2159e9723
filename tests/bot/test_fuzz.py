"""Whatever a client could make up: nothing fails, nobody reads or changes what is not theirs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sandbox.company import BEN, CHIDI, INES, KOFI, MAYA, TOM
from tests.bot.fuzzing import PAYLOADS, ROADS, Fuzzed, Payload, open_fuzzed
from tests.bot.scenes import TEAM

A_ROUND = 2_000
ROUNDS = int(os.environ.get("TEND_FUZZ_ROUNDS", "50"))


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    with open_fuzzed(tmp_path_factory.mktemp("fuzz")) as opened:
        yield opened


WHO = {"team": {"id": TEAM}, "user": {"id": MAYA, "team_id": TEAM}}
CORPUS: list[Any] = [
    {"type": "block_actions", **WHO, "actions": None},  # each of these once went wrong somewhere
    {"type": "block_actions", **WHO, "actions": [None]},
    {"type": "block_actions", **WHO, "actions": [{"action_id": 5}]},
    {"type": "view_submission", **WHO, "view": None},
    {"type": "view_submission", **WHO, "view": {"callback_id": "item", "state": {"values": [1]}}},
    {"type": "view_submission", **WHO, "view": {"callback_id": "share", "private_metadata": {}}},
    {"type": "event_callback", "team_id": TEAM, "event": [], "authorizations": {}},
    {"type": "event_callback", "team_id": TEAM, "event": {"type": "message", "user": {"id": MAYA}}},
    {"command": "/mygoals", "team_id": TEAM, "user_id": MAYA, "text": "\ud800 add \x00"},
    {"type": ["block_actions"], **WHO},
    {},
    [],
    None,
    0,
]


@pytest.mark.slow
@pytest.mark.parametrize("body", CORPUS, ids=range(len(CORPUS)))
def test_what_once_went_wrong_goes_well(fuzzed: Fuzzed, body: Any) -> None:
    fuzzed.send_body(body)


@pytest.mark.slow
@settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(payload=PAYLOADS)
def test_no_made_up_payload_does_harm(fuzzed: Fuzzed, payload: Payload) -> None:
    fuzzed.send(payload)


@pytest.mark.long
def test_every_handler_takes_the_things_of_others(fuzzed: Fuzzed) -> None:
    """Unchanged envelopes, by people whose things these are not."""
    fuzzed.begin_anew()
    for number in range(len(ROADS)):
        for actor in (MAYA, TOM, CHIDI, KOFI, BEN, INES):
            fuzzed.send(Payload(number, actor, 1))
    fuzzed.begin_anew()


@pytest.mark.long
def test_a_hundred_thousand_made_up_payloads_do_no_harm(fuzzed: Fuzzed) -> None:
    """Round by round with a seed of its own, each in the same company with the same past."""
    started, before = time.monotonic(), fuzzed.sent
    for number in range(ROUNDS):
        fuzzed.begin_anew()
        _round(fuzzed, number)
        print(f"seed {number}: {fuzzed.sent - before} payloads in all")
    seconds = time.monotonic() - started
    sent = fuzzed.sent - before
    print(f"\n{sent} payloads over {len(ROADS)} roads, {sent / seconds:.0f} a second")
    assert sent > 0.95 * ROUNDS * A_ROUND


def _round(fuzzed: Fuzzed, number: int) -> None:
    @seed(number)
    @settings(
        max_examples=A_ROUND,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(PAYLOADS)
    def once(payload: Payload) -> None:
        fuzzed.send(payload)

    once()
