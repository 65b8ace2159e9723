"""The papers say what the program does: each figure and each command in them is the program's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.__main__ import cli
from bot.conversations import admins
from care import policy
from storage import askings, rekeying, seen, tidying
from tests.house.reading import ROOT

PAPERS = {
    "privacy": "docs/privacy.md",
    "councils": "docs/for-works-councils.md",
    "dpia": "docs/dpia.md",
    "employees": "docs/employees.md",
    "admins": "docs/admins.md",
    "incident": "docs/incident.md",
    "running": "docs/running.md",
    "releasing": "docs/releasing.md",
    "security": "SECURITY.md",
    "readme": "README.md",
}
OF_LAW = ("councils", "dpia", "privacy")


def paper(name: str) -> str:
    return " ".join((ROOT / PAPERS[name]).read_text(encoding="utf-8").split())


def days(span: timedelta | int) -> int:
    return span if isinstance(span, int) else span.days


SAID = [
    *(
        (name, r"(\d+) months after (?:it was |they were )?reached", policy.DONE_KEPT, 30)
        for name in OF_LAW
    ),
    *((name, r"a challenge (\d+) days", policy.CHALLENGE_KEPT, 1) for name in OF_LAW),
    ("privacy", r"goals after (\d+) days", policy.GOAL_ASKED_AFTER, 1),
    ("privacy", r"challenges after (\d+)", policy.CHALLENGE_ASKED_AFTER, 1),
    ("privacy", r"personal things after (\d+)", policy.PERSONAL_ASKED_AFTER, 1),
    ("privacy", r"Without an answer in (\d+) days", policy.SHARING_STOPS_AFTER, 1),
    ("councils", r"nobody answers \"still so\?\" for (\d+) days", policy.SHARING_STOPS_AFTER, 1),
    ("dpia", r"\"still so\?\" they end after (\d+) days", policy.SHARING_STOPS_AFTER, 1),
    ("privacy", r"after you leave the workspace \| (\d+) days", policy.GRACE_DAYS, 1),
    ("councils", r"After (\d+) days everything of somebody who left", policy.GRACE_DAYS, 1),
    ("dpia", r"(\d+) days after leaving", policy.GRACE_DAYS, 1),
    *((name, r"(\d+) months(?:,| \|)", policy.KEPT_DAYS, 30) for name in OF_LAW),
    ("councils", r"to as little as (\d+) days", policy.SHORTEST_KEPT_DAYS, 1),
    ("councils", r"less time \((\d+) to 365 days\)", policy.SHORTEST_KEPT_DAYS, 1),
    ("councils", r"less time \(120 to (\d+) days\)", policy.KEPT_DAYS, 1),
    ("dpia", r"12 months to (\d+) days", policy.SHORTEST_KEPT_DAYS, 1),
    ("councils", r"hear from Tend \((\d+) to 90 days\)", policy.SHORTEST_CADENCE, 1),
    ("councils", r"hear from Tend \(7 to (\d+) days\)", policy.LONGEST_CADENCE, 1),
    ("privacy", r"sealed, for (\d+) day", askings.KEPT, 1),
    ("dpia", r"asking back \| (\d+) day", askings.KEPT, 1),
    ("dpia", r"one effect each \| (\d+) day", seen.KEPT, 1),
    ("employees", r"backups, for at most (\d+) days", tidying.COPIES_KEPT, 1),
    ("admins", r"within (\d+) days", admins.WAITS, 1),
    ("running", r"batches of (\d+) texts", rekeying.AT_A_TIME, 1),
]


@pytest.mark.parametrize(("name", "pattern", "constant", "unit"), SAID)
def test_what_a_paper_says_is_what_the_program_does(
    name: str, pattern: str, constant: timedelta | int, unit: int
) -> None:
    found = {int(number) for number in re.findall(pattern, paper(name))}
    assert found == {days(constant) // unit}, f"{name}: {pattern}"


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_promised_is_confidential_and_never_more(name: str) -> None:
    assert not re.search(r"(?i)\banonym", paper(name))


def test_confidential_stands_where_people_look_for_it() -> None:
    for name in ("privacy", "readme"):
        assert re.search(r"(?i)\bconfidential\b", paper(name))


@pytest.mark.parametrize("name", PAPERS)
def test_each_command_that_a_paper_names_is_there(name: str) -> None:
    """`tend rekey`, `tend admin add`: whoever reads this at night types it."""
    text = (ROOT / PAPERS[name]).read_text(encoding="utf-8")
    named = set(re.findall(r"(?m)(?:^|`|bin/)tend ([a-z][a-z-]+)", text))
    assert named <= set(cli.commands), named - set(cli.commands)


@pytest.mark.parametrize("name", ["privacy", "councils"])
def test_what_people_are_given_to_read_is_short(name: str) -> None:
    most = {"privacy": 700, "councils": 900}[name]
    assert len(paper(name).split()) < most


def test_what_a_company_fills_in_is_marked_and_the_rest_is_filled_in() -> None:
    text = paper("dpia")
    assert text.count("**[Company") > 15
    assert not re.search(r"\?\?|\.\.\. \||\| \| \|", text)


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_that_another_names_is_there(name: str) -> None:
    here = (ROOT / PAPERS[name]).parent
    text = (ROOT / PAPERS[name]).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    missing = [link for link in links if "://" not in link and not (here / link).exists()]
    assert missing == []
