"""The Care Factor, a page for its leader alone: what I did, how it landed, twelve weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.ids import FormName
from bot.ui import Button, Buttons, Form, Heading, Part, Person, Span, Text
from bot.views.landed import Landing, landing
from bot.views.pieces import Calendar, opens, quiet, text
from bot.wording import factor as words
from bot.wording.times import MONTHS
from care.factor import Attention, Beside, Factor, Glance, ends_of_fortnights

PAGE = 30  # people: a page has room for a hundred blocks
LONGEST_BAR = 12


@dataclass(frozen=True)
class MyFactor:
    """Both halves; ``lands`` None where nothing of it is known."""

    did: Factor
    lands: Landing | None
    calendar: Calendar


def button() -> Button:
    return opens(words.BUTTON, FormName.CARE_FACTOR)


def page(mine: MyFactor | None, start: int = 0) -> Form:
    parts = [text(words.NOBODY)] if mine is None else list(_parts(mine, start))
    return Form(FormName.CARE_FACTOR, words.TITLE, tuple(parts))


def _parts(mine: MyFactor, start: int) -> Iterator[Part]:
    if start:
        yield Buttons((opens(words.BACK, FormName.CARE_FACTOR),))
        yield from _glances(mine, start)
        return
    yield quiet(words.INTRO)
    yield from _did(mine)
    if mine.lands is not None:
        yield from landing(mine.lands, mine.calendar)
    if not mine.did.is_empty:
        yield from _own_line(mine)
        yield from _glances(mine, start)
        yield quiet(words.HOW)


# --- what I did ----------------------------------------------------------------------------------


def _did(mine: MyFactor) -> Iterator[Part]:
    did = mine.did
    yield Heading(words.DID)
    if did.is_empty:
        yield from (text(words.EMPTY), text(words.START_WITH))
        return
    yield from _rhythm(did.rhythm)
    yield text(words.unprompted(did.unprompted.now.of_these, did.unprompted.now.all))
    before = did.unprompted.before
    yield quiet(words.unprompted_before(before.of_these, before.all))
    yield from _kept(did.kept)
    yield from _attention(did.attention, mine.calendar)


def _rhythm(it: Beside) -> Iterator[Part]:
    if it.now.all:
        yield text(words.rhythm(it.now.of_these, it.now.all))
    if it.now.all and it.before.all:
        yield quiet(words.rhythm_before(it.before.of_these, it.before.all))


def _kept(it: Beside) -> Iterator[Part]:
    """Nothing where no talk was planned: a plan is a help and no duty."""
    if it.now.all:
        yield text(words.kept(it.now.of_these, it.now.all))
    if it.before.all:
        yield quiet(words.kept_before(it.before.of_these, it.before.all))


def _attention(it: Attention, calendar: Calendar) -> Iterator[Part]:
    if it.led == 1:
        return
    spans = [words.attention(it.talks, it.people, it.led)]
    spans += [" ", words.with_two(it.most)] if it.is_uneven else []
    yield text(*spans)
    if it.waits is None:
        yield text(words.NOBODY_WAITS)
    elif it.waits.last is not None:
        when = calendar.ago(it.waits.last)
        yield text(Person(it.waits.report), words.waits_longest(when))
    else:
        since = calendar.ago(it.waits.since)
        yield text(Person(it.waits.report), words.waits_for_first(since))


# --- at a glance ---------------------------------------------------------------------------------


def _own_line(mine: MyFactor) -> Iterator[Part]:
    counts = mine.did.fortnights
    yield Heading(words.OWN_LINE)
    yield text(words.own_line(", ".join(words.number(count) for count in counts)))
    a_sign = -(-max(counts) // LONGEST_BAR)
    days = [_short(day) for day in ends_of_fortnights(mine.calendar.today)]
    bars = [words.bar(count, a_sign, day) for count, day in zip(counts, days, strict=True)]
    yield quiet("\n".join(bars))
    if a_sign > 1:
        yield quiet(words.scale(a_sign))


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _glances(mine: MyFactor, start: int) -> Iterator[Part]:
    people = mine.did.people
    yield Heading(words.GLANCE)
    yield quiet(words.LEGEND)
    yield from (_glance(one, mine.calendar) for one in people[start : start + PAGE])
    if len(people) > start + PAGE:
        more = opens(words.MORE, FormName.CARE_FACTOR, str(start + PAGE))
        yield Buttons((more,))


def _glance(one: Glance, calendar: Calendar) -> Text:
    """The words first and whole; what is only to be looked at comes last, on a line of its own."""
    said: list[Span] = [Person(one.who.report), words.weeks(sum(one.weeks), len(one.weeks))]
    said += [words.last_talk(calendar.ago(one.who.last) if one.who.last else None)]
    said += [words.AWAY] if one.who.away else []
    strip = "".join(words.TALK if talked else words.NO_TALK for talked in one.weeks)
    return text(*said, f"\n{strip}")
