"""A round of the pulse: until its close the answers are their givers', and then nobody's."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from care.bonds import EndedBy
from care.pulse import Band, Choice, Question
from jobs.restored import settle
from storage import bonds, endings, people, pulse, pulse_answers, pulse_bands, pulse_closing
from storage.database import Database, Tx
from storage.erasing import erase_person
from storage.exporting import export
from storage.tables import metadata
from storage.tidying import tidy, tidy_answers
from tests.databases import keep
from tests.people import (
    ACME,
    ANA,
    BEN,
    CHIDI,
    EVA,
    FINN,
    KOFI,
    LINA,
    MAYA,
    MAYAS_PEOPLE,
    NOA,
    TOM,
    TOMS_PEOPLE,
    TUESDAY,
    bond,
    profile,
)
from tests.storage.dying import deaths
from tests.storage.rounds import A_MONTH, NOT_YET, OFTEN, a_round, a_team, answer, opened, words

FIVE = (ANA, BEN, CHIDI, EVA, FINN)
EIGHT = dict.fromkeys(MAYAS_PEOPLE, OFTEN)
SOON = TUESDAY + timedelta(days=1)


def count(tx: Tx, table: str) -> int:
    return int(tx.value(select(func.count()).select_from(metadata.tables[table])))


def answered(tx: Tx) -> int:
    column = metadata.tables["pulse_answers"].c.sealed
    return int(tx.value(select(func.count(column))))


@pytest.fixture
def team(database: Database) -> Database:
    a_team(database)
    return database


@pytest.fixture
def at_home(sqlite: Database) -> Database:
    a_team(sqlite)
    return sqlite


# --- the close -----------------------------------------------------------------------------------


def test_five_answers_make_a_word_and_no_answer_is_left(team: Database) -> None:
    found = a_round(team, dict.fromkeys(FIVE, OFTEN))
    assert words(team) == ["very_strong"]
    with team.begin() as tx:
        assert count(tx, "pulse_answers") == count(tx, "pulse_asks") == 0
        assert count(tx, "pulse_marks") == 5
        assert not pulse_closing.close(tx, found, 5, found.closes_at), "once is enough"
    assert words(team) == ["very_strong"]


def test_four_answers_make_none_and_go_as_well(team: Database) -> None:
    a_round(team, dict.fromkeys(FIVE[:4], OFTEN))
    assert words(team) == []
    with team.read() as tx:
        assert count(tx, "pulse_answers") == count(tx, "pulse_marks") == 0


def test_nobody_is_asked_about_tom_who_leads_three(at_home: Database) -> None:
    with at_home.begin() as tx:
        for report in TOMS_PEOPLE:
            bond(tx, TOM, report)
        found = opened(tx)
        assert pulse_answers.of_giver(tx, ACME, found.id, TOMS_PEOPLE[0]) == []
        assert len(pulse_answers.of_giver(tx, ACME, found.id, ANA)) == 1


def test_whoever_skips_a_question_has_answered_the_others(at_home: Database) -> None:
    a_round(at_home, {who: {Question.KNOWS: Choice.NOT_YET} for who in FIVE})
    assert words(at_home) == ["growing"]


def test_one_more_answer_changes_nothing_before_the_fourth_round(team: Database) -> None:
    five = dict.fromkeys(FIVE, OFTEN)
    for n in range(5):
        more = dict.fromkeys((KOFI, LINA, NOA) if n else (), NOT_YET)
        a_round(team, five | more, TUESDAY + n * A_MONTH)
    assert words(team) == ["very_strong"] * 4 + ["strong"]


def test_one_answer_less_leaves_the_word_as_it_was(at_home: Database) -> None:
    a_round(at_home, EIGHT)
    a_round(at_home, dict.fromkeys(FIVE, NOT_YET), TUESDAY + A_MONTH)
    assert words(at_home) == ["very_strong", None]


def test_marks_are_kept_for_four_rounds_and_bands_for_two_years(at_home: Database) -> None:
    for n in range(6):
        a_round(at_home, EIGHT, TUESDAY + n * A_MONTH)
        with at_home.read() as tx:
            assert count(tx, "pulse_marks") == 8 * min(n + 1, 4)
    with at_home.begin() as tx:
        pulse.forget_before(tx, ACME, TUESDAY + timedelta(days=400))
        assert count(tx, "pulse_marks") == 0 and count(tx, "pulse_bands") == 6
        pulse.forget_before(tx, ACME, TUESDAY + timedelta(days=740))
        assert count(tx, "pulse_bands") == 5


def test_no_mark_holds_anybody_s_id_and_none_is_the_same_for_two_leaders(at_home: Database) -> None:
    with at_home.begin() as tx:
        for report in FIVE:
            bond(tx, TOM, report)
        found = opened(tx)
        for leader in (MAYA, TOM):
            answer(tx, found, EIGHT, leader)
        pulse_closing.close(tx, found, 5, found.closes_at)
        rows = tx.all(select(metadata.tables["pulse_marks"]))
    assert len({row.mark for row in rows}) == len(rows) == 8 + 5
    assert not any(who in str(row) for row in rows for who in (MAYA, TOM, *MAYAS_PEOPLE))


# --- until then ----------------------------------------------------------------------------------


def test_what_ana_answered_only_ana_reads_and_she_may_take_it_back(team: Database) -> None:
    with team.begin() as tx:
        found = opened(tx)
        answer(tx, found, {ANA: OFTEN})
        [mine] = pulse_answers.of_giver(tx, ACME, found.id, ANA)
        assert mine.answered and pulse_answers.given(tx, ACME, mine.id, ANA) == OFTEN
        assert pulse_answers.given(tx, ACME, mine.id, MAYA) == {}
        pulse_answers.give(tx, ACME, mine.id, BEN, NOT_YET)
        assert pulse_answers.given(tx, ACME, mine.id, ANA) == OFTEN
        pulse_answers.give(tx, ACME, mine.id, ANA, {})
        assert answered(tx) == 0


def test_ana_s_open_answers_are_in_her_export_and_in_nobody_else_s(at_home: Database) -> None:
    with at_home.begin() as tx:
        answer(tx, opened(tx), {ANA: OFTEN})
        [told] = export(tx, ACME, ANA, SOON)["answers_about_leaders"]
        assert told == {"leader": MAYA, "asked": "often", "did": "often", "knows": "often"}
        mayas = export(tx, ACME, MAYA, SOON)
        assert mayas["answers_about_leaders"] == mayas["how_it_landed"] == []


@pytest.mark.parametrize("how", ["ended", "not mine", "left", "guest", "erased", "leader erased"])
def test_who_is_led_by_maya_no_longer_has_said_nothing(at_home: Database, how: str) -> None:
    with at_home.begin() as tx:
        answer(tx, opened(tx), dict.fromkeys(FIVE, OFTEN))
        led = bonds.between(tx, ACME, MAYA, ANA)
        assert led is not None and answered(tx) == 5
        if how == "ended":
            endings.end(tx, ACME, [led.id], EndedBy.LIST, SOON)
        elif how == "not mine":
            endings.unshare(tx, ACME, led.id)
        elif how == "left":
            people.learn(tx, ACME, profile(ANA, is_deactivated=True), SOON)
        elif how == "guest":
            people.learn(tx, ACME, profile(ANA, is_guest=True), SOON)
        else:
            erase_person(tx, ACME, ANA if how == "erased" else MAYA, SOON)
        assert answered(tx) == (0 if how == "leader erased" else 4)


def test_whoever_says_after_answering_that_maya_is_not_their_leader_does_not_count(
    at_home: Database,
) -> None:
    with at_home.begin() as tx:
        found = opened(tx)
        answer(tx, found, dict.fromkeys(FIVE, OFTEN))
        led = bonds.between(tx, ACME, MAYA, ANA)
        assert led is not None
        bonds.change(tx, ACME, led.id, confirmed=False)
        pulse_closing.close(tx, found, 5, found.closes_at)
    assert words(at_home) == []


def test_a_closed_round_stays_as_it_is_when_somebody_is_erased(at_home: Database) -> None:
    a_round(at_home, EIGHT)
    with at_home.begin() as tx:
        erase_person(tx, ACME, ANA, SOON)
        assert count(tx, "pulse_marks") == 8
    assert words(at_home) == ["very_strong"]


def test_a_leader_who_erases_everything_does_not_begin_anew_with_whom_it_is_made_of(
    at_home: Database,
) -> None:
    """Or a band with Lina, right after one without her, would tell of her alone."""
    a_round(at_home, dict.fromkeys(FIVE, OFTEN))
    with at_home.begin() as tx:
        erase_person(tx, ACME, MAYA, SOON)
    a_team(at_home)
    a_round(at_home, dict.fromkeys(FIVE, OFTEN) | {LINA: NOT_YET}, TUESDAY + A_MONTH)
    with at_home.read() as tx:
        assert count(tx, "pulse_marks") == 10
    assert words(at_home) == ["very_strong"]


def test_after_a_restore_an_open_round_ends_with_no_word(team: Database) -> None:
    """What was taken back since the backup is known to nobody."""
    with team.begin() as tx:
        answer(tx, opened(tx), EIGHT)
    settle(team, SOON)
    with team.read() as tx:
        assert answered(tx) == count(tx, "pulse_bands") == 0
        assert pulse.to_open(tx, SOON + A_MONTH - timedelta(days=2), 9) == []
        assert pulse.to_open(tx, SOON + A_MONTH, 9) == [ACME]


# --- a leader's own guess ------------------------------------------------------------------------


def test_a_guess_is_sealed_and_stands_beside_the_band(team: Database) -> None:
    found = a_round(team, EIGHT)
    with team.begin() as tx:
        pulse_bands.guess(tx, ACME, found.id, MAYA, Band.STEADY)
        [landed] = pulse_bands.bands_of(tx, ACME, MAYA)
        assert (landed.band, landed.guess) == (Band.VERY_STRONG, Band.STEADY)
        [row] = tx.all(select(metadata.tables["pulse_guesses"]))
        assert "steady" not in row.sealed
        pulse_bands.guess(tx, ACME, found.id, MAYA, None)
        [landed] = pulse_bands.bands_of(tx, ACME, MAYA)
        assert landed.guessed and landed.guess is None


# --- on the disk ---------------------------------------------------------------------------------


def test_a_guess_is_in_maya_s_export_whether_a_band_came_of_it_or_not(at_home: Database) -> None:
    with at_home.begin() as tx:
        first = opened(tx)
        pulse_bands.guess(tx, ACME, first.id, MAYA, Band.STEADY)
        assert landed(tx, MAYA) == [{"band": None, "at": None, "guess": "steady"}]
        assert pulse_closing.close(tx, first, 5, first.closes_at)
        over = first.closes_at.isoformat()
        assert landed(tx, MAYA) == [{"band": None, "at": over, "guess": "steady"}]
        assert landed(tx, TOM) == landed(tx, ANA) == []


def landed(tx: Tx, person: str) -> Any:
    return export(tx, ACME, person, SOON)["how_it_landed"]


def test_killed_at_any_step_of_the_close_there_are_all_answers_or_none(at_home: Database) -> None:
    with at_home.begin() as tx:
        found = opened(tx)
        answer(tx, found, EIGHT)
    bring_back = keep(at_home)

    def close() -> None:
        with at_home.begin() as tx:
            pulse_closing.close(tx, found, 5, found.closes_at)
        tidy(at_home)

    seen = set()
    for _ in deaths(close):
        with at_home.read() as tx:
            seen.add((answered(tx), count(tx, "pulse_bands"), count(tx, "pulse_marks")))
        bring_back()
    close()
    with at_home.read() as tx:
        assert (answered(tx), count(tx, "pulse_bands"), count(tx, "pulse_marks")) == (0, 1, 8)
    assert (8, 0, 0) in seen and seen <= {(8, 0, 0), (0, 1, 8)}


def test_after_the_close_no_byte_of_an_answer_is_left_in_the_folder(
    at_home: Database, tmp_path: Path
) -> None:
    """Not even as ciphertext, and not in the log beside the file."""
    with at_home.begin() as tx:
        found = opened(tx)
        answer(tx, found, EIGHT)
        rows = tx.all(select(metadata.tables["pulse_answers"].c.sealed))
        sealed = [row.sealed.encode()[20:90] for row in rows]
    files = partial(tmp_path.glob, "tend.db*")
    assert any(sealed[0] in file.read_bytes() for file in files())
    with at_home.begin() as tx:
        pulse_closing.close(tx, found, 5, found.closes_at)
    tidy(at_home)
    assert not any(one in file.read_bytes() for file in files() for one in sealed)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_after_the_close_no_page_of_the_table_holds_one_on_a_server(team: Database) -> None:
    """Rows that are deleted stay in PostgreSQL's pages until they are swept."""
    with team.begin() as tx:
        found = opened(tx)
        answer(tx, found, EIGHT)
        rows = tx.all(select(metadata.tables["pulse_answers"].c.sealed))
        sealed = [row.sealed.encode()[20:90] for row in rows]
    assert all(one in pages(team) for one in sealed)
    with team.begin() as tx:
        pulse_closing.close(tx, found, 5, found.closes_at)
    tidy_answers(team)
    assert not any(one in pages(team) for one in sealed)


def pages(database: Database) -> bytes:
    with database.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text("CHECKPOINT"))
        where = "pg_read_binary_file(pg_relation_filepath('pulse_answers'))"
        return bytes(alone.execute(text(f"SELECT {where}")).scalar_one())


def test_two_who_close_at_once_close_once(team: Database) -> None:
    with team.begin() as tx:
        found = opened(tx)
        answer(tx, found, EIGHT)
    with team.begin() as tx:
        first = pulse_closing.close(tx, found, 5, found.closes_at)
    with team.begin() as tx:
        assert first and not pulse_closing.close(tx, found, 5, found.closes_at)
        assert not pulse_closing.cancel(tx, found, found.closes_at)


def test_nothing_but_the_giver_s_own_form_and_the_close_opens_an_answer() -> None:
    """``given`` and ``opened`` are the two ways to a text; whoever calls them is listed here."""
    root = Path(__file__).parents[2]
    callers = {
        str(file.relative_to(root))
        for part in ("bot", "care", "jobs", "storage")
        for file in (root / part).rglob("*.py")
        if any(call in file.read_text() for call in CALLS)
    }
    assert callers == {
        "bot/conversations/pulse.py",  # the giver's own form
        "storage/exporting.py",  # the giver's own export
        "storage/pulse_answers.py",  # where it stands
        "storage/pulse_closing.py",
    }


CALLS = (
    "pulse_answers.given(",
    "answers_of.given(",
    "pulse_answers.opened(",
    '"pulse_answers", "sealed"',
    "pulse_answers.c.sealed",
)
