"""The date of something shared: shortly before, still worth it after, and an honest late word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from care.hours import Hours, working_days_before
from care.items import Area, Content, Kind, Level
from care.moments import CareDate, Moment, moment, next_moment
from storage import bonds, items, people, workspaces
from tests.jobs.post import Room
from tests.jobs.test_planning import alone, talk
from tests.people import (
    ACME,
    ANA,
    BEN,
    BERLIN,
    CHIDI,
    JO,
    MAYA,
    bond,
    open_workspace,
    profile,
    share,
)

THURSDAY = date(2026, 12, 3)
EXAM = Content(Kind.GOAL, Area.WORK, "Pass the AWS exam", date=THURSDAY)
SURGERY = Content(Kind.CHALLENGE, Area.PERSONAL, "My father's surgery", date=THURSDAY)


def live(room: Room, first: str, last: str) -> None:
    """From one day to another, the timetable running every two hours."""
    room.clock.at = datetime.fromisoformat(first).replace(tzinfo=UTC)
    for _ in room.live(datetime.fromisoformat(last).replace(tzinfo=UTC), hours=2):
        pass


def told(room: Room) -> list[tuple[str, str]]:
    """(day, moment) of everything said about a date."""
    moments = set(Moment)
    return [(f"{n.day:%d %b}", n.reason) for n in room.nudges_to(MAYA) if n.reason in moments]


def of_ana(room: Room, talked: str) -> Room:
    """Maya leads Ana alone, talked with her on that day, and knows of her exam."""
    alone(room)
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, EXAM)
    talk(room, MAYA, ANA, date.fromisoformat(talked))
    return room


@pytest.fixture
def ana(room: Room) -> Room:
    return of_ana(room, talked="2026-11-30")


# --- what is said, and when ----------------------------------------------------------------------


def test_two_working_days_before_the_leader_hears_of_it(ana: Room) -> None:
    live(ana, "2026-11-30", "2026-12-03")
    assert told(ana) == [("01 Dec", Moment.NEAR)]
    said = ana.said_to(MAYA)[-1]
    assert f"@{ANA} has a date coming up, on Thursday, 3 December:\nPass the AWS exam" in said
    assert "Why now: the date is close." in said


def test_the_weekend_is_no_working_day(room: Room) -> None:
    monday = date(2026, 12, 7)
    assert working_days_before(monday, 2, Hours(BERLIN)) == date(2026, 12, 3)


def test_without_a_talk_it_is_still_worth_it_after_the_date_once(ana: Room) -> None:
    live(ana, "2026-11-30", "2026-12-13")
    assert told(ana) == [("01 Dec", Moment.NEAR), ("04 Dec", Moment.JUST_OVER)]
    assert "It was on Thursday, 3 December, and a word with @U0ANA is still" in ana.said_to(MAYA)[1]


def test_after_a_talk_nothing_more_is_said_of_it(ana: Room) -> None:
    live(ana, "2026-11-30", "2026-12-02")
    talk(ana, MAYA, ANA, date(2026, 12, 2))
    live(ana, "2026-12-02", "2026-12-20")
    assert told(ana) == [("01 Dec", Moment.NEAR)]


def test_whom_nothing_reached_in_time_gets_an_honest_late_word_in_the_next_plan(room: Room) -> None:
    ana = of_ana(room, talked="2026-11-25")
    with ana.database.begin() as tx:
        people.change(tx, ACME, MAYA, away_first=date(2026, 11, 30), away_back=date(2026, 12, 14))
    live(ana, "2026-11-30", "2026-12-24")
    assert told(ana) == [("16 Dec", Moment.LONG_OVER)]
    assert "I am late with this. It was on Thursday, 3 December" in ana.said_to(MAYA)[-1]


def test_a_discreet_date_is_told_without_its_title(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, SURGERY, Level.DISCREET)
    talk(room, MAYA, ANA, date(2026, 11, 30))
    live(room, "2026-11-30", "2026-12-03")
    said = room.said_to(MAYA)[-1]
    assert "Something @U0ANA shared with you has its date on Thursday, 3 December." in said
    assert "surgery" not in said


def test_what_the_leader_only_knows_of_is_never_told_by_its_date(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, EXAM, Level.KNOWN)
    live(room, "2026-11-30", "2026-12-20")
    assert told(room) == []


def test_a_date_is_first_in_the_plan_of_its_day(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        bond(tx, MAYA, BEN)
        share(tx, BEN, MAYA, EXAM)
    live(room, "2026-12-01", "2026-12-02")
    assert len(room.standing.to(MAYA)) == 1
    assert [(n.report, n.reason) for n in room.nudges_to(MAYA)] == [
        (BEN, Moment.NEAR),
        (ANA, "talk"),
    ]


# --- what still holds ----------------------------------------------------------------------------


def test_a_date_comes_although_they_were_named_this_week(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, replace(EXAM, date=date(2026, 11, 27)))
    live(room, "2026-11-23", "2026-11-28")
    assert told(room) == [("25 Nov", Moment.NEAR)]


def test_never_on_a_day_off_nor_outside_the_hours(room: Room) -> None:
    ana = of_ana(room, talked="2026-11-25")
    with ana.database.begin() as tx:
        workspaces.change(tx, ACME, blackouts="2026-12-01/2026-12-02")
        bonds.look_again(tx, ACME)
    live(ana, "2026-11-26", "2026-12-04")
    assert told(ana) == [("27 Nov", Moment.NEAR)]


def test_one_message_a_day_holds_for_dates_too(room: Room) -> None:
    alone(room)
    with room.database.begin() as tx:
        for report in (ANA, BEN, CHIDI, JO):
            bond(tx, MAYA, report)
            share(tx, report, MAYA, EXAM)
    live(room, "2026-11-30", "2026-12-13")
    days = [n.day for n in room.nudges_to(MAYA)]
    assert len(room.standing.to(MAYA)) == len(set(days))
    each_week = [sum(0 <= (day - other).days < 7 for other in set(days)) for day in set(days)]
    assert max(each_week) <= 3


def test_the_date_of_somebody_away_waits_like_everything_about_them(ana: Room) -> None:
    with ana.database.begin() as tx:
        people.change(tx, ACME, ANA, away_first=date(2026, 11, 30), away_back=date(2027, 1, 4))
        bonds.look_again_at_person(tx, ACME, ANA)
    live(ana, "2026-11-30", "2026-12-31")
    assert ana.nudges_to(MAYA) == []


def test_withdrawn_after_planning_it_is_not_sent(ana: Room) -> None:
    ana.clock.at = datetime(2026, 12, 2, 9, tzinfo=UTC)
    ana.plan()
    with ana.database.begin() as tx:
        for one in items.nudgeable(tx, ACME, [MAYA]):
            items.withdraw(tx, ACME, ANA, one.item)
    ana.send()
    assert ana.standing.to(MAYA) == []


def test_many_dates_never_repeat_their_words(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        for n in range(14):
            report = f"U0MANY{n:02}"
            room.post.profiles[ACME, report] = profile(report)
            bond(tx, MAYA, report)
            for week in (0, 2):
                day = THURSDAY + timedelta(days=n + 7 * week)
                share(tx, report, MAYA, replace(EXAM, date=day))
    live(room, "2026-11-30", "2026-12-31")
    said = [(n.day, word) for n in room.nudges_to(MAYA) for word in (n.wording, n.act)]
    again = [
        (day, word)
        for day, word in said
        for other, same in said
        if same == word and timedelta(0) < day - other < timedelta(days=28)
    ]
    assert again == []
    assert len(told(room)) >= 10


# --- the rule alone ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_on", "today", "wanted"),
    [
        (None, "2026-11-30", None),
        (None, "2026-12-01", Moment.NEAR),
        (None, "2026-12-03", Moment.NEAR),
        ("2026-12-01", "2026-12-02", None),
        ("2026-12-01", "2026-12-04", Moment.JUST_OVER),
        (None, "2026-12-08", Moment.JUST_OVER),
        ("2026-12-04", "2026-12-08", None),
        (None, "2026-12-09", Moment.LONG_OVER),
        ("2026-12-01", "2026-12-09", None),
        (None, "2026-12-31", Moment.LONG_OVER),
        (None, "2027-01-01", None),
    ],
)
def test_what_there_is_to_say(told_on: str | None, today: str, wanted: Moment | None) -> None:
    told = date.fromisoformat(told_on) if told_on else None
    one = CareDate("item", Level.NAMED, THURSDAY, date(2026, 11, 1), None, told)
    assert moment(one, date.fromisoformat(today), Hours(BERLIN)) == wanted


def test_shared_after_its_date_it_is_no_moment() -> None:
    one = CareDate("item", Level.NAMED, THURSDAY, date(2026, 12, 4))
    assert moment(one, date(2026, 12, 4), Hours(BERLIN)) is None
    assert next_moment(one, date(2026, 12, 4), Hours(BERLIN)) is None
