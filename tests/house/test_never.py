"""Four things that Tend never does: write the caring words, count people up, tell the boss, and
show one leader's answers to anybody else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.wording.nudges import ACTS, LEAD_INS
from sandbox.company import GENERAL, INES
from storage.tables import metadata
from tests.bot import scenes
from tests.house.reading import PRODUCT, manifest, modules, names, pyproject, texts, tree
from tests.office import ADMIN_CHANNEL, open_office, text_of
from tests.someone import Someone, labels

WEEKS = 4
OTHERS = ("Ines", "Tom", "Ana", "Kofi")
CARE_FACTOR = "My Care Factor"
SECRET = "Learn to say no"

Screens = dict[str, list[str]]


# --- never to the boss, never a view for others --------------------------------------------------


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Screens]:
    """What people see after weeks in which Maya answers every nudge, and in which she is silent."""
    return {
        how: after_some_weeks(tmp_path_factory.mktemp(how), answers=how == "answering")
        for how in ("answering", "silent")
    }


def after_some_weeks(folder: Path, answers: bool) -> Screens:
    """Ines, an admin too, leads Maya; Maya leads Ana and Kofi; Tom leads Jo; Ana shares."""
    with open_office(folder) as office:
        scenes.start(office)
        scenes.leads(office, "Ines", "Maya")
        scenes.leads(office, "Tom", "Jo")
        scenes.leads(office, "Maya", "Ana", "Kofi")
        scenes.shares(office, "Ana", SECRET)
        maya = office.person("Maya")
        for _ in range(WEEKS * 7):
            office.later(days=1)
            if answers and maya.messages and "We talked" in labels(maya.message):
                maya.press("We talked", maya.message)
        return {name: everything(office.person(name)) for name in (*OTHERS, "Maya")}


def everything(person: Someone) -> list[str]:
    """All that this person can look at: conversations, Home and its page on what they did, and
    what their commands show.
    """
    person.home()
    seen = [text_of(place) for place in person.screen()]
    for command in ("/mygoals", "/mypeople", "/cadence"):
        channel = ADMIN_CHANNEL if person.id == INES else GENERAL
        told = person.command(command, channel=channel)
        seen.append(text_of(told.message) if told.message else person.reads())
        person.close()
    if CARE_FACTOR in labels(person.home()):
        person.press(CARE_FACTOR, person.home())
        seen.append(person.reads())
        person.close()
    return seen


def test_maya_was_nudged_and_answered_in_one_world_and_not_in_the_other(
    screens: dict[str, Screens],
) -> None:
    """Without this the next test would compare two empty rooms."""
    answering, silent = ("\n".join(screens[how]["Maya"]) for how in ("answering", "silent"))
    assert "Noted: you talked" in answering and "Noted: you talked" not in silent
    assert silent.count("Your people this week") >= 2
    assert "you noted" in answering and "Nothing is noted yet" in silent


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_can_tell_whether_maya_answered(screens: dict[str, Screens], name: str) -> None:
    """Not her own leader, not an admin, not another leader, not the people it was about."""
    assert screens["answering"][name] == screens["silent"][name]


FACTOR = {"care.factor", "storage.factor", "bot.conversations.factor", "bot.views.factor"}
MAKES_THE_PAGE = {  # its door, its button, and a guess that ends on it
    "bot/conversations/registry.py",
    "bot/views/home.py",
    "bot/conversations/guessing.py",
}


def test_no_figure_of_a_leader_is_reckoned_anywhere_but_on_their_own_page() -> None:
    """Not in a log, a metric, an export, a report, a message or the console."""
    door = {name.replace(".", "/") + ".py" for name in FACTOR} | MAKES_THE_PAGE
    users = {str(file) for file in modules(*PRODUCT) if imported(file) & FACTOR}
    assert users <= door and users >= MAKES_THE_PAGE


def imported(file: Path) -> set[str]:
    """By dotted name, also of what is taken out of a package."""
    found: set[str] = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_no_table_keeps_a_figure_of_a_leader() -> None:
    columns = [str(column) for table in metadata.tables.values() for column in table.columns]
    kept = re.compile(r"(?i)factor|rhythm|evenness|attention|unprompted")
    assert [name for name in columns if kept.search(name)] == []


def test_nobody_is_set_beside_anybody_else() -> None:
    """A leader's page speaks of their own past: no other leader, no average, no place in a row."""
    words = [
        text for file in modules("bot/wording") if file.stem == "factor" for text in texts(file)
    ]
    others = re.compile(r"(?i)average|percent|other leaders|in a row|top |best|better than|worse")
    assert words and [text for text in words if others.search(text)] == []


def test_her_own_leader_reads_nothing_of_what_ana_shared_with_maya(
    screens: dict[str, Screens],
) -> None:
    assert SECRET in "\n".join(screens["silent"]["Maya"])
    assert SECRET not in "\n".join(screens["silent"]["Ines"] + screens["silent"]["Tom"])


# --- never the caring words ----------------------------------------------------------------------


def test_ana_never_hears_from_tend_in_mayas_name(screens: dict[str, Screens]) -> None:
    for world in screens.values():
        assert not [
            text for text in world["Ana"] + world["Kofi"] if "Maya" in text and "says" in text
        ]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_tells_the_leader_what_to_do_and_never_what_to_say(act: str) -> None:
    """A verb for the leader, in two sizes; no words to copy, no greeting, no signature."""
    assert re.match(r"[a-z]+ ", ACTS[act])
    assert "(5 minutes)" in ACTS[act] and "15" in ACTS[act]
    assert not re.search(r"[“”\"«»]|(?i:\b(hi|hello|dear|hey|i|i'm|my|we)\b)", ACTS[act])


def test_no_opening_of_an_act_is_a_greeting() -> None:
    assert not [words for words in LEAD_INS if re.search(r"(?i)\b(hi|hello|dear|hey)\b", words)]


def test_nothing_that_writes_sentences_is_installed_or_called() -> None:
    """Rules alone: no model, and no host but the platform's."""
    project = pyproject()["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    writers = re.compile(r"(?i)openai|transformers|llama|torch|mistral|cohere|langchain|litellm")
    assert [name for group in groups for name in group if writers.search(name)] == []
    written = [text for file in modules("bot") for text in texts(file)]
    hosts = {m[1] for text in written for m in re.finditer(r"https?://([\w.-]+\w)", text)}
    assert hosts <= {"slack.com", "graph.microsoft.com", "127.0.0.1"}


# --- never a count of people ---------------------------------------------------------------------

COUNTED = re.compile(
    r"(?i)streak|leader_?board|badge|trophy|escalat|karma|gamif|kudos"
    r"|(?<![a-z])(points?|scores?|quotas?|rank(ed|ings?)?)(?![a-z])"
)
ABSENCE = re.compile(r"(?i)\bno (rankings?|scores?)\b")


def test_no_column_of_no_table_holds_a_score() -> None:
    columns = [str(column) for table in metadata.tables.values() for column in table.columns]
    assert [name for name in columns if COUNTED.search(name)] == []


def test_nothing_in_the_code_is_named_after_a_score() -> None:
    """But in the understanding of words, which weighs words and no person."""
    product = [file for file in modules(*PRODUCT) if "understanding" not in file.parts]
    found = [(file, name) for file in product for name in names(file)]
    assert [(file, name) for file, name in found if COUNTED.search(name)] == []


def test_no_sentence_speaks_of_a_score_but_to_say_that_there_is_none() -> None:
    words = [text for file in modules("bot/wording", "bot/views") for text in texts(file)]
    said = [*words, str(manifest())]
    assert [text for text in said if COUNTED.search(ABSENCE.sub("", text))] == []


@pytest.mark.parametrize("name", ["streak_days", "care_score", "Leaderboard", "points"])
def test_a_score_would_be_noticed(name: str) -> None:
    assert COUNTED.search(name)
