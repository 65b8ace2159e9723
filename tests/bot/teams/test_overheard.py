"""Where others read along, nothing of one's own is said; what is written is read at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.teams import events
from bot.teams.text import read
from bot.wording import technical
from care.items import Area, Content, Kind
from storage import items
from tests.bot.teams.connector import ANA, BEN, CHANNEL, TENANT, Person
from tests.bot.teams.hall import Hall, open_hall
from tests.office import wait_until

Json = dict[str, Any]
GROUP_CHAT = "19:some-of-us@thread.v2"
TITLE = "Leave the night shift"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Ana has the app; Ben has never opened it."""
    with open_hall(tmp_path_factory.mktemp("overheard")) as opened:
        opened.installs(ANA)
        opened.newest(ANA, beyond=1)
        for person in (ANA, BEN):
            goal = Content(Kind.GOAL, Area.WORK, TITLE)
            with opened.tend.database.begin() as tx:
                items.create(tx, TENANT, person.id, goal, opened.clock())
        yield opened


def in_group_chat(hall: Hall, person: Person, words: str, **more: Any) -> Json:
    whose = {"id": GROUP_CHAT, "isGroup": True, "tenantId": TENANT, **more}
    return hall.envelope(person, "message", text=words, conversation=whose)


def heard_in(hall: Hall, place: str, beyond: int = 0) -> list[str]:
    wait_until(lambda: len(sent_to(hall, place)) > beyond and hall.at_rest(), "nothing came")
    return sent_to(hall, place)


def sent_to(hall: Hall, place: str) -> list[str]:
    return [one.text for one in hall.connector.sent if one.conversation == place]


@pytest.mark.parametrize("kind", [{"conversationType": "groupChat"}, {}], ids=["told", "untold"])
@pytest.mark.parametrize("words", ["mygoals", "mygoals export"])
def test_what_ana_asks_in_a_group_chat_is_answered_in_her_own(
    hall: Hall, kind: Json, words: str
) -> None:
    mine, theirs = len(hall.connector.in_chat(ANA)), len(sent_to(hall, GROUP_CHAT))
    hall.post(in_group_chat(hall, ANA, f"<at>Tend</at> {words}", **kind))
    assert hall.newest(ANA, beyond=mine).text
    assert len(sent_to(hall, GROUP_CHAT)) == theirs


def test_who_has_no_chat_with_tend_is_told_to_write_there(hall: Hall) -> None:
    hall.post(hall.in_channel(BEN, "message", text="<at>Tend</at> mygoals"))
    assert heard_in(hall, CHANNEL)[-1] == technical.only_here()
    chat = in_group_chat(hall, BEN, "<at>Tend</at> mygoals", conversationType="groupChat")
    before = len(sent_to(hall, GROUP_CHAT))
    hall.post(chat)
    assert heard_in(hall, GROUP_CHAT, before)[before:] == [technical.only_here()]
    everything = "\n".join((*sent_to(hall, CHANNEL), *sent_to(hall, GROUP_CHAT)))
    assert TITLE not in everything


def test_a_place_that_is_of_a_team_is_nobodys_own() -> None:
    assert events.is_personal({"conversation": {"id": "a"}})
    assert not events.is_personal({"conversation": {"id": "a"}, "channelData": {"team": {"id": 1}}})


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", ["<at>", "<", "<at ", "<at></AT", "&", "\x01"])
def test_a_wall_of_signs_is_read_at_once(piece: str) -> None:
    """It took minutes, in which nobody else was answered; now a hundredth of a second."""
    started = time.monotonic()
    read(piece * (250_000 // len(piece)), {})
    assert time.monotonic() - started < 20


def test_a_mention_is_read_once_whatever_its_own_letters_are() -> None:
    """A name made of letters that ids are made of does not grow the words without end."""
    names = {letter: ANA.id for letter in "U0123456789"}
    assert read("U0123456789", names) == "U0123456789"
    assert read("<at>Ana</at> and 0", {"<at>Ana</at>": ANA.id, **names}) == f"<@{ANA.id}> and 0"


def test_nobody_types_a_mention() -> None:
    for typed in (f"<@{ANA.id}>", f"\x01{ANA.id}\x02", f"&lt;@{ANA.id}&gt;", f"&#1;{ANA.id}&#2;"):
        assert "<@" not in read(typed, {})


def test_what_stands_around_mentions_is_kept() -> None:
    words = "<p>I talked with <at id='0'>Ana</at>,\n 3 < 4 and <at>Tend</at> <b>yes</b></p>"
    found = read(words, {"<at id='0'>Ana</at>": ANA.id, "<at>Tend</at>": ""})
    assert found.split() == f"I talked with <@{ANA.id}>, 3 ‹ 4 and yes".split()
