"""A roster: who leads whom, as people keep it in a spreadsheet. Text in; lines and problems out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from care.text import clean

MOST_BYTES = 2_000_000
MOST_LINES = 5_000
GROUP_LONGEST = 40  # characters
EMAIL_LONGEST = 254

_DELIMITERS = ",;\t"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ID = re.compile(r"<@([UW][A-Z0-9]{2,62})(?:\|[^<>]*)?>|([UW][A-Z0-9]{2,62})")
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)  # in Entra
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"'\\]+@[^\s@<>()\[\],;:\"'\\]+\.[^\s@<>()\[\],;:\"'\\.]+")
_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would calculate


class Column(StrEnum):
    PERSON = "person"
    LEADER = "leader"
    GROUP = "group"


class Flaw(StrEnum):
    """What keeps a roster from being taken over."""

    # of the whole file
    TOO_LARGE = "too large"
    NOT_TEXT = "not text"
    NOT_UTF8 = "not utf-8"
    EMPTY = "empty"
    NO_HEADER = "no header"
    HEADER_TWICE = "header twice"
    TOO_MANY_LINES = "too many lines"
    # of a line as it is written
    QUOTES = "quotes"
    TOO_MANY_CELLS = "too many cells"
    MISSING = "missing"
    MALFORMED = "malformed"
    GROUP_TOO_LONG = "group too long"
    GROUP_FORMULA = "group formula"
    # of a line once it is known who is meant
    UNKNOWN = "unknown"
    LEFT = "left"
    BOT = "bot"
    GUEST = "guest"
    EXTERNAL = "external"
    SELF = "self"
    REPEATED = "repeated"
    TWO_GROUPS = "two groups"


@dataclass(frozen=True)
class Problem:
    """It names a line and never what stands there."""

    flaw: Flaw
    line: int = 0  # 0: the file as a whole
    column: Column | None = None
    other: int = 0  # the line that it repeats or contradicts


@dataclass(frozen=True)
class Line:
    """One line as it is written: each person by chat id, or by e-mail address in lower case."""

    number: int
    person: str = field(repr=False)
    leader: str = field(repr=False)
    group: str = field(repr=False, default="")


@dataclass(frozen=True)
class Roster:
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    more_columns: int = 0  # that nobody asked for; they are not looked at

    @property
    def people(self) -> frozenset[str]:
        """Everybody named, as they are named."""
        return frozenset(name for line in self.lines for name in (line.person, line.leader))


def is_email(name: str) -> bool:
    return "@" in name


# --- reading -------------------------------------------------------------------------------------


class _Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.flaw)
        self.problem = problem


def read(data: bytes) -> Roster:
    """The lines that can be read and every problem at once; nothing is guessed."""
    try:
        header, records = _table(_text(data))
        return _roster(header, records)
    except _Unreadable as error:
        return Roster(problems=(error.problem,))


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _Unreadable(Problem(Flaw.TOO_LARGE))
    encoding = next((name for bom, name in _BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        flaw = Flaw.NOT_UTF8 if encoding.startswith("utf-8") else Flaw.NOT_TEXT
        raise _Unreadable(Problem(flaw, data[: error.start].count(b"\n") + 1)) from None
    if "\0" in text:
        raise _Unreadable(Problem(Flaw.NOT_TEXT))
    if not text.strip():
        raise _Unreadable(Problem(Flaw.EMPTY))
    return text


@dataclass(frozen=True)
class _Header:
    places: Mapping[Column, int]
    width: int


Record = tuple[int, list[str] | None]  # the number of its first line; None: broken quotes


def _table(text: str) -> tuple[_Header, Iterator[Record]]:
    """The delimiter is the one with which the first line names the columns."""
    for delimiter in _DELIMITERS:
        records = _records(text, delimiter)
        number, cells = next((record for record in records if not _is_before(record[1])), (1, None))
        names = [clean(cell, one_line=True).casefold() for cell in cells or ()]
        if {Column.PERSON, Column.LEADER} <= set(names):
            return _header(names, number), records
    raise _Unreadable(Problem(Flaw.NO_HEADER, 1))


def _records(text: str, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
        else:
            yield number, cells


def _is_before(cells: list[str] | None) -> bool:
    """A blank line, or the one in which Excel names the delimiter."""
    return cells is not None and (_is_blank(cells) or cells[0].lower().startswith("sep="))


def _is_blank(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _header(names: list[str], number: int) -> _Header:
    for column in Column:
        if names.count(column) > 1:
            raise _Unreadable(Problem(Flaw.HEADER_TWICE, number, column))
    places = {column: names.index(column) for column in Column if column in names}
    return _Header(places, len(names))


def _roster(header: _Header, records: Iterator[Record]) -> Roster:
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in records:
        if cells is not None and _is_blank(cells):
            continue
        if len(lines) + len(problems) == MOST_LINES:
            raise _Unreadable(Problem(Flaw.TOO_MANY_LINES))
        read_line = _line(number, cells, header)
        if isinstance(read_line, Line):
            lines.append(read_line)
        else:
            problems.append(read_line)
    if not lines and not problems:
        raise _Unreadable(Problem(Flaw.EMPTY))
    return Roster(tuple(lines), tuple(problems), header.width - len(header.places))


def _line(number: int, cells: list[str] | None, header: _Header) -> Line | Problem:
    """The line, or the first thing that is wrong with it."""
    if cells is None:
        return Problem(Flaw.QUOTES, number)
    if not _is_blank(cells[header.width :]):
        return Problem(Flaw.TOO_MANY_CELLS, number)
    written = {
        column: clean(cells[place], one_line=True) if place < len(cells) else ""
        for column, place in header.places.items()
    }
    names = {column: _name(written[column]) for column in (Column.PERSON, Column.LEADER)}
    for column, name in names.items():
        if not name:
            return Problem(Flaw.MALFORMED if written[column] else Flaw.MISSING, number, column)
    group = written.get(Column.GROUP, "")
    if group.startswith(_FORMULA):
        return Problem(Flaw.GROUP_FORMULA, number)
    if len(group) > GROUP_LONGEST:
        return Problem(Flaw.GROUP_TOO_LONG, number)
    return Line(number, names[Column.PERSON], names[Column.LEADER], group)


def _name(written: str) -> str:
    """A chat id, or an e-mail address in lower case; "" for what is neither."""
    if found := _ID.fullmatch(written):
        return found[1] or found[2]
    if _OBJECT_ID.fullmatch(written):
        return "U" + written.replace("-", "").upper()
    if written.startswith(_FORMULA) or len(written) > EMAIL_LONGEST:
        return ""
    return written.lower() if _EMAIL.fullmatch(written) else ""
