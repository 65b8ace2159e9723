"""Workspaces: no function of storage works without one, and none reaches into another."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from care.answers import Answer
from care.bonds import EndedBy, NamedBy
from care.cadence import Cadence
from care.hours import Hours
from care.items import Level, State
from storage import (
    admins,
    askings,
    audit,
    bonds,
    deliveries,
    endings,
    erasing,
    familiar,
    installations,
    installing,
    items,
    leaving,
    nudges,
    outbox,
    people,
    planned,
    plans,
    remembering,
    restored,
    seen,
    senders,
    sending,
    talks,
    workspaces,
)
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.planned import Look, Message
from storage.tables import metadata
from tests.people import ACME, ANA, BEN, EXAM, GLOBEX, MAYA, TUESDAY, bond, profile, share

NOUNS = (
    *(admins, askings, audit, bonds, deliveries, endings, erasing, installations, installing),
    *(familiar, items, leaving, nudges, outbox, people, planned, plans, remembering, restored),
    *(seen, senders, sending, talks, workspaces),
)


def everything() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of storage."""
    for noun in NOUNS:
        for name, function in inspect.getmembers(noun, inspect.isfunction):
            if function.__module__ == noun.__name__ and not name.startswith("_"):
                yield f"{noun.__name__.rpartition('.')[2]}.{name}", function


def takes(function: Callable[..., Any], *parameters: str) -> bool:
    return any(name in inspect.signature(function).parameters for name in parameters)


FUNCTIONS = {name: function for name, function in everything() if takes(function, "workspace")}
# These look at every workspace on purpose: what is due, what is old.
ACROSS = {
    "askings.forget",
    "bonds.due",
    "bonds.next_look",
    "bonds.of_who_left",
    "bonds.to_introduce",
    "deliveries.next_moment",
    "installations.count",
    "installations.everywhere",
    "installations.forget_pending",
    "installations.served",
    "installing.begin",  # nobody knows yet for which workspace
    "installing.come_back",
    "installing.forget",
    "installing.is_under_way",
    "familiar.meet",
    "familiar.several",
    "familiar.seen_again",
    "outbox.ready",
    "outbox.run_out",
    "outbox.to_redraw",
    "outbox.with_work",
    "erasing.note",  # a tombstone has its workspace
    "items.item_in",  # opens a row that was found
    "items.shared_content",
    "nudges.next_wake",
    "remembering.due",
    "remembering.next_look",
    "nudges.waking",
    "seen.forget",
    "sending.all_sent",
    "sending.claim",
    "sending.still_held",
    "workspaces.all_of",
    "workspaces.are_in_reach",
    "workspaces.several",
}


class Globex:
    """The other workspace, with one of everything; its ids are what a forger would send."""

    def __init__(self, tx: Tx) -> None:
        workspaces.ensure(tx, GLOBEX, "slack", TUESDAY)
        workspaces.ensure(tx, ACME, "slack", TUESDAY)
        self.bond = bond(tx, MAYA, ANA, GLOBEX)
        self.item = share(tx, ANA, MAYA, EXAM, Level.NAMED, GLOBEX)
        plan = deliveries.slot(
            tx, GLOBEX, Kind.PLAN, MAYA, "s", TUESDAY, None, TUESDAY.date(), TUESDAY
        )
        assert plan
        self.delivery = plan
        self.nudge = nudges.add(
            tx,
            GLOBEX,
            delivery=plan,
            place=0,
            bond=self.bond,
            leader=MAYA,
            report=ANA,
            item=self.item,
            level=Level.NAMED,
            days=21,
            reason="item",
            act="come_along",
            wording="opening_1",
            day=TUESDAY.date(),
        )
        sent = nudges.get(tx, GLOBEX, self.nudge)
        assert sent
        self.sent = sent
        self.answer = nudges.answer(
            tx, GLOBEX, sent, Answer.INTENDED, TUESDAY, moment=TUESDAY, wakes_at=TUESDAY
        )
        nudges.asked(tx, GLOBEX, [self.answer], plan)
        nudges.wake(tx, GLOBEX, self.answer, TUESDAY)
        self.talk = talks.record(tx, GLOBEX, MAYA, ANA, TUESDAY.date(), [self.item], TUESDAY)
        self.asking = askings.ask(tx, GLOBEX, MAYA, "readings", TUESDAY)
        items.disclose(tx, GLOBEX, self.item, MAYA, "sent", TUESDAY)
        bonds.change(tx, GLOBEX, self.bond, introduced_in=plan)
        admins.seed(tx, GLOBEX, [MAYA], TUESDAY)
        seen.first_time(tx, GLOBEX, "E1", TUESDAY)
        installations.keep(tx, GLOBEX, "U1", "B1", "xoxb-globex", True, TUESDAY)
        senders.take(tx, GLOBEX, "one", TUESDAY, TUESDAY)
        audit.note(tx, GLOBEX, MAYA, "start", "x", "done", TUESDAY)

    def argument(self, function: str, name: str) -> Any:
        """What a forger in the one workspace would pass: ids of the other."""
        special = {
            ("nudges.add", "values"): {"bond": self.bond, "delivery": self.delivery},
            ("bonds.change", "values"): {"one_on_one": "1 10:00"},
            ("people.change", "values"): {"plan_every": 4},
            ("workspaces.change", "values"): {"zone": "Asia/Tokyo"},
            ("people.several", "ids"): [ANA, MAYA],
            ("audit.when", "actions"): ("start",),
            ("workspaces.live_in", "zone"): "Asia/Tokyo",
            ("talks.days_of", "ids"): [self.talk],
            ("nudges.several", "ids"): [self.nudge],
            ("nudges.current", "ids"): [self.nudge],
            ("nudges.asked", "ids"): [self.answer],
            ("deliveries.mark_stale", "ids"): [self.delivery],
            ("nudges.answer", "nudge"): self.sent,
            ("nudges.leave_out", "unsaid"): [self.sent],
            ("bonds.look_again", "conditions"): [],
            ("planned.taken", "names"): [(Kind.PLAN, MAYA, "s")],
            ("planned.add", "messages"): [self.message()],
            ("planned.change_each", "changes"): [(MAYA, {"plan_every": 4})],
            ("planned.look_again", "looks"): [(self.bond, Look(TUESDAY, TUESDAY.date()))],
            ("nudges.unanswered", "since"): TUESDAY.date(),
            ("deliveries.unasked_days", "since"): TUESDAY.date(),
            ("plans.pasts", "since"): TUESDAY.date(),
            ("plans.pasts", "asked_in"): {MAYA: self.delivery},
            ("bonds.lists_say", "source"): NamedBy.IMPORT,
            ("bonds.lists_say_again", "source"): NamedBy.IMPORT,
            ("bonds.end", "by"): EndedBy.LEADER,
            ("endings.end", "by"): EndedBy.LEADER,
            ("people.set_groups", "groups"): {ANA: "Team"},
            ("people.meet", "profiles"): [profile(ANA, "Asia/Tokyo")],
        }
        if (function, name) in special:
            return special[function, name]
        usual = self.usual()
        assert name in usual, f"no example of {name} for {function}"
        return usual[name]

    def message(self) -> Message:
        """With a nudge about a bond of this workspace."""
        about = {"place": 0, "bond": self.bond, "report": ANA, "days": 7, "reason": "talk"}
        about |= {"act": "ask_proud", "wording": "opening_1", "day": TUESDAY.date()}
        times = (TUESDAY.date(), TUESDAY, TUESDAY)
        return Message(MAYA, Kind.PLAN, "other", *times, None, [about])

    def usual(self) -> dict[str, Any]:
        day, later = TUESDAY.date(), TUESDAY + timedelta(days=1)
        ids: dict[str, Any] = {
            "bond": self.bond,
            "item": self.item,
            "nudge": self.nudge,
            "talk": self.talk,
        }
        ids |= {"delivery": self.delivery, "asking": self.asking, "answer_id": self.answer}
        ids |= {"owed": self.item}
        who: dict[str, Any] = {
            "leader": MAYA,
            "report": ANA,
            "owner": ANA,
            "person": ANA,
            "address": MAYA,
        }
        who |= {
            "actor": MAYA,
            "by": MAYA,
            "people": [MAYA],
            "owners": [ANA],
            "leaders": [MAYA],
            "profile": profile(ANA),
        }
        when: dict[str, Any] = {
            "now": later,
            "at": later,
            "to": later,
            "machine_now": later,
            "until": later,
        }
        when |= {"day": day, "since": TUESDAY - timedelta(days=1), "after": TUESDAY}
        when |= {"week": day, "month": day, "today": day}
        when |= {"due_at": later, "stale_at": None, "wakes_at": later, "moment": None}
        what: dict[str, Any] = {
            "level": Level.KNOWN,
            "state": State.DONE,
            "content": EXAM,
            "kind": Kind.REPLY,
        }
        what |= {"given": Answer.TALKED, "cadence": Cadence(14, 28), "hours": Hours(), "why": None}
        more: dict[str, Any] = {
            "name": "other",
            "key": "E1",
            "body": "Hello",
            "channel": "D1",
            "ts": "1.2",
        }
        more |= {"action": "start", "thing": "x", "outcome": "done", "how": "opened"}
        more |= {"about": [self.item], "ids": [self.bond], "limit": 10, "platform": "slack"}
        more |= {"holds_role": True, "readings": "r", "accepted": True, "weekday": 3}
        more |= {
            "kinds": [Kind.PLAN],
            "own": Cadence(14, 28),
            "asks": None,
            "useful": True,
            "wait": timedelta(1),
            "instant": later,
            "rows": [{"act": "x"}],
        }
        more |= {"bot_user": "U2", "bot": None, "token": "xoxb-2", "pending": False}
        more |= {"before": later}
        more |= {"node": "one", "tokens": 3.0, "rate": 1.5}
        more |= {"pairs": [(MAYA, BEN)], "lease_until": later, "busy": []}
        return {**ids, **who, **when, **what, **more}


def call(function: str, tx: Tx, workspace: Any, globex: Globex) -> Any:
    args: list[Any] = []
    values: dict[str, Any] = {}
    for name, parameter in inspect.signature(FUNCTIONS[function]).parameters.items():
        if name == "tx":
            args.append(tx)
        elif name == "workspace":
            args.append(workspace)
        elif function == "workspaces.set_plan" and name == "at":
            args.append(time(10))
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            values = globex.argument(function, name)
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            args += globex.argument(function, name)
        else:
            args.append(globex.argument(function, name))
    return FUNCTIONS[function](*args, **values)


def rows_of(tx: Tx, workspace: str) -> dict[str, list[Any]]:
    found = {}
    for table in metadata.sorted_tables:
        column = table.c.get("workspace", table.c.get("id") if table.name == "workspaces" else None)
        if column is not None:
            found[table.name] = sorted(map(str, tx.all(table.select().where(column == workspace))))
    return found


def test_every_function_takes_a_workspace_or_looks_at_all_on_purpose() -> None:
    others = {
        name
        for name, function in everything()
        if takes(function, "tx") and not takes(function, "workspace", "delivery", "plan")
    }
    assert others == ACROSS


@pytest.fixture(scope="module")
def everywhere(
    make_sqlite: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Globex]]:
    """Both workspaces; what a test does in them is taken back."""
    from tests.databases import SEALS

    database = Database(make_sqlite(tmp_path_factory.mktemp("tenancy") / "tend.db"), SEALS)
    with database.begin() as tx:
        globex = Globex(tx)
    yield database, globex
    database.close()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("workspace", ["", None])
def test_without_a_workspace_nothing_works(
    everywhere: tuple[Database, Globex], function: str, workspace: str | None
) -> None:
    database, globex = everywhere
    with pytest.raises(ValueError, match="workspace"), database.begin() as tx:
        call(function, tx, workspace, globex)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_rows_of_another_workspace_are_neither_read_nor_changed(
    everywhere: tuple[Database, Globex], function: str
) -> None:
    """With every id of the other workspace in hand."""
    database, globex = everywhere
    with database.engine.connect() as connection:
        tx = Tx(connection, database.seals)
        theirs, ours = rows_of(tx, GLOBEX), rows_of(tx, ACME)
        try:
            found = call(function, tx, ACME, globex)
        except (LookupError, IntegrityError):
            found = None
        assert rows_of(tx, GLOBEX) == theirs
        wrote = rows_of(tx, ACME) != ours
        connection.rollback()
    if not wrote and function not in OWN_OR_GIVEN:
        assert _is_nothing(found), found


# the workspace itself, or of what was given those that may be held
OWN_OR_GIVEN = (
    *("workspaces.get", "workspaces.load", "workspaces.values_of"),
    *("plans.hold_free", "people.new_row"),
)


def _is_nothing(found: Any) -> bool:
    if isinstance(found, tuple):
        return all(_is_nothing(part) for part in found)
    return not found or found in (admins.Standing.NOT_LISTED, "slack") or _is_ours(found)


def _is_ours(found: Any) -> bool:
    return isinstance(found, workspaces.Workspace) and found.id == ACME


def test_the_same_person_in_two_workspaces_is_two_people(database: Database) -> None:
    with database.begin() as tx:
        people.learn(tx, ACME, profile(BEN, "Europe/Berlin"), TUESDAY)
        people.learn(tx, GLOBEX, profile(BEN, "Asia/Tokyo"), TUESDAY)
        assert people.load(tx, ACME, BEN).zone == "Europe/Berlin"
        assert people.load(tx, GLOBEX, BEN).zone == "Asia/Tokyo"
