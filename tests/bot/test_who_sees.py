"""The line under each form and message: who sees it, as the one table has it."""

from __future__ import annotations

import pytest

from bot.ids import FormName
from bot.ui import Text
from bot.views import seen_by
from bot.views.pieces import said, text
from bot.wording.who_sees import MESSAGE, NAMES, PAGE, who_sees
from care.access import RULES, Act, Sort, Who
from storage.deliveries import TO_A_CHANNEL, Kind
from tests.bot.scenes import AWS, leads, shares, start
from tests.office import ADMIN_CHANNEL, Office, text_of


def test_every_form_and_every_message_has_its_line() -> None:
    assert set(seen_by.FORMS) == set(FormName) - {FormName.SAID}
    assert set(seen_by.MESSAGES) == set(Kind) - set(TO_A_CHANNEL)


@pytest.mark.parametrize(
    ("sort", "viewer"), sorted({*seen_by.FORMS.values(), *seen_by.MESSAGES.values()})
)
def test_the_line_leaves_out_nobody_who_may_see_it(sort: Sort, viewer: Who) -> None:
    line, readers = who_sees(sort, viewer, PAGE), RULES[sort][Act.SEE]
    if Who.EVERYBODY in readers:
        assert line.startswith("Everybody")
        return
    named = {who for who, name in NAMES[viewer].items() if name in line}
    assert readers - {viewer} <= named <= readers
    assert line.startswith("Only you see this page") is not bool(named)
    told = who_sees(sort, viewer, MESSAGE)
    assert told.startswith("Only you see this message") is not bool(named)


def test_what_only_says_a_sentence_has_none() -> None:
    form = said("Tend", text("Noted."))
    assert seen_by.form(form) == form


def test_it_stands_at_the_end_where_people_read_it(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    assert last_line(ana.reads()) == "Only you see this page."
    assert last_line(text_of(maya.home())) == "Only you see this page."
    office.later(days=21, hours=1)
    assert AWS in text_of(maya.message)
    line = "Only you see this message, and what you answer."
    assert last_line(text_of(maya.message)) == line
    maya.press("When?", maya.message)
    assert last_line(maya.reads()) == "Only you see this page, and what you answer."


def test_the_one_answer_that_is_no_secret_is_named_where_it_is_given(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    office.later(days=21, hours=1)
    maya = office.person("Maya")
    maya.press("Not this time", maya.message)
    assert last_line(maya.reads()) == (
        "Only you see this page, and what you answer. “Not my report any more” is the one answer "
        "of which the person you lead may be told."
    )
    maya.submit(why="not my report")
    office.quiet()
    assert "no longer leads you here" in text_of(office.person("Ana").message)


def test_who_is_an_admin_and_in_the_pilot_only_the_admins_see(office: Office) -> None:
    start(office)
    ines = office.person("Ines")
    for page in ("Pilot", "Admins"):
        ines.command("/cadence", channel=ADMIN_CHANNEL)
        ines.press(page)
        assert last_line(ines.reads()) == "You and the other admins can see this."
        ines.close()


def test_who_names_a_leader_at_the_start_reads_that_they_are_asked(office: Office) -> None:
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert "They are asked whether it is so." in ana.reads()
    assert last_line(ana.reads()) == "You and that leader can see this."


def last_line(read: str) -> str:
    return read.splitlines()[-1]


def test_a_form_keeps_everything_else_it_has() -> None:
    form = seen_by.form(said("Tend", text("Noted."), name=FormName.AWAY))
    assert form.parts[0] == text("Noted.")
    assert form.parts[1] == Text(("You and your leaders can see this.",), quiet=True)
