"""A roster as people send it: whatever is wrong is told by line, and nothing is guessed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from care.pairing import circle, match
from care.people import Profile
from care.roster import MOST_BYTES, MOST_LINES, Column, Flaw, Line, Problem, Roster, read
from tests.people import ANA, BEN, CHIDI, INES, JO, KOFI, MAYA, TOM

HEADER = "person,leader,group\n"
EVERYBODY = {one: Profile(one) for one in (ANA, BEN, CHIDI, INES, JO, KOFI, MAYA, TOM)}
EVERYBODY |= {
    "U0GUS": Profile("U0GUS", is_guest=True),
    "U0BOT": Profile("U0BOT", is_bot=True),
    "U0EXT": Profile("U0EXT", is_external=True),
    "U0LEO": Profile("U0LEO", is_deactivated=True),
    "ana@example.org": Profile(ANA),
}


def roster(text: str) -> Roster:
    return read(text.encode())


def pairs(found: Roster) -> list[tuple[str, str]]:
    return [(line.person, line.leader) for line in found.lines]


def only(found: Roster) -> Problem:
    assert found.lines == ()
    (problem,) = found.problems
    return problem


# --- what is read --------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_maya_leads_ana_whatever_stands_between_the_columns(delimiter: str) -> None:
    lines = ["person,leader,group", f"{ANA},{MAYA},Support"]
    found = roster("\n".join(lines).replace(",", delimiter))
    assert found == Roster((Line(2, ANA, MAYA, "Support"),))


@pytest.mark.parametrize(
    "header",
    [
        "person,leader",
        "Person,LEADER",
        " person , leader ",
        '"person","leader"',
        "\ufeffperson,leader",
    ],
)
def test_the_columns_may_be_written_as_people_write(header: str) -> None:
    assert pairs(roster(f"{header}\n{ANA},{MAYA}\n")) == [(ANA, MAYA)]


def test_the_columns_may_stand_in_any_order() -> None:
    assert roster(f"Group,leader,person\nSales,{MAYA},{ANA}").lines == (
        Line(2, ANA, MAYA, "Sales"),
    )


def test_other_columns_are_counted_and_not_read() -> None:
    found = roster(f"name,person,leader,salary\nAna,{ANA},{MAYA},=1+1\n")
    assert pairs(found) == [(ANA, MAYA)] and found.more_columns == 2
    assert "salary" not in repr(found) and "1+1" not in repr(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (ANA, ANA),
        (f"  {ANA}\u00a0", ANA),
        (f"<@{ANA}>", ANA),
        (f"<@{ANA}|ana>", ANA),
        ("W012AB3CD", "W012AB3CD"),
        ("0000000a-1111-4222-8333-444455556666", "U0000000A111142228333444455556666"),
        ("Ana@Example.ORG", "ana@example.org"),
        ("a.b+c@x-y.example.org", "a.b+c@x-y.example.org"),
    ],
)
def test_a_person_is_given_by_id_mention_or_address(written: str, meant: str) -> None:
    assert roster(f'{HEADER}"{written}",{MAYA}').lines[0].person == meant


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_are_no_lines_but_are_counted(end: str) -> None:
    text = end.join(["", "person,leader", "", f"{ANA},{MAYA}", " ,\t", "", f"{BEN},{MAYA}", ""])
    assert [line.number for line in roster(text).lines] == [4, 7]


def test_excels_first_line_about_the_delimiter_is_skipped() -> None:
    assert pairs(roster(f"sep=;\nperson;leader\n{ANA};{MAYA}\n")) == [(ANA, MAYA)]


def test_a_cell_over_several_lines_is_one_line_and_the_next_keeps_its_number() -> None:
    found = roster(f'{HEADER}{ANA},{MAYA},"two\nlines"\n{BEN},{MAYA}')
    assert found.lines == (Line(2, ANA, MAYA, "two lines"), Line(4, BEN, MAYA))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_group_keeps_its_letters_in_every_encoding_that_names_itself(encoding: str) -> None:
    data = f"person,leader,group\n{ANA},{MAYA},Büro Zürich 東京".encode(encoding)
    assert read(data).lines[0].group == "Büro Zürich 東京"


# --- what is refused as a whole ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"\xef\xbb\xbf", Flaw.EMPTY),
        (b" \n\n\t\r\n", Flaw.EMPTY),
        (b"person,leader\n", Flaw.EMPTY),
        (b"person,leader\n,\n;\n"[:16], Flaw.EMPTY),
        (b"U0ANA,U0MAYA\n", Flaw.NO_HEADER),
        (b"person\nU0ANA\n", Flaw.NO_HEADER),
        (b"person|leader\nU0ANA|U0MAYA\n", Flaw.NO_HEADER),
        (b"name,boss\nU0ANA,U0MAYA\n", Flaw.NO_HEADER),
        (b'"person,leader\nU0ANA,U0MAYA\n', Flaw.NO_HEADER),
        (b"person,leader,person\nU0ANA,U0MAYA,U0BEN\n", Flaw.HEADER_TWICE),
        (b"PK\x03\x04\x14\x00\x06\x00 a workbook", Flaw.NOT_TEXT),
        ("person,leader\nU0ANA,U0MAYA".encode("utf-16-le"), Flaw.NOT_TEXT),
        ("person,leader\nU0ANA,U0MAYA".encode("utf-16")[:-1], Flaw.NOT_TEXT),
        ("person,leader\nU0ANA,U0MAYA".encode("utf-32"), Flaw.NOT_TEXT),
        ("person,leader,group\nU0ANA,U0MAYA,Büro".encode("latin-1"), Flaw.NOT_UTF8),
        (b"x" * (MOST_BYTES + 1), Flaw.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_roster_is_told_so(data: bytes, flaw: Flaw) -> None:
    assert only(read(data)).flaw is flaw


def test_the_line_that_is_not_utf_8_is_told() -> None:
    data = (HEADER + f"{ANA},{MAYA},Sales\n" * 3 + f"{BEN},{MAYA},Büro").encode("latin-1")
    assert only(read(data)) == Problem(Flaw.NOT_UTF8, 5)


def test_5_000_lines_are_read_and_one_more_is_refused() -> None:
    text = HEADER + "".join(f"U{n:07d},{MAYA}\n" for n in range(MOST_LINES))
    assert len(roster(text).lines) == MOST_LINES
    assert only(roster(f"{text}{ANA},{MAYA}")) == Problem(Flaw.TOO_MANY_LINES)


def test_a_large_file_of_nothing_but_one_cell_is_quick_to_refuse() -> None:
    begin = time.process_time()
    assert read(HEADER.encode() + b'"' + b"a" * (MOST_BYTES - 100)).lines == ()
    assert read(HEADER.encode() + b"a@" + b"." * (MOST_BYTES - 100)).lines == ()
    assert time.process_time() - begin < 10


# --- lines that are refused ----------------------------------------------------------------------

M = MAYA
DAMAGE: Mapping[str, tuple[Flaw, Column | None]] = {
    f",{M}": (Flaw.MISSING, Column.PERSON),
    f" ,{M}": (Flaw.MISSING, Column.PERSON),
    f'"",{M}': (Flaw.MISSING, Column.PERSON),
    f"\u200b,{M}": (Flaw.MISSING, Column.PERSON),
    f"{ANA},": (Flaw.MISSING, Column.LEADER),
    f"{ANA}": (Flaw.MISSING, Column.LEADER),
    f"{ANA},,Sales": (Flaw.MISSING, Column.LEADER),
    f"Ana Moreira,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"{ANA},Maya": (Flaw.MALFORMED, Column.LEADER),
    f"u0ana,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"U0,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"U{'A' * 80},{M}": (Flaw.MALFORMED, Column.PERSON),
    f"C0GENERAL,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"U0ANA U0BEN,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"<@U0ANA,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"@ana,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"=U0ANA,{M}": (Flaw.MALFORMED, Column.PERSON),
    f'"=HYPERLINK(""http://x"",""U0ANA"")",{M}': (Flaw.MALFORMED, Column.PERSON),
    f"+ana@example.org,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"-ana@example.org,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"=ana@example.org,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"@SUM(A1),{M}": (Flaw.MALFORMED, Column.PERSON),
    f"ana@,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"ana@localhost,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"ana@@example.org,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"ana@example.org.,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"Ana <ana@example.org>,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"{'a' * 250}@example.org,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"Ｕ０ＡＮＡ,{M}": (Flaw.MALFORMED, Column.PERSON),
    f"{ANA},{M},Sales,{BEN}": (Flaw.TOO_MANY_CELLS, None),
    f"{ANA},{M},Sales, North": (Flaw.TOO_MANY_CELLS, None),
    f"{ANA},{M},{'x' * 41}": (Flaw.GROUP_TOO_LONG, None),
    f"{ANA},{M},=cmd|' /C calc'!A0": (Flaw.GROUP_FORMULA, None),
    f"{ANA},{M},+1": (Flaw.GROUP_FORMULA, None),
    f"{ANA},{M},@SUM": (Flaw.GROUP_FORMULA, None),
    f'"{ANA}"x,{M}': (Flaw.QUOTES, None),
    f"U0NOBODY,{M}": (Flaw.UNKNOWN, Column.PERSON),
    f"{ANA},U0NOBODY": (Flaw.UNKNOWN, Column.LEADER),
    f"eve@example.org,{M}": (Flaw.UNKNOWN, Column.PERSON),
    f"U0LEO,{M}": (Flaw.LEFT, Column.PERSON),
    f"{ANA},U0LEO": (Flaw.LEFT, Column.LEADER),
    f"U0GUS,{M}": (Flaw.GUEST, Column.PERSON),
    f"{ANA},U0GUS": (Flaw.GUEST, Column.LEADER),
    f"U0BOT,{M}": (Flaw.BOT, Column.PERSON),
    f"{ANA},U0EXT": (Flaw.EXTERNAL, Column.LEADER),
    f"{ANA},{ANA}": (Flaw.SELF, None),
    f"ana@example.org,{ANA}": (Flaw.SELF, None),
}


def all_problems(found: Roster, known: Mapping[str, Profile]) -> list[Problem]:
    return [*found.problems, *match(found.lines, known).problems]


@pytest.mark.parametrize("damaged", DAMAGE)
def test_a_damaged_line_is_told_by_its_number_and_the_others_are_read(damaged: str) -> None:
    found = roster(f"{HEADER}{JO},{TOM}\n{damaged}\n{KOFI},{M}\n")
    flaw, column = DAMAGE[damaged]
    assert all_problems(found, EVERYBODY) == [Problem(flaw, 3, column)]
    assert {line.number for line in found.lines} >= {2, 4}


def test_a_cell_whose_quotes_never_end_is_told_by_the_line_where_it_begins() -> None:
    found = roster(f'{HEADER}{JO},{TOM}\n{ANA},{M},"Sales\n{BEN},{M}\n{KOFI},{M}\n')
    assert pairs(found) == [(JO, TOM)] and found.problems == (Problem(Flaw.QUOTES, 3),)


def test_5_000_lines_with_every_damage_are_told_line_by_line() -> None:
    """Each damaged line, and no sound one; in one go, and quickly."""
    kinds = list(DAMAGE)
    known = EVERYBODY | {f"U{n:07d}": Profile(f"U{n:07d}") for n in range(MOST_LINES)}
    written = [
        kinds[n // 7 % len(kinds)] if n % 7 == 0 else f"U{n:07d},{M}" for n in range(MOST_LINES)
    ]
    begin = time.process_time()
    problems = all_problems(roster(HEADER + "\n".join(written)), known)
    assert time.process_time() - begin < 5
    expected = {n + 2: DAMAGE[written[n]] for n in range(MOST_LINES) if n % 7 == 0}
    assert {one.line: (one.flaw, one.column) for one in problems} == expected
    assert len(problems) == len(expected) > 700


# --- who is meant --------------------------------------------------------------------------------


def matched(*lines: str) -> tuple[list[tuple[str, str]], list[Problem], tuple[int, ...]]:
    found = match(roster(HEADER + "\n".join(lines)).lines, EVERYBODY)
    return [(p.leader, p.person) for p in found.pairs], list(found.problems), circle(found.pairs)


def test_the_same_two_people_twice_are_told_with_the_line_they_repeat() -> None:
    _, problems, _ = matched(f"{ANA},{MAYA}", f"{BEN},{MAYA}", f"ana@example.org,<@{MAYA}>")
    assert problems == [Problem(Flaw.REPEATED, 4, other=2)]


def test_ana_may_have_two_leaders() -> None:
    assert matched(f"{ANA},{MAYA}", f"{ANA},{TOM}")[:2] == ([(MAYA, ANA), (TOM, ANA)], [])


def test_ana_is_in_one_group() -> None:
    _, problems, _ = matched(f"{ANA},{MAYA},Sales", f"{ANA},{TOM},Support")
    assert problems == [Problem(Flaw.TWO_GROUPS, 3, other=2)]
    assert matched(f"{ANA},{MAYA},Sales", f"{ANA},{TOM}", f"{ANA},{INES},Sales")[1] == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((f"{ANA},{MAYA}", f"{MAYA},{ANA}"), (2, 3)),
        ((f"{ANA},{MAYA}", f"{MAYA},{INES}", f"{INES},{ANA}", f"{BEN},{MAYA}"), (2, 3, 4)),
        ((f"{ANA},{MAYA}", f"{MAYA},{ANA}", f"{INES},{ANA}", f"{MAYA},{TOM}"), (2, 3)),
        ((f"{ANA},{MAYA}", f"{BEN},{MAYA}", f"{MAYA},{INES}", f"{ANA},{INES}"), ()),
        ((), ()),
    ],
)
def test_who_leads_their_own_leader_in_the_end_is_told_and_is_no_problem(
    lines: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    found, problems, told = matched(*lines)
    assert (len(found), problems, told) == (len(lines), [], expected)


def test_5_000_lines_in_one_great_circle_are_told_quickly() -> None:
    known = {f"U{n:07d}": Profile(f"U{n:07d}") for n in range(MOST_LINES)}
    lines = [Line(n + 2, f"U{n:07d}", f"U{(n + 1) % MOST_LINES:07d}") for n in range(MOST_LINES)]
    begin = time.process_time()
    assert len(circle(match(lines, known).pairs)) == MOST_LINES
    assert circle(match(lines[1:], known).pairs) == ()
    assert time.process_time() - begin < 5


# --- anything at all -----------------------------------------------------------------------------

cells = st.one_of(st.sampled_from([ANA, MAYA, "=1+1", '"', "", "\u202eX"]), st.text(max_size=12))
rows = st.lists(st.lists(cells, max_size=5).map(",".join), max_size=12).map("\n".join)


@given(
    st.one_of(
        st.binary(max_size=400), rows.map(lambda text: (HEADER + text).encode("utf-8", "replace"))
    )
)
@example(b"\xff\xfe\x00\xd8")
@example(b'person,leader\n"')
def test_whatever_comes_is_read_or_told_and_never_shown(data: bytes) -> None:
    found = read(data)
    assert found.lines or found.problems
    numbers = [one.line for one in (*found.problems,)] + [line.number for line in found.lines]
    assert all(0 <= number <= data.count(b"\n") + data.count(b"\r") + 1 for number in numbers)
    assert all(line.number > 1 for line in found.lines)
    assert all("@" in name or name[:1] in "UW" for name in found.people)


@pytest.mark.parametrize("show", [repr, str])
def test_neither_lines_nor_problems_show_who_stands_there(show: Callable[[object], str]) -> None:
    found = roster(f"{HEADER}ana@example.org,{MAYA},Sales\nBen Schuster,{MAYA}\n")
    told = show(found) + show(match(found.lines, EVERYBODY))
    assert not [word for word in ("ana", MAYA, ANA, "Sales", "Ben") if word in told]
