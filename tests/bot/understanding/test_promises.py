"""Whatever is typed: an answer, soon, and never a yes where somebody said no."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.understanding
from bot.understanding.meanings import Ambiguous, Meaning, NotUnderstood, Planned, Talked
from bot.understanding.understanding import LONGEST, understand
from bot.understanding.vocabulary import DOUBTS, NEGATIONS, REPORTING
from tests.bot.understanding.corpus import context, sentences

SCENES = ("maya", "ana_open", "plan3", "follow_up", "two_anas", "ana", "after_midnight", "sunday")
TYPED = [labelled.typed for labelled in sentences("corpus.yml")]
WORDS = sorted({word for typed in TYPED for word in typed.split()})
TALKS = [s.typed for s in sentences("corpus.yml") if s.wants[0].startswith("talked")]
PLANS = [s.typed for s in sentences("corpus.yml") if s.wants[0].startswith("planned")]

scenes = st.sampled_from(SCENES).map(context)
salads = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


def _records(answers: tuple[Meaning, ...]) -> list[Meaning]:
    return [answer for answer in answers if not isinstance(answer, Ambiguous | NotUnderstood)]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400) | salads, scenes)
def test_any_text_is_answered_and_answered_alike_twice(typed: str, here: object) -> None:
    answers = understand(typed, here)  # type: ignore[arg-type]
    assert answers
    assert answers == understand(typed, here)  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(TALKS),
    st.sampled_from(sorted(NEGATIONS)),
    st.integers(min_value=0, max_value=40),
    scenes,
)
def test_a_no_anywhere_is_never_a_yes(talk: str, no: str, at: int, here: object) -> None:
    words = talk.split()
    at = min(at, len(words))
    answers = understand(" ".join([*words[:at], no, *words[at:]]), here)  # type: ignore[arg-type]
    assert not any(isinstance(answer, Talked) for answer in answers)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TALKS + PLANS), st.sampled_from(sorted(DOUBTS)), scenes, st.booleans())
def test_a_doubt_is_asked_back(said: str, doubt: str, here: object, first: bool) -> None:
    typed = f"{doubt} {said}" if first else f"{said} {doubt}"
    answers = understand(typed, here)  # type: ignore[arg-type]
    assert not any(isinstance(answer, Talked | Planned) for answer in answers)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(TALKS),
    st.sampled_from(["Ben", "Kofi", "she", "my boss", "they", "HR"]),
    st.sampled_from(sorted(REPORTING - {"according", "claim", "hear", "tell", "say"})),
    scenes,
)
def test_what_somebody_said_is_not_what_happened(
    talk: str, who: str, said: str, here: object
) -> None:
    for between in (" ", ": ", " that ", ", "):
        answers = understand(f"{who} {said}{between}{talk}", here)  # type: ignore[arg-type]
        assert not any(isinstance(answer, Talked) for answer in answers)


SHORT_TALKS = (
    "met Ana and Ben yesterday",
    "had a quick chat with Finn yesterday about the tests",
    "finally met Eva",
    "talked with Ana yesterday",
    "had coffee with Ben on Monday",
    "called Kofi yesterday",
    "caught up with Lina yesterday",
    "we spoke yesterday",
    "1:1 with Finn yesterday",
)
SOMEBODY = ("my boss", "Tom", "they", "you", "someone", "a manager", "Zoe", "a colleague of mine",
            "everyone", "the client", "the plan:", "todo -", "draft:", "in theory", "when",
            "my colleague and", "HR", "once", "while", "before", "the day that",
            "as if")  # fmt: skip


@pytest.mark.parametrize("somebody", SOMEBODY)
def test_what_somebody_else_did_or_would_do_is_not_noted(somebody: str) -> None:
    for talk in SHORT_TALKS[:7]:
        answers = understand(f"{somebody} {talk}", context("plan3"))
        assert not any(isinstance(answer, Talked | Planned) for answer in answers), talk


AFTERTHOUGHTS = ("was the plan", "jk", "in theory", "on paper", "or not", "ages ago", "by email",
                 "in vain", "in her absence", "but she was out", "I think", "right?", "he said",
                 "said Kofi", "(cancelled)", "(planned)", "for tomorrow", "until tomorrow",
                 "every day", "last year", "on Monday or Tuesday", "when I was in Rome", "tomorrow",
                 "and Zoe", "next week", "would be nice", "is what I wanted", "NOT")  # fmt: skip


@pytest.mark.parametrize("afterthought", AFTERTHOUGHTS)
def test_an_afterthought_is_not_overheard(afterthought: str) -> None:
    for talk in SHORT_TALKS[3:]:
        answers = understand(f"{talk} {afterthought}", context("ana_open"))
        assert not any(isinstance(answer, Talked | Planned) for answer in answers), talk


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TALKS + PLANS), scenes)
def test_a_question_records_nothing(said: str, here: object) -> None:
    answers = understand(said.rstrip(".!? ") + "?", here)  # type: ignore[arg-type]
    assert not any(isinstance(answer, Talked | Planned) for answer in answers)


@settings(max_examples=300, deadline=None)
@given(salads | st.sampled_from(TYPED), scenes)
def test_the_past_is_never_ahead_and_a_plan_is_never_past(typed: str, here: object) -> None:
    for answer in understand(typed, here):  # type: ignore[arg-type]
        options = answer.candidates if isinstance(answer, Ambiguous) else (answer,)
        for option in options:
            if isinstance(option, Talked):
                assert option.day <= here.today  # type: ignore[attr-defined]
            if isinstance(option, Planned) and option.moment is not None:
                assert option.moment >= here.now  # type: ignore[attr-defined]


PIECES = (
    "talked with Ana and |had a great nice |<@U0ANA> and |1/2 |no |i have just already |, |"
    'remind me about |tlked wtih |"|(|monday to |x|stop sharing the '
)


@pytest.mark.parametrize("piece", PIECES.split("|"))
def test_a_thousand_hostile_characters_take_no_time(piece: str) -> None:
    understand("talked with Ana", context("maya"))
    typed = (piece * LONGEST)[:LONGEST]
    started = time.thread_time()
    understand(typed, context("plan3"))
    assert time.thread_time() - started < 1


def test_usual_sentences_are_understood_in_an_instant() -> None:
    spent = []
    for typed in TYPED[:200]:
        started = time.perf_counter()
        understand(typed, context("maya"))
        spent.append(time.perf_counter() - started)
    assert sorted(spent)[len(spent) // 2] < 0.05


def test_a_letter_is_not_read() -> None:
    assert not _records(understand("talked with Ana yesterday " * 100, context("maya")))


def test_understanding_knows_no_platform_and_no_database() -> None:
    for file in Path(str(bot.understanding.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                root, _, rest = name.partition(".")
                ours = root == "care" or (root == "bot" and rest.startswith("understanding"))
                assert ours or root == "rapidfuzz" or root in sys.stdlib_module_names, name


def test_the_program_starts_without_the_compiled_library() -> None:
    code = "import bot.understanding.understanding, sys; print('rapidfuzz' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
