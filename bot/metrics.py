"""Figures of a running Tend for Prometheus. A label is one of a few words of ours, never an id."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import version
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot import ui
from bot.directory import Silent
from bot.ui import Event, HomeOpened, Outcome, Outdated
from jobs.messenger import Busy, Doubtful, Unfit, Unreachable
from storage.checkup import Backlog, Fault
from storage.deliveries import Kind
from storage.installations import Stage

OTHER = "other"
VERBS = frozenset(
    ("sent", "skipped", "dead", "unknown", "retry", "doubt", "redrawn", "failed")
)  # of jobs.delivering
EVENTS = frozenset(
    one.__name__ for one in (ui.Said, ui.Command, ui.Pressed, ui.Opened, ui.Submitted, HomeOpened)
) | {ui.PersonChanged.__name__}
OF_A_CALL = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OF_A_TICK = (0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0)
OF_AN_ANSWER = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)


class Went(StrEnum):
    """How a call or a request went."""

    WELL = "ok"
    LIMITED = "rate_limited"
    BUSY = "busy"
    DOUBTFUL = "doubtful"
    UNREACHABLE = "unreachable"
    UNFIT = "unfit"
    OUTDATED = "outdated"
    SILENT = "silent"  # Slack gave no answer in time
    FAILED = "failed"


class Metrics:
    """One for each process; fills ``jobs.watching.Watcher``."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.registry = one = CollectorRegistry()
        self._deliveries = Counter(
            "tend_deliveries", "What became of messages.", ("outcome", "kind"), registry=one
        )
        self._sends = Histogram(
            "tend_send_seconds",
            "How long Slack took to answer to a message.",
            ("outcome",),
            buckets=OF_A_CALL,
            registry=one,
        )
        self._ticks = Histogram(
            "tend_tick_seconds",
            "How long a run of the timetable took.",
            ("outcome",),
            buckets=OF_A_TICK,
            registry=one,
        )
        self._requests = Histogram(
            "tend_request_seconds",
            "What people did, and how long it took to answer.",
            ("kind", "outcome"),
            buckets=OF_AN_ANSWER,
            registry=one,
        )
        build = Gauge("tend_build_info", "The release.", ("version",), registry=one)
        build.labels(version("tend")).set(1)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    # --- counting --------------------------------------------------------------------------------

    def delivery(self, verb: str, kind: Kind) -> None:
        self._deliveries.labels(_one_of(VERBS, verb), kind.value).inc()

    @contextmanager
    def sending(self) -> Iterator[None]:
        with self._timed(lambda went, took: self._sends.labels(went).observe(took)):
            yield

    @contextmanager
    def ticking(self) -> Iterator[None]:
        with self._timed(lambda went, took: self._ticks.labels(went).observe(took)):
            yield

    def limited(self, event: Event) -> None:
        """Refused before it was served: somebody did more than a person does."""
        self._requests.labels(_kind_of(event), Went.LIMITED.value).observe(0)

    def counted(self, dispatch: Callable[[Event], Outcome]) -> Callable[[Event], Outcome]:
        """The same, counted: what people did, and not the Home that is drawn anew by itself."""

        def serve(event: Event) -> Outcome:
            if isinstance(event, HomeOpened) and not event.key:
                return dispatch(event)
            kind = _kind_of(event)
            with self._timed(lambda went, took: self._requests.labels(kind, went).observe(took)):
                return dispatch(event)

        return serve

    @contextmanager
    def _timed(self, note: Callable[[str, float], None]) -> Iterator[None]:
        began = self._monotonic()
        went = Went.WELL
        try:
            yield
        except Exception as error:
            went = _went(error)
            raise
        finally:
            note(went.value, self._monotonic() - began)

    # --- looking, when somebody asks -------------------------------------------------------------

    def watch(self, vitals: Vitals) -> None:
        self.registry.register(_Looked(vitals))


class Vitals(Protocol):
    """What is looked at only when somebody asks for figures."""

    def since_tick(self) -> float:
        """Seconds since a run of the timetable went well."""

    def backlog(self) -> tuple[Backlog, float] | None:
        """And for how many seconds the oldest waits; None when the database does not answer."""

    def faults(self) -> Mapping[Fault, int]: ...

    def workspaces(self) -> Mapping[Stage, int] | None:
        """By state; None when the database does not answer."""

    def is_ready(self) -> bool: ...


class _Looked:
    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        yield _gauge(
            "tend_since_tick_seconds",
            "Since a run of the timetable went well.",
            self._vitals.since_tick(),
        )
        yield _gauge("tend_ready", "Whether /readyz says so.", float(self._vitals.is_ready()))
        yield _by_word(
            CounterMetricFamily(
                "tend_database_errors", "Errors of the database.", labels=["fault"]
            ),
            {fault.value: self._vitals.faults().get(fault, 0) for fault in Fault},
        )
        counted = self._vitals.workspaces()
        if counted is not None:
            yield _by_word(
                GaugeMetricFamily(
                    "tend_workspaces", "Those that installed Tend themselves.", labels=["state"]
                ),
                {stage.value: counted.get(stage, 0) for stage in Stage},
            )
        found = self._vitals.backlog()
        if found is not None:
            yield from self._waiting(*found)

    def _waiting(self, found: Backlog, oldest: float) -> Iterator[Metric]:
        yield _by_word(
            GaugeMetricFamily(
                "tend_backlog", "Messages that are due and not sent.", labels=["kind"]
            ),
            {kind.value: found.waiting.get(kind, 0) for kind in Kind},
        )
        said = "For how long the oldest of them waits."
        yield _gauge("tend_backlog_oldest_seconds", said, oldest)


Family = CounterMetricFamily | GaugeMetricFamily


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def _by_word(family: Family, values: Mapping[str, int]) -> Metric:
    for word, count in values.items():
        family.add_metric([word], count)
    return family


_WENT: Mapping[type[Exception], Went] = {
    Unreachable: Went.UNREACHABLE,
    Doubtful: Went.DOUBTFUL,
    Unfit: Went.UNFIT,
    Outdated: Went.OUTDATED,
    Silent: Went.SILENT,
}


def _went(error: Exception) -> Went:
    if isinstance(error, Busy):
        return Went.LIMITED if error.code == "ratelimited" else Went.BUSY
    fits = (went for kind, went in _WENT.items() if isinstance(error, kind))
    return next(fits, Went.FAILED)


def _kind_of(event: Event) -> str:
    return _one_of(EVENTS, type(event).__name__)


def _one_of(known: Collection[str], word: str) -> str:
    return word if word in known else OTHER
