"""/cadence by typed word: each does what its form does, and a mistake gets one clear sentence."""

from __future__ import annotations

from typing import Any

import pytest

from bot import forecasting
from bot.wording import cadence_forecast as words
from bot.wording.cadence_typed import HELP
from bot.wording.times import calendar_day
from jobs.delivering import Clocks
from sandbox.company import BOT, INES, MAYA, TOM
from sandbox.shapes import Channel
from storage import people, workspaces
from tests.bot.scenes import TEAM, leads, place, sent, start
from tests.office import ADMIN_CHANNEL, Office, text_of

OTHER = Channel("C0OTHER", "other", is_private=True, members=frozenset({INES, MAYA, BOT}))


def types(office: Office, text: str, name: str = "Ines", channel: str = ADMIN_CHANNEL) -> str:
    """What is answered to "/cadence <text>", or the form that it opens."""
    person = office.person(name)
    person.close()
    office.clock.forward(seconds=1)  # so that there is a first and a second
    result = person.command("/cadence", text, channel=channel)
    return text_of(result.message) if result.message else person.reads()


def row(office: Office) -> dict[str, Any]:
    return dict(office.look(lambda tx: workspaces.values_of(tx, TEAM)))


def said_in_channel(office: Office) -> list[str]:
    office.quiet()
    said = office.world.messages(ADMIN_CHANNEL, INES)
    return [text_of(m) for m in said if m.user == BOT and m.only_for is None]


def sends(office: Office) -> bool:
    """Whether anything unasked is sent to anybody."""
    now = place(office)
    return now.started_at is not None and now.paused_at is None


def set_back(office: Office, to: dict[str, Any]) -> None:
    with office.tend.database.begin() as tx:
        workspaces.change(tx, TEAM, **to)


# --- the same as the form ------------------------------------------------------------------------

SAME: list[tuple[str, str, dict[str, Any]]] = [
    ("Talks 10–20", "", {"ideal": "10", "maximum": "20"}),
    ("talks 10 to 20 days", "", {"ideal": "10", "maximum": "20"}),
    ("items 14, 30", "", {"item_ideal": "14", "item_maximum": "30"}),
    ("plan Thurs. 3pm", "", {"weekday": "3", "at": "15:00"}),
    ("plan 9.30 on Mondays", "", {"weekday": "0", "at": "09:30"}),
    ("limits people 2", "Limits", {"places": "2"}),
    ("LIMITS 1 message a week", "Limits", {"a_week": "1"}),
    ("own cadence off", "Limits", {"own_cadence": "no"}),
    ("own cadence 10–30", "Limits", {"shortest": "10", "longest": "30"}),
    ("own plan “off”", "Limits", {"own_plan": "no"}),
    ("keep 180 days", "Limits", {"kept_days": "180"}),
    ("days Sun–Thu", "Quiet times", {"days": ["6", "0", "1", "2", "3"]}),
    ("days mon, tue and thu", "Quiet times", {"days": ["0", "1", "3"]}),
    ("hours 8am - 4pm", "Quiet times", {"starts": "08:00", "ends": "16:00"}),
    ("holidays de-by", "Quiet times", {"country": "DE-BY"}),
    ("holidays OFF", "Quiet times", {"country": "off"}),
    (
        "blackout 24 Dec 2026 – 1.1.2027",
        "Quiet times",
        {"blackouts": "2026-12-24 - 2027-01-01"},
    ),
    ("status on", "Quiet times", {"status": "yes"}),
    (f"pilot <@{MAYA}|maya>, <@{TOM}>", "Pilot", {"people": [MAYA, TOM]}),
    ("pilot group  sales", "Pilot", {"group": "=Sales"}),
]


def test_each_word_does_what_its_form_does_and_can_be_undone(office: Office) -> None:
    ines = office.person("Ines")
    types(office, "show")
    with office.tend.database.begin() as tx:
        people.ensure(tx, TEAM, MAYA)
        people.set_groups(tx, TEAM, {MAYA: "Sales"})
    before = row(office)
    for typed, page, fields in SAME:
        ines.command("/cadence", channel=ADMIN_CHANNEL)
        if page:
            ines.press(page)
        assert ines.fill_and_submit(fields).accepted, typed
        by_form = row(office)
        assert by_form != before, typed
        set_back(office, before)
        assert types(office, typed).startswith("Done. "), typed
        assert row(office) == by_form, typed
        assert types(office, "undo").startswith("Done. "), typed
        assert row(office) | {"undo": before["undo"]} == before, typed
        set_back(office, before)


def test_a_change_by_word_is_said_noted_and_undone(office: Office) -> None:
    types(office, "show")
    types(office, "talks 10 20")
    answer = types(office, "undo")
    assert "Done. The rhythm of talks: 7 days ideal, 14 at most." in answer
    assert said_in_channel(office) == [
        f"<@{INES}> made this the admin channel of Tend.",
        f"<@{INES}> changed the rhythm of talks: 10 days ideal, 20 at most.",
        f"<@{INES}> took the last change back. The rhythm of talks: 7 days ideal, 14 at most.",
    ]
    assert [line[4] for line in sorted(office.rows()["audit"])] == [
        "admin_channel",
        "talk_cadence",
        "undo",
    ]
    assert "There is no change" not in types(office, "undo")
    assert place(office).talk_cadence.ideal == 10
    office.no_violations(3)


@pytest.mark.parametrize("word", ["limits", "days", "pilot", "people", "talks", "blackout"])
def test_a_word_alone_opens_its_form(office: Office, word: str) -> None:
    types(office, word)
    assert office.person("Ines").has_modal


# --- blackout dates, one by one ------------------------------------------------------------------


def test_blackout_dates_come_and_go_one_by_one(office: Office) -> None:
    types(office, "blackout 2026-12-24 to 2027-01-01")
    types(office, "blackout 2026-12-07")
    assert str(place(office).blackouts) == "2026-12-07/2026-12-07,2026-12-24/2027-01-01"
    assert "no blackout on that day" in types(office, "blackout remove 2026-12-10")
    types(office, "blackout remove 2026-12-31")
    assert str(place(office).blackouts) == "2026-12-07/2026-12-07"
    types(office, "blackout none")
    assert place(office).blackouts.spans == ()


# --- starting, pausing ---------------------------------------------------------------------------


def test_plain_start_is_for_everybody_as_the_button_is(office: Office) -> None:
    assert "Started: plans are sent." in types(office, "start")
    assert place(office).started_at and not place(office).pilot_only
    assert "started for everybody already" in types(office, "start all")
    assert len(said_in_channel(office)) == 2


def test_a_pilot_starts_pauses_goes_on_and_becomes_everybody(office: Office) -> None:
    assert "Nobody is chosen for the pilot yet." in types(office, "start pilot")
    assert "nothing to pause" in types(office, "pause")
    types(office, f"pilot <@{MAYA}>")
    assert "Started for the pilot (1 person)" in types(office, "start for the pilot")
    assert "Paused" in types(office, "pause")
    assert "Tend is paused already" in types(office, "pause")
    assert "“/cadence resume” to go on" in types(office, "undo")
    assert not sends(office)
    assert "Started for the pilot" in types(office, "Go  on")
    assert "Tend is not paused." in types(office, "resume")
    assert "needs somebody" in types(office, "pilot none")
    assert "Started: plans are sent." in types(office, "start everybody")
    assert sends(office) and not place(office).pilot_only


def test_with_a_pilot_chosen_plain_start_asks_for_whom(office: Office) -> None:
    types(office, f"pilot <@{MAYA}>")
    assert "start pilot” or “/cadence start all" in types(office, "start")
    assert place(office).started_at is None
    types(office, "start pilot")
    types(office, "pause")
    assert "start pilot” or “/cadence start all" in types(office, "start")
    assert place(office).pilot_only and not sends(office)


def test_what_would_need_more_than_a_pause_changes_nothing(office: Office) -> None:
    start(office)
    assert "“/cadence pause”: " in types(office, "pause until Friday")
    assert sends(office)


# --- what is refused -----------------------------------------------------------------------------

BAD: dict[str, tuple[str, ...]] = {
    "from 7 to 90": (
        *("talks 0 14", "talks -1 14", "talks 1000000000 2000000000", "talks 7.5 14"),
        *("talks soon", "talks 20 10", "talks 7", "talks ٧ 14", "talks 7 91", "items 6 7"),
        *("own cadence 5 to 30", "own cadence 30 to 10", "own cadence 7 91"),
    ),
    "1 to 3": ("limits people 0", "limits people 4", "limits people two", "limits people -1"),
    "1 and 3": ("limits week 4", "limits week 0.5"),
    "from 120 to 365": ("keep 119", "keep 366", "keep forever", "keep 1e2"),
    "0:00 to 23:59": ("plan Someday 10:00", "plan Tuesday 25:00", "hours 9", "hours 9 26:00"),
    "after it begins": ("hours 17:00 09:00",),
    "weekdays": ("days Mon-Foo", "days 1-5", "days never"),
    "like DE": ("holidays XX", "holidays Germany", "holidays ../etc"),
    "The regions of DE": ("holidays DE-XX",),
    "first and the last day": ("blackout soon", "blackout 2026-13-01", "blackout 1 2 3"),
    "before the first": ("blackout 2027-01-01 to 2026-12-24",),
    "are over": ("blackout 2026-11-01 to 2026-11-23",),
    "60 days": ("blackout 2026-12-01 to 2027-11-30",),
    "within a year": ("blackout 2028-01-01 to 2028-01-02",),
    "by mention": ("pilot @nobody", "pilot everybody", f"pilot <@{MAYA}> soon"),
    "No imported list": ("pilot group Marketing",),
    "status on": ("status maybe",),
    "own plan on": ("own shoes on", "own plan perhaps"),
    "start all": ("start tomorrow",),
}


def test_a_bad_value_gets_one_sentence_with_the_range_and_an_example(office: Office) -> None:
    types(office, "show")
    before = row(office)
    for range_, several in BAD.items():
        for typed in several:
            answer = types(office, typed)
            assert range_ in answer, (typed, answer)
            assert "“/cadence " in answer or "17:00" in answer, (typed, answer)
            assert len(answer.split()) <= 60
    assert row(office) == before
    assert len(said_in_channel(office)) == 1, "nothing but the first use was said"


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("tlaks 7 14", "talks"), ("blakcout none", "blackout"), ("dryrum", "dry-run"), ("x", "help")],
)
def test_an_unknown_word_names_the_nearest(office: Office, typed: str, nearest: str) -> None:
    answer = types(office, typed)
    assert f"“/cadence {nearest}”" in answer and "I don't know that word." in answer
    assert place(office) is not None and place(office).admin_channel is None


@pytest.mark.parametrize("word", sorted(HELP))
def test_every_word_has_help_of_its_own(office: Office, word: str) -> None:
    if word != "help":
        assert f"“/cadence {word}" in types(office, f"help {word}")
    assert word in types(office, "help")


# --- who may, and where --------------------------------------------------------------------------

WORDS = ("talks 10 20", "pilot none", "start", "pause", "undo", "show", "preview", "dry-run")


def test_whoever_is_no_admin_changes_and_sees_nothing(office: Office) -> None:
    start(office)
    office.world.rooms.join(ADMIN_CHANNEL, MAYA)
    types(office, "help", "Maya")
    before = office.rows("audit")
    for typed in (*WORDS, "people", "limits"):
        assert "Only admins of Tend" in types(office, typed, "Maya"), typed
    assert office.rows("audit") == before


def test_a_word_in_another_channel_changes_nothing(office: Office) -> None:
    start(office)
    office.world.rooms.channels[OTHER.id] = OTHER
    before = office.rows("audit")
    for typed in WORDS:
        for channel in (OTHER.id, "C0GENERAL"):
            answer = types(office, typed, channel=channel)
            assert f"The admin channel is <#{ADMIN_CHANNEL}>." in answer, typed
    assert office.rows("audit") == before


def test_the_first_word_makes_the_channel_like_the_form(office: Office) -> None:
    types(office, "talks 10 20")
    assert place(office).admin_channel == ADMIN_CHANNEL
    assert f"<@{INES}> made this the admin channel of Tend." in said_in_channel(office)


def test_next_week_is_counted_in_the_channel(office: Office) -> None:
    types(office, "show")
    assert "Counting: the answer comes here in a moment." in types(office, "dry run")
    counted = said_in_channel(office)[-1]
    assert counted.startswith("Next week\n") and "Nobody leads anybody here yet." in counted


def test_what_was_counted_is_what_comes(office: Office) -> None:
    leads(office, "Maya", "Ana", "Ben")
    leads(office, "Tom", "Jo")
    start(office)
    office.clock.forward(days=4)
    types(office, "dry-run")
    counted = said_in_channel(office)[-1]
    operator = forecasting.run(office.settings, Clocks(office.clock, office.machine))
    office.live(days=7, hours=2)
    plans = {name: sent(office, name, "plan") for name in ("Maya", "Tom")}
    days = sorted(plan.day for of_one in plans.values() for plan in of_one if plan.day)
    assert len(days) == 2
    for day in set(days):
        assert words.day(calendar_day(day, day), days.count(day)) in counted
    told = [f"{plan.address}  plan on {plan.day}" for (plan,) in plans.values()]
    assert all(any(line.startswith(one) for line in operator) for one in told)
    assert not [one for one in (MAYA, TOM) if one in counted]
