"""A line that is open and brings nothing: noticed by our own messages, which Slack brings back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from bot.edge.errands import Errands
from bot.slack.hearing import ECHO_SECONDS, QUIET_SECONDS, TRIED, Hearing
from bot.slack.messenger import SlackMessenger
from bot.slack.socket import SocketMode
from bot.ui import Outcome, Reply
from sandbox.company import GENERAL, INES, MAYA, TOM
from sandbox.faults import Fault
from tests.bot.slack.office import TEAM, Office, eventually, one, slack
from tests.bot.slack.product import plain_view
from tests.jobs.post import Seconds

PATIENCE = 30.0
ECHO: dict[str, Any] = {"payload": {"event": {"type": "message", "bot_id": "B0TEND"}}}
A_PRESS: dict[str, Any] = {"payload": {"type": "block_actions"}}


# --- what silence means --------------------------------------------------------------------------


@pytest.fixture
def seconds() -> Seconds:
    return Seconds(at=1000.0)


@pytest.fixture
def hearing(seconds: Seconds) -> Hearing:
    """One of whose messages has come back already."""
    made = Hearing(seconds)
    seconds.at += 1
    made.spoke(seconds.at)
    made.heard(ECHO)
    seconds.at += 1
    return made


def test_a_message_that_does_not_come_back_puts_the_line_in_doubt(
    hearing: Hearing, seconds: Seconds
) -> None:
    hearing.spoke(seconds.at)
    seconds.at += ECHO_SECONDS - 1
    assert not hearing.is_in_doubt()
    seconds.at += 2
    assert hearing.is_in_doubt() and hearing.missing_for() == 1


def test_whatever_comes_shows_that_it_hears(hearing: Hearing, seconds: Seconds) -> None:
    hearing.spoke(seconds.at)
    seconds.at += 5
    hearing.heard(A_PRESS)
    seconds.at += 2 * ECHO_SECONDS
    assert not hearing.is_in_doubt()


def test_what_was_back_before_slack_had_answered_is_not_missed(
    hearing: Hearing, seconds: Seconds
) -> None:
    began = seconds.at
    seconds.at += 1
    hearing.heard(ECHO)
    hearing.spoke(began)
    seconds.at += 2 * ECHO_SECONDS
    assert not hearing.is_in_doubt()


def test_where_no_message_ever_came_back_none_is_missed(seconds: Seconds) -> None:
    hearing = Hearing(seconds)
    seconds.at += 1
    hearing.heard(A_PRESS)
    for _ in range(5):
        seconds.at += 1
        hearing.spoke(seconds.at)
        seconds.at += 2 * ECHO_SECONDS
        assert not hearing.is_in_doubt()


def test_where_another_process_listens_too_none_is_missed(
    hearing: Hearing, seconds: Seconds
) -> None:
    hearing.greeted(2, ours=1)
    hearing.spoke(seconds.at)
    seconds.at += 2 * ECHO_SECONDS
    assert not hearing.is_in_doubt()
    hearing.greeted(2, ours=2)
    assert hearing.is_in_doubt()


def test_what_was_said_before_the_line_was_laid_is_no_question_to_it(
    hearing: Hearing, seconds: Seconds
) -> None:
    hearing.spoke(seconds.at)
    said = seconds.at
    seconds.at += 1
    hearing.line_began()
    hearing.spoke(said)
    seconds.at += 2 * ECHO_SECONDS
    assert not hearing.is_in_doubt()


def test_silence_on_a_line_is_looked_into_after_half_an_hour_and_is_nobody_s_fault(
    seconds: Seconds,
) -> None:
    hearing = Hearing(seconds)
    for _ in range(20):
        seconds.at += QUIET_SECONDS - 1
        assert not hearing.is_in_doubt()
        seconds.at += 2
        assert hearing.is_in_doubt()
        hearing.gave_up_a_line()
        hearing.line_began()
    assert not hearing.is_lost()


def test_it_is_lost_when_so_many_lines_stayed_deaf_and_not_before(
    hearing: Hearing, seconds: Seconds
) -> None:
    for tried in range(TRIED):
        assert not hearing.is_lost(), tried
        seconds.at += 1
        hearing.spoke(seconds.at)
        seconds.at += ECHO_SECONDS + 1
        hearing.gave_up_a_line()
        hearing.line_began()
    assert hearing.is_lost()
    hearing.heard(A_PRESS)
    assert not hearing.is_lost()


# --- on a real line ------------------------------------------------------------------------------


@dataclass
class Ears:
    """Tend's line to Slack with little patience, and its way to send."""

    office: Office
    hearing: Hearing
    socket: SocketMode
    beats: list[float] = field(default_factory=list)

    @property
    def lines(self) -> list[Any]:
        return self.office.world.deliveries.socket.connections

    def write_to(self, person: str) -> None:
        asyncio.run(self._write(person))

    async def _write(self, person: str) -> None:
        world, api = self.office.world, self.office.slack.api_url
        messenger = SlackMessenger(one(world.bot_token), api, spoke=self.hearing.spoke)
        await messenger.send(TEAM, person, plain_view("Hello"), "d1")
        await messenger.close()

    def answers(self, person: str) -> bool:
        world = self.office.world
        return self.office.run(world.command(person, GENERAL, "/mygoals")).message is not None


@contextlib.contextmanager
def listening(echo: float, quiet: float = 3600.0, look: float = 0.05) -> Iterator[Ears]:
    with slack() as serving:
        office = Office(serving)
        office.answer = lambda event: Outcome(Reply(plain_view("Noted")))
        errands, hearing = Errands(), Hearing(echo=echo, quiet=quiet)
        beats: list[float] = []
        socket = SocketMode(
            office.bolt(errands),
            office.world.app_token,
            hearing=hearing,
            beat=lambda: beats.append(time.monotonic()),
            look=look,
            beside=0.1,
        )
        socket.connect()
        try:
            yield Ears(office, hearing, socket, beats)
        finally:
            socket.close()
            errands.close()


def dials(ears: Ears) -> int:
    return len(ears.office.called("apps.connections.open"))


def test_a_deaf_line_is_replaced_and_people_are_answered_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with listening(echo=0.3) as ears:
        ears.write_to(INES)  # comes back: from now on it is missed when it does not
        assert eventually(lambda: ears.hearing._echoes, PATIENCE)
        (deaf,) = ears.lines
        ears.office.world.deliveries.socket.deafen()
        assert not ears.answers(TOM)
        ears.write_to(MAYA)
        assert eventually(lambda: ears.lines and deaf not in ears.lines, PATIENCE)
        assert eventually(partial(ears.answers, TOM), PATIENCE)
        assert not ears.hearing.is_lost()
    assert "line_in_doubt" in caplog.text


def test_a_quiet_line_is_replaced_unnoticed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), listening(echo=60.0, quiet=0.3) as ears:
        assert eventually(lambda: dials(ears) >= 3, PATIENCE)
        assert ears.beats and not ears.hearing.is_lost()
    told = [one for one in caplog.records if "line_in_doubt" in one.getMessage()]
    assert told and {one.levelno for one in told} == {logging.INFO}


def test_who_stays_deaf_on_every_line_shows_no_more_sign_of_life() -> None:
    with listening(echo=0.2) as ears:
        ears.write_to(INES)
        assert eventually(lambda: ears.hearing._echoes, PATIENCE)
        ears.office.world.deliveries.socket.deaf = True
        end = time.monotonic() + PATIENCE
        while not ears.hearing.is_lost() and time.monotonic() < end:
            ears.write_to(MAYA)
            time.sleep(1.1)  # Slack wants a second between two messages of one conversation
        assert ears.hearing.is_lost() and dials(ears) >= TRIED
        count = len(ears.beats)
        time.sleep(0.3)
        assert len(ears.beats) <= count + 1


# --- Slack does not want us, or is not there -----------------------------------------------------


def test_too_many_lines_are_dialled_ever_more_seldom_and_the_place_is_taken_when_it_is_free() -> (
    None
):
    with slack() as serving:
        office, errands = Office(serving), Errands()
        office.answer = lambda event: Outcome(Reply(plain_view("Noted")))
        others = [
            SocketMode(office.bolt(errands), office.world.app_token, beside=0.1) for _ in range(10)
        ]
        for other in others:
            other.connect()
        late = SocketMode(office.bolt(errands), office.world.app_token)
        late.connect()
        try:
            time.sleep(2.0)
            tried = len(office.called("apps.connections.open")) - 10
            assert 1 <= tried <= 5, "0.1, 1, 2, 5 seconds apart"
            others[0].close()
            sockets = office.world.deliveries.socket
            assert eventually(lambda: len(sockets.connections) == 10, PATIENCE)
            assert eventually(late.is_connected, PATIENCE)
        finally:
            for one in (*others[1:], late):
                one.close()
            errands.close()


def test_an_outage_of_the_line_is_warned_of_once_and_not_at_each_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with listening(echo=60.0) as ears:
        faults = ears.office.world.faults
        faults.add(Fault("apps.connections.open", "error", error="internal_error", times=2))
        ears.office.run(ears.office.world.deliveries.socket.cut())
        assert eventually(lambda: ears.lines, PATIENCE)
        assert eventually(partial(ears.answers, TOM), PATIENCE)
    told = [one.getMessage() for one in caplog.records if "dial_failed" in one.getMessage()]
    assert len(told) == 1 and "code=internal_error" in told[0]
