"""/cadence by form: from nothing to a started pilot, and each page saves all of it or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.wording import cadence as words
from bot.wording import goals as goal_words
from sandbox.company import ANA, BEN, BOT, CHIDI, GUEST, INES, LEFT, MAYA, TOM
from storage import bonds
from tests.bot.scenes import TEAM, leads, place, sent, shares, start
from tests.office import ADMIN_CHANNEL, Office, Someone, labels, text_of


def ines_at(office: Office, page: str = "") -> Someone:
    """Ines has /cadence open, on that page."""
    ines = office.person("Ines")
    ines.close()
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    office.clock.forward(seconds=1)  # so that there is a first and a second
    if page:
        ines.press(page)
    return ines


def said_in_channel(office: Office) -> list[str]:
    office.quiet()
    said = office.world.messages(ADMIN_CHANNEL, INES)
    return [text_of(m) for m in said if m.user == BOT and m.only_for is None]


def errors_of(page: Someone, **fields: Any) -> dict[str, str]:
    errors = page.fill_and_submit(fields).errors
    assert errors, "it was accepted"
    return dict(errors)


def actions(office: Office) -> list[str]:
    return [row[4] for row in sorted(office.rows()["audit"])]


# --- from nothing to a started pilot -------------------------------------------------------------


def test_from_nothing_to_a_started_pilot_with_what_the_screens_say(office: Office) -> None:
    ines = ines_at(office)
    assert "Next: add people" in ines.reads()
    ines.press("Add people")
    assert ines.submit(leader=MAYA, people=[ANA, BEN]).accepted
    assert "Added 2 pairs" in ines.reads() and "Next: look at the preview." in ines.reads()
    ines.press("Preview")
    assert "Next: post the announcement" in ines.reads()
    ines.press("Announcement")
    assert "Next: choose a pilot" in ines.reads()
    ines.press("Pilot")
    assert "Next, after you save: press “Start for the pilot”." in ines.reads()
    assert ines.submit(people=[MAYA]).accepted
    assert "Next: “Start for the pilot”" in ines.reads()
    ines.press("Start for the pilot")
    assert "Started for the pilot (1 person)" in ines.reads()
    assert place(office).started_at and place(office).pilot_only
    assert place(office).pilot == {MAYA}
    office.tick()
    assert [d.kind for d in sent(office, "Maya")] == ["introduction"]
    office.no_violations(3)


def test_the_form_of_the_pilot_names_no_button_that_is_not_there(office: Office) -> None:
    ines = ines_at(office, "Pilot")
    ines.submit(people=[MAYA])
    ines.press("Start for the pilot")
    ines.press("Pilot")
    assert "Tend is started for the pilot: whoever you save here" in ines.reads()
    ines.press("Back")
    ines.press("Start for everybody")
    ines.press("Pilot")
    assert "the page after that has “Back to the pilot”" in ines.reads()
    ines.submit(people=[MAYA, TOM])
    assert "Back to the pilot" in labels(ines.modal)


def test_from_everybody_back_to_the_pilot_and_that_undone(office: Office) -> None:
    ines = ines_at(office)
    ines.press("Start")
    assert "Back to the pilot" not in labels(ines.modal), "there is none to go back to"
    ines.press("Pilot")
    ines.submit(people=[MAYA])
    ines.press("Back to the pilot")
    assert "Started for the pilot (1 person): nobody else gets a plan." in ines.reads()
    assert place(office).pilot_only
    said = f"<@{INES}> changed whom plans go to: the pilot (1 person) and nobody else."
    assert said_in_channel(office)[-1] == said
    ines.press("Undo the last change")
    assert "Whom plans go to: everybody." in ines.reads() and not place(office).pilot_only
    assert "took the last change back" in said_in_channel(office)[-1]
    ines.press("Back to the pilot")
    ines.press("Start for everybody")
    assert place(office).started_at is not None and not place(office).pilot_only
    office.no_violations()


def test_only_the_pilot_gets_a_plan_until_it_is_for_everybody(office: Office) -> None:
    leads(office, "Maya", "Ana")
    leads(office, "Tom", "Jo")
    ines = ines_at(office, "Pilot")
    ines.submit(people=[MAYA])
    ines.press("Start for the pilot")
    office.live(days=10, hours=6)
    assert sent(office, "Maya", "plan") and not sent(office, "Tom", "plan")
    ines_at(office).press("Start for everybody")
    assert "Started: plans are sent." in ines.reads()
    office.live(days=8, hours=6)
    assert sent(office, "Tom", "plan")
    assert said_in_channel(office)[-1].endswith("changed whom plans go to: everybody.")


# --- pages ---------------------------------------------------------------------------------------

EVERYTHING_WRONG = [
    (
        "Quiet times",
        {"ends": "08:00", "country": "XX", "blackouts": "2026-12-24 - 2027-12-24"},
        {"ends": "09:00", "country": "like DE", "blackouts": "at most 60 days"},
    ),
    (
        "Limits",
        {"places": "4", "a_week": "0", "longest": "5", "kept_days": "119"},
        {"places": "1 to 3", "a_week": "1 and 3", "longest": "7 to 90", "kept_days": "120 to 365"},
    ),
]


@pytest.mark.parametrize(("page", "fields", "flaws"), EVERYTHING_WRONG)
def test_every_flaw_is_told_at_once_with_its_range_and_nothing_changes(
    office: Office, page: str, fields: dict[str, str], flaws: dict[str, str]
) -> None:
    ines = ines_at(office, page)
    before = place(office)
    errors = errors_of(ines, **fields)
    assert errors.keys() == flaws.keys()
    assert all(range_ in errors[name] for name, range_ in flaws.items()), errors
    assert place(office) == before and len(said_in_channel(office)) == 1


def test_what_is_saved_is_said_once_noted_and_holds(office: Office) -> None:
    ines = ines_at(office, "Quiet times")
    fields = {"days": ["6", "0", "1"], "ends": "16:00", "country": "il", "status": "yes"}
    assert ines.fill_and_submit(fields).accepted
    assert "Done. The hours people start with: 09:00 to 16:00." in ines.reads()
    now = place(office)
    assert now.days == {6, 0, 1} and now.country == "IL" and now.reads_status
    assert said_in_channel(office)[1:] == [
        f"<@{INES}> changed the working days people start with: Sunday to Tuesday.\n"
        f"<@{INES}> changed the hours people start with: 09:00 to 16:00.\n"
        f"<@{INES}> changed public holidays: of IL, unless a person's time zone says another "
        "country.\n"
        f"<@{INES}> changed the vacation status: a vacation status counts as away."
    ]
    assert actions(office) == ["admin_channel", "days", "hours", "holidays", "status"]
    ines_at(office, "Quiet times").submit()
    assert "nothing was changed" in ines.reads()
    assert len(said_in_channel(office)) == 2


def test_a_default_set_again_is_tends_default_again(office: Office) -> None:
    for places in ("2", "3"):
        ines = ines_at(office, "Limits")
        assert ines.submit(places=places).accepted
    assert place(office).own_places is None
    ines.press("Settings as they are")
    assert "*People in a plan*: at most 3. Tend's default." in ines.reads()


def test_each_setting_says_where_it_comes_from_and_whose_it_is(office: Office) -> None:
    ines = ines_at(office, "Limits")
    ines.submit(shortest="10", longest="30", own_plan="no")
    ines.press("Settings as they are")
    read = ines.reads()
    assert "*The rhythm of talks*: 7 days ideal, 14 at most. Tend's default. People may set" in read
    assert "from 10 to 30 days" in read and "Set here." in read
    assert "Leaders may not move theirs." in read
    assert "always each person's own to change" in read


def test_the_preview_is_the_plan_itself_and_its_buttons_do_nothing(office: Office) -> None:
    ines = ines_at(office, "Preview")
    assert labels(ines.modal) == ["Back", "Announcement"]
    read = ines.reads()
    assert f"You haven't talked with <@{INES}> in 3 weeks about:" in read
    assert "[When?] · [We talked] · [Later] · [Not this time]" in read
    assert goal_words.PROMISE in read and goal_words.FOOT in read


def test_the_announcement_says_what_tend_does_who_sees_what_and_how_to_stop(
    office: Office,
) -> None:
    read = ines_at(office, "Announcement").reads()
    for words_of_it in ("up to 3 people", "until you press Share", "No admin", "Pause or Stop"):
        assert words_of_it in read
    assert len(said_in_channel(office)) == 1, "it is posted by people alone"


# --- adding people -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"leader": MAYA, "people": [ANA, GUEST]}, "people", "Number 2 in the list: The person is"),
        ({"leader": MAYA, "people": [LEFT]}, "people", "has left this workspace"),
        ({"leader": MAYA, "people": [BOT]}, "people", "is a bot"),
        ({"leader": MAYA, "people": [MAYA]}, "people", "their own leader"),
        ({"leader": GUEST, "people": [ANA]}, "leader", "The leader is a guest"),
        ({"leader": MAYA, "people": [ANA], "group": "=SUM(1)"}, "group", "begins with a letter"),
    ],
)
def test_who_cannot_be_added_is_refused_and_nobody_else_is_added(
    office: Office, fields: dict[str, Any], field: str, why: str
) -> None:
    ines = ines_at(office, "Add people")
    errors = errors_of(ines, **fields)
    assert why in errors[field] and list(errors) == [field]
    assert office.rows()["bonds"] == [] and len(said_in_channel(office)) == 1


def test_who_is_added_is_told_to_the_channel_as_a_count(office: Office) -> None:
    ines = ines_at(office, "Add people")
    assert ines.submit(leader=MAYA, people=[ANA, BEN], group="Sales").accepted
    assert said_in_channel(office)[-1] == f"<@{INES}> added 2 pairs of a leader and a report."
    found = office.look(lambda tx: bonds.between(tx, TEAM, MAYA, ANA))
    assert found.source == "import" and found.accepted is None and found.confirmed is None
    again = ines_at(office, "Add people")
    assert again.submit(leader=MAYA, people=[ANA]).accepted
    assert "Added 1 pair of a leader and a report." in again.reads()


def test_adding_a_pair_does_not_tell_whether_they_had_named_each_other(office: Office) -> None:
    read = []
    for report in (ANA, BEN):
        if report == ANA:
            with office.tend.database.begin() as tx:
                bonds.report_says(tx, TEAM, MAYA, ANA, office.clock())
        ines = ines_at(office, "Add people")
        ines.submit(leader=MAYA, people=[report])
        read.append((ines.reads().split("How often")[0], said_in_channel(office)[-1]))
    assert read[0] == read[1]


def test_a_circle_is_warned_of_and_added(office: Office) -> None:
    ines_at(office, "Add people").submit(leader=MAYA, people=[ANA])
    ines = ines_at(office, "Add people")
    assert ines.submit(leader=ANA, people=[MAYA]).accepted
    assert "somebody leads their own leader in the end" in ines.reads()
    assert office.look(lambda tx: bonds.between(tx, TEAM, ANA, MAYA)) is not None


def test_adding_a_second_leader_ends_nothing(office: Office) -> None:
    ines_at(office, "Add people").submit(leader=MAYA, people=[ANA])
    ines_at(office, "Add people").submit(leader=TOM, people=[ANA])
    leaders = {bond.leader for bond in office.look(lambda tx: bonds.of_report(tx, TEAM, ANA))}
    assert leaders == {MAYA, TOM}


# --- the pilot -----------------------------------------------------------------------------------


def test_a_group_of_the_list_may_be_the_pilot(office: Office) -> None:
    ines_at(office, "Add people").submit(leader=MAYA, people=[ANA, BEN], group="Sales")
    ines = ines_at(office, "Pilot")
    assert ines.submit(group="=Sales").accepted
    assert place(office).pilot_group == "Sales" and not place(office).pilot
    assert said_in_channel(office)[-1] == f"<@{INES}> changed the pilot: 1 group."
    assert place(office).started_at is None


def test_guests_are_no_pilot_and_a_started_pilot_is_never_empty(office: Office) -> None:
    ines = ines_at(office, "Pilot")
    assert "cannot take part" in errors_of(ines, people=[MAYA, GUEST])["people"]
    assert ines.submit(people=[MAYA]).accepted
    ines.press("Start for the pilot")
    ines.press("Pilot")
    assert "needs somebody" in errors_of(ines, people=[])["people"]
    assert place(office).pilot == {MAYA}


# --- taking back, pausing ------------------------------------------------------------------------


def test_the_last_change_is_taken_back_and_given_back(office: Office) -> None:
    ines = ines_at(office)
    assert "Undo the last change" not in labels(ines.modal)
    ines.submit(ideal="10", maximum="20", weekday="2")
    for ideal, weekday in ((7, 1), (10, 2), (7, 1)):
        ines_at(office).press("Undo the last change")
        assert (place(office).talk_cadence.ideal, place(office).weekday) == (ideal, weekday)
    assert said_in_channel(office)[2] == (
        f"<@{INES}> took the last change back. The rhythm of talks: 7 days ideal, 14 at most.\n"
        f"<@{INES}> took the last change back. The weekly plan: Tuesday at 10:00."
    )
    assert actions(office)[-3:] == ["undo"] * 3


def test_a_start_is_not_taken_back_and_says_so(office: Office) -> None:
    ines_at(office).submit(ideal="10", maximum="20")
    start(office)
    ines = ines_at(office)
    ines.press("Undo the last change")
    assert "A start cannot be taken back." in ines.reads()
    assert place(office).started_at and place(office).talk_cadence.ideal == 10


def test_a_pause_holds_everybody_and_going_on_brings_one_plan(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    start(office)
    ines = ines_at(office)
    ines.press("Pause everything")
    assert words.PAUSED in ines.reads() and "Go on" in labels(ines.modal)
    office.live(days=28, hours=6)
    assert sent(office, "Maya", "plan") == []
    ines_at(office).press("Go on")
    assert "Started: plans are sent." in ines.reads()
    office.live(days=3, hours=4)
    assert len(sent(office, "Maya", "plan")) == 1
    said = said_in_channel(office)
    assert said[-2].endswith("paused Tend: nothing unasked is sent to anybody.")
    assert actions(office)[-2:] == ["pause", "resume"]


# --- who may -------------------------------------------------------------------------------------


def test_nobody_is_ever_named_but_the_admin_who_acts(office: Office) -> None:
    """The pilot's own list is the one page that holds people, in the picker."""
    leads(office, "Maya", "Ana")
    shares(office, "Ana", title="Something of Ana's")
    ines = ines_at(office, "Add people")
    ines.submit(leader=TOM, people=[CHIDI], group="Sales")
    read = [ines.reads()]
    ines.press("Pilot")
    ines.submit(people=[MAYA, TOM])
    for page in ("Preview", "Announcement", "Settings as they are", "Quiet times", "Limits"):
        read.append(ines_at(office, page).reads())
    ines_at(office).press("Start for the pilot")
    ines_at(office).press("Next week")
    office.tick()
    everything = "\n".join([*read, ines.reads(), *said_in_channel(office)])
    assert "Next week" in said_in_channel(office)[-1]
    assert INES in everything and "Something of Ana's" not in everything
    assert not [one for one in (MAYA, TOM, ANA, CHIDI) if one in everything]


@pytest.mark.parametrize("page", ["Quiet times", "Limits", "Pilot", "Add people"])
def test_who_lost_the_role_saves_no_page(office: Office, page: str) -> None:
    ines = ines_at(office, page)
    office.workspace.run(office.world.change(INES, is_admin=False, is_owner=False))
    before = office.rows("audit", "seen", "admins")
    ines.submit()
    if page != "Add people":  # there the empty fields are asked for by the platform
        assert "You are no longer an admin" in ines.reads()
    assert office.rows("audit", "seen", "admins")["workspaces"] == before["workspaces"]
