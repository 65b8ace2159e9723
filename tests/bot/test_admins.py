"""Admins: who may set anything is a list that its admins keep, in one private channel."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import administering
from bot.conversations import freezing
from bot.ids import Action, FormName
from bot.program import CannotStart
from bot.slack.directory import SlackDirectory
from jobs.delivering import Clocks
from sandbox.company import ADMINS, ANA, BOT, GUEST, INES, LEFT, MAYA, TOM
from storage import admins
from tests.bot.forging import Forger, person
from tests.bot.scenes import TEAM, place, start
from tests.bot.test_cadence import noticed, open_to
from tests.bot.test_rekey_command import terminal_beside
from tests.office import ADMIN_CHANNEL, Office, labels, text_of

NOT_AN_ADMIN = "Only admins of Tend can set the cadence."


def listed(office: Office) -> list[str]:
    return list(office.look(lambda tx: admins.confirmed(tx, TEAM)))


def types(office: Office, name: str, what: str) -> str:
    return office.person(name).answer_to("/cadence", what, channel=ADMIN_CHANNEL)


def holds_role(office: Office, *people: str, role: bool = True) -> None:
    for one in people:
        office.workspace.run(office.world.change(one, is_admin=role))


def in_the_channel(office: Office, *people: str) -> None:
    for one in people:
        office.world.rooms.join(ADMINS, one)


@pytest.fixture
def two(office: Office) -> Office:
    """Ines and Tom are admins, and both are in the channel."""
    start(office)
    in_the_channel(office, TOM, MAYA)
    holds_role(office, TOM)
    types(office, "Ines", f"admins add <@{TOM}>")
    assert listed(office) == [INES, TOM]
    return office


# --- the list grows ------------------------------------------------------------------------------


def test_an_admin_of_slack_is_added_at_once_and_it_is_said(office: Office) -> None:
    start(office)
    in_the_channel(office, TOM)
    holds_role(office, TOM)
    assert "Done. It was said in the admin channel." in types(
        office, "Ines", f"admins add <@{TOM}>"
    )
    made = f"<@{INES}> made <@{TOM}> an admin of Tend."
    assert noticed(office, made)[-1] == made
    tom = office.person("Tom")
    tom.command("/cadence", channel=ADMIN_CHANNEL)
    assert tom.submit(ideal="10", maximum="20").accepted
    trail = [row[-3:] for row in office.rows()["audit"] if row[-3] == "admin_added"]
    assert trail == [("admin_added", TOM, "done")]
    assert "They are an admin already." in types(office, "Ines", f"admins add <@{TOM}>")


def test_anybody_else_waits_for_a_second_admin(two: Office) -> None:
    asked = types(two, "Ines", f"admins add <@{MAYA}>")
    assert "a second admin has to confirm" in asked and "the only admin" not in asked
    assert listed(two) == [INES, TOM]
    assert NOT_AN_ADMIN in types(two, "Maya", "show")
    assert "A second admin has to confirm" in types(two, "Ines", f"admins add <@{MAYA}>")
    assert listed(two) == [INES, TOM], "nobody confirms what they asked for themselves"
    types(two, "Tom", f"admins add <@{MAYA}>")
    assert listed(two) == [INES, MAYA, TOM]
    confirmed = f"<@{TOM}> confirmed <@{MAYA}> as an admin of Tend."
    said = noticed(two, confirmed)
    assert f"<@{INES}> asks to make <@{MAYA}> an admin of Tend." in said[-2]
    assert said[-1] == confirmed
    assert "7 days ideal" in types(two, "Maya", "show")


def test_whoever_is_the_only_admin_reads_the_way_to_a_second_one(office: Office) -> None:
    start(office)
    way = "You are the only admin, so nobody can confirm it yet."
    assert way in types(office, "Ines", f"admins add <@{MAYA}>")


def test_by_form_it_is_the_same(two: Office) -> None:
    ines, tom = two.person("Ines"), two.person("Tom")
    ines.command("/cadence", "admins", channel=ADMIN_CHANNEL)
    assert ines.submit(person=MAYA).accepted
    assert f"<@{MAYA}> waits for a second admin. <@{INES}> asked for it." in ines.reads()
    assert "Confirm" not in labels(ines.modal) and "Withdraw" in labels(ines.modal)
    tom.command("/cadence", channel=ADMIN_CHANNEL)
    tom.press("Admins")
    tom.press("Confirm")
    assert listed(two) == [INES, MAYA, TOM]
    assert f"<@{MAYA}>" in tom.reads() and "waits" not in tom.reads()
    tom.press("Remove", nth=1)
    assert listed(two) == [INES, TOM]
    two.no_violations()


def test_a_wish_ends_after_a_week_and_with_whoever_had_it(two: Office) -> None:
    types(two, "Ines", f"admins add <@{MAYA}>")
    two.clock.forward(days=7, minutes=1)
    types(two, "Tom", f"admins add <@{MAYA}>")
    assert listed(two) == [INES, TOM], "it was Tom's own wish now"
    types(two, "Ines", f"admins remove <@{TOM}>")
    types(two, "Ines", f"admins add <@{MAYA}>")
    assert listed(two) == [INES], "the wish of somebody who is no admin any more"


def test_a_forged_confirmation_of_what_nobody_asked_is_a_wish(two: Office) -> None:
    Forger(two, TOM).press(Action.CONFIRM_ADMIN, MAYA)
    Forger(two, TOM).press(Action.CONFIRM_ADMIN, MAYA)
    assert listed(two) == [INES, TOM]


@pytest.mark.parametrize("who", [GUEST, LEFT, BOT, "U0NOBODY"])
def test_no_guest_no_app_nobody_from_outside(two: Office, who: str) -> None:
    if who in two.world.people:
        holds_role(two, who)
    said = types(two, "Ines", f"admins add <@{who}>")
    assert "Only people of this workspace can be admins" in said
    answer = Forger(two, INES).submit(FormName.ADMINS, "", {"person": person(who)})
    assert "Only people of this workspace can be admins" in answer.text
    assert listed(two) == [INES, TOM]


@pytest.mark.parametrize("typed", ["add", "add Tom", f"add <@{TOM}> <@{MAYA}>", "tom", "remove"])
def test_what_names_nobody_changes_nothing(two: Office, typed: str) -> None:
    assert "Please name one person" in types(two, "Ines", f"admins {typed}")
    assert listed(two) == [INES, TOM]


# --- and shorter ---------------------------------------------------------------------------------


def test_an_admin_is_removed_and_can_set_nothing_any_more(two: Office) -> None:
    tom = two.person("Tom")
    tom.command("/cadence", channel=ADMIN_CHANNEL)
    types(two, "Ines", f"admins remove <@{TOM}>")
    removed = f"<@{INES}> removed <@{TOM}> from the admins of Tend."
    assert noticed(two, removed)[-1] == removed
    tom.submit(ideal="10", maximum="20")
    assert NOT_AN_ADMIN in tom.reads() and place(two).talks is None


def test_the_last_admin_stays(two: Office) -> None:
    types(two, "Ines", f"admins remove <@{INES}>")
    assert listed(two) == [TOM]
    assert "You are the last admin" in types(two, "Tom", f"admins remove <@{TOM}>")
    types(two, "Tom", f"admins add <@{MAYA}>")
    assert "You are the last admin" in types(two, "Tom", f"admins remove <@{TOM}>")
    assert listed(two) == [TOM], "a wish is no second admin"


def test_two_who_remove_each_other_at_the_same_instant_leave_one(two: Office) -> None:
    at_once = threading.Barrier(2)

    def removes(me: str, other: str) -> None:
        at_once.wait()
        Forger(two, me).press(Action.REMOVE_ADMIN, other)

    pressing = [threading.Thread(target=removes, args=p) for p in ((INES, TOM), (TOM, INES))]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert len(listed(two)) == 1


def test_an_admin_who_became_a_guest_sets_nothing(two: Office) -> None:
    two.workspace.run(two.world.change(TOM, is_restricted=True))
    types(two, "Tom", "talks 10 20")
    assert place(two).talks is None


def test_nobody_is_told_who_uses_tend(two: Office) -> None:
    two.person("Ana").command("/mygoals")
    ines = two.person("Ines")
    ines.command("/cadence", "admins", channel=ADMIN_CHANNEL)
    assert TOM in ines.reads() and ANA not in ines.reads()
    ines.close()
    for typed in ("show", "help", "help admins"):
        assert ANA not in types(two, "Ines", typed)


# --- the channel ---------------------------------------------------------------------------------


def looks(office: Office) -> None:
    """The hourly look, with nothing kept from the last one."""
    slack = office.slack
    slack.directory = SlackDirectory(slack.clients, in_all=2.5)
    slack.desk = replace(slack.desk, directory=slack.directory)
    freezing.look(slack.desk, TEAM)
    office.tend.sender.stir()
    office.quiet()


def told(office: Office, name: str) -> list[str]:
    """What Tend wrote to them."""
    office.quiet()
    return [text_of(m) for m in office.person(name).messages if m.only_for is None]


@pytest.mark.parametrize(
    "about",
    [{"is_private": False}, {"is_ext_shared": True}, {"members": frozenset({INES, TOM})}],
    ids=["public", "shared", "without Tend"],
)
def test_a_channel_that_is_no_fit_place_freezes_and_all_admins_know_once(
    two: Office, about: dict[str, Any]
) -> None:
    before = two.world.rooms.channels[ADMINS]
    open_to(two, **about)
    for _ in range(3):
        looks(two)
    assert place(two).frozen_at == two.clock()
    for name in ("Ines", "Tom"):
        (said,) = told(two, name)
        assert "The settings of Tend are frozen" in said and f"<#{ADMIN_CHANNEL}>" in said
    assert told(two, "Maya") == []
    two.world.rooms.channels[ADMINS] = before
    for _ in range(2):
        looks(two)
    assert place(two).frozen_at is None
    assert [len(told(two, name)) for name in ("Ines", "Tom")] == [2, 2]
    assert "can be changed again" in told(two, "Tom")[-1]


def test_whoever_acts_finds_out_too(two: Office) -> None:
    open_to(two, is_private=False)
    two.restart()
    assert "no longer fit for them" in types(two, "Ines", "talks 10 20")
    assert place(two).talks is None and place(two).frozen_at is not None
    assert "frozen" in told(two, "Tom")[-1]
    open_to(two, is_private=True)
    two.restart()
    types(two, "Ines", "talks 10 20")
    assert place(two).talks is not None and place(two).frozen_at is None


@pytest.mark.parametrize("code", ["missing_scope", "unknown_method", "internal_error"])
def test_where_slack_tells_nothing_nothing_is_frozen(two: Office, code: str) -> None:
    two.fault("conversations.info", "error", error=code, times=9)
    looks(two)
    assert place(two).frozen_at is None and told(two, "Ines") == []


# --- forms kept open -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "field", "typed"),
    [
        ("", {"item_ideal": "30"}, "talks 10 20"),
        ("Limits", {"a_week": "2"}, "limits people 2"),
        ("Quiet times", {"country": "AT"}, "hours 08:00 16:00"),
        ("Pilot", {"people": [MAYA]}, f"pilot <@{TOM}>"),
    ],
)
def test_an_older_form_restores_nothing(
    two: Office, button: str, field: dict[str, Any], typed: str
) -> None:
    tom = two.person("Tom")
    tom.command("/cadence", channel=ADMIN_CHANNEL)
    if button:
        tom.press(button)
    types(two, "Ines", typed)
    before = place(two)
    assert tom.submit(**field).accepted
    assert "Something here has changed meanwhile." in tom.reads()
    assert place(two) == before
    assert tom.submit(**field).accepted, "with what holds now before their eyes"
    after = place(two)
    assert after != before
    assert (after.talks, after.own_places, after.starts) == (
        before.talks,
        before.own_places,
        before.starts,
    )


def test_an_older_undo_takes_nobody_elses_change_back(two: Office) -> None:
    tom = two.person("Tom")
    types(two, "Tom", "talks 10 20")
    tom.command("/cadence", channel=ADMIN_CHANNEL)
    types(two, "Ines", "talks 12 24")
    tom.press("Undo the last change")
    assert "so nothing was taken back" in tom.reads() and place(two).talks.ideal == 12
    tom.press("Undo the last change")
    assert place(two).talks.ideal == 10


# --- on the server -------------------------------------------------------------------------------


def serves(office: Office, what: str, *which: str) -> str:
    """What `tend admin` does, and then the sender of the Tend that runs looks."""
    clocks = Clocks(office.clock, office.machine)
    try:
        lines = administering.run(office.settings, clocks, None, what, *which)
    except CannotStart as refused:
        return f"refused: {refused}"
    finally:
        office.tend.sender.stir()
    return "\n".join(lines)


def test_whoever_runs_tend_helps_when_no_admin_is_left(two: Office) -> None:
    holds_role(two, TOM, INES, role=False)
    two.workspace.run(two.world.change(INES, is_owner=False))
    assert "no longer an admin" in types(two, "Ines", "talks 10 20")
    assert serves(two, "everyone") == f"{INES}\n{TOM}\nAdmin channel: {ADMIN_CHANNEL}."
    assert "is an admin now" in serves(two, "add", MAYA)
    assert "is an admin already" in serves(two, "add", MAYA)
    for who in (INES, TOM):
        assert "is no admin any more" in serves(two, "remove", who)
    assert "refused: That is the last admin" in serves(two, "remove", MAYA)
    assert "is not on the list" in serves(two, "remove", INES)
    assert "cannot be an admin" in serves(two, "add", GUEST)
    assert listed(two) == [MAYA]
    assert noticed(two, f"Whoever runs Tend made <@{MAYA}> an admin of Tend.")
    assert "Done." in types(two, "Maya", "talks 10 20")


def test_the_operator_moves_the_admin_channel(two: Office) -> None:
    open_to(two, is_private=False)
    looks(two)
    assert "Frozen" in serves(two, "everyone")
    assert "cannot be the admin channel" in serves(two, "move", ADMINS)
    assert "There is no admin channel now" in serves(two, "move", "none")
    assert place(two).admin_channel is None and place(two).frozen_at is None
    assert "took the admin channel away" in told(two, "Tom")[-1]
    open_to(two, is_private=True)
    assert f"is {ADMINS} now" in serves(two, "move", ADMINS)
    assert place(two).admin_channel == ADMINS
    assert f"made <#{ADMINS}> the admin channel" in told(two, "Ines")[-1]


def test_on_the_command_line_it_is_typed(two: Office, tmp_path: Path) -> None:
    terminal = terminal_beside(two, tmp_path)
    assert INES in terminal.tend("admin", "list").worked()
    assert "cannot be an admin" in terminal.tend("admin", "add", GUEST).refused()
