"""Whatever a client could make up: nothing fails, nobody reads or changes what is not theirs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sandbox.company import BEN, CHIDI, INES, KOFI, MAYA, TOM
from tests.bot.fuzzing import PAYLOADS, ROADS, Fuzzed, Payload, open_fuzzed

A_ROUND = 2_000
ROUNDS = int(os.environ.get("TEND_FUZZ_ROUNDS", "50"))


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    with open_fuzzed(tmp_path_factory.mktemp("fuzz")) as opened:
        yield opened


def road(how: str, name: str) -> int:
    return next(n for n, (kind, what, _) in enumerate(ROADS) if (kind, what) == (how, name))


@pytest.mark.slow
@settings(
    max_examples=250,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(payload=PAYLOADS)
def test_no_made_up_payload_does_harm(fuzzed: Fuzzed, payload: Payload) -> None:
    fuzzed.send(payload)


@pytest.mark.slow
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
