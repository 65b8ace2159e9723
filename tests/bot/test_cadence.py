"""/cadence: admins, in one private channel; what they set holds from the next tick on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.ids import FormName
from bot.views import cadence
from care.cadence import Cadence
from sandbox.company import ADMINS, ANA, BOT, INES, MAYA
from sandbox.shapes import Channel
from tests.bot.forging import Forger, chosen, wall
from tests.bot.scenes import leads, nudges_of, place, sent, shares, start
from tests.office import ADMIN_CHANNEL, Office, labels, text_of

OTHER = Channel("C0OTHER", "other", is_private=True, members=frozenset({INES, MAYA, BOT}))
WORDS_FOR_OTHERS = "Only admins of Tend can set the cadence."


A_BUSY_MACHINE = 30.0  # seconds


def noticed(office: Office, until: str = "") -> list[str]:
    """What Tend said in the admin channel. ``until``: what is waited for, however busy it is."""

    def said() -> list[str]:
        found = office.world.messages(ADMIN_CHANNEL, INES)
        return [text_of(m) for m in found if m.user == BOT and m.only_for is None]

    office.quiet()
    assert office.settle(lambda: any(until in one for one in [*said(), ""]), A_BUSY_MACHINE)
    return said()


def open_to(office: Office, **about_channel: Any) -> None:
    rooms = office.world.rooms.channels
    rooms[ADMINS] = replace(rooms[ADMINS], **about_channel)


def test_the_first_use_makes_the_channel_and_says_so_once(office: Office) -> None:
    ines = office.person("Ines")
    for _ in range(2):
        ines.command("/cadence", channel=ADMIN_CHANNEL)
        assert "Not started" in ines.reads()
        ines.close()
    assert place(office).admin_channel == ADMIN_CHANNEL
    assert noticed(office) == [f"<@{INES}> made this the admin channel of Tend."]
    office.no_violations()


def test_nothing_is_sent_unasked_before_start(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    office.live(days=22, hours=6)
    assert office.person("Maya").messages == []
    assert "An admin has not started Tend here yet" in text_of(office.person("Maya").home())
    start(office)
    assert noticed(office)[-1] == (
        f"<@{INES}> started Tend: leaders get their weekly plan from now on."
    )
    office.live(days=7, hours=4)
    assert len(sent(office, "Maya", "plan")) == 1
    office.no_violations()


def test_start_is_pressed_once(office: Office) -> None:
    start(office)
    started_at = place(office).started_at
    office.clock.forward(days=1)
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    assert "Started: plans are sent." in ines.reads() and "Start" not in labels(ines.modal)
    assert place(office).started_at == started_at
    assert len(noticed(office)) == 2


def test_whoever_is_no_admin_is_told_so(office: Office) -> None:
    office.world.rooms.join(ADMINS, MAYA)
    maya = office.person("Maya")
    assert WORDS_FOR_OTHERS in maya.answer_to("/cadence", channel=ADMIN_CHANNEL)
    assert office.rows()["deliveries"] == []
    assert [row[-1] for row in office.rows()["audit"]] == ["denied"]
    start(office)
    assert place(office).admin_channel == ADMIN_CHANNEL, "it was still to be made by an admin"


def test_only_in_the_admin_channel(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    ines.close()
    office.world.rooms.channels[OTHER.id] = OTHER
    said = ines.answer_to("/cadence", channel=OTHER.id)
    assert f"The admin channel is <#{ADMIN_CHANNEL}>." in said
    assert f"<#{ADMIN_CHANNEL}>" in ines.answer_to("/cadence", channel="C0GENERAL")


@pytest.mark.parametrize(
    "about",
    [
        {"is_private": False},
        {"is_ext_shared": True},
        {"members": frozenset({INES})},
    ],
    ids=["public", "shared", "not invited"],
)
def test_the_admin_channel_is_private_unshared_and_tend_is_in_it(
    office: Office, about: dict[str, Any]
) -> None:
    open_to(office, **about)
    ines = office.person("Ines")
    said = ines.answer_to("/cadence", channel=ADMIN_CHANNEL)
    assert "Please use “/cadence” in a private channel" in said
    assert place(office).admin_channel is None
    assert sent(office, ADMIN_CHANNEL) == []


def test_a_direct_message_is_no_admin_channel(office: Office) -> None:
    ines = office.person("Ines")
    dm = office.world.dm(INES).id
    assert "in a private channel" in ines.answer_to("/cadence", channel=dm)
    assert place(office).admin_channel is None


def test_a_channel_that_became_public_sets_nothing_any_more(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    open_to(office, is_private=False)
    office.restart()  # what Slack said of the channel is kept for a minute
    before = place(office)
    assert ines.submit(ideal="10", maximum="20").accepted
    assert "no longer fit for them" in ines.reads()
    assert replace(place(office), frozen_at=None) == before


def test_who_lost_the_role_changes_nothing_any_more(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    office.workspace.run(office.world.change(INES, is_admin=False, is_owner=False))
    before = place(office)
    ines.submit(ideal="10", maximum="20")
    assert "You are no longer an admin of this workspace" in ines.reads()
    assert place(office) == before
    ines.close()
    said = ines.answer_to("/cadence", channel=ADMIN_CHANNEL)
    assert "You are no longer an admin" in said


def test_start_asks_for_the_role_again(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    office.workspace.run(office.world.change(INES, is_admin=False, is_owner=False))
    ines.press("Start")
    assert place(office).started_at is None
    assert "You are no longer an admin of this workspace" in ines.reads()


@pytest.mark.parametrize("field", ["ideal", "maximum", "item_ideal", "item_maximum"])
def test_a_value_out_of_range_is_refused_with_the_range(office: Office, field: str) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    before = place(office)
    for value in ("6", "91", "0", "-1", "7.5", "six", "٧", "1e1", "", " "):
        errors = ines.fill_and_submit({field: value}).errors
        assert errors is not None and list(errors) == [field], value
        assert "from 7 to 90" in errors[field] or "required" in errors[field]
    assert place(office) == before
    assert len(noticed(office)) == 1


def test_a_value_that_the_form_would_not_take_is_refused_behind_it(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    before = place(office)
    fields = {"item_ideal": "21", "item_maximum": "42", "weekday": chosen("1"), "at": wall("10:00")}
    for value in ("1000000000", "9" * 400, "0009", "-0", "0x9", "9 9", "<9>"):
        days = {"ideal": value, "maximum": "90"}
        Forger(office, INES).submit(FormName.CADENCE, cadence.form(before).id, fields | days)
    assert place(office).talk_cadence.ideal == before.talk_cadence.ideal


def test_the_most_has_to_be_at_least_the_ideal(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    errors = ines.submit(ideal="20", maximum="10", item_ideal="6").errors
    assert errors is not None and set(errors) == {"maximum", "item_ideal"}
    assert ines.submit(ideal="10", maximum="20", item_ideal="7").accepted


def test_each_change_is_said_in_the_channel_once(office: Office) -> None:
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    assert ines.submit(ideal="10", maximum="20", weekday="2", at="11:00").accepted
    said = noticed(office)[1:]
    assert said == [
        f"<@{INES}> changed the rhythm of talks: 10 days ideal, 20 at most.\n"
        f"<@{INES}> changed the weekly plan: Wednesday at 11:00."
    ]
    changed = place(office)
    assert changed.talks == Cadence(10, 20) and changed.items is None
    assert (changed.plan_weekday, changed.plan_at) == (2, time(11, 0))
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    assert ines.submit().accepted
    assert len(noticed(office)) == 2, "nothing changed, nothing said"
    office.no_violations()


def test_a_change_holds_from_the_next_tick_on(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    office.later(days=3)
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    assert ines.submit(ideal="28", maximum="60").accepted
    office.live(days=18, hours=4)
    assert nudges_of(office, "Maya") == []
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    ines.submit(ideal="7", maximum="14")
    office.tick()
    assert [nudge.report for nudge in nudges_of(office, "Maya")] == [ANA]


def test_the_plan_day_of_the_workspace_is_everybodys_who_has_none(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    assert ines.submit(weekday="4", at="15:00").accepted
    office.live(days=11, hours=3)
    assert [d.day for d in sent(office, "Maya", "plan")] == [date(2026, 12, 4)]


def test_an_admin_sees_no_person_and_no_item(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", title="Something of Ana's")
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    everything = "\n".join([ines.reads(), *noticed(office), text_of(ines.home())])
    assert "Something of Ana's" not in everything
    assert ANA not in everything and MAYA not in everything
