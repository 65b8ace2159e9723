"""The demo: a first look with nothing to set up, and the clock that one may move in it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from bot import settings
from bot.demo.company import TIPS, demo_world
from bot.demo.files import Files
from bot.demo.rehearsal import rehearsal, told
from bot.demo.room import Demo, demo, settings_of
from bot.program import CannotStart
from bot.slack.checking import greet
from care.hours import instant, local_day
from care.items import Content, levels_for
from sandbox.company import (
    ADMINS,
    ANA,
    AUCKLAND,
    BEN,
    BERLIN,
    INES,
    MAYA,
    MAYAS_PEOPLE,
    TOM,
    TOMS_PEOPLE,
)
from sandbox.manifest import made_from
from sandbox.world import Message
from storage import bonds, items, pulse_bands
from tests.office import MANIFEST, MovableClock, Office, Running, Someone, machine_now, text_of

TEN, FOUR = time(10, 0), time(16, 0)
NARROW = timedelta(seconds=5)


@pytest.fixture(scope="module")
def first_morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that was begun and ended at once."""
    folder = tmp_path_factory.mktemp("begun")
    with started(folder):
        return folder


@pytest.fixture
def begun(tmp_path: Path, first_morning: Path) -> Path:
    """A folder with such a demo in it."""
    shutil.copytree(first_morning / ".demo", tmp_path / ".demo")
    return tmp_path


@pytest.fixture
def running(begun: Path) -> Iterator[Demo]:
    with started(begun) as running:
        yield running


@contextmanager
def started(
    folder: Path, reset: bool = False, machine: Callable[[], datetime] = machine_now
) -> Iterator[Demo]:
    with demo(folder / ".demo", 0, machine, reset) as running:
        yield running


def person(running: Demo, who: str) -> Someone:
    """Somebody at their screen in the demo."""
    found = settings_of(Files(Path("unused")), running.workspace)
    tend = cast(Running, SimpleNamespace(tend=running.tend))
    return Someone(Office(running.workspace, MovableClock(), found, running=tend), who)


def from_tend(running: Demo, who: str) -> list[Message]:
    return person(running, who).messages


def everything_sent(running: Demo) -> list[Message]:
    everyone = [one.id for one in running.workspace.world.humans()]
    return sorted((m for who in everyone for m in from_tend(running, who)), key=lambda m: m.ts)


def sent_at(message: Message) -> datetime:
    return datetime.fromtimestamp(float(message.ts), UTC)


def advance(running: Demo, to: datetime) -> None:
    asyncio.run(running.clock.advance(to))


def one_click(running: Demo) -> str:
    """ "To the next thing due", as the page does it; what was announced."""
    due = running.clock.next_due()
    assert due is not None, "nothing is due"
    advance(running, due[0])
    return due[1]


def plan_time(running: Demo, days: int, where: str) -> datetime:
    """Ten o'clock there, so many days after the Monday on which the demo begins."""
    monday = local_day(running.clock.now(), BERLIN)
    assert monday.weekday() == 0
    return instant(monday + timedelta(days=days), TEN, where)


# --- beginning -----------------------------------------------------------------------------------


def test_the_page_greets_with_the_people_to_be(running: Demo) -> None:
    page = urllib.request.urlopen(running.url).read().decode()
    for name in ("Maya Lindqvist", "Ana Moreira", "Ines Albrecht", "Tom Rewi"):
        assert name in page


def test_three_things_to_try_stand_beside_the_conversation(running: Demo) -> None:
    page = urllib.request.urlopen(running.url + "as/U0MAYA/dm").read().decode()
    assert len(TIPS) == 3
    assert "To the next thing due" in page
    assert "Three things to try" in page


def test_it_begins_on_the_monday_to_come_at_half_past_nine(tmp_path: Path) -> None:
    on_a_monday = machine_at(datetime(2026, 3, 23, 7, 0, tzinfo=UTC))
    with started(tmp_path, machine=on_a_monday) as running:
        clocks_have_changed = datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
        assert abs(running.clock.now() - clocks_have_changed) < timedelta(minutes=1)


def machine_at(begin: datetime) -> Callable[[], datetime]:
    """A machine whose clock shows another day."""
    ahead = begin - machine_now()
    return lambda: machine_now() + ahead


def test_everything_is_kept_in_one_folder_for_its_owner_alone(
    tmp_path: Path, running: Demo
) -> None:
    folder = tmp_path / ".demo"
    assert [path.name for path in tmp_path.iterdir()] == [".demo"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("key", "erased", "tend.db", "workspace.json"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name


def test_maya_has_eight_people_and_tom_three_and_all_of_them_agree(running: Demo) -> None:
    with running.tend.database.read() as tx:
        led = {who: bonds.of_leader(tx, running.tend.here, who) for who in (MAYA, TOM)}
    assert {bond.report for bond in led[MAYA]} == set(MAYAS_PEOPLE)
    assert {bond.report for bond in led[TOM]} == set(TOMS_PEOPLE)
    assert all(bond.accepted and bond.confirmed for found in led.values() for bond in found)


def test_nobody_shares_more_than_the_form_would_let_them(running: Demo) -> None:
    with running.tend.database.read() as tx:
        found = [
            one for who in (MAYA, TOM) for one in items.shared_with(tx, running.tend.here, who)
        ]
    assert {one.level for one in found} >= {"known", "discreet", "named"}
    for one in found:
        assert isinstance(one.content, Content)
        assert one.level in levels_for(one.content), one.content.title


def test_ines_has_started_tend_and_the_channel_knows_when(running: Demo) -> None:
    opened, began = running.workspace.world.messages(ADMINS, INES)
    assert "made this the admin channel of Tend" in text_of(opened)
    assert "started Tend" in text_of(began)
    now = running.clock.now()
    assert now - sent_at(opened) > timedelta(days=40)
    assert timedelta(days=2) < now - sent_at(began) < timedelta(days=4)


def test_nobody_has_heard_from_tend_before_the_first_plan(running: Demo) -> None:
    assert everything_sent(running) == []


def test_the_workspace_is_what_slack_would_make_of_our_manifest() -> None:
    world = demo_world(machine_now)
    made = made_from(yaml.safe_load(MANIFEST.read_text()))
    assert list(world.commands.values()) == made["commands"]
    assert world.scopes == made["scopes"]
    assert world.app == made["app"]


# --- the clock -----------------------------------------------------------------------------------


def test_one_click_brings_maya_one_plan_that_names_ana_and_her_exam(running: Demo) -> None:
    due = plan_time(running, 1, BERLIN)
    page = urllib.request.urlopen(running.url + "as/U0MAYA/dm").read().decode()
    assert "Maya&#39;s weekly plan" in page
    post(running, "as/U0MAYA/clock", _step="next")
    maya = person(running, MAYA)
    assert maya.office.settle(lambda: bool(maya.messages))
    assert len(everything_sent(running)) == 1
    words = text_of(maya.message)
    assert f"You haven't talked with <@{ANA}> in 3 weeks about:\n“Pass the AWS exam”" in words
    assert abs(sent_at(maya.message) - due) < NARROW


def post(running: Demo, path: str, **fields: str) -> Any:
    request = urllib.request.Request(
        running.url + path,
        urllib.parse.urlencode(fields).encode(),
        {"Origin": running.workspace.url},
    )
    return json.loads(urllib.request.urlopen(request).read())


def test_a_week_brings_each_leader_one_plan_at_their_own_hour(running: Demo) -> None:
    mayas, toms = plan_time(running, 1, BERLIN), plan_time(running, 3, AUCKLAND)
    advance(running, running.clock.now() + timedelta(weeks=1))
    assert len(from_tend(running, MAYA)) == len(from_tend(running, TOM)) == 1
    assert len(everything_sent(running)) == 2
    assert abs(sent_at(from_tend(running, MAYA)[0]) - mayas) < NARROW
    assert abs(sent_at(from_tend(running, TOM)[0]) - toms) < NARROW
    assert running.workspace.world.violations == []


def test_what_the_bar_announces_comes_with_the_click_and_nothing_else_does(running: Demo) -> None:
    for _ in range(6):
        before = everything_sent(running)
        due = running.clock.next_due()
        assert due is not None
        told = one_click(running)
        new = [m for m in everything_sent(running) if m.ts not in {old.ts for old in before}]
        if told.startswith("Three questions"):  # to all of Maya's people at once
            assert len(new) == 8
            continue
        assert len(new) == 1, told
        who = running.workspace.world.rooms.channels[new[0].channel].user or ""
        assert told.startswith(running.workspace.world.people[who].real_name.split()[0])
        assert abs(sent_at(new[0]) - due[0]) < NARROW


def test_within_a_month_maya_reads_how_her_care_lands(running: Demo) -> None:
    """Ana answers for herself, Ben wants no such question, and the cast does the rest."""
    while "Three questions" not in one_click(running):
        pass
    ana, ben, maya = (person(running, who) for who in (ANA, BEN, MAYA))
    ana.press("Answer", ana.message)
    assert ana.submit(asked="not_yet", did="not_yet", knows="not_yet").accepted
    ben.press("Don't ask me", ben.message)
    advance(running, running.clock.now() + timedelta(days=7, hours=1))
    with running.tend.database.read() as tx:
        [landed] = pulse_bands.bands_of(tx, running.tend.here, MAYA)
    assert landed.band is not None
    assert "Every single answer has been deleted." in text_of(ana.message)
    maya.press("My guess", maya.home())
    assert maya.submit(guess="steady").accepted
    assert "You had guessed steady" in maya.reads()


def test_what_ana_asked_for_is_asked_back_a_week_later_to_the_hour(running: Demo) -> None:
    ana = person(running, ANA)
    advance(running, plan_time(running, 2, BERLIN))
    ana.press("Ask for a talk", ana.home())
    assert ana.submit(words="A word about the move", leader=the_bond(running)).accepted
    assert ana.submit().accepted
    asked = running.clock.now()
    advance(running, asked + timedelta(days=8))
    asked_back = [m for m in ana.messages if "Has it happened?" in text_of(m)]
    assert len(asked_back) == 1
    assert sent_at(asked_back[0]) - asked < timedelta(days=7, hours=1)


def the_bond(running: Demo) -> str:
    """Maya's with Ana."""
    with running.tend.database.read() as tx:
        found = bonds.between(tx, running.tend.here, MAYA, ANA)
    assert found is not None
    return found.id


def test_twelve_weeks_are_there_to_look_back_on(running: Demo) -> None:
    for leader, people in ((MAYA, MAYAS_PEOPLE), (TOM, TOMS_PEOPLE)):
        looking = person(running, leader)
        looking.press("My Care Factor", looking.home())
        strips = re.findall("[■□]{2,}", looking.reads())
        assert len([strip for strip in strips if len(strip) == 12 and "■" in strip]) >= len(people)
        looking.close()


def test_a_talk_that_maya_plans_is_asked_about_two_hours_later(running: Demo) -> None:
    one_click(running)
    maya = person(running, MAYA)
    wednesday = local_day(running.clock.now(), BERLIN) + timedelta(days=1)
    maya.press("When?", maya.message)
    maya.submit(when="pick", day=wednesday.isoformat(), time="14:00")
    assert one_click(running) == "A word to Maya on the morning of a plan of theirs"
    assert "Today at 14:00" in text_of(maya.message)
    assert one_click(running) == "A question to Maya about a plan of theirs"
    assert "Did it happen?" in text_of(maya.message)
    due = instant(wednesday, FOUR, BERLIN)
    assert abs(sent_at(maya.message) - due) < NARROW


def test_looking_ahead_leaves_no_trace(running: Demo) -> None:
    office = person(running, MAYA).office
    before = office.rows()
    assert running.clock.next_due() is not None
    assert office.rows() == before


def test_nothing_is_announced_to_a_leader_who_has_stopped(running: Demo) -> None:
    one_click(running)
    maya = person(running, MAYA)
    maya.press("Stop", maya.message)
    assert one_click(running) == "Tom's weekly plan"
    tom = person(running, TOM)
    tom.press("Stop", tom.message)
    due = running.clock.next_due()
    assert due is not None and due[1] == "Three questions to everybody who is led", "not to leaders"


def test_a_moment_at_which_tend_only_looks_again_is_not_announced(running: Demo) -> None:
    """The pause ends at nine, when nothing is sent yet; what one clicks to is the plan at ten."""
    first, second = plan_time(running, 1, BERLIN), plan_time(running, 8, BERLIN)
    advance(running, first)
    tom, maya = person(running, TOM), person(running, MAYA)
    advance(running, first + timedelta(days=2))
    tom.press("Stop", tom.message)
    maya.press("Pause", maya.message)
    maya.submit(until="pick", day=local_day(second, BERLIN).isoformat())
    due = running.clock.next_due()
    assert due == (second, "Maya's weekly plan")
    one_click(running)
    assert len(maya.messages) == 2


def test_the_timetable_ticking_beside_disturbs_no_journey(running: Demo) -> None:
    mayas = plan_time(running, 1, BERLIN)
    ended = threading.Event()

    def tick_on() -> None:
        while not ended.wait(0.002):
            running.tend.tick()

    ticking = threading.Thread(target=tick_on)
    ticking.start()
    try:
        advance(running, running.clock.now() + timedelta(weeks=3))
    finally:
        ended.set()
        ticking.join()
    plans = from_tend(running, MAYA)
    assert [round((sent_at(m) - mayas) / timedelta(weeks=1), 4) for m in plans] == [0, 1, 2]


# --- ending, and beginning again -----------------------------------------------------------------


def test_a_second_start_goes_on_where_the_first_ended(begun: Path) -> None:
    with started(begun) as running:
        one_click(running)
        person(running, MAYA).home()
        then, stood = running.clock.now(), running.workspace.world.messages(dm(MAYA), MAYA)
    a_day_later = machine_at(machine_now() + timedelta(days=1))
    with started(begun, machine=a_day_later) as running:
        assert not running.is_new
        assert running.workspace.world.messages(dm(MAYA), MAYA) == stood
        assert running.workspace.world.home(MAYA) is not None
        assert timedelta() <= running.clock.now() - then < timedelta(minutes=1)
        maya = person(running, MAYA)
        maya.press("We talked", maya.message)
        assert maya.sees("Noted: you talked today.")
        assert len(maya.messages) == 1, "the plan of last time was redrawn where it stood"


def dm(who: str) -> str:
    return "D" + who[1:]


def test_reset_begins_anew(begun: Path) -> None:
    with started(begun) as running:
        one_click(running)
    (begun / ".demo" / "notes.txt").write_text("mine")
    with started(begun, reset=True) as running:
        assert running.is_new
        assert everything_sent(running) == []
    assert (begun / ".demo" / "notes.txt").read_text() == "mine"


def test_a_first_start_that_was_cut_off_is_begun_anew(begun: Path) -> None:
    with started(begun):
        pass
    (begun / ".demo" / "workspace.json").unlink()
    with started(begun) as running:
        assert running.is_new
        assert len(running.workspace.world.messages(ADMINS, INES)) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 0}', '{"format": 1}'])
def test_a_saved_workspace_that_cannot_be_read_is_left_as_it_is(begun: Path, damage: str) -> None:
    saved = begun / ".demo" / "workspace.json"
    saved.write_text(damage)
    with pytest.raises(CannotStart, match="tend demo --reset"), started(begun):
        pass
    assert saved.read_text() == damage


def test_two_demos_never_share_a_folder(tmp_path: Path, running: Demo) -> None:
    where = re.escape(running.workspace.url)
    with pytest.raises(CannotStart, match=where), started(tmp_path, reset=True):
        pass
    assert one_click(running) == "Maya's weekly plan"


# --- in the terminal -----------------------------------------------------------------------------


@contextmanager
def in_terminal(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`tend demo` as a person types it, where the environment means something else."""
    (folder / ".env").write_text("SLACK_BOT_TOKEN=not a token\nTEND_DATABASE_URL=nonsense\n")
    elsewhere = {
        "SLACK_API_URL": "https://slack.example/api/",
        "SLACK_BOT_TOKEN": "xoxb-real",
        "SLACK_APP_TOKEN": "xapp-real",
        "TEND_DATABASE_URL": "postgresql://nobody@localhost:1/none",
        "TEND_KEY_FILE": "/nowhere/key",
        "TEND_CLOCK_FILE": "/nowhere/clock",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "PORT": "nonsense",
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }
    command = [sys.executable, "-u", "-m", "bot", "demo", *options]
    typed = subprocess.Popen(
        command, cwd=folder, env=os.environ | elsewhere, text=True, stdout=-1, stderr=-1
    )
    try:
        yield typed
    finally:
        typed.kill()
        typed.communicate()


def told_at_first(typed: subprocess.Popen[str]) -> list[str]:
    """Everything that it prints once it is there."""
    assert typed.stdout is not None
    lines: list[str] = []
    for line in typed.stdout:
        lines.append(line.strip())
        if "--reset" in line:
            return lines
    raise AssertionError(f"{lines}, {typed.stderr and typed.stderr.read()}")


def address_in(lines: list[str]) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/", "".join(lines))
    assert found, lines
    return found[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_cleanly_whatever_the_environment(
    tmp_path: Path, number: int
) -> None:
    with in_terminal(tmp_path, "--port", "0") as typed:
        lines = told_at_first(typed)
        page = urllib.request.urlopen(address_in(lines)).read().decode()
        typed.send_signal(number)
        end, errors = typed.communicate(timeout=60)
    assert "Maya Lindqvist" in page
    assert (typed.returncode, errors) == (0, "")
    assert end == "The demo has ended. It goes on from here with: tend demo\n"
    tips = [line for line in lines if line[:2] in ("1.", "2.", "3.")]
    assert tips[0].startswith("1. Be Maya Lindqvist and press “To the next thing due”")
    assert len(tips) == 3
    assert not {"*", "`"} & set("".join(lines))
    assert {path.name for path in tmp_path.iterdir()} == {".demo", ".env"}


def test_an_operator_can_rehearse_with_a_tend_of_their_own() -> None:
    """What it prints for .env is all that another Tend needs to find the workspace."""
    with rehearsal(0, machine_now) as workspace:
        lines = (line.partition("=") for line in told(workspace).splitlines())
        env = {name: value for name, is_setting, value in lines if is_setting}
        found = settings.read(env, needs_ears=True)
        greeting = greet(found.bot_token, found.slack_api_url)
    assert (greeting.team, found.admins) == ("T0TEND", (INES,))
    assert found.socket_mode


def test_where_the_port_is_taken_it_takes_the_next_and_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with in_terminal(tmp_path, "--port", str(port)) as typed:
            lines = told_at_first(typed)
    another = int(address_in(lines).split(":")[2].rstrip("/"))  # the next may be taken as well
    assert lines[0] == f"Port {port} is taken, so this is at port {another}."
    assert port < another < port + 20
