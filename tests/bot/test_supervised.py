"""What supervisors see of Tend: alive, ready, figures; and an end when a part stands still."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import health
from bot.__main__ import plain_errors
from bot.edge.probes import Kept
from bot.metrics import EVENTS, OTHER, VERBS, Metrics, Went
from bot.program import Tend, opened, serve
from bot.ui import Actor, Event
from bot.vitals import Pulse
from bot.watchdog import STUCK, StandsStill, Watchdog, watched
from jobs.delivering import Clocks
from jobs.messenger import Busy, Doubtful
from storage.checkup import Fault
from storage.deliveries import Kind
from storage.installations import Stage
from tests.bot.scenes import a_plan, leads, sent, start
from tests.office import Office, a_free_port, open_office, wait_for_ears


@contextmanager
def supervised(folder: Path, http: bool = False) -> Iterator[Office]:
    """An office in which Tend has an internal port."""
    with open_office(folder, http=http) as office:
        office.stop()
        office.settings = replace(office.settings, health_port=a_free_port())
        office.start()
        yield office


def ask(port: int, path: str) -> tuple[int, str]:
    caller = HTTPConnection("127.0.0.1", port, timeout=5)
    caller.request("GET", path)
    answer = caller.getresponse()
    said = answer.status, answer.read().decode()
    caller.close()
    return said


# --- alive, and ready ----------------------------------------------------------------------------


def test_by_socket_too_a_supervisor_can_ask(tmp_path: Path) -> None:
    with supervised(tmp_path) as office:
        port = office.settings.health_port
        assert ask(port, "/healthz") == ask(port, "/readyz") == (200, "ok")
        assert ask(port, "/slack/events")[0] == 404
        assert health.is_well(office.settings)
        taken = watched(office.tend.vitals, office.tend.metrics, office.settings, threading.Event())
        with pytest.raises(OSError), taken:
            pass
        office.stop()
        assert not health.is_well(office.settings)


def test_by_http_health_is_on_both_ports_and_the_figures_on_the_internal_one(
    tmp_path: Path,
) -> None:
    with supervised(tmp_path, http=True) as office:
        public, internal = office.settings.port, office.settings.health_port
        for port in (public, internal):
            assert ask(port, "/healthz")[0] == ask(port, "/readyz")[0] == 200
        assert ask(public, "/metrics")[0] == 404
        assert "tend_build_info" in ask(internal, "/metrics")[1]


def test_who_is_ending_or_fails_or_has_unfit_tables_is_alive_and_not_ready(
    office: Office,
) -> None:
    vitals, stop = office.tend.vitals, office.tend.vitals.draining
    vitals.draining = threading.Event()
    vitals.draining.set()
    assert not vitals.is_ready() and vitals.is_alive()
    vitals.draining = stop
    a_run_that_fails_is_a_sign_of_life_but_not_a_good_one(office)
    vitals.went_well.limit = 0.0
    assert not vitals.is_ready() and vitals.is_alive()
    vitals.went_well.limit = 300.0
    assert vitals.is_ready()
    with office.tend.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not vitals.is_ready() and vitals.is_alive()
    with office.tend.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO elsewhere")
    assert not vitals.is_ready() and vitals.is_alive()


def a_run_that_fails_is_a_sign_of_life_but_not_a_good_one(office: Office) -> None:
    vitals = office.tend.vitals
    time.sleep(0.1)
    before = vitals.went_well.age()
    with pytest.raises(ValueError), office.tend._run():
        raise ValueError
    assert vitals.parts["timetable"].age() < before <= vitals.went_well.age()


def test_a_crowd_of_questions_costs_one_look() -> None:
    looks: list[float] = []

    def look() -> bool:
        looks.append(time.monotonic())
        time.sleep(0.05)
        return True

    kept = Kept(look, 1.0)
    crowd = [threading.Thread(target=kept) for _ in range(30)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(looks) == 1


# --- figures -------------------------------------------------------------------------------------


def figures(office: Office) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = office.tend.metrics.text().decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def labelled(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def test_what_is_sent_and_pressed_is_counted_by_its_kind(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("We talked", maya.message)
    found = figures(office)
    assert found[labelled("tend_deliveries_total", outcome="sent", kind="plan")] == 1
    assert found[labelled("tend_request_seconds_count", kind="Pressed", outcome="ok")] >= 1
    assert found[labelled("tend_send_seconds_count", outcome="ok")] >= 1
    assert found[labelled("tend_tick_seconds_count", outcome="ok")] >= 1
    assert found[labelled("tend_ready")] == 1
    assert found[labelled("tend_backlog", kind="plan")] == 0
    assert found[labelled("tend_database_errors_total", fault="locked")] == 0
    no_figure_names_anybody(office)


def no_figure_names_anybody(office: Office) -> None:
    """A label is one of the words of an enum, and of them there are few."""
    words = {*EVENTS, *VERBS, *Kind, *Went, *Fault, *Stage, OTHER}
    free = {"le", "version"}
    said = {value for _, labels in figures(office) for name, value in labels if name not in free}
    assert said and said <= words
    text = office.tend.metrics.text().decode()
    assert not re.search(r"\b[UTDCW]0[A-Z0-9]{2,}|[0-9a-f]{32}", text)


def test_what_has_another_shape_is_counted_as_other() -> None:
    class Stranger(Event):
        pass

    metrics = Metrics()
    metrics.delivery("U0MAYA", Kind.PLAN)
    metrics.limited(Stranger(Actor("T0TEND", "U0MAYA"), "key"))
    text = metrics.text().decode()
    assert "U0MAYA" not in text and "T0TEND" not in text and "Stranger" not in text
    assert 'tend_deliveries_total{kind="plan",outcome="other"} 1.0' in text


@pytest.mark.parametrize(
    ("error", "went"),
    [
        (Busy(1), Went.LIMITED),
        (Busy(1, "tls"), Went.BUSY),
        (Doubtful("timeout"), Went.DOUBTFUL),
        (KeyError("Ana"), Went.FAILED),
    ],
)
def test_a_call_that_fails_is_counted_by_how(error: Exception, went: Went) -> None:
    metrics = Metrics()
    with pytest.raises(type(error)), metrics.sending():
        raise error
    assert f'tend_send_seconds_count{{outcome="{went}"}} 1.0' in metrics.text().decode()


def test_messages_that_wait_and_errors_of_the_database_show(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    office.tend.deliverer.stopping.set()
    office.tend.sender.stop()
    office.tend.tick_once()
    office.clock.forward(days=7)
    office.tend.tick_once()
    office.clock.forward(seconds=90)
    found = figures(office)
    assert found[labelled("tend_backlog", kind="plan")] >= 1
    assert found[labelled("tend_backlog_oldest_seconds")] >= 90
    with pytest.raises(Exception, match="no such table"), office.tend.database.begin() as tx:
        tx.connection.exec_driver_sql("SELECT * FROM nowhere")
    with pytest.raises(Exception, match="UNIQUE"), office.tend.database.begin() as tx:
        row = "INSERT INTO seals SELECT * FROM seals"
        tx.connection.exec_driver_sql(row)
    found = figures(office)
    assert found[labelled("tend_database_errors_total", fault="other")] == 1
    assert found[labelled("tend_database_errors_total", fault="refused")] == 1


# --- the watchdog --------------------------------------------------------------------------------


@dataclass
class Kennel:
    """A Tend that serves under a watchdog of little patience."""

    office: Office
    ended_at_once: list[int] = field(default_factory=list)
    failure: list[BaseException] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def serving(self, patience: float = 20.0) -> Iterator[Tend]:
        office = self.office
        clocks = Clocks(office.clock, office.machine)
        with opened(office.settings, clocks, alone=True) as tend:
            tend.watchdog = partial(
                Watchdog,
                every=0.05,
                looks=3,
                patience=patience,
                end_at_once=self.ended_at_once.append,
            )
            opened_at = time.monotonic()
            thread = threading.Thread(target=self._serve, args=(tend,))
            thread.start()
            try:
                wait_for_ears(office.workspace)
                assert office.settle(partial(all_have_beaten_since, tend, opened_at))
                yield tend
            finally:
                self.stop.set()
                thread.join(40)

    def _serve(self, tend: Tend) -> None:
        try:
            serve(tend, self.office.settings, self.stop)
        except BaseException as failure:
            self.failure.append(failure)


@pytest.fixture
def kennel(tmp_path: Path) -> Iterator[Kennel]:
    with open_office(tmp_path) as office:
        office.stop()
        yield Kennel(office)


def all_have_beaten_since(tend: Tend, moment: float) -> bool:
    ages = [pulse.age() for pulse in tend.vitals.parts.values()]
    return len(ages) == 3 and max(ages) < time.monotonic() - moment


def kill_the_senders_loop(tend: Tend) -> None:
    loop = tend.sender._loop  # type: ignore[attr-defined]
    loop.call_soon_threadsafe(loop.stop)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sender_that_has_died_ends_the_process_for_its_supervisor(kennel: Kennel) -> None:
    with kennel.serving() as tend:
        time.sleep(0.3)
        assert not kennel.stop.is_set()
        kill_the_senders_loop(tend)
        tend.vitals.parts["sender"].limit = 0.2
        assert kennel.stop.wait(5)
    (failure,) = kennel.failure
    assert isinstance(failure, StandsStill) and "sender" in str(failure)
    assert kennel.ended_at_once == []


def test_a_timetable_that_hangs_is_not_waited_for_for_ever(kennel: Kennel) -> None:
    hangs = threading.Event()
    with kennel.serving(patience=0.3) as tend:
        holder = threading.Thread(target=hold, args=(tend.ticking, hangs))
        holder.start()
        threading.Thread(target=tend.tick, daemon=True).start()
        tend.errands.run(hangs.wait, 10)  # nor does this let the end come
        tend.vitals.parts["timetable"].limit = 0.2
        assert kennel.stop.wait(5)
        assert kennel.office.settle(lambda: kennel.ended_at_once == [STUCK])
        hangs.set()
        holder.join()


def test_a_line_to_slack_that_stays_deaf_ends_the_process_too(kennel: Kennel) -> None:
    with kennel.serving() as tend:
        assert not kennel.stop.is_set()
        tend.vitals.parts["line to Slack"].limit = 0.0
        assert kennel.stop.wait(30)
    (failure,) = kennel.failure
    assert isinstance(failure, StandsStill) and "line to Slack" in str(failure)


def hold(lock: threading.RLock, until: threading.Event) -> None:
    with lock:
        until.wait(10)


def test_after_a_pause_of_the_whole_process_nothing_is_ended() -> None:
    """A laptop that slept, a container that was frozen: all stands still for a moment."""
    sender, stop = Pulse(0.2), threading.Event()
    time.sleep(0.3)
    dog = Watchdog({"sender": sender}, stop, every=0.05, looks=6)
    dog.start()
    time.sleep(0.12)
    sender.beat()
    assert not stop.wait(0.15)
    assert stop.wait(5), "but who does not come back is ended"
    with pytest.raises(StandsStill):
        dog.close()


def test_a_supervisor_is_told_by_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, plain_errors():
        raise StandsStill("The sender stood still.")
    assert ended.value.code == STUCK != 0
    assert capsys.readouterr().err == "The sender stood still.\n"


def test_without_any_line_to_slack_the_timetable_goes_on_and_what_is_due_is_sent(
    office: Office,
) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    office.fault("apps.connections.open", "error", error="internal_error", times=10_000)
    socket = office.workspace.world.deliveries.socket
    office.workspace.run(socket.cut())
    assert office.settle(lambda: not socket.connections)
    before = len(sent(office, "Maya", "plan"))
    for _ in range(8):
        office.later(days=1)
    assert len(sent(office, "Maya", "plan")) > before
    assert office.tend.vitals.is_ready() and not socket.connections
