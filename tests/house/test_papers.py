"""What is handed on: complete, without secrets, and about the product alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot import settings
from tests.house.reading import ROOT, papers, texts

# Patterns are written so that they do not match themselves: this file is read too.
NOT_HERE = {
    "papers that do not lie in this house": r"\b(TRUST|PRODUCT|PLATFORM|STYLE|ARCHITECTURE)[.]md",
    "a folder beside this one": r"[.][.]/share[d]",
    "a number of an issue": r"\b[Ii]ssue\s+[#]\d|\([#]\d+\)",
    "who wrote it and when": r"(?i)\b(this|earlier|next|previous|last) sessio[n]\b",
    "how it was made": r"(?i)\b(claud[e]|anthropi[c]|chatgp[t]|copilo[t]|languag[e] model)\b",
    "a folder of one machine": r"(?<![\w.:/])/(root|wor[k]|home/\w+|Users/\w+)/",
    "a registry": r"(?i)\b(pypi[.]org|pythonhosted[.]org|npmjs[.]org|deb[.]debian[.]org)\b",
    "a token": r"\bxox[bap]-\d{6,}|\bxapp-\d-[A-Z0-9]{8,}",
    "a key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "something left for later": r"\b(TOD[O]|FIXM[E]|XX[X])\b",
}
READABLE = {".py", ".md", ".toml", ".yml", ".txt", ".html", ".css", ".js", ".mako", ".example", ""}


def readable() -> list[Path]:
    return [paper for paper in papers() if paper.suffix in READABLE]


@pytest.mark.parametrize("what", NOT_HERE)
def test_no_paper_holds_what_is_not_of_the_product(what: str) -> None:
    pattern = re.compile(NOT_HERE[what])
    found = [
        f"{paper.relative_to(ROOT)}:{number}: {match[0]}"
        for paper in readable()
        for number, line in enumerate(paper.read_text(encoding="utf-8").splitlines(), 1)
        if (match := pattern.search(line))
    ]
    assert found == []


def test_no_paper_names_the_folder_in_which_this_clone_lies() -> None:
    assert [paper for paper in readable() if str(ROOT) in paper.read_text(encoding="utf-8")] == []


def test_no_file_of_a_run_is_handed_on() -> None:
    left = {".env", ".demo", ".venv", "__pycache__", "key"}
    named = [paper for paper in papers() if left & set(paper.relative_to(ROOT).parts)]
    assert named == []
    assert [paper for paper in papers() if paper.suffix in {".db", ".lock", ".pyc"}] == []


# --- the settings' paper -------------------------------------------------------------------------


def documented() -> dict[str, str]:
    return {n: value or "" for n, value in dotenv_values(ROOT / ".env.example").items()}


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    name = re.compile(r"(SLACK|TEAMS|TEND)_[A-Z_]+|HOST|PORT|LOG_LEVEL")
    files = (Path("bot/settings.py"), Path("bot/setting_values.py"))
    read = {text for file in files for text in texts(file) if name.fullmatch(text)}
    assert read == documented().keys()


def test_the_example_says_the_defaults() -> None:
    as_written = settings.read(documented(), needs_slack=False)
    assert as_written == settings.read({}, needs_slack=False)


def test_each_setting_has_its_type_its_default_and_its_meaning() -> None:
    paper = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in documented():
        heading = re.search(rf"(?m)^# {name}: (\w.+)\. Default: (\S.+)\.\n(# .+\n)+{name}=", paper)
        assert heading, name


# --- the commands of the house -------------------------------------------------------------------


def test_the_script_of_the_checks_may_be_run() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize("target", ["help", "demo", "test", "check", "bench", "long"])
def test_make_knows_its_commands_and_says_what_they_are_for(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"(?m)^{target}:.*## \S", makefile)
    assert re.search(rf"(?m)^\.PHONY:.*\b{target}\b", makefile)
