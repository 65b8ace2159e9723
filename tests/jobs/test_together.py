"""Several at once in one transaction: nobody waits for company, one bad row stops nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from jobs.together import APART, Apart, Together


class Desk:
    """Answers a group with the words it was asked, once it is let."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.let = asyncio.Event()

    async def answer(self, asked: Sequence[str], alone: bool) -> list[str | Apart]:
        self.groups.append(list(asked))
        await self.let.wait()
        if any(one.startswith("bad") for one in asked):
            raise ValueError(asked[0])
        return [APART if one == "apart" and not alone else one.upper() for one in asked]


async def begun() -> None:
    """Until the first group is being answered."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def ask_all(desk: Desk, asked: Sequence[str], most: int = 20) -> list[str | BaseException]:
    together: Together[str, str] = Together(desk.answer, most)
    waiting = [asyncio.create_task(together.ask(one)) for one in asked]
    await begun()
    desk.let.set()
    return await asyncio.gather(*waiting, return_exceptions=True)


def test_who_comes_alone_is_answered_at_once() -> None:
    async def play() -> None:
        desk = Desk()
        assert await ask_all(desk, ["ana"]) == ["ANA"]
        assert desk.groups == [["ana"]]

    asyncio.run(play())


def test_who_comes_while_others_are_answered_is_of_the_next_group() -> None:
    async def play() -> None:
        desk = Desk()
        together: Together[str, str] = Together(desk.answer)
        first = asyncio.create_task(together.ask("ana"))
        await begun()
        rest = [asyncio.create_task(together.ask(one)) for one in ("ben", "kofi", "jo")]
        await asyncio.sleep(0)
        desk.let.set()
        assert await asyncio.gather(first, *rest) == ["ANA", "BEN", "KOFI", "JO"]
        assert desk.groups == [["ana"], ["ben", "kofi", "jo"]]

    asyncio.run(play())


def test_a_group_has_a_limit_and_nobody_is_left_over() -> None:
    async def play() -> None:
        desk = Desk()
        asked = [f"person {number}" for number in range(7)]
        assert await ask_all(desk, asked, most=3) == [one.upper() for one in asked]
        assert [len(group) for group in desk.groups] == [3, 3, 1]

    asyncio.run(play())


def test_one_that_fails_fails_alone() -> None:
    async def play() -> None:
        desk = Desk()
        answers = await ask_all(desk, ["ana", "bad row", "kofi"])
        assert answers[0] == "ANA" and answers[2] == "KOFI"
        assert isinstance(answers[1], ValueError)
        assert desk.groups[0] == ["ana", "bad row", "kofi"]
        assert sorted(desk.groups[1:]) == [["ana"], ["bad row"], ["kofi"]]

    asyncio.run(play())


def test_what_is_put_apart_is_answered_by_itself_and_only_it() -> None:
    async def play() -> None:
        desk = Desk()
        assert await ask_all(desk, ["ana", "apart", "kofi"]) == ["ANA", "APART", "KOFI"]
        assert desk.groups == [["ana", "apart", "kofi"], ["apart"]]

    asyncio.run(play())


def test_who_no_longer_waits_takes_nobodys_answer_away() -> None:
    async def play() -> None:
        desk = Desk()
        together: Together[str, str] = Together(desk.answer)
        ana, ben = (asyncio.create_task(together.ask(one)) for one in ("ana", "ben"))
        await begun()
        ana.cancel()
        desk.let.set()
        assert await ben == "BEN"
        with pytest.raises(asyncio.CancelledError):
            await ana
        assert await together.ask("kofi") == "KOFI"

    asyncio.run(play())


def test_it_goes_on_in_another_loop_after_one_that_ended_in_the_middle() -> None:
    together: list[Together[str, str]] = []

    async def end_in_the_middle() -> None:
        desk = Desk()
        together.append(Together(desk.answer))
        waiting = asyncio.create_task(together[0].ask("ana"))
        await begun()
        waiting.cancel()

    asyncio.run(end_in_the_middle())

    async def answer(asked: Sequence[str], alone: bool) -> list[str | Apart]:
        return [one.upper() for one in asked]

    together[0]._answer = answer

    async def go_on() -> str:
        async with asyncio.timeout(30):
            return await together[0].ask("ben")

    assert asyncio.run(go_on()) == "BEN"
