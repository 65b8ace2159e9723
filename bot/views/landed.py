"""How it lands, as a leader meets it: one word beside their own guess, or a question to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.ids import FormName
from bot.ui import Buttons, ChoiceField, Form, Heading, Option, Part, Strong, Text
from bot.views.pieces import Calendar, opens, quiet, text
from bot.wording import pulse as words
from care.pulse import Band, trend
from storage.pulse_bands import Landed

NONE, ASKED_AT_ONCE = "none", 3


@dataclass(frozen=True)
class Landing:
    """What there is for a leader. ``open_round``: their people are being asked."""

    led: int  # how many people they lead
    least: int  # how many a word needs
    asks: bool  # whether the workspace asks at all
    bands: Sequence[Landed]  # newest first
    open_round: str | None = None
    guessed_open: bool = False

    @property
    def few(self) -> bool:
        return self.led < self.least


def guess_waits(it: Landing) -> list[Part]:
    """All that Home says of it: a guess may be made. The rest stands on the page of both halves."""
    said = _said(it)
    if said and not said[0].guessed:
        return [_guess_line(words.GUESS_FIRST)]
    return [_guess_line(words.GUESS_NOW)] if it.open_round and not it.guessed_open else []


def _said(it: Landing) -> list[Landed]:
    return [one for one in it.bands if one.band is not None]


def _guess_line(sentence: str) -> Part:
    return Text((sentence,), beside=opens(words.GUESS, FormName.GUESS))


def landing(it: Landing, calendar: Calendar) -> list[Part]:
    """A part of the page of both halves."""
    said = _said(it)
    if not said and (it.few or not it.asks):
        why = words.few(it.least) if it.asks else words.NOT_ASKED
        return [Heading(words.LANDED), text(why), *_ask_them(calendar.today)]
    parts: list[Part] = [Heading(words.LANDED)]
    if said and not said[0].guessed:
        return [*parts, *_guess_first(words.GUESS_FIRST, words.GUESS), *_foot(False)]
    parts += _word(it.bands, said, calendar) if said else [text(words.nothing_yet(it.least))]
    parts += [quiet(words.NOT_ASKED)] if not it.asks else []
    if it.open_round:
        parts += _while_open(it)
    elif not said:
        parts += _ask_them(calendar.today)
    return [*parts, *(_foot(bool(said)) if said or it.open_round else [])]


def _word(bands: Sequence[Landed], said: Sequence[Landed], calendar: Calendar) -> list[Part]:
    """The last word, their guess beside it, and how it was the time before."""
    newest = said[0]
    assert newest.band is not None
    day = calendar.dated(calendar.local(newest.at).date())
    parts: list[Part] = [Text((Strong(words.landed(newest.band, day)),))]
    parts += [text(words.beside(newest.guess, newest.band))] if newest.guess else []
    if bands[0] is not newest:
        return [*parts, quiet(words.NOT_UPDATED)]
    before = said[1].band if len(said) > 1 and said[1].guessed else None
    return [*parts, *([quiet(words.TREND[trend(newest.band, before)])] if before else [])]


def _while_open(it: Landing) -> list[Part]:
    if it.guessed_open:
        return _guess_first(words.GUESSED, words.CHANGE_GUESS)
    return _guess_first(words.GUESS_NOW, words.GUESS)


def _guess_first(sentence: str, button: str) -> list[Part]:
    return [text(sentence), Buttons((opens(button, FormName.GUESS),))]


def _ask_them(today: date) -> list[Part]:
    """Three of them, others each week; the same for everybody on the same day."""
    all_of_them = words.QUESTIONS_TO_ASK
    start = ASKED_AT_ONCE * today.isocalendar().week
    chosen = [all_of_them[(start + n) % len(all_of_them)] for n in range(ASKED_AT_ONCE)]
    return [text(words.ASK_THEM), text("\n".join(f"• {one}" for one in chosen))]


def _foot(is_there: bool) -> list[Part]:
    return [quiet(words.ONLY_YOU if is_there else words.ONLY_YOU_WILL)]


# --- the guess -----------------------------------------------------------------------------------


def guess(before: str | None) -> Form:
    options = tuple(Option(band, words.BANDS[band]) for band in Band)
    options = (*options, Option(NONE, words.GUESS_NONE))
    field = ChoiceField(
        "guess", words.GUESS_LABEL, words.GUESS_HINT, options=options, value=before or ""
    )
    title, submit = words.GUESS_TITLE, words.GUESS_SUBMIT
    return Form(FormName.GUESS, title, (field,), submit=submit, close="Cancel")
