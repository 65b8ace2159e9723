"""However loud the logs are set, no library tells what people wrote, nor what opens our doors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from bot.edge.quiet import quiet_the_libraries
from bot.slack.messenger import SlackMessenger
from bot.ui import Event, Outcome, Reply
from sandbox.company import GENERAL, MAYA
from sandbox.faults import Fault
from tests.bot.slack.office import (
    TEAM,
    Office,
    by_http,
    by_socket,
    eventually,
    one,
    slack,
)
from tests.bot.slack.product import plain_view

CANARY = "Ana-wants-to-leave-her-husband"
LIBRARIES = ("aiohttp", "asyncio", "concurrent", "slack_bolt", "slack_sdk", "uvicorn")


class Everything(logging.Handler):
    """What an operator's log would hold at its loudest."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(name)s %(message)s").format(record))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def log() -> Iterator[Everything]:
    root, everything = logging.getLogger(), Everything()
    loggers = [root, *(logging.getLogger(name) for name in LIBRARIES)]
    before = [(each.level, each.propagate, each.handlers[:]) for each in loggers]
    root.addHandler(everything)
    root.setLevel(logging.DEBUG)
    quiet_the_libraries()
    yield everything
    for each, (level, propagate, handlers) in zip(loggers, before, strict=True):
        each.setLevel(level)
        each.propagate, each.handlers = propagate, handlers


@pytest.mark.parametrize("transport", [by_socket, by_http])
def test_a_busy_day_leaves_no_word_in_the_logs(transport: object, log: Everything) -> None:
    with slack() as serving, transport(Office(serving)) as office:  # type: ignore[operator]
        live(office)
    text = log.text
    for secret in (CANARY, serving.world.bot_token, serving.world.app_token):
        assert secret not in text
    assert serving.world.signing_secret not in text


def live(office: Office) -> None:
    world = office.world
    office.answer = lambda event: Outcome(Reply(plain_view(CANARY)))
    office.run(world.command(MAYA, GENERAL, "/mygoals", CANARY))
    office.run(world.say(MAYA, world.dm(MAYA).id, CANARY))
    office.run(world.open_home(MAYA))
    office.answer = failing
    office.run(world.command(MAYA, GENERAL, "/mygoals", CANARY))
    office.answer = lambda event: Outcome(Reply(plain_view(CANARY)))
    world.faults.add(Fault("chat.postMessage", "garbage", body=CANARY))
    before = len(office.called("chat.postMessage"))
    office.run(world.say(MAYA, world.dm(MAYA).id, CANARY))
    assert eventually(lambda: len(office.called("chat.postMessage")) > before)
    asyncio.run(send(office))


def failing(event: Event) -> Outcome:
    raise RuntimeError(CANARY)


async def send(office: Office) -> None:
    messenger = SlackMessenger(one(office.world.bot_token), office.slack.api_url)
    await messenger.send(TEAM, MAYA, plain_view(CANARY), "d1")
    await messenger.close()


def test_that_a_library_warned_is_still_known(
    log: Everything,
) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("slack_sdk.socket_mode").exception("oh: %s", CANARY)
    (line,) = log.lines
    assert line.startswith("bot.edge.quiet library_said reason=slack_sdk.socket_mode ValueError")


def test_a_logger_set_loud_by_hand_stays_quiet(
    log: Everything,
) -> None:
    loud = logging.getLogger("slack_sdk.web.base_client")
    loud.setLevel(logging.DEBUG)
    loud.debug(CANARY)
    loud.setLevel(logging.NOTSET)
    assert CANARY not in log.text
