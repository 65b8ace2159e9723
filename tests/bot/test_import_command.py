"""`tend import`: the real console script on a real workspace, and what people then see."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from care.bonds import Bond
from care.roster import MOST_BYTES
from sandbox.company import ANA, BEN, CHIDI, GUEST, INES, JO, KOFI, LEFT, MAYA, SCOPES, TOM, company
from sandbox.pace import Limits
from sandbox.server import Serving, serve
from sandbox.shapes import Person, ProfileField
from tests.bot import scenes
from tests.bot.forging import Forger
from tests.house.terminal import SECRET, Said, Terminal
from tests.office import MovableClock, Office, labels, text_of

CLEAN = f"person,leader,group\n{ANA},{MAYA},Design\n{BEN},{MAYA},Design\n{CHIDI},{MAYA},\n"
NAMES = ("Ana", "ana", ANA, "Maya", MAYA, "@example.org", SECRET)


@contextlib.contextmanager
def workspace(*scopes: str, **settings: Any) -> Iterator[Serving]:
    with serve(company(MovableClock(), scopes=[*SCOPES, *scopes], **settings)) as serving:
        for person in list(serving.world.people.values()):
            email = f"{person.name}@example.org"
            serving.run(serving.world.change(person.id, email=email))
        yield serving


@pytest.fixture
def slack() -> Iterator[Serving]:
    with workspace("users:read.email") as serving:
        yield serving


def terminal_in(folder: Path, slack: Serving) -> Terminal:
    terminal = Terminal(folder)
    terminal.tend("init").worked()
    terminal.env = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.world.bot_token,
        "SLACK_APP_TOKEN": slack.world.app_token,
    }
    return terminal


@pytest.fixture
def terminal(tmp_path: Path, slack: Serving) -> Terminal:
    return terminal_in(tmp_path, slack)


def imports(terminal: Terminal, content: str | bytes, *more: str) -> Said:
    data = content.encode() if isinstance(content, str) else content
    (terminal.folder / "people.csv").write_bytes(data)
    said = terminal.tend("import", "people.csv", *more)
    said.is_plain()
    return said


def rows(terminal: Terminal) -> dict[str, list[Any]]:
    with contextlib.closing(sqlite3.connect(terminal.database)) as tables:
        names = [n for (n,) in tables.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {n: sorted(tables.execute(f"SELECT * FROM {n}"), key=repr) for n in names}


# --- how it ends ---------------------------------------------------------------------------------


def test_people_given_by_address_and_by_id_are_taken_over(terminal: Terminal) -> None:
    said = imports(
        terminal,
        f"Leader;Person;Group;Salary\r\nmaya@example.org;Ana@Example.org;Büro Zürich;1\r\n"
        f"\r\n<@{MAYA}>;{BEN};;2\r\n{TOM};jo@example.org;Support;3\r\n",
    )
    assert said.code == 0
    assert said.out.splitlines() == [
        "1 other column was not read.",
        "Added 3 new pairs of a leader and a report: lines 2, 4 to 5.",
        "Set the group of 2 people: lines 2, 5.",
        "Each leader is asked once whether it is so; before their yes no nudge comes of it.",
    ]
    kept = repr(rows(terminal))
    assert "Büro Zürich" in kept and "example.org" not in kept.lower()


def test_the_second_time_there_is_nothing_new_and_no_row_changes(terminal: Terminal) -> None:
    imports(terminal, CLEAN).worked()
    before = rows(terminal)
    said = imports(terminal, CLEAN)
    assert said.worked() == "3 pairs were known already.\nNothing new.\n"
    assert rows(terminal) == before


def test_a_dry_run_tells_the_lines_and_changes_no_row(terminal: Terminal) -> None:
    imports(terminal, f"person,leader\n{BEN},{MAYA}\n").worked()
    before = rows(terminal)
    told = imports(terminal, CLEAN, "--dry-run").worked()
    assert told.splitlines() == [
        "Would add 2 new pairs of a leader and a report: lines 2, 4.",
        "Would set the group of 2 people: lines 2 to 3.",
        "1 pair was known already.",
        "This was a dry run: nothing was changed.",
    ]
    assert rows(terminal) == before


def test_problems_are_told_by_line_and_nothing_is_changed(terminal: Terminal) -> None:
    before = rows(terminal)
    said = imports(
        terminal,
        f"person,leader\n{ANA},{MAYA}\n{ANA},{MAYA}\n{ANA},{ANA}\nAna Moreira,{MAYA}\n"
        f"{GUEST},{MAYA}\n{ANA},{LEFT}\n{KOFI},eve@example.org\n=1+1,{MAYA}\n{BEN}\n"
        f"{slack_bot()},{MAYA}\n",
    )
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines() == [
        "Line 3: the same two people stand in line 2.",
        "Line 4: nobody can be their own leader.",
        "Line 5: the person is neither a member id (U012AB3CD) nor an e-mail address.",
        "Line 6: the person is a guest. Tend is for colleagues of this workspace.",
        "Line 7: the leader has left this workspace.",
        "Line 8: the leader is not known here.",
        "Line 9: the person is neither a member id (U012AB3CD) nor an e-mail address.",
        "Line 10: the leader is missing.",
        "Line 11: the person is a bot.",
        "Nothing was changed.",
    ]
    assert not [name for name in NAMES if name in said.err]
    assert rows(terminal) == before


def slack_bot() -> str:
    return "U0TENDBOT"


def test_hundreds_of_problems_are_counted_after_the_first_hundred(terminal: Terminal) -> None:
    said = imports(terminal, "person,leader\n" + "Ana,Maya\n" * 340)
    assert said.code == 1
    assert said.err.splitlines()[-2:] == ["And 240 more.", "Nothing was changed."]


def test_a_circle_is_warned_of_and_taken_over(terminal: Terminal) -> None:
    circle = f"person,leader\n{ANA},{MAYA}\n{JO},{TOM}\n{MAYA},{INES}\n{INES},{ANA}\n"
    told = imports(terminal, circle).worked()
    assert "check lines 2, 4 to 5: somebody there leads their own leader" in told
    assert len(rows(terminal)["bonds"]) == 4


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "There is nobody in this file."),
        ("person,leader,group\nU0ANA,U0MAYA,Büro".encode("latin-1"), "Line 2: this is not UTF-8."),
        (b"PK\x03\x04\x00\x00", "This is not a text file."),
        (b"name,manager\nAna,Maya\n", "has to name the columns: person, leader"),
        (b"person,leader\n" + b"U0ANA,U0MAYA\n" * 5001, "more than 5,000 lines"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_without_asking_slack(
    terminal: Terminal, slack: Serving, content: bytes, told: str
) -> None:
    said = imports(terminal, content)
    assert said.code == 1 and told in said.err
    assert slack.world.calls == []


WRITER = """
import sys
written = 0
try:
    with open(sys.argv[1], "wb", buffering=0) as pipe:
        while written < 20_000_000:
            written += pipe.write(b"U0ANA,U0MAYA\\n" * 1000)
except BrokenPipeError:
    print(written)
"""


def test_20_megabytes_are_refused_without_being_read(terminal: Terminal) -> None:
    """A pipe: whoever writes into it is stopped soon after the first 2 MB."""
    pipe = terminal.folder / "people.csv"
    os.mkfifo(pipe)
    command = [sys.executable, "-c", WRITER, str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        try:
            said = terminal.tend("import", "people.csv")
            written, _ = writer.communicate(timeout=20)
        finally:
            writer.kill()
    assert (said.code, said.err.splitlines()[0]) == (1, "The file is larger than 2 MB.")
    assert MOST_BYTES < int(written) < MOST_BYTES * 2


def test_without_the_optional_scope_addresses_are_refused_in_words(tmp_path: Path) -> None:
    with workspace() as slack:
        terminal = terminal_in(tmp_path, slack)
        told = imports(terminal, "person,leader\nana@example.org,maya@example.org\n").refused()
        assert "users:read.email" in told and "example.org" not in told
        assert imports(terminal, CLEAN).code == 0


@pytest.mark.parametrize("what", ["no such file", "a folder", "no settings", "no database"])
def test_what_is_wrong_outside_the_file_ends_with_2(terminal: Terminal, what: str) -> None:
    (terminal.folder / "people.csv").write_text(CLEAN)
    if what == "no such file":
        (terminal.folder / "people.csv").unlink()
    if what == "a folder":
        (terminal.folder / "people.csv").unlink()
        (terminal.folder / "people.csv").mkdir()
    if what == "no settings":
        terminal.env = {}
    if what == "no database":
        for file in terminal.folder.glob("tend.db*"):
            file.unlink()
    assert terminal.tend("import", "people.csv").refused()


def test_5_000_lines_by_address_are_taken_over(tmp_path: Path) -> None:
    with workspace("users:read.email", limits=Limits(on=False)) as slack:
        for n in range(5_000):
            who = Person(f"U1{n:05d}", f"p{n}", f"Person {n}", email=f"p{n}@example.org")
            slack.world.people[who.id] = who
        lines = [f"p{n}@example.org,p{n // 8}@example.org" for n in range(1, 5_000)]
        terminal = terminal_in(tmp_path, slack)
        said = imports(terminal, "\n".join(["person,leader", f"{ANA},{MAYA}", *lines]))
        assert "5,000 new pairs" in said.worked()
        assert len(rows(terminal)["bonds"]) == 5_000
        assert {call.method for call in slack.world.calls} <= {
            "auth.test",
            "users.list",
            "users.lookupByEmail",
            "users.info",
        }


# --- from the profiles ---------------------------------------------------------------------------


@pytest.fixture
def profiles(tmp_path: Path) -> Iterator[tuple[Terminal, Serving]]:
    """Ana and Ben name Maya in their profiles, Kofi a guest."""
    field = ProfileField("Xf0BOSS", "Manager", "user")
    with workspace("users.profile:read", profile_fields=[field]) as slack:
        for person, leader in ((ANA, MAYA), (BEN, MAYA), (KOFI, GUEST)):
            slack.run(slack.world.change(person, fields={"Xf0BOSS": leader}))
        few = {ANA, BEN, KOFI, MAYA, GUEST, slack_bot()}  # each costs a moment of Slack's pace
        for person in slack.world.people.keys() - few:
            del slack.world.people[person]
        terminal = terminal_in(tmp_path, slack)
        terminal.env["TEND_MANAGER_FIELD"] = "Manager"
        yield terminal, slack


def test_who_leads_whom_is_taken_over_from_the_profiles(
    profiles: tuple[Terminal, Serving],
) -> None:
    terminal, slack = profiles
    before = rows(terminal)
    told = terminal.tend("import", "--from-profiles", "--dry-run").worked()
    assert told.splitlines() == [
        "1 profile names somebody who cannot lead here; it was passed over.",
        "Would add 2 new pairs of a leader and a report.",
        "This was a dry run: nothing was changed.",
    ]
    assert rows(terminal) == before
    assert "Added 2 new pairs" in terminal.tend("import", "--from-profiles").worked()
    before = rows(terminal)
    assert "Nothing new." in terminal.tend("import", "--from-profiles").worked()
    assert rows(terminal) == before
    assert {row[4] for row in before["bonds"]} == {"profile"}
    assert slack.world.violations == []


def test_without_the_setting_or_with_a_file_besides_it_is_refused(terminal: Terminal) -> None:
    assert "TEND_MANAGER_FIELD is not set" in terminal.tend("import", "--from-profiles").refused()
    both = terminal.tend("import", "people.csv", "--from-profiles").refused()
    assert (
        both
        == terminal.tend("import").refused()
        == ("Give a file, or --from-profiles, and not both.\n")
    )
    terminal.env["TEND_MANAGER_FIELD"] = "Manager"
    assert "users.profile:read" in terminal.tend("import", "--from-profiles").refused()


def test_the_roster_stays_as_private_as_it_was(terminal: Terminal) -> None:
    (terminal.folder / "people.csv").write_text(CLEAN)
    (terminal.folder / "people.csv").chmod(0o600)
    terminal.tend("import", "people.csv").worked()
    made = {file.name for file in terminal.folder.iterdir()}
    assert made - {"people.csv", "home"} == {f.name for f in terminal.folder.glob("tend.db*")}
    assert stat.S_IMODE((terminal.folder / "people.csv").stat().st_mode) == 0o600


# --- what people then see ------------------------------------------------------------------------


def take_over(office: Office, folder: Path, content: str = CLEAN) -> None:
    """Beside a running Tend, by the console script."""
    found, terminal = office.settings, Terminal(folder)
    key = shutil.copy2(found.key_file, folder_of_keys(folder))  # the office has it beside the rows
    terminal.env = {
        "SLACK_API_URL": found.slack_api_url,
        "SLACK_BOT_TOKEN": found.bot_token,
        "TEND_DATABASE_URL": found.database_url,
        "TEND_KEY_FILE": str(key),
    }
    imports(terminal, content).worked()


def folder_of_keys(folder: Path) -> Path:
    keys = folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    return keys


def test_maya_is_asked_once_and_with_one_yes_leads_them_all(office: Office, tmp_path: Path) -> None:
    scenes.start(office)
    take_over(office, tmp_path)
    office.tick()
    maya = office.person("Maya")
    said = text_of(maya.message)
    assert re.search(r"Your admins say you lead <@\w+>, <@\w+> and <@\w+>\. Is it so\?", said)
    assert all(f"<@{person}>" in said for person in (ANA, BEN, CHIDI))
    assert labels(maya.message)[:3] == ["Yes, all of them", "One by one", "None of them"]
    maya.press("Yes, all of them", maya.message)
    assert maya.sees(": Noted: your people.")
    assert "Yes, all of them" not in labels(maya.message)
    office.live(days=20, hours=6)
    assert len([m for m in maya.messages if "Whom you lead" in text_of(m)]) == 1
    assert any("Your people this week" in text_of(m) for m in maya.messages)
    office.no_violations()


def test_maya_sees_who_named_ana_and_ana_sees_who_named_maya(
    office: Office, tmp_path: Path
) -> None:
    scenes.start(office)
    take_over(office, tmp_path)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    assert f"Your admins say that <@{MAYA}> leads you. Is it so?" in ana.reads()
    ana.press("Yes")
    office.tick()
    maya.press("Yes, all of them", maya.message)
    maya.command("/mypeople")
    maya.press("Open")
    assert "Named by your admins." in maya.reads()


def test_ana_may_share_once_she_said_yes_and_maya_reads_it_after_hers(
    office: Office, tmp_path: Path
) -> None:
    scenes.start(office)
    take_over(office, tmp_path)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Yes")
    ana.close()
    scenes.shares(office, "Ana")
    office.tick()
    assert scenes.AWS not in text_of(maya.home())
    maya.press("Yes, all of them", maya.message)
    assert scenes.AWS in text_of(maya.home())


def test_maya_answers_one_by_one(office: Office, tmp_path: Path) -> None:
    scenes.start(office)
    take_over(office, tmp_path)
    office.tick()
    maya = office.person("Maya")
    maya.press("One by one", maya.message)
    first, second, third = re.findall(r"Your admins say you lead (<@\w+>)\. Is it so", maya.reads())
    maya.press("Yes")
    maya.press("Not me")
    maya.close()
    assert maya.sees(f"Your admins say you lead {third}. Is it so?")
    said = text_of(maya.message)
    assert f"{first}: Noted: your people." in said
    assert f"{second}: Noted. Nothing comes of it." in said
    maya.press("Yes", maya.message)
    answers = {f"<@{b.report}>": b.accepted for b in of_maya(office)}
    assert answers == {first: True, second: False, third: True}


def of_maya(office: Office) -> list[Bond]:
    found = [scenes.bond(office, "Maya", name) for name in ("Ana", "Ben", "Chidi")]
    return [bond for bond in found if bond]


def test_none_of_them_are_hers_and_what_ana_shared_is_hers_alone_again(
    office: Office, tmp_path: Path
) -> None:
    scenes.start(office)
    take_over(office, tmp_path)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.press("Yes")
    ana.close()
    scenes.shares(office, "Ana")
    office.tick()
    maya.press("None of them", maya.message)
    assert maya.sees("Noted. Nothing comes of it.")
    assert scenes.shared_with(office, "Maya") == []
    assert f"<@{ANA}>" not in text_of(maya.home())


def test_tom_cannot_answer_the_question_that_maya_was_asked(office: Office, tmp_path: Path) -> None:
    scenes.start(office)
    take_over(office, tmp_path, f"{CLEAN}{JO},{TOM},\n{KOFI},{TOM},\n")
    office.tick()
    maya = office.person("Maya")
    to_maya = next(d for d in scenes.sent(office, "Maya") if d.kind == "introduction")
    for action in ("accept_reports", "refuse_reports"):
        Forger(office, TOM).press(action, to_maya.id)
    office.quiet()
    assert [bond.accepted for bond in of_maya(office)] == [None, None, None]
    assert "Yes, all of them" in labels(maya.message)


def test_a_leader_of_200_is_asked_in_one_short_message(office: Office, tmp_path: Path) -> None:
    for n in range(200):
        who = Person(f"U1{n:05d}", f"p{n}", f"Person {n}")
        office.world.people[who.id] = who
    scenes.start(office)
    lines = [f"U1{n:05d},{MAYA}" for n in range(200)]
    take_over(office, tmp_path, "\n".join(["person,leader", *lines]))
    office.tick()
    maya = office.person("Maya")
    assert "and 180 more. Is it so?" in text_of(maya.message)
    maya.press("Yes, all of them", maya.message)
    assert maya.sees("and 180 more: Noted: your people.")
    office.no_violations()


def test_one_person_is_asked_about_with_a_yes_and_a_no(office: Office, tmp_path: Path) -> None:
    scenes.start(office)
    take_over(office, tmp_path, f"person,leader\n{ANA},{MAYA}\n")
    office.tick()
    maya = office.person("Maya")
    assert f"Your admins say you lead <@{ANA}>. Is it so?" in text_of(maya.message)
    maya.press("Yes", maya.message)
    assert maya.sees(f"<@{ANA}>: Noted: one of your people.")
