"""Everything kept about a person, page by page, and the forms in which they erase it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ids import FormName
from bot.ui import Button, Buttons, Field, Form, Heading, LineField, Part, Text, View
from bot.views.pieces import opens, quiet, text
from bot.wording import my_data as words

MOST = 60  # parts of a page: a form has room for a hundred blocks
ROOM = 16_000  # bytes of a page: Teams cuts a form of 25,000, Slack one of 200,000
TEXT, JSON = "text", "json"
# the pages from which one comes here, and goes back to
FROM = (
    FormName.MY_GOALS,
    FormName.SHARED,
    FormName.MY_PEOPLE,
    FormName.ERASE,
    FormName.ERASE_RECORD,
)


def data_buttons() -> tuple[Button, ...]:
    """The ways to what is kept, and to erasing it."""
    return (_export(FormName.SHARED), opens(words.ERASE_TITLE, FormName.ERASE))


def record_buttons() -> tuple[Button, ...]:
    """The same for a leader's own record."""
    return (_export(FormName.MY_PEOPLE), opens(words.RECORD_TITLE, FormName.ERASE_RECORD))


def _export(page: FormName) -> Button:
    return opens(words.EXPORT, FormName.MY_DATA, f"{TEXT}.0.{page}")


# --- what is kept --------------------------------------------------------------------------------


def kept(parts: list[Part], kind: str, number: int, page: str = "") -> Form:
    """One page of it, the first is 0: in words, or to copy. ``page``: where they came from."""
    pages = _pages(parts)
    number = number if number < len(pages) else 0
    intro = words.EXPORT_INTRO if kind == TEXT else words.JSON_INTRO
    back = FormName(page) if page in FROM else FormName.MY_GOALS
    shown: list[Part] = [Buttons((opens(words.BACK, back),))]
    shown += [text(intro)] if number == 0 or kind == JSON else []
    shown += pages[number]
    shown += [quiet(words.page_of(number + 1, len(pages)))] if len(pages) > 1 else []
    shown.append(Buttons(tuple(_ways(kind, number, len(pages), back))))
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


def _ways(kind: str, number: int, of: int, back: FormName) -> list[Button]:
    def way(label: str, kind: str, number: int) -> Button:
        return opens(label, FormName.MY_DATA, f"{kind}.{number}.{back}")

    ways: list[Button] = []
    if number:
        ways.append(way(words.EARLIER, kind, number - 1))
    if number + 1 < of:
        ways.append(way(words.MORE, kind, number + 1))
    if kind == TEXT:
        return [*ways, way(words.AS_JSON, JSON, 0)]
    return [*ways, way(words.AS_TEXT, TEXT, 0)]


# --- erasing -------------------------------------------------------------------------------------


def erase(is_last_admin: bool) -> Form:
    parts: tuple[Part | Field, ...] = (
        text(words.GOES),
        text(words.GOES_FROM_LEADERS),
        *([text(words.LAST_ADMIN)] if is_last_admin else []),
        Text((words.STAYS, " ", words.AFTERWARDS)),
        Text((words.SEE_FIRST,), beside=_export(FormName.ERASE)),
        LineField("word", words.WORD_LABEL, longest=40),
    )
    title, submit = words.ERASE_TITLE, words.ERASE_SUBMIT
    return Form(FormName.ERASE, title, parts, submit=submit, close=words.CANCEL)


def erase_record() -> Form:
    parts = (
        text(words.RECORD_GOES),
        text(words.RECORD_STAYS),
        Text((words.SEE_FIRST,), beside=_export(FormName.ERASE_RECORD)),
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
