"""Somebody sets the clock of the machine under a Tend that runs, or it was never set."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.program import Tend
from jobs.schedule import Timetable
from tests.bot.scenes import sent
from tests.bot.test_faults import before_the_plan, copies, let_it_mend, nothing_lost_nothing_doubled
from tests.office import MovableClock, Office

PATIENCE = 30.0


def runs_by_itself(office: Office) -> None:
    """One run of the timetable as each minute does, with its look to the clock."""
    Tend.tick(office.tend)
    office.quiet()


@pytest.mark.parametrize("by", [-1, 1, -24, 24], ids="{:+} h".format)
def test_a_lost_answer_is_found_out_about_though_the_clock_is_set_meanwhile(
    office: Office, by: int
) -> None:
    """A lease of an hour, or of nothing, would be a message that waits or comes twice."""
    before_the_plan(office)
    office.fault("chat.postMessage", "lost_answer")
    office.fault("conversations.history", "http", status=500)
    runs_by_itself(office)
    assert office.settle(lambda: bool(office.called("conversations.history")), PATIENCE)
    assert office.quiet()
    office.machine.wrong += timedelta(hours=by)
    looked = len(office.called("conversations.history"))
    runs_by_itself(office)
    assert len(office.called("conversations.history")) == looked, "not before the lease is over"
    let_it_mend(office, rounds=2)
    nothing_lost_nothing_doubled(office)
    assert len(office.person("Maya").messages) == 1


def test_by_a_clock_that_was_lost_nothing_is_planned_and_it_is_said(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before_the_plan(office)
    right = office.clock.at
    office.clock.at = MovableClock().at.replace(year=1970)
    with caplog.at_level(logging.ERROR):
        runs_by_itself(office)
    assert "clock_not_set year=1970" in caplog.text
    assert not office.tend.vitals.is_ready() and office.tend.vitals.is_alive()
    assert sent(office, "Maya", "plan") == []
    office.clock.at = right
    runs_by_itself(office)
    let_it_mend(office, rounds=1, seconds=20)
    assert office.tend.vitals.is_ready()
    assert len(office.person("Maya").messages) == 1
    nothing_lost_nothing_doubled(office)


def test_the_night_s_clean_up_waits_a_day_when_the_clock_went_a_year_ahead(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before_the_plan(office)
    runs_by_itself(office)
    office.machine.wrong += timedelta(days=365)
    with caplog.at_level(logging.WARNING):
        runs_by_itself(office)
    assert "clock_jumped seconds=31" in caplog.text
    assert not office.tend.catching_up.may_erase()
    office.machine.forward(days=1)
    assert office.tend.catching_up.may_erase()
    assert set(copies(office).values()) == {1}


# --- the timetable itself ------------------------------------------------------------------------


def test_a_timetable_whose_clock_was_set_back_an_hour_goes_on_within_three_periods() -> None:
    """As the library stands after it: its next run lies an hour ahead."""
    ticks: list[float] = []
    offset = 0.0

    def wall() -> float:
        return time.time() + offset

    timetable = Timetable(
        lambda: ticks.append(time.monotonic()),
        lambda: None,
        every=2.0,
        watch=1.0,
        wall=wall,
    )
    timetable.start()
    try:
        assert until(lambda: len(ticks) >= 1)
        for job in timetable._scheduler.get_jobs():
            due = job.next_run_time + timedelta(hours=1)
            timetable._scheduler.modify_job(job.id, next_run_time=due)
        offset = -3600.0
        count = len(ticks)
        assert until(lambda: len(ticks) > count + 1)
    finally:
        timetable.stop()


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.05)
    return True
