"""Taking over a roster: all or nothing, once, and never over what people said themselves."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.ui import View
from care.bonds import Bond, NamedBy
from care.items import Level
from care.pairing import Matched, match
from care.people import Profile
from care.roster import read
from jobs.importing import Changes, Place, compare, take_over
from storage import bonds, items, people, talks, workspaces
from storage.database import Database
from storage.tables import audit, metadata
from tests.databases import SEALS
from tests.jobs.post import Room
from tests.jobs.test_departing import words
from tests.people import (
    ACME,
    ANA,
    BEN,
    BERLIN,
    CHIDI,
    GLOBEX,
    JO,
    KOFI,
    LONG_AGO,
    MAYA,
    SLEEP,
    TOM,
    TUESDAY,
    open_workspace,
    profile,
    share,
)

PLACE = Place(ACME, "slack")
ROSTER = (f"{ANA},{MAYA},Design", f"{BEN},{MAYA},Design", f"{CHIDI},{MAYA},", f"{JO},{TOM},Support")


def matched(lines: Iterable[str]) -> tuple[Matched, list[Profile]]:
    """As Slack would know everybody in it."""
    found = read("\n".join(["person,leader,group", *lines]).encode())
    assert found.problems == ()
    known = {name: profile(name) for name in found.people}
    return match(found.lines, known), list(known.values())


def take(database: Database, *lines: str, place: Place = PLACE) -> Changes:
    roster, profiles = matched(lines)
    return take_over(database, place, roster, profiles, TUESDAY, TUESDAY)


def rows(database: Database) -> dict[str, list[Any]]:
    with database.read() as tx:
        tables = metadata.sorted_tables
        return {t.name: sorted((tuple(row) for row in tx.all(select(t))), key=repr) for t in tables}


def bond(database: Database, leader: str, report: str) -> Bond | None:
    with database.read() as tx:
        return bonds.between(tx, ACME, leader, report)


def some_bond(database: Database, leader: str, report: str) -> Bond:
    found = bond(database, leader, report)
    assert found is not None
    return found


def asked(room: Room, leader: str) -> list[View]:
    return [view for address, view in room.post.tried if address == leader]


# --- all or nothing ------------------------------------------------------------------------------


def test_a_roster_is_taken_over_and_nobody_has_said_anything_yet(database: Database) -> None:
    changes = take(database, *ROSTER)
    assert (len(changes.pairs), len(changes.groups), changes.known) == (4, 3, 0)
    ana = some_bond(database, MAYA, ANA)
    assert (ana.source, ana.accepted, ana.confirmed) == (NamedBy.IMPORT, None, None)


def test_the_same_roster_a_second_time_changes_no_row_of_any_table(database: Database) -> None:
    take(database, *ROSTER)
    before = rows(database)
    changes = take(database, *ROSTER)
    assert not changes.any and changes.known == 4
    assert rows(database) == before


def test_a_rehearsal_finds_the_same_and_changes_no_row(database: Database) -> None:
    roster, _ = matched(ROSTER)
    before = rows(database)
    rehearsed = compare(database, PLACE, roster)
    assert rows(database) == before
    assert rehearsed == take(database, *ROSTER)


def test_killed_at_any_point_all_of_it_is_there_or_nothing(url: str) -> None:
    """As kill -9 does: after each statement, before the end, and after it."""
    opened = Database(url, SEALS)
    nothing, states = rows(opened), []
    for nth in range(1, 40):
        ended = killed_after(nth, url)
        states.append("nothing" if rows(opened) == nothing else "all")
        if not ended:
            break
    assert some_bond(opened, TOM, JO) and len(rows(opened)["bonds"]) == 4
    assert len(rows(opened)["people"]) == 6 and len(rows(opened)["audit"]) == 1
    assert states.count("nothing") > 5
    assert states == sorted(states, reverse=True)  # nothing, nothing, ..., all
    opened.close()


def killed_after(nth: int, url: str) -> bool:
    """Another process takes the roster over and is killed after so many statements, if it is."""
    child = os.fork()
    if child == 0:
        try:
            opened = Database(url, SEALS)
            count = 0

            def die(*_: Any) -> None:
                nonlocal count
                count += 1
                if count == nth:
                    os.kill(os.getpid(), signal.SIGKILL)

            for moment in ("after_cursor_execute", "commit"):
                event.listen(opened.engine, moment, die)
            take(opened, *ROSTER)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_5_000_lines_take_no_more_statements_than_four(database: Database) -> None:
    """Other writers wait meanwhile: it is a second, and not a minute."""
    few = statements_for(database, ROSTER)
    lines = [f"U{n:07d},U9{n // 8:06d},Group {n % 40}" for n in range(5_000)]
    assert statements_for(database, lines) <= few
    assert len(rows(database)["bonds"]) == 5_004


def statements_for(database: Database, lines: Iterable[str]) -> int:
    roster, profiles = matched(lines)
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    event.listen(database.engine, "before_cursor_execute", note)
    take_over(database, PLACE, roster, profiles, TUESDAY, TUESDAY)
    event.remove(database.engine, "before_cursor_execute", note)
    return count


def test_who_adds_ana_at_the_same_moment_is_not_in_the_way(database: Database) -> None:
    roster, _ = matched(ROSTER)
    with database.begin() as tx:
        bonds.leader_says(tx, ACME, MAYA, ANA, TUESDAY)
        pairs = [(pair.leader, pair.person) for pair in roster.pairs]
        bonds.lists_say(tx, ACME, pairs, NamedBy.IMPORT, TUESDAY)
    assert some_bond(database, MAYA, ANA).accepted is True
    assert some_bond(database, MAYA, BEN).source is NamedBy.IMPORT


# --- what is kept --------------------------------------------------------------------------------


def test_zones_and_flags_are_learned_and_never_names_or_addresses(database: Database) -> None:
    take(database, *ROSTER)
    with database.read() as tx:
        ana = people.load(tx, ACME, ANA)
        assert (ana.zone, ana.known_at, ana.group) == ("Europe/Lisbon", TUESDAY, "Design")
        assert people.load(tx, ACME, CHIDI).group is None


def test_the_audit_trail_has_a_number_and_no_names(database: Database) -> None:
    take(database, *ROSTER)
    with database.read() as tx:
        (row,) = tx.all(select(audit))
    assert (row.actor, row.action, row.object) == ("operator", "import", "4")


def test_ana_who_has_moved_is_known_anew_and_looked_at_again(database: Database) -> None:
    with database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, Profile(ANA, BERLIN), LONG_AGO)
        of_ana = bonds.leader_says(tx, ACME, TOM, ANA, LONG_AGO).id
        bonds.push(tx, ACME, [of_ana], None)
    take(database, *ROSTER)
    with database.read() as tx:
        assert people.load(tx, ACME, ANA).zone == "Europe/Lisbon"
        assert (ACME, TOM) in bonds.due(tx, TUESDAY, 10)


def test_another_group_is_news_and_no_group_leaves_the_old_one(database: Database) -> None:
    take(database, *ROSTER)
    changes = take(database, f"{ANA},{MAYA},Research", f"{BEN},{MAYA},")
    assert [group.line for group in changes.groups] == [2] and changes.pairs == ()
    with database.read() as tx:
        groups = [people.load(tx, ACME, person).group for person in (ANA, BEN)]
    assert groups == ["Research", "Design"]


def test_the_same_people_in_another_workspace_are_others(database: Database) -> None:
    take(database, *ROSTER)
    globex = Place(GLOBEX, "slack")
    changes = take(database, *ROSTER, place=globex)
    assert len(changes.pairs) == 4
    with database.read() as tx:
        assert len(bonds.of_leader(tx, ACME, MAYA)) == len(bonds.of_leader(tx, GLOBEX, MAYA)) == 3


def test_a_circle_is_taken_over_as_it_stands(database: Database) -> None:
    take(database, f"{ANA},{MAYA}", f"{MAYA},{ANA}")
    assert some_bond(database, MAYA, ANA) and some_bond(database, ANA, MAYA)


# --- what people said themselves -----------------------------------------------------------------


def test_who_named_the_other_first_is_kept(database: Database) -> None:
    with database.begin() as tx:
        bonds.leader_says(tx, ACME, MAYA, ANA, LONG_AGO)
        bonds.report_says(tx, ACME, MAYA, ANA, LONG_AGO)
        bonds.report_says(tx, ACME, MAYA, BEN, LONG_AGO)
    take(database, *ROSTER)
    sources = [some_bond(database, MAYA, report).source for report in (ANA, BEN, CHIDI)]
    assert sources == [NamedBy.LEADER, NamedBy.REPORT, NamedBy.IMPORT]


def test_an_import_brings_back_nothing_that_people_ended_or_refused(database: Database) -> None:
    with database.begin() as tx:
        removed = bonds.leader_says(tx, ACME, MAYA, ANA, LONG_AGO)
        bonds.end(tx, ACME, removed.id, TUESDAY)
        not_me = bonds.report_says(tx, ACME, MAYA, BEN, LONG_AGO)
        bonds.leader_answers(tx, ACME, [not_me.id], False)
    take(database, *ROSTER)
    assert bond(database, MAYA, ANA) is None
    assert some_bond(database, MAYA, BEN).accepted is False
    assert some_bond(database, MAYA, CHIDI).accepted is None


def test_whoever_adds_ana_again_by_hand_begins_anew_under_their_own_name(
    database: Database,
) -> None:
    take(database, *ROSTER)
    with database.begin() as tx:
        bonds.end(tx, ACME, some_bond(database, MAYA, ANA).id, TUESDAY)
        bonds.report_says(tx, ACME, MAYA, ANA, TUESDAY)
    ana = some_bond(database, MAYA, ANA)
    assert (ana.source, ana.accepted, ana.confirmed) == (NamedBy.REPORT, None, True)


# --- the leader is asked -------------------------------------------------------------------------


def start(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)


def test_each_leader_is_asked_once_about_all_their_people(room: Room) -> None:
    start(room)
    take(room.database, *ROSTER)
    room.run(TUESDAY)
    for _ in range(40):
        room.later(hours=11)
    assert len(asked(room, MAYA)) == len(asked(room, TOM)) == 1
    assert asked(room, ANA) == []


def test_nothing_comes_of_it_before_the_leader_says_yes(room: Room) -> None:
    start(room)
    take(room.database, *ROSTER)
    for _ in range(30):
        room.later(days=1)
    assert rows(room.database)["nudges"] == []
    with room.database.begin() as tx:
        bonds.leader_answers(tx, ACME, [some_bond(room.database, MAYA, ANA).id], True)
    for _ in range(8):
        room.later(days=1)
    with room.database.read() as tx:
        assert {row.report for row in tx.all(metadata.tables["nudges"].select())} == {ANA}


def test_nobody_is_asked_before_an_admin_pressed_start(room: Room) -> None:
    take(room.database, *ROSTER)
    room.run(TUESDAY)
    assert asked(room, MAYA) == []
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=TUESDAY)
        bonds.look_again(tx, ACME)
    room.later(hours=1)
    assert len(asked(room, MAYA)) == 1


def test_the_leader_cannot_tell_who_said_not_my_leader_before(room: Room) -> None:
    """Were Ana left out of the question, Maya would know what Ana said."""
    start(room)
    take(room.database, *ROSTER)
    ana = some_bond(room.database, MAYA, ANA)
    with room.database.begin() as tx:
        bonds.change(tx, ACME, ana.id, confirmed=False)
    room.run(TUESDAY)
    with room.database.read() as tx:
        delivery = bonds.introduction_of(tx, ACME, ana.id)
        assert delivery is not None
        found = {one.report for one in bonds.introduced_in(tx, ACME, delivery)}
    assert found == {ANA, BEN, CHIDI}


def test_whom_a_later_roster_adds_maya_is_asked_about_by_themselves(room: Room) -> None:
    start(room)
    take(room.database, *ROSTER)
    room.run(TUESDAY)
    take(room.database, *ROSTER, f"{KOFI},{MAYA}")
    room.run(TUESDAY + timedelta(days=1))
    assert len(asked(room, MAYA)) == 2
    with room.database.read() as tx:
        about_kofi = bonds.introduction_of(tx, ACME, some_bond(room.database, MAYA, KOFI).id)
        assert about_kofi is not None
        assert [b.report for b in bonds.introduced_in(tx, ACME, about_kofi)] == [KOFI]


@pytest.mark.parametrize("source", list(NamedBy))
def test_only_a_list_has_a_leader_asked_whom_nobody_named(room: Room, source: NamedBy) -> None:
    start(room)
    with room.database.begin() as tx:
        people.meet(tx, ACME, [profile(MAYA), profile(ANA)], LONG_AGO)
        bonds.lists_say(tx, ACME, [(MAYA, ANA)], source, LONG_AGO)
    room.run(TUESDAY)
    assert len(asked(room, MAYA)) == (source in (NamedBy.IMPORT, NamedBy.PROFILE))


# --- a later roster moves people -----------------------------------------------------------------


def test_ana_stands_under_tom_now_and_maya_leads_her_no_longer(database: Database) -> None:
    take(database, *ROSTER)
    changes = take(database, f"{ANA},{TOM}")
    assert [b.report for b in changes.ended] == [ANA] and changes.ended_lines == (2,)
    assert bond(database, MAYA, ANA) is None and some_bond(database, TOM, ANA)
    assert some_bond(database, MAYA, BEN)  # whom it does not name it leaves as they are


def test_whatever_both_had_said_to_it_and_whatever_was_shared_is_over(room: Room) -> None:
    start(room)
    take(room.database, *ROSTER)
    with room.database.begin() as tx:
        found = bonds.between(tx, ACME, MAYA, ANA)
        assert found
        bonds.change(tx, ACME, found.id, accepted=True, confirmed=True)
        share(tx, ANA, MAYA)
        share(tx, ANA, MAYA, SLEEP, Level.DISCREET)
    take(room.database, f"{ANA},{TOM}")
    with room.database.read() as tx:
        assert items.shared_with(tx, ACME, MAYA) == items.shared_with(tx, ACME, TOM) == []
        assert len(items.own(tx, ACME, ANA)) == 2  # what she wrote stays hers
    room.run(TUESDAY)
    (view,) = asked(room, ANA)
    assert words(view) == (
        f"Your leader here is now {TOM}. 2 things were shared with {MAYA}; nothing was passed on. "
        "Choose what to share."
    )


def test_who_shared_nothing_and_never_used_tend_is_told_nothing(room: Room) -> None:
    start(room)
    take(room.database, *ROSTER)
    take(room.database, f"{ANA},{TOM}")
    room.run(TUESDAY)
    assert asked(room, ANA) == []


def test_what_the_two_named_themselves_stays_and_is_counted(database: Database) -> None:
    with database.begin() as tx:
        bonds.leader_says(tx, ACME, MAYA, ANA, LONG_AGO)
        bonds.report_says(tx, ACME, MAYA, BEN, LONG_AGO)
    changes = take(database, f"{ANA},{TOM}", f"{BEN},{TOM}")
    assert (changes.kept, changes.ended) == (2, ())
    assert some_bond(database, MAYA, ANA) and some_bond(database, TOM, ANA)


def test_a_second_line_makes_a_second_leader_and_no_move(database: Database) -> None:
    take(database, *ROSTER)
    changes = take(database, f"{ANA},{MAYA}", f"{ANA},{TOM}")
    assert (len(changes.pairs), changes.ended) == (1, ())
    assert some_bond(database, MAYA, ANA) and some_bond(database, TOM, ANA)


def test_a_stand_in_starts_with_nothing_and_takes_nothing_away(database: Database) -> None:
    take(database, *ROSTER)
    with database.begin() as tx:
        share(tx, ANA, MAYA)
    take(database, f"{ANA},{MAYA}", f"{ANA},{TOM}")
    with database.read() as tx:
        assert len(items.shared_with(tx, ACME, MAYA)) == 1
        assert items.shared_with(tx, ACME, TOM) == []


def test_the_same_moving_roster_a_second_time_changes_no_row(database: Database) -> None:
    take(database, *ROSTER)
    take(database, f"{ANA},{TOM}")
    before = rows(database)
    changes = take(database, f"{ANA},{TOM}")
    assert not changes.any and rows(database) == before


def test_a_move_is_rehearsed_as_it_is_done(database: Database) -> None:
    take(database, *ROSTER)
    roster, _ = matched([f"{ANA},{TOM}"])
    before = rows(database)
    rehearsed = compare(database, PLACE, roster)
    assert rows(database) == before
    assert rehearsed == take(database, f"{ANA},{TOM}") and rehearsed.ended


def test_what_a_list_ended_a_list_begins_again_and_nothing_is_shared(database: Database) -> None:
    take(database, *ROSTER)
    with database.begin() as tx:
        found = bonds.between(tx, ACME, MAYA, ANA)
        assert found
        bonds.change(tx, ACME, found.id, accepted=False)
        share(tx, ANA, MAYA)
    take(database, f"{ANA},{TOM}")
    changes = take(database, f"{ANA},{MAYA}")
    assert [pair.person for pair in changes.again] == [ANA] and changes.pairs == ()
    again = some_bond(database, MAYA, ANA)
    assert again.accepted is False  # who said "not me" is not asked again
    assert bond(database, TOM, ANA) is None
    with database.read() as tx:
        assert items.shared_with(tx, ACME, MAYA) == []


def test_what_a_person_ended_no_list_begins_again(database: Database) -> None:
    take(database, *ROSTER)
    with database.begin() as tx:
        bonds.end(tx, ACME, some_bond(database, MAYA, ANA).id, TUESDAY)
    changes = take(database, f"{ANA},{MAYA}", f"{BEN},{MAYA}")
    assert not changes.any and bond(database, MAYA, ANA) is None


def test_a_talk_keeps_its_day_and_not_what_it_was_about(database: Database) -> None:
    take(database, *ROSTER)
    with database.begin() as tx:
        exam = share(tx, ANA, MAYA)
        of_ben = share(tx, BEN, MAYA)
        about_ana = talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [exam], TUESDAY)
        about_ben = talks.record(tx, ACME, MAYA, BEN, TUESDAY.date(), [of_ben], TUESDAY)
    take(database, f"{ANA},{TOM}")
    with database.read() as tx:
        assert talks.last_with(tx, ACME, MAYA)[ANA] == TUESDAY.date()
        assert talks.about(tx, ACME, about_ana) == []
        assert talks.about(tx, ACME, about_ben) == [of_ben]


def test_a_plan_about_ana_that_is_not_sent_yet_is_not_sent(room: Room) -> None:
    start(room)
    take(room.database, f"{ANA},{MAYA}")
    with room.database.begin() as tx:
        found = bonds.between(tx, ACME, MAYA, ANA)
        assert found
        bonds.change(tx, ACME, found.id, accepted=True, since=LONG_AGO)
    assert room.plan(TUESDAY).counts["planned"] == 1
    take(room.database, f"{ANA},{TOM}")
    room.send()
    assert asked(room, MAYA) == []


def test_a_pair_that_makes_a_circle_with_what_is_known_already_is_told(database: Database) -> None:
    take(database, f"{BEN},{MAYA}", f"{CHIDI},{BEN}")
    changes = take(database, f"{MAYA},{CHIDI}", f"{JO},{TOM}")
    assert changes.circle == (2,) and some_bond(database, CHIDI, MAYA)


def test_a_circle_that_a_move_undoes_is_none(database: Database) -> None:
    take(database, f"{BEN},{MAYA}")
    changes = take(database, f"{MAYA},{BEN}", f"{BEN},{TOM}")
    assert changes.circle == ()


def test_a_mutual_pair_shares_only_what_each_granted_and_a_move_ends_one_side(
    database: Database,
) -> None:
    take(database, f"{ANA},{MAYA}", f"{MAYA},{ANA}")
    with database.begin() as tx:
        share(tx, ANA, MAYA)
        share(tx, MAYA, ANA, SLEEP, Level.DISCREET)
    take(database, f"{ANA},{TOM}")
    with database.read() as tx:
        assert items.shared_with(tx, ACME, MAYA) == []
        assert [one.owner for one in items.shared_with(tx, ACME, ANA)] == [MAYA]


def test_5_000_moves_are_a_matter_of_seconds(sqlite: Database) -> None:
    lines = [f"U{n:07d},U9{n // 8:06d}" for n in range(5_000)]
    take(sqlite, *lines)
    with sqlite.begin() as tx:
        for n in range(0, 5_000, 5):
            share(tx, f"U{n:07d}", f"U9{n // 8:06d}")
    count = statements_for(sqlite, [f"U{n:07d},U8{n // 8:06d}" for n in range(5_000)])
    assert count < 5_000
    with sqlite.read() as tx:
        assert len(bonds.of_leader(tx, ACME, "U8000001")) == 8
        assert bonds.of_leader(tx, ACME, "U9000001") == []
