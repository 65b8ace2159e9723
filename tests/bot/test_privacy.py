"""Who may read what somebody typed: at the wire, in the log, in the files, after every step."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from care.items import Level
from sandbox.shapes import Ack, Call, Json, Message, View
from storage import items
from storage.database import Tx
from storage.items import Shared
from storage.tables import deliveries as deliveries_table
from storage.tables import nudges as nudges_table
from tests.bot.scenes import TEAM, leads, shares, start
from tests.office import NAMES, Office, labels, open_office, text_of
from tests.someone import Someone, buttons_in, typed_into

ONE_DAY = timedelta(days=1)
CANARY = re.compile(r"(?:canary|kanari)[a-z0-9]+", re.IGNORECASE)
LOUD = ("aiohttp", "slack_bolt", "slack_sdk", "uvicorn", "apscheduler", "alembic", "asyncio")
LEVELS = ("private", "known", "discreet", "named")


def canaries_in(anything: Any) -> set[str]:
    return {found.lower() for found in CANARY.findall(str(anything))}


# --- where typed text may stand ------------------------------------------------------------------


def typed_only_as_letters(payload: Any) -> None:
    """Nothing typed in a fallback text, metadata, value, id, or anything with markup."""
    for piece in pieces(payload):
        said = {key: value for key, value in piece.items() if not isinstance(value, dict | list)}
        if piece.get("type") == "plain_text":
            said.pop("text", None)
        said.pop("initial_value", None)
        if piece.get("type") == "plain_text_input":
            said.pop("value", None)
        assert canaries_in(said) == set(), said


def pieces(payload: Any) -> Iterator[Json]:
    if isinstance(payload, dict):
        yield payload
        for value in payload.values():
            yield from pieces(value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from pieces(value)


def shown(call: Call) -> Json:
    return {k: v for k, v in call.arguments.items() if k not in ("trigger_id", "token")}


def answered(ack: Ack) -> Any:
    return ack.answer if isinstance(ack.answer, dict) else {}


# --- one item of each level, through a plan, an answer and a follow-up ---------------------------


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the program writes into its log at the most talkative level, libraries included."""
    loggers = [logging.getLogger(name) for name in (None, *LOUD)]
    before = [(one, one.level, one.propagate, list(one.handlers)) for one in loggers]
    logs.set_up("DEBUG")
    written = StringIO()
    for handler in logging.getLogger().handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
    yield written
    for one, level, propagate, handlers in before:
        one.setLevel(level)
        one.propagate, one.handlers = propagate, handlers


@pytest.fixture
def told(log: StringIO, office: Office) -> Office:
    """Ana has shared one thing at each level with Maya, and everything was looked at."""
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana")
    for level in LEVELS:
        title, details = f"Canary{level}title", f"Canary{level}details"
        shares(office, "Ana", title=title, level=level, details=details)
    office.later(days=21)
    look_around(office)
    return office


def look_around(office: Office) -> None:
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.home()
    maya.home()
    ana.command("/mygoals")
    ana.press("Open", nth=1)
    ana.press("Edit")
    ana.close()
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("We talked")
    maya.close()
    maya.press("Show", maya.message)
    maya.close()
    maya.press("When?", maya.message)
    maya.submit(when="today", time="11:00")
    office.later(hours=3)
    maya.press("Yes", maya.message)


def test_each_level_is_told_as_chosen_and_no_further(told: Office) -> None:
    maya = told.person("Maya")
    in_messages = {found for m in maya.messages for found in canaries_in(text_of(m))}
    assert in_messages <= {"canarynamedtitle"}
    everything = {found for place in maya.screen() for found in canaries_in(text_of(place))}
    assert "canaryprivatetitle" not in everything
    for name in NAMES.keys() - {"Ana", "Maya"}:
        told.person(name).home()
        told.person(name).command("/mypeople")
        assert {c for p in told.person(name).screen() for c in canaries_in(p)} == set(), name


def test_typed_text_is_letters_wherever_it_goes(told: Office) -> None:
    carried = 0
    for call in told.world.calls:
        typed_only_as_letters(shown(call))
        carried += bool(canaries_in(shown(call)))
    for ack in told.world.acks:
        typed_only_as_letters(answered(ack))
        carried += bool(canaries_in(answered(ack)))
    assert carried > 10, "there was something to look at"


def test_what_is_private_goes_to_its_owner_alone(told: Office) -> None:
    """Each outbound call that carries it opens or redraws a view of Ana's."""
    for call in told.world.calls:
        if "canaryprivate" in str(call.arguments).lower():
            assert call.method in ("views.open", "views.update", "views.publish")
            assert addressee(told, call) == NAMES["Ana"]


def test_no_message_carries_more_than_a_named_title(told: Office) -> None:
    for call in told.world.calls:
        if call.method.startswith("chat."):
            assert canaries_in(call.arguments) <= {"canarynamedtitle"}
            assert canaries_in(call.arguments.get("text")) == set()


def test_nothing_typed_is_logged(told: Office, log: StringIO) -> None:
    """Also not when things go wrong: in a handler, in a call, in a row."""
    ana = told.person("Ana")
    told.fault("views.open", "error", error="canaryerror")
    told.fault("views.publish", "garbage", body="canarygarbage")
    ana.office.workspace.run(ana.world.command(ana.id, "C0GENERAL", "/mygoals", "add CanaryLog"))
    with told.tend.database.begin() as tx:
        tx.run(nudges_table.update().values(wording="canary_1", act="canary"))
        tx.run(deliveries_table.update().values(redraw_at=told.machine()))
    told.tend.tick_once()
    told.settle(lambda: "error" in log.getvalue().lower(), 2.0)
    assert "slack_call_failed" in log.getvalue(), "there was something to look at"
    assert canaries_in(log.getvalue()) - {"canaryerror"} == set()


def test_nothing_typed_is_readable_in_the_files(told: Office) -> None:
    folder = Path(told.settings.database_url.removeprefix("sqlite:///")).parent
    read = [path for path in folder.rglob("*") if path.is_file()]
    assert {"tend.db", "tend.db-wal"} <= {path.name for path in read}
    for path in read:
        held = path.read_bytes().lower()
        assert b"canary" not in held and b"passed module" not in held, path.name


def test_what_is_deleted_is_gone_from_every_screen(told: Office) -> None:
    ana, maya = told.person("Ana"), told.person("Maya")
    for _ in LEVELS:
        ana.command("/mygoals")
        ana.press("Open")
        ana.press("Delete")
        ana.close()
    told.quiet()
    maya.home()
    for person in (ana, maya):
        assert {found for m in person.screen() for found in canaries_in(m)} == set()


def addressee(office: Office, call: Call) -> str:
    """For whom a view is: whoever clicked, or whose view or Home it is."""
    asked = call.arguments
    if call.method == "views.publish":
        return str(asked["user_id"])
    if call.method == "views.open":
        return str(office.world.triggers._given[asked["trigger_id"]].person)
    answer = call.answer or {}
    view = office.world.surfaces.by_id(asked["view_id"])
    return view.person if view else owner_of(office, answer)


def owner_of(office: Office, answer: Json) -> str:
    """Of a view that is closed by now: who opened it, as the calls tell."""
    view_id = answer.get("view", {}).get("id")
    for call in office.world.calls:
        if call.method == "views.open" and (call.answer or {}).get("view", {}).get("id") == view_id:
            return str(office.world.triggers._given[call.arguments["trigger_id"]].person)
    return ""


# --- a random walk, with an oracle ---------------------------------------------------------------


@dataclass
class Oracle:
    """Who may read what, from what people chose themselves and nothing else."""

    owners: dict[str, str] = field(default_factory=dict)  # text -> who typed it
    told: dict[str, set[str]] = field(default_factory=dict)  # text -> to whom it was ever shown

    def may_read(self, text: str, person: str) -> bool:
        return self.owners[text] == person or person in self.told.get(text, set())


@dataclass
class Walk:
    """The cast does at random whatever their screens offer."""

    office: Office
    dice: random.Random
    oracle: Oracle = field(default_factory=Oracle)
    steps: int = 0
    typed: int = 0
    shared: int = 0

    def step(self) -> None:
        self.steps += 1
        person = self.office.person(self.dice.choice(["Ana", "Ben", "Maya", "Tom", "Chidi"]))
        before = len(self.office.world.calls), len(self.office.world.acks)
        self._act(person)
        if self.dice.random() < 0.3:
            self.office.later(hours=self.dice.choice([3, 26, 24 * 7]))
        self._check(person.id, *before)

    def _act(self, person: Someone) -> None:
        if person.has_modal:
            self._in_a_form(person)
            return
        said = [m for m in person.messages[-3:] if labels(m)]
        choice = self.dice.random()
        if said and choice < 0.4:
            self._press(person, self.dice.choice(said))
        elif choice < 0.65:
            self._share(person)
        elif choice < 0.8:
            person.command("/mygoals")
        elif choice < 0.9:
            self._look(person)
        else:
            self._press(person, person.home())

    def _share(self, person: Someone) -> None:
        """Write something, and mostly share it with somebody."""
        person.command("/mygoals", self.dice.choice(["add", f"add {self._text(person)}"]))
        if person.modal.callback_id == "item":
            self._submit(person, person.modal, {"kind": "goal", "area": "work"})
        if person.has_modal and person.modal.callback_id == "share":
            self._submit(person, person.modal)
            self.shared += 1

    def _look(self, person: Someone) -> None:
        """At one of their people, and stay there."""
        person.command("/mypeople")
        people = labels(person.modal).count("Open")
        if people:
            person.press("Open", nth=self.dice.randrange(people))

    def _in_a_form(self, person: Someone) -> None:
        modal = person.modal
        if modal.submit is not None and self.dice.random() < 0.75:
            self._submit(person, modal)
        elif labels(modal) and self.dice.random() < 0.85:
            self._press(person, modal)
        else:
            person.close()

    def _press(self, person: Someone, place: Message | View) -> None:
        block, element = self.dice.choice(buttons_in(place))
        if element["action_id"].startswith("promise_show:"):
            self._shows_a_promise(place, block)
        work = person.world.press(person.id, place, block["block_id"], element["action_id"])
        try:
            self.office.workspace.run(work)
        except LookupError:
            return  # redrawn between the look and the press
        self.office.quiet()

    def _submit(
        self, person: Someone, modal: View, certain: Mapping[str, Any] | None = None
    ) -> None:
        """Fill in everything else at random; the oracle listens to what is given on purpose."""
        fields = {b["block_id"]: self._value(person, b["element"]) for b in inputs(modal)}
        fields |= certain or {}
        self._listen(modal, fields)
        filled = {name: value for name, value in fields.items() if value is not None}
        person.submit_view(modal, typed_into(modal, filled))

    def _listen(self, modal: View, fields: Mapping[str, Any]) -> None:
        match modal.callback_id:
            case "share" | "handover_share":
                self._previewed(modal, "may read, word for word")
            case "ask_send":
                self._previewed(modal, "reads your words:")
            case "promise" if fields["who"] == "both":
                self._given(fields["words"], mentioned(text_of(modal)))
            case "thanks" if "leader" in fields:
                self._given(fields["words"], {chosen_by_name(modal, fields["leader"])})

    def _previewed(self, modal: View, says: str) -> None:
        """What the preview says that this leader may read, they may."""
        whom: set[str] = set()
        for line in text_of(modal).splitlines():
            if says in line:
                whom = mentioned(line)
            self._given(line, whom)

    def _given(self, said: Any, whom: set[str]) -> None:
        for text in canaries_in(said):
            self.oracle.told.setdefault(text, set()).update(whom)

    def _shows_a_promise(self, page: Message | View, buttons: Json) -> None:
        """The words stand two blocks above; whom they were promised to is who the page is about."""
        at = page.blocks.index(buttons)
        about = min(mentioned(text_of(page)), key=text_of(page).index)
        self._given(page.blocks[at - 2], {about})

    def _value(self, person: Someone, element: Json) -> Any:
        match element["type"]:
            case "plain_text_input":
                short = int(element.get("max_length", 3000)) < 10
                return "14" if short else self._text(person)
            case "radio_buttons" | "static_select":
                return self.dice.choice(element["options"])["value"]
            case "checkboxes" | "multi_static_select":
                return [o["value"] for o in element["options"] if self.dice.random() < 0.6]
            case "datepicker":
                ahead = self.dice.choice([-3, -1, 0, 1, 8])
                return (self.office.clock().date() + ahead * ONE_DAY).isoformat()
            case "timepicker":
                return self.dice.choice(["09:00", "10:30", "16:00", "17:00"])
            case "multi_users_select":
                return [self.dice.choice(list(NAMES.values()))]
        return self.dice.choice(list(NAMES.values()))

    def _text(self, person: Someone) -> str:
        self.typed += 1
        text = f"canary{self.typed:04d}x"
        self.oracle.owners[text] = person.id
        return text

    # --- after each step -------------------------------------------------------------------------

    def _check(self, actor: str, calls: int, acks: int) -> None:
        self.office.quiet()
        for name, person in NAMES.items():
            for place in self.office.person(name).screen():
                self._may(place.blocks, person)
        for call in self.office.world.calls[calls:]:
            typed_only_as_letters(shown(call))
        for ack in self.office.world.acks[acks:]:
            typed_only_as_letters(answered(ack))
            if ack.kind != "events_api":
                self._may(answered(ack), actor)
        self._messages_carry_named_titles_alone()

    def _may(self, content: Any, person: str) -> None:
        for text in canaries_in(content):
            assert self.oracle.may_read(text, person), f"{person} reads {text}, step {self.steps}"

    def _messages_carry_named_titles_alone(self) -> None:
        """As what is shared stands now: nothing else is left, but what its owner is asked about."""
        named = self._named_titles()
        for name, person in NAMES.items():
            own = {text for text, owner in self.oracle.owners.items() if owner == person}
            for message in self.office.person(name).messages:
                if message.only_for is None:
                    assert canaries_in(message.blocks) <= named.get(person, set()) | own

    def _named_titles(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for leader in NAMES.values():
            shared = self.office.look(partial(_shared_with, leader))
            titles = {canary for s in shared if s.level is Level.NAMED for canary in texts(s)}
            found[leader] = titles
        return found


def _shared_with(leader: str, tx: Tx) -> list[Shared]:
    return items.shared_with(tx, TEAM, leader)


def texts(shared: Any) -> set[str]:
    return canaries_in(shared.content.title) if shared.content else set()


def mentioned(said: str) -> set[str]:
    return {who for who in NAMES.values() if f"<@{who}>" in said}


def chosen_by_name(modal: View, bond: str) -> str:
    """The leader whose name is beside this value in the form."""
    [element] = [b["element"] for b in inputs(modal) if b["block_id"] == "leader"]
    [name] = [o["text"]["text"] for o in element["options"] if o["value"] == bond]
    return next(who for called, who in NAMES.items() if called.lower() == name.split()[0].lower())


def inputs(modal: View) -> list[Json]:
    return [block for block in modal.blocks if block["type"] == "input"]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_nobody_ever_reads_what_was_not_shared_with_them(tmp_path: Path, seed: int) -> None:
    with open_office(tmp_path) as office:
        office.patience = 0.5
        start(office)
        leads(office, "Maya", "Ana", "Ben")
        leads(office, "Tom", "Ana")
        leads(office, "Ana", "Chidi")
        walk = Walk(office, random.Random(seed))
        for _ in range(150):
            walk.step()
        assert walk.shared > 5 and any(walk.oracle.told.values()), "there was something to read"
        assert {v.rule for v in office.world.violations} <= {"trigger"}
