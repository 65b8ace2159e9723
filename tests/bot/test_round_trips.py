"""What a press asks of the database before it is acknowledged: few things, and each once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.bot.scenes import a_plan, leads, shares
from tests.office import Office


@contextmanager
def asked(office: Office) -> Iterator[list[str]]:
    """What is asked on the threads that Slack waits for; errands and ticks have their own."""
    engine, found = office.tend.database.engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread().name.startswith("slack-socket"):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_list_of_goals_asks_a_handful_of_questions_however_long_it_is(office: Office) -> None:
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    for title in ("Learn to weld", "Pass the exam"):
        shares(office, "Ana", title)
    with asked(office) as questions:
        ana.command("/mygoals")
    assert 3 <= len(questions) <= 7, questions
    assert len(set(questions)) == len(questions), "the same was asked twice"


def test_we_talked_asks_and_writes_each_thing_once(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    with asked(office) as questions:
        maya.press("We talked", maya.message)
    assert maya.sees("Noted: you talked today.")
    assert 10 <= len(questions) <= 15, questions
    assert len(set(questions)) == len(questions), "the same was asked twice"
