"""The log of a program that people tell things: who spoke, what kind of thing went wrong, where."""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from io import StringIO

import pytest

from bot import logs

WORDS = "Ana wants to leave her husband"


@pytest.fixture
def log() -> Iterator[StringIO]:
    root = logging.getLogger()
    before = root.level, list(root.handlers), logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    logs.set_up("DEBUG")
    written = StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)
    root.level, root.handlers, logging.raiseExceptions = before


def fail() -> None:
    raise ValueError(WORDS)


def test_of_an_error_only_its_class_and_its_place(log: StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("jobs.planning").exception("plan_failed leader=%s", "U0MAYA")
    assert WORDS not in log.getvalue()
    assert "plan_failed leader=U0MAYA\nValueError at test_logs.py:" in log.getvalue()


def test_another_handler_that_wrote_it_out_gives_nothing_away(log: StringIO) -> None:
    """The standard library keeps the text of an error for whoever formats it next."""
    talkative = logging.StreamHandler(StringIO())
    logging.getLogger().handlers.insert(0, talkative)
    test_of_an_error_only_its_class_and_its_place(log)


@pytest.mark.parametrize("name", ["somelibrary", "somelibrary.part", "root", "botany"])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.ERROR])
def test_a_library_nobody_thought_of_says_no_word(log: StringIO, name: str, level: int) -> None:
    logging.getLogger(name).log(level, "oh: %s", WORDS)
    assert WORDS not in log.getvalue()
    assert log.getvalue().endswith(f"{name} library_said class=none\n")


@pytest.mark.parametrize("name", ["procrastinate.worker", "apscheduler.executors", "slack_sdk.web"])
def test_what_a_library_does_all_day_is_no_line(log: StringIO, name: str) -> None:
    """Without its words it would be the same line again and again."""
    logging.getLogger(name).info("did: %s", WORDS)
    assert log.getvalue() == ""


def test_a_task_that_failed_unseen_is_told_by_its_class(log: StringIO) -> None:
    """asyncio puts the whole error into its message."""
    logging.getLogger("asyncio").error("Task exception was never retrieved: %r", ValueError(WORDS))
    assert WORDS not in log.getvalue() and "library_said reason=asyncio" in log.getvalue()


def test_what_nobody_caught_is_told_by_its_class_too(
    log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ValueError:
        sys.excepthook(*sys.exc_info())
    assert log.getvalue().count("uncaught\nValueError at test_logs.py:") == 2
    assert WORDS not in log.getvalue() + "".join(capsys.readouterr())


class Clearing:
    def __del__(self) -> None:
        fail()


def test_what_fails_while_a_thing_is_cleared_away_and_what_warns_say_no_word_either(
    log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    Clearing()
    warnings.showwarning(UserWarning(WORDS), UserWarning, __file__, 1)
    assert "uncaught\nValueError at test_logs.py:" in log.getvalue()
    assert "library_said" in log.getvalue()
    assert WORDS not in log.getvalue() + "".join(capsys.readouterr())


def test_a_line_that_cannot_be_written_is_left_out(
    log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot.slack").warning("%d people", WORDS)
    assert WORDS not in log.getvalue() + "".join(capsys.readouterr())


# --- as JSON -------------------------------------------------------------------------------------


def as_json(record: logging.LogRecord) -> dict[str, object]:
    line = logs.AsJson("%(message)s").format(record)
    assert "\n" not in line
    found: dict[str, object] = json.loads(line)
    return found


def record(said: str, *args: object, name: str = "jobs.schedule") -> logging.LogRecord:
    return logging.LogRecord(name, logging.INFO, __file__, 1, said, args, None)


def test_as_json_each_line_has_its_time_its_level_its_event_and_its_facts() -> None:
    found = as_json(record("dial_failed code=%s failures=%d", "no connection", 3))
    assert str(found.pop("time")).endswith("+00:00")
    assert found == {
        "level": "INFO",
        "module": "jobs.schedule",
        "event": "dial_failed",
        "code": "no connection",
        "failures": 3,
    }


def test_as_json_what_a_run_did_is_its_verb_and_whom_it_was_about() -> None:
    found = as_json(record("planned T0ACME U0MAYA 5f0c nudges=2"))
    assert (found["event"], found["about"]) == ("planned", ["T0ACME", "U0MAYA", "5f0c"])
    assert found["nudges"] == 2


def test_as_json_a_fact_cannot_pass_itself_off_as_the_event() -> None:
    found = as_json(record("event_failed event=Pressed level=x"))
    assert (found["event"], found["level"]) == ("event_failed", "INFO")
    assert (found["event_"], found["level_"]) == ("Pressed", "x")


def test_as_json_an_error_and_a_library_say_as_little_as_before() -> None:
    said = record("plan_failed leader=U0MAYA")
    try:
        fail()
    except ValueError:
        said.exc_info = sys.exc_info()
    found = as_json(said)
    assert str(found["error_at"]).startswith("ValueError at test_logs.py:")
    other = as_json(record("oh: %s", WORDS, name="somelibrary"))
    assert other["event"] == "library_said" and WORDS not in str([found, other])


def test_one_setting_chooses_it(log: StringIO) -> None:
    logs.set_up("INFO", as_json=True)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(log)
    logging.getLogger("bot.program").info("stopped")
    assert json.loads(log.getvalue())["event"] == "stopped"
