"""Everything kept about a person, page by page, and the forms in which they erase it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ids import FormName
from bot.ui import Button, Buttons, Form, Heading, LineField, Part, Text, View
from bot.views.pieces import opens, quiet, text
from bot.wording import my_data as words

MOST = 60  # parts of a page: a form has room for a hundred blocks
ROOM = 60_000  # bytes of a page: a form of 200,000 is cut, and a byte may take three to travel
TEXT, JSON = "text", "json"


def data_buttons() -> tuple[Button, ...]:
    """The ways to what is kept, and to erasing it."""
    return (opens(words.EXPORT, FormName.MY_DATA), opens(words.ERASE_TITLE, FormName.ERASE))


def record_buttons() -> tuple[Button, ...]:
    """The same for a leader's own record."""
    return (opens(words.EXPORT, FormName.MY_DATA), opens(words.RECORD_TITLE, FormName.ERASE_RECORD))


# --- what is kept --------------------------------------------------------------------------------


def kept(parts: list[Part], kind: str, number: int) -> Form:
    """One page of it, the first is 0: in words, or to copy."""
    pages = _pages(parts)
    number = number if number < len(pages) else 0
    intro = words.EXPORT_INTRO if kind == TEXT else words.JSON_INTRO
    shown: list[Part] = [text(intro)] if number == 0 or kind == JSON else []
    shown += pages[number]
    shown += [quiet(words.page_of(number + 1, len(pages)))] if len(pages) > 1 else []
    shown.append(Buttons(tuple(_ways(kind, number, len(pages)))))
    return Form(FormName.MY_DATA, words.EXPORT_TITLE, tuple(shown))


def _pages(parts: list[Part]) -> list[list[Part]]:
    """As many parts on each as surely fit, so that nothing is ever cut."""
    pages: list[list[Part]] = [[]]
    room = ROOM
    for part in parts:
        room -= len(repr(part).encode())
        if pages[-1] and (room < 0 or len(pages[-1]) == MOST):
            pages.append([])
            room = ROOM - len(repr(part).encode())
        pages[-1].append(part)
    return pages


def _ways(kind: str, number: int, of: int) -> list[Button]:
    ways: list[Button] = []
    if number:
        ways.append(opens(words.EARLIER, FormName.MY_DATA, f"{kind}.{number - 1}"))
    if number + 1 < of:
        ways.append(opens(words.MORE, FormName.MY_DATA, f"{kind}.{number + 1}"))
    if kind == TEXT:
        return [*ways, opens(words.AS_JSON, FormName.MY_DATA, f"{JSON}.0")]
    return [*ways, opens(words.AS_TEXT, FormName.MY_DATA, f"{TEXT}.0")]


# --- erasing -------------------------------------------------------------------------------------


def erase() -> Form:
    parts = (
        text(words.GOES),
        text(words.GOES_FROM_LEADERS),
        Text((words.STAYS, " ", words.AFTERWARDS)),
        Text((words.SEE_FIRST,), beside=opens(words.EXPORT, FormName.MY_DATA)),
        LineField("word", words.WORD_LABEL, longest=40),
    )
    title, submit = words.ERASE_TITLE, words.ERASE_SUBMIT
    return Form(FormName.ERASE, title, parts, submit=submit, close=words.CANCEL)


def erase_record() -> Form:
    parts = (
        text(words.RECORD_GOES),
        text(words.RECORD_STAYS),
        Text((words.SEE_FIRST,), beside=opens(words.EXPORT, FormName.MY_DATA)),
        LineField("word", words.WORD_LABEL, longest=40),
    )
    title, submit = words.RECORD_TITLE, words.ERASE_SUBMIT
    return Form(FormName.ERASE_RECORD, title, parts, submit=submit, close=words.CANCEL)


def erased(counts: Mapping[str, int], afterwards: str) -> list[Part]:
    """How much of what is gone."""
    named = {what: n for what, n in counts.items() if n and words.counted(what, n)}
    lines = [f"• {words.counted(what, n)}" for what, n in named.items()]
    others = sum(n for n in counts.values()) - sum(named.values())
    lines += [f"• {words.and_other(others)}"] if others else []
    if not lines:
        return [text(words.NOTHING_WAS_THERE), quiet(afterwards)]
    return [text("\n".join([words.ERASED, *lines])), quiet(afterwards)]


def empty_home() -> View:
    return View((words.ERASED_TITLE,), (Heading(words.ERASED_TITLE), text(words.EMPTY_HOME)))
