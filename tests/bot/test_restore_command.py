"""A backup is brought back: nothing withdrawn comes up, nothing is sent twice, owners are asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import backing_up, restoring
from bot.__main__ import cli
from bot.ids import Action
from jobs.delivering import Clocks
from sandbox.company import ANA, BEN, MAYA, TOM
from sandbox.world import Message
from storage import erasing
from storage.database import DatabaseError
from storage.deliveries import State
from tests.bot.forging import Forger
from tests.bot.scenes import (
    AWS,
    TEAM,
    bond,
    leads,
    nudges_of,
    own_items,
    sent,
    shared_with,
    shares,
    start,
)
from tests.office import Office, labels, text_of

ASKS = "What you share is on hold"
SETTLED = "Nothing you share is on hold any more."


def a_backup(office: Office, folder: Path) -> Path:
    file = folder / "backups" / "tend.backup"
    file.parent.mkdir(exist_ok=True)
    backing_up.run(office.settings, file, office.machine())
    return file


def bring_back(office: Office, backup: Path) -> list[str]:
    """Tend ends, the backup takes its place, and Tend starts again."""
    office.stop()
    told = restoring.run(office.settings, Clocks(office.clock, office.machine), backup)
    office.start()
    return told


def three_share(office: Office) -> None:
    """Ana and Ben share with Maya, Ana with Tom too."""
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    leads(office, "Tom", "Ana")
    shares(office, "Ana")
    shares(office, "Ben", title="Write the handbook")


def questions(office: Office, name: str) -> list[Message]:
    return [m for m in office.person(name).messages if ASKS in text_of(m)]


# --- what people see -----------------------------------------------------------------------------


def test_what_was_withdrawn_since_the_backup_stays_hidden_until_its_owner_says_otherwise(
    office: Office, tmp_path: Path
) -> None:
    three_share(office)
    backup = a_backup(office, tmp_path)
    office.clock.forward(days=6)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals", "shared")
    ana.press("Stop for all leaders")
    ana.close()
    told = bring_back(office, backup)
    assert "2 people are asked" in " ".join(told)
    assert shared_with(office, "Maya") == shared_with(office, "Tom") == []
    assert AWS not in text_of(maya.home()) and "handbook" not in text_of(maya.home())
    office.tick()
    (asked,) = questions(office, "Ana")
    assert "On hold for" in text_of(asked) and AWS not in text_of(asked) + asked.text
    assert labels(asked)[:2] == ["Share it all again", "Look at each"]
    ana.press("Look at each", asked)
    assert "sees nothing of this" in text_of(ana.modal)
    office.no_violations()


def test_one_press_shares_all_of_it_again_as_it_was(office: Office, tmp_path: Path) -> None:
    three_share(office)
    before = {who: shared_with(office, who) for who in ("Maya", "Tom")}
    backup = a_backup(office, tmp_path)
    bring_back(office, backup)
    office.tick()
    ana, ben = office.person("Ana"), office.person("Ben")
    for person in (ana, ben):
        person.press("Share it all again", person.message)
        assert person.sees(SETTLED) and not person.has_modal
    assert {who: shared_with(office, who) for who in ("Maya", "Tom")} == before
    office.clock.forward(days=1)
    bring_back(office, backup)  # that word was since the backup: it is asked for once more
    assert shared_with(office, "Maya") == []
    office.tick()
    assert len(questions(office, "Ana")) == 1 and ASKS in text_of(ana.message)
    office.no_violations()


def test_thing_by_thing_and_leader_by_leader(office: Office, tmp_path: Path) -> None:
    three_share(office)
    bring_back(office, a_backup(office, tmp_path))
    office.tick()
    ana = office.person("Ana")
    ana.command("/mygoals")
    assert "On hold for" in text_of(ana.modal) and "on hold for" in text_of(ana.modal)
    ana.press("Look at each")
    ana.press("Share this again")
    both = [len(shared_with(office, who)) for who in ("Maya", "Tom")]
    assert sorted(both) == [0, 1]
    assert "On hold for" in text_of(ana.modal)
    ana.press("Stop sharing")  # the other one, or this one: both end the hold of theirs
    office.quiet()
    office.no_violations()


def test_the_item_s_own_page_says_so_too(office: Office, tmp_path: Path) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    bring_back(office, a_backup(office, tmp_path))
    ana = office.person("Ana")
    assert "On hold for" in text_of(ana.home())
    ana.command("/mygoals")
    ana.press("Open")
    assert "sees nothing of this" in text_of(ana.modal)
    ana.press("Share this again")
    assert len(shared_with(office, "Maya")) == 1
    ana.close()
    assert "On hold" not in text_of(ana.home())


def test_sharing_it_anew_with_another_wording_ends_the_hold(office: Office, tmp_path: Path) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    bring_back(office, a_backup(office, tmp_path))
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Edit")
    assert ana.submit().accepted
    assert shared_with(office, "Maya") == [], "saving it unchanged says nothing of it"
    ana.close()
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Edit")
    assert ana.submit(title="Pass it").accepted and ana.submit().accepted
    (shared,) = shared_with(office, "Maya")
    assert shared.content is not None and shared.content.title == "Pass it"


def test_another_s_things_are_not_theirs_to_share_again(office: Office, tmp_path: Path) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    thing = shares(office, "Ana")
    bring_back(office, a_backup(office, tmp_path))
    led = bond(office, "Maya", "Ana")
    assert led is not None
    for who in (MAYA, TOM, BEN):
        Forger(office, who).press(Action.SHARE_STILL, f"{thing}.{led.id}")
        Forger(office, who).press(Action.SHARE_STILL_ALL, "")
    assert shared_with(office, "Maya") == []
    Forger(office, ANA).press(Action.SHARE_STILL, f"{thing}.{led.id}")
    assert len(shared_with(office, "Maya")) == 1


# --- what is sent --------------------------------------------------------------------------------


def test_after_twenty_days_nothing_comes_but_the_question(office: Office, tmp_path: Path) -> None:
    """Plans, follow-ups and replies of before are of the past: at most one message each."""
    office.clock.forward(days=-14)
    three_share(office)
    office.later(days=21)  # a plan for Maya, and Tom has his
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="today")
    backup = a_backup(office, tmp_path)
    with_plans = {name: len(office.person(name).messages) for name in ("Maya", "Tom")}
    office.live(days=20, hours=24)
    office.clock.forward(hours=1)
    count = {name: len(office.person(name).messages) for name in ("Maya", "Tom", "Ana", "Ben")}
    assert count["Maya"] > with_plans["Maya"]
    bring_back(office, backup)
    for _ in range(5):  # the rest of that day, and the night
        office.later(hours=4)
    after = {name: len(office.person(name).messages) for name in count}
    assert {name: after[name] - count[name] for name in ("Ana", "Ben")} == {"Ana": 1, "Ben": 1}
    assert (after["Maya"], after["Tom"]) == (count["Maya"], count["Tom"] + 1), "Tom's new plan"
    office.live(days=2, hours=3)
    after = {name: len(office.person(name).messages) for name in count}
    assert after["Maya"] == count["Maya"] + 1, "her next plan"
    lately = office.clock().date() - timedelta(days=9)
    assert [n.item for n in nudges_of(office, "Maya") if n.day > lately] == [None, None]
    office.no_violations()


def test_a_plan_of_this_week_that_the_backup_does_not_know_is_not_sent_again(
    office: Office, tmp_path: Path
) -> None:
    office.clock.forward(days=-14)
    three_share(office)
    office.clock.forward(days=20)  # the night before the plan
    backup = a_backup(office, tmp_path)
    office.later(days=1)
    maya = office.person("Maya")
    before = len(maya.messages)
    assert before == 1
    bring_back(office, backup)
    office.live(days=2, hours=6)
    assert len(maya.messages) == before
    office.live(days=6, hours=6)
    assert len(maya.messages) == before + 1


def test_what_was_on_its_way_at_the_time_of_the_backup_is_not_sent(
    office: Office, tmp_path: Path
) -> None:
    office.clock.forward(days=-14)
    three_share(office)
    office.clock.forward(days=21)
    office.fault("chat.postMessage", "http", status=503, times=None)
    office.tend.tick_once()
    backup = a_backup(office, tmp_path)
    office.world.faults.clear()
    office.machine.forward(minutes=10)
    office.tick()
    maya = office.person("Maya")
    assert len(maya.messages) == 1
    bring_back(office, backup)
    office.machine.forward(minutes=10)
    office.tick()
    assert len(maya.messages) == 1
    (plan,) = sent(office, "Maya", "plan")
    assert plan.state is State.UNKNOWN
    maya.press("We talked", maya.message)
    office.quiet()
    (plan,) = sent(office, "Maya", "plan")
    assert plan.state is State.SENT, "a press on it proves that it arrived"


def test_who_was_erased_since_the_backup_is_erased_again(office: Office, tmp_path: Path) -> None:
    three_share(office)
    backup = a_backup(office, tmp_path)
    with office.tend.database.begin() as tx:
        erasing.erase_person(tx, TEAM, BEN, office.machine())
    told = bring_back(office, backup)
    assert "Erased again: 1" in " ".join(told) and "1 person is asked" in " ".join(told)
    assert own_items(office, "Ben") == []
    assert office.look(lambda tx: erasing.held(tx, TEAM, BEN).total()) == 0


def test_before_start_nobody_is_asked_and_the_pages_say_it(office: Office, tmp_path: Path) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    bring_back(office, a_backup(office, tmp_path))
    office.tick()
    assert questions(office, "Ana") == []
    assert "On hold for" in text_of(office.person("Ana").home())


# --- what is refused -----------------------------------------------------------------------------


def test_a_running_tend_keeps_its_database_and_afterwards_one_word_settles_it(
    office: Office, tmp_path: Path
) -> None:
    """For what was brought back by other means."""
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    backup = a_backup(office, tmp_path)
    clocks = Clocks(office.clock, office.machine)
    with pytest.raises(DatabaseError, match="Another tend run"):
        restoring.run(office.settings, clocks, backup)
    with pytest.raises(DatabaseError, match="Another tend run"):
        restoring.run_restored(office.settings, clocks)
    assert len(shared_with(office, "Maya")) == 1
    office.stop()
    assert "1 person is asked" in " ".join(restoring.run_restored(office.settings, clocks))
    office.start()
    assert shared_with(office, "Maya") == []
    office.tick()
    assert len(questions(office, "Ana")) == 1


# --- on the command line -------------------------------------------------------------------------


def test_what_the_operator_types_and_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TEND_KEY_FILE", str(tmp_path / "keys" / "key"))
    monkeypatch.setenv("TEND_DATABASE_URL", f"sqlite:///{tmp_path / 'tend.db'}")
    file = tmp_path / "tend.db"
    assert typed("backup") == (2, f"There is no database at {file}: nothing to copy.")
    assert typed("init")[0] == 0
    code, told = typed("backup", "copy")
    assert code == 0 and told.startswith("Wrote copy (")
    code, told = typed("restore", "copy")
    assert code == 0 and told.splitlines()[0] == f"copy is now the database {file}."
    assert told.splitlines()[-1] == "Now start Tend: tend run"
    assert typed("restore", "other") == (2, "There is no file other.")
    assert typed("restored", answers="no\n")[0] == 2
    code, told = typed("restored", answers="restored\n")
    assert code == 0 and "All sharing is on hold" in told
    file.unlink()
    for command in ("init", "migrate"):
        code, told = typed(command)
        assert code == 2 and "docs/restore.md" in told
    assert typed("restore", "copy")[0] == 0


def typed(*words: str, answers: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(cli, words, input=answers)
    return done.exit_code, done.output.strip()
