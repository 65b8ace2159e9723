"""`tend rekey`: the real console script beside a running Tend, and what people then see."""

from __future__ import annotations

import shutil
from pathlib import Path

from cryptography.fernet import Fernet

from tests.bot.scenes import leads, own_items, shared_with, shares, start
from tests.house.terminal import Terminal
from tests.office import Office

RESTART = "Restart tend run"


def terminal_beside(office: Office, folder: Path) -> Terminal:
    """With a copy of the office's keys, in a folder of their own."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    shutil.copy2(office.settings.key_file, keys / "key")
    env = {"TEND_DATABASE_URL": office.settings.database_url, "TEND_KEY_FILE": str(keys / "key")}
    env |= {"SLACK_API_URL": office.settings.slack_api_url}
    env |= {"SLACK_BOT_TOKEN": office.settings.bot_token}
    return Terminal(folder, env)


def put_on_top(office: Office, terminal: Terminal, key: bytes) -> None:
    for file in (office.settings.key_file, Path(terminal.env["TEND_KEY_FILE"])):
        file.write_text(f"{key.decode()}\n{file.read_text()}")


def keep_the_newest_alone(office: Office) -> None:
    file = office.settings.key_file
    file.write_text(file.read_text().splitlines()[0] + "\n")


def test_a_new_key_from_the_first_line_to_the_last_old_one(office: Office, tmp_path: Path) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", title="Learn to weld")
    terminal = terminal_beside(office, tmp_path)
    put_on_top(office, terminal, Fernet.generate_key())
    assert RESTART in terminal.tend("rekey").refused(), "whoever runs has the old key alone"
    office.restart()
    shares(office, "Ana", title="Learn to solder", level="private")
    told = terminal.tend("rekey").worked()
    assert "items.sealed: 2 looked at, 1 sealed anew." in told
    assert "The older lines may leave the key file" in told and "Learn" not in told
    keep_the_newest_alone(office)
    office.restart()
    titles = {item.content and item.content.title for item in own_items(office, "Ana")}
    assert titles == {"Learn to weld", "Learn to solder"}
    (shared,) = shared_with(office, "Maya")
    assert shared.content is not None and shared.content.title == "Learn to weld"
    assert "0 sealed anew" in terminal.tend("rekey").worked()


def test_with_nothing_running_it_goes_at_once(office: Office, tmp_path: Path) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="private")
    terminal = terminal_beside(office, tmp_path)
    put_on_top(office, terminal, Fernet.generate_key())
    office.stop()
    assert "items.sealed: 1 looked at, 1 sealed anew." in terminal.tend("rekey").worked()


def test_an_older_line_taken_out_too_early_is_told_and_mended(
    office: Office, tmp_path: Path
) -> None:
    """Nothing is lost: with the line back in its place everything opens again."""
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="private")
    terminal = terminal_beside(office, tmp_path)
    put_on_top(office, terminal, Fernet.generate_key())
    office.restart()
    whole = office.settings.key_file.read_text()
    keep_the_newest_alone(office)
    shutil.copy2(office.settings.key_file, terminal.env["TEND_KEY_FILE"])
    assert "1 could not be opened with any of these keys" in terminal.tend("rekey").worked()
    Path(terminal.env["TEND_KEY_FILE"]).write_text(whole)
    assert "items.sealed: 1 looked at, 1 sealed anew." in terminal.tend("rekey").worked()
