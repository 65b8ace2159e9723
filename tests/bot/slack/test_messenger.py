"""A message is sent once; and of each failure Tend knows whether it may have arrived."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.slack.messenger import SlackMessenger
from bot.slack.undisturbed import undisturbed_until
from bot.slack.verdicts import retry_after
from bot.ui import View
from jobs.messenger import (
    Busy,
    Doubtful,
    Finding,
    Found,
    Messenger,
    Ref,
    Unfit,
    Unreachable,
)
from sandbox.company import ADMINS, BOT, GUEST, INES, LEFT, MAYA
from sandbox.faults import Fault
from sandbox.server import Serving
from tests.bot.slack.loopback import (
    Behaviour,
    breaks_off,
    hangs,
    hangs_up,
    loopback,
    nobody_there,
    raw,
    refuses,
    resets,
    says,
)
from tests.bot.slack.office import TEAM, one, slack
from tests.bot.slack.product import invitation, plain_view

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def serving() -> Iterator[Serving]:
    with slack() as serving:
        yield serving


def messenger_of(serving: Serving, **more: Any) -> SlackMessenger:
    return SlackMessenger(one(serving.world.bot_token), serving.api_url, **more)


def run(work: Any) -> Any:
    return asyncio.run(work)


async def once(messenger: SlackMessenger, work: Any) -> Any:
    try:
        return await work
    finally:
        await messenger.close()


def test_it_is_the_port_that_jobs_ask_for() -> None:
    port: Messenger[View] = SlackMessenger(one("xoxb-1"))
    assert port


def test_maya_gets_an_invitation_in_her_own_conversation(serving: Serving) -> None:
    messenger = messenger_of(serving)
    ref = run(once(messenger, messenger.send(TEAM, MAYA, invitation("Weld"), "d1")))
    (message,) = serving.world.messages(serving.world.dm(MAYA).id, MAYA)
    assert ref == Ref(message.channel, message.ts) and ref.channel.startswith("D")
    assert message.metadata == {"event_type": "tend_delivery", "event_payload": {"d": "d1"}}
    (call,) = [c for c in serving.world.calls if c.method == "chat.postMessage"]
    assert call.arguments["unfurl_links"] is False and call.arguments["unfurl_media"] is False
    assert serving.world.violations == []


def test_a_message_is_redrawn_with_text_and_blocks_and_keeps_its_id(serving: Serving) -> None:
    messenger = messenger_of(serving)

    async def send_and_redraw() -> None:
        ref = await messenger.send(TEAM, MAYA, invitation(), "d1")
        await messenger.update(TEAM, ref, plain_view("Recorded."))
        found = await messenger.find(TEAM, MAYA, "d1")
        assert found == Finding(Found.FOUND, ref)
        await messenger.close()

    run(send_and_redraw())
    (message,) = serving.world.messages(serving.world.dm(MAYA).id, MAYA)
    assert message.text == "Recorded." and len(message.blocks) == 1


def test_a_message_that_is_gone_needs_no_redrawing(serving: Serving) -> None:
    messenger = messenger_of(serving)
    dm = serving.world.dm(MAYA).id
    run(once(messenger, messenger.update(TEAM, Ref(dm, "1.000001"), plain_view())))


def test_what_was_never_sent_is_absent(serving: Serving) -> None:
    messenger = messenger_of(serving)

    async def look() -> Finding:
        await messenger.send(TEAM, MAYA, invitation(), "d1")
        return await messenger.find(TEAM, MAYA, "d2")

    assert run(once(messenger, look())) == Finding(Found.ABSENT)


def test_an_answer_that_got_lost_is_doubted_then_found_and_sent_once(serving: Serving) -> None:
    messenger = messenger_of(serving)
    serving.world.faults.add(Fault("chat.postMessage", "lost_answer"))

    async def send_and_look() -> Finding:
        with pytest.raises(Doubtful):
            await messenger.send(TEAM, MAYA, invitation(), "d1")
        return await messenger.find(TEAM, MAYA, "d1")

    assert run(once(messenger, send_and_look())).found is Found.FOUND
    assert len(serving.world.messages(serving.world.dm(MAYA).id, MAYA)) == 1


def test_without_leave_to_read_nobody_can_tell(serving: Serving) -> None:
    serving.world.scopes.discard("im:history")
    messenger = messenger_of(serving)
    finding = run(once(messenger, messenger.find(TEAM, MAYA, "d1")))
    assert finding == Finding(Found.CANNOT_TELL)


def test_a_channel_is_addressed_as_it_is(serving: Serving) -> None:
    messenger = messenger_of(serving)
    assert run(once(messenger, messenger.send(TEAM, ADMINS, plain_view(), "d1"))).channel == ADMINS


def test_connections_are_kept_within_a_run_and_each_run_has_its_own_loop(serving: Serving) -> None:
    messenger = messenger_of(serving)

    async def two() -> None:
        await messenger.send(TEAM, MAYA, invitation(), "d1")
        await messenger.send(TEAM, INES, invitation(), "d2")

    run(two())
    run(two())  # the first loop is closed, and was never told
    run(once(messenger, two()))
    assert len(serving.world.messages(serving.world.dm(MAYA).id, MAYA)) == 3


def test_another_workspace_is_none_of_this_messengers_business(serving: Serving) -> None:
    messenger = messenger_of(serving)
    with pytest.raises(Unreachable) as refused:
        run(once(messenger, messenger.send("T0OTHER", MAYA, invitation(), "d1")))
    assert refused.value.whole_workspace and serving.world.calls == []


# --- people --------------------------------------------------------------------------------------


def test_a_person_is_asked_for_once_in_ten_minutes(serving: Serving) -> None:
    clock = [0.0]
    messenger = messenger_of(serving, monotonic=lambda: clock[0])

    async def ask() -> list[str | None]:
        zones = []
        for at in (0, 599, 601):
            clock[0] = at
            profile = await messenger.profile(TEAM, MAYA, NOW)
            zones.append(profile.zone if profile else None)
        return zones

    assert run(once(messenger, ask())) == ["Europe/Berlin"] * 3
    assert len([c for c in serving.world.calls if c.method == "users.info"]) == 2


def test_a_changed_person_is_asked_for_again(serving: Serving) -> None:
    messenger = messenger_of(serving)

    async def ask() -> None:
        await messenger.profile(TEAM, MAYA, NOW)
        messenger.forget(TEAM, MAYA)
        await messenger.profile(TEAM, MAYA, NOW)

    run(once(messenger, ask()))
    assert len([c for c in serving.world.calls if c.method == "users.info"]) == 2


@pytest.mark.parametrize(
    ("person", "flag"),
    [(GUEST, "is_guest"), (LEFT, "is_deactivated"), (INES, "is_admin"), (BOT, "is_bot")],
)
def test_the_flags_of_a_person_are_known(serving: Serving, person: str, flag: str) -> None:
    messenger = messenger_of(serving)
    profile = run(once(messenger, messenger.profile(TEAM, person, NOW)))
    assert getattr(profile, flag) is True


def test_nobody_is_nobody(serving: Serving) -> None:
    messenger = messenger_of(serving)
    assert run(once(messenger, messenger.profile(TEAM, "U0NOBODY", NOW))) is None


# --- failures ------------------------------------------------------------------------------------


def send_to(behaviour: Behaviour, **more: Any) -> BaseException:
    with loopback(behaviour) as server:
        messenger = SlackMessenger(one("xoxb-1"), server.api_url, **more)
        with pytest.raises((Unreachable, Busy, Doubtful, Unfit)) as failed:
            run(once(messenger, messenger.send(TEAM, MAYA, invitation(), "d1")))
        assert len(server.requests) == 1, "tried again by itself"
    return failed.value


WHOLE = ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked")
ADDRESS = (
    "cannot_dm_bot",
    "channel_not_found",
    "messages_tab_disabled",
    "missing_scope",
    "user_not_found",
)
NOBODY_KNOWS = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
UNFIT = ("invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_metadata_format")


@pytest.mark.parametrize("code", WHOLE)
def test_without_a_good_token_the_whole_workspace_is_out_of_reach(code: str) -> None:
    failed = send_to(refuses(code))
    assert isinstance(failed, Unreachable) and failed.whole_workspace and failed.code == code


@pytest.mark.parametrize("code", ADDRESS)
def test_one_who_cannot_be_written_to_is_out_of_reach_alone(code: str) -> None:
    failed = send_to(refuses(code))
    assert isinstance(failed, Unreachable) and not failed.whole_workspace and failed.code == code
    assert failed.until_granted == (code == "missing_scope")


@pytest.mark.parametrize("code", UNFIT)
def test_a_drawing_that_slack_refuses_is_a_fault_of_ours(code: str) -> None:
    failed = send_to(refuses(code))
    assert isinstance(failed, Unfit) and failed.code == code


def test_an_unknown_refusal_is_tried_later() -> None:
    failed = send_to(refuses("moon_in_the_wrong_house"))
    assert isinstance(failed, Busy) and failed.code == "moon_in_the_wrong_house"


@pytest.mark.parametrize(
    "behaviour",
    [
        *(refuses(code) for code in NOBODY_KNOWS),
        raw(500, ""),
        raw(502, "<html>Bad Gateway</html>", "text/html"),
        raw(503, "upstream", "text/plain"),
        raw(504, '{"ok": false, "error": "invalid_blocks"}'),
        raw(200, "<html>Log in to the hotel</html>", "text/html"),
        raw(200, "not json"),
        raw(200, "not json", "text/plain"),
        raw(200, '["ok"]'),
        raw(200, "null"),
        raw(200, ""),
        raw(403, "<html>Forbidden</html>", "text/html"),
        raw(302, "", Location="http://127.0.0.1:9/elsewhere"),
        says(ok=True),
        resets,
        hangs_up,
        breaks_off,
    ],
)
def test_what_may_have_arrived_is_doubtful(behaviour: Behaviour) -> None:
    assert isinstance(send_to(behaviour), Doubtful)


@pytest.mark.parametrize("address", [MAYA, "D0MAYA"])
@pytest.mark.parametrize("answer", [says(ok=True), says(ok=True, messages=None, channel="D0MAYA")])
def test_an_answer_that_shows_no_messages_does_not_say_that_one_is_absent(
    address: str, answer: Behaviour
) -> None:
    with loopback(answer) as server:
        messenger = SlackMessenger(one("xoxb-1"), f"http://127.0.0.1:{server.port}/api/")
        with pytest.raises(Doubtful):
            run(once(messenger, messenger.find(TEAM, address, "d1")))


def test_a_slack_that_does_not_answer_in_time_is_doubtful() -> None:
    failed = send_to(hangs, timeout=0.2)
    assert isinstance(failed, Doubtful) and failed.code == "timeout"


def test_no_connection_means_not_delivered() -> None:
    with nobody_there() as port, pytest.raises(Busy):
        messenger = SlackMessenger(one("xoxb-1"), f"http://127.0.0.1:{port}/api/")
        run(once(messenger, messenger.send(TEAM, MAYA, invitation(), "d1")))


def test_no_such_host_means_not_delivered() -> None:
    messenger = SlackMessenger(one("xoxb-1"), "http://slack.invalid/api/")
    with pytest.raises(Busy):
        run(once(messenger, messenger.send(TEAM, MAYA, invitation(), "d1")))


def test_no_tls_means_not_delivered() -> None:
    with loopback(raw(200, "{}")) as server:
        messenger = SlackMessenger(one("xoxb-1"), f"https://127.0.0.1:{server.port}/api/")
        with pytest.raises(Busy) as failed:
            run(once(messenger, messenger.send(TEAM, MAYA, invitation(), "d1")))
    assert failed.value.code == "tls"


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("1", 1),
        ("30", 30),
        ("3600", 3600),
        ("0", 1),
        (None, 30),
        ("", 30),
        ("-5", 30),
        ("1.5", 30),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30),
        ("٣", 30),
        ("9" * 12, 86400),
        ("9" * 5000, 30),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_busy_slack_says_how_long_to_wait(asked: str | None, waits: float) -> None:
    headers = {} if asked is None else {"Retry-After": asked}
    assert retry_after(headers) == waits


@pytest.mark.parametrize("asked", [{"Retry_After": "7"}, {}])
def test_too_many_messages_are_put_off(asked: dict[str, str]) -> None:
    failed = send_to(raw(429, '{"ok": false, "error": "ratelimited"}', **asked))
    assert isinstance(failed, Busy)
    assert (failed.code, failed.after) == ("ratelimited", 7 if asked else 30)


def test_when_the_token_is_gone_looking_says_so_too() -> None:
    for ask in ("find", "profile"):
        with loopback(refuses("token_revoked")) as server:
            messenger = SlackMessenger(one("xoxb-1"), server.api_url)
            work = (
                messenger.find(TEAM, "D0MAYA", "d1")
                if ask == "find"
                else messenger.profile(TEAM, MAYA, NOW)
            )
            with pytest.raises(Unreachable) as failed:
                run(once(messenger, work))
            assert failed.value.whole_workspace


def test_a_person_who_cannot_be_looked_up_is_not_held_for_unreachable() -> None:
    with loopback(refuses("missing_scope")) as server:
        messenger = SlackMessenger(one("xoxb-1"), server.api_url)
        with pytest.raises(Busy):
            run(once(messenger, messenger.profile(TEAM, MAYA, NOW)))


def test_no_failure_carries_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    canary = "Leave my husband"
    echo = raw(200, json.dumps({"ok": False, "error": "invalid_blocks", "echo": canary}))
    with loopback(echo) as server:
        messenger = SlackMessenger(one("xoxb-1"), server.api_url)
        with pytest.raises(Unfit) as failed:
            run(once(messenger, messenger.send(TEAM, MAYA, invitation(canary), "d1")))
    assert failed.value.__context__ is None and failed.value.__cause__ is None
    assert canary not in caplog.text + repr(failed.value)


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with nobody_there() as port:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert isinstance(send_to(refuses("user_not_found")), Unreachable)


# --- do not disturb ------------------------------------------------------------------------------


def quiet(serving: Serving, *, now: datetime = NOW, **of_maya: Any) -> datetime | None:
    serving.world.scopes.add("dnd:read")
    serving.run(serving.world.change(MAYA, dnd_enabled=True, **of_maya))
    messenger = messenger_of(serving)
    found = run(once(messenger, messenger.quiet_until(TEAM, MAYA, now)))
    assert found is None or isinstance(found, datetime)
    return found


def seconds(hour: int) -> int:
    return int(NOW.replace(hour=hour).timestamp())


def test_while_maya_wants_no_disturbance_it_is_known_until_when(serving: Serving) -> None:
    until = quiet(serving, dnd_start=seconds(8), dnd_end=seconds(11))
    assert until == NOW.replace(hour=11)


def test_a_quiet_still_to_come_or_over_holds_nothing(serving: Serving) -> None:
    assert quiet(serving, dnd_start=seconds(20), dnd_end=seconds(23)) is None
    assert quiet(serving, dnd_start=seconds(6), dnd_end=seconds(9)) is None
    assert quiet(serving, dnd_start=1, dnd_end=1) is None


@pytest.mark.parametrize(
    ("answer", "hour"),
    [
        ({"dnd_enabled": False, "snooze_enabled": True, "snooze_endtime": seconds(10)}, 10),
        ({"dnd_enabled": False, "snooze_enabled": True, "snooze_endtime": seconds(8)}, None),
        ({"snooze_enabled": True, "snooze_endtime": "soon"}, None),
        ({"dnd_enabled": True, "next_dnd_start_ts": 10**30, "next_dnd_end_ts": 10**30}, None),
        ({"dnd_enabled": "yes", "next_dnd_start_ts": seconds(8)}, None),
        ([], None),
    ],
)
def test_a_snooze_counts_and_nonsense_does_not(answer: Any, hour: int | None) -> None:
    until = NOW.replace(hour=hour) if hour else None
    assert undisturbed_until(answer, NOW) == until


def test_without_the_scope_nobody_is_asked_about_for_an_hour(serving: Serving) -> None:
    clock = [0.0]
    messenger = messenger_of(serving, monotonic=lambda: clock[0])

    async def ask() -> None:
        for at in (0, 10, 3599, 3601):
            clock[0] = at
            assert await messenger.quiet_until(TEAM, MAYA, NOW) is None

    run(once(messenger, ask()))
    assert len([c for c in serving.world.calls if c.method == "dnd.info"]) == 2


@pytest.mark.parametrize("fault", ["lost_answer", "garbage", "http", "lost_request"])
def test_whatever_goes_wrong_with_it_holds_nothing(serving: Serving, fault: Any) -> None:
    serving.world.scopes.add("dnd:read")
    serving.world.faults.add(Fault("dnd.info", fault))
    messenger = messenger_of(serving)
    assert run(once(messenger, messenger.quiet_until(TEAM, MAYA, NOW))) is None


def test_of_somebody_unknown_nothing_is_held_and_the_next_is_still_asked_about(
    serving: Serving,
) -> None:
    serving.world.scopes.add("dnd:read")
    messenger = messenger_of(serving)

    async def ask() -> None:
        for person in ("U0NOBODY", MAYA):
            assert await messenger.quiet_until(TEAM, person, NOW) is None

    run(once(messenger, ask()))
    assert len([c for c in serving.world.calls if c.method == "dnd.info"]) == 2
