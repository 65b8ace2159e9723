"""The same people at their clients of Slack and of Teams: a script is played on either stage.

They press what is written before them and fill in fields by name; what goes over the wire is each
platform's own: signed requests to Slack's address, activities to Teams'.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from bot.teams import ids
from bot.wording import technical
from storage.database import Database
from storage.tables import deliveries
from tests.bot.teams.connector import CHANNEL, Connector, Person, Sent, actions_in, words_in
from tests.bot.teams.connector import TEAM as ADMINS_TEAM
from tests.bot.teams.hall import Hall, Json, open_hall
from tests.office import ADMIN_CHANNEL, NAMES, Office, open_office, text_of, under_way, wait_until
from tests.someone import Someone, field_names

CAST = ("Ana", "Ben", "Chidi", "Ines", "Maya", "Tom")


@dataclass(frozen=True)
class Who:
    """Somebody, as what is filled in."""

    name: str


@dataclass(frozen=True)
class Pick:
    """One of the options, by what is written beside it."""

    label: str


class Stage(Protocol):
    workspace: str
    admins: str  # the id of their channel
    people: dict[str, str]  # the name of each of the cast by the platform's id

    @property
    def database(self) -> Database: ...
    def home(self, name: str) -> None: ...
    def word(self, name: str, word: str, text: str = "") -> None: ...
    def cadence(self, name: str) -> None: ...
    def says(self, name: str, words: str) -> None: ...
    def press(self, name: str, label: str) -> None: ...
    def fill(self, name: str, **fields: Any) -> None: ...
    def close(self, name: str) -> None: ...
    def before(self, name: str) -> str: ...
    def told(self, name: str) -> list[str]: ...
    def later(self, **delta: float) -> None: ...


def _sent_to(database: Database, address: str) -> set[str]:
    """Messages that were sent; what only answered a word of theirs stands in no table."""
    with database.read() as tx:
        query = select(deliveries.c.ts).where(deliveries.c.address == address)
        return {row.ts for row in tx.all(query)}


# --- Slack ---------------------------------------------------------------------------------------


@dataclass
class InSlack:
    office: Office
    workspace: str = "T0TEND"
    admins: str = ADMIN_CHANNEL
    at_home: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=lambda: {NAMES[one]: one for one in CAST})

    @property
    def database(self) -> Database:
        return self.office.tend.database

    def home(self, name: str) -> None:
        self._one(name).home()
        self.at_home.add(name)

    def word(self, name: str, word: str, text: str = "") -> None:
        self._one(name).command(f"/{word}", text)

    def cadence(self, name: str) -> None:
        self._one(name).command("/cadence", channel=ADMIN_CHANNEL)

    def says(self, name: str, words: str) -> None:
        self._one(name).say(words)

    def press(self, name: str, label: str) -> None:
        self._one(name).press(label, self._place(name))

    def fill(self, name: str, **fields: Any) -> None:
        one = self._one(name)
        whole = {known: known for known in field_names(one.modal)}
        found = {_field(whole, field): value for field, value in fields.items()}
        given = {field: self._value(value, one, field) for field, value in found.items()}
        assert one.fill_and_submit(given).accepted, one.reads()

    def close(self, name: str) -> None:
        self._one(name).close()
        self.at_home.discard(name)

    def before(self, name: str) -> str:
        return text_of(self._place(name))

    def told(self, name: str) -> list[str]:
        self.office.quiet()
        sent, named = _sent_to(self.database, NAMES[name]), self._one(name).messages
        return [_named(text_of(message)) for message in named if message.ts in sent]

    def later(self, **delta: float) -> None:
        self.office.later(**delta)

    def _one(self, name: str) -> Someone:
        return self.office.person(name)

    def _place(self, name: str) -> Any:
        one = self._one(name)
        if one.has_modal:
            return one.modal
        return self.office.world.home(one.id) if name in self.at_home else one.message

    def _value(self, value: Any, one: Someone, name: str) -> Any:
        if isinstance(value, list):
            return [self._value(each, one, name) for each in value]
        if isinstance(value, Pick):
            block = next(block for block in one.modal.blocks if block["block_id"] == name)
            labels = {o["text"]["text"]: o["value"] for o in block["element"]["options"]}
            return labels[value.label]
        return NAMES[value.name] if isinstance(value, Who) else value


def _named(said: str) -> str:
    """Slack's clients draw a mention as a name."""
    for name, full in FULL.items():
        said = said.replace(f"<@{NAMES[name]}>", full)
    return said


# --- Teams ---------------------------------------------------------------------------------------

ZONES = {"Ana": "Europe/Lisbon", "Chidi": "Africa/Lagos", "Tom": "Pacific/Auckland"}
FULL = {"Ana": "Ana Moreira", "Ben": "Ben Schuster", "Chidi": "Chidi Okafor"}
FULL |= {"Ines": "Ines Albrecht", "Maya": "Maya Lindqvist", "Tom": "Tom Rewi"}
TEAMS_CAST = {
    name: Person(
        FULL[name], f"{n:08d}-aaaa-4222-8333-444455556666", ZONES.get(name, "Europe/Berlin")
    )
    for n, name in enumerate(CAST)
}


@dataclass
class InTeams:
    hall: Hall
    workspace: str
    admins: str = ids.channel(CHANNEL)
    dialogs: dict[str, Json] = field(default_factory=dict)  # what is open, by name
    homes: dict[str, Sent] = field(default_factory=dict)  # the card with their home
    people: dict[str, str] = field(
        default_factory=lambda: {one.id: name for name, one in TEAMS_CAST.items()}
    )

    @property
    def database(self) -> Database:
        return self.hall.tend.database

    def home(self, name: str) -> None:
        self.homes[name] = self._answered(name, "home")

    def word(self, name: str, word: str, text: str = "") -> None:
        self._open(name, self._answered(name, f"{word} {text}".strip()))

    def cadence(self, name: str) -> None:
        one, before = TEAMS_CAST[name], len(self.hall.connector.sent)
        self.hall.post(self.hall.in_channel(one, "message", text="<at>Tend</at> cadence"))
        wait_until(lambda: len(self.hall.connector.sent) > before, "nothing came")
        self.quiet()
        new = self.hall.connector.sent[before:]
        self._open(name, next(one for one in new if _labels(one.card) == [technical.OPEN]))

    def says(self, name: str, words: str) -> None:
        self.hall.says(TEAMS_CAST[name], words)
        self.quiet()

    def press(self, name: str, label: str) -> None:
        action = next(one for one in actions_in(self._card(name)) if one.get("title") == label)
        if "card" in action:  # a question unfolds first
            action = action["card"]["actions"][0]
        self._act(name, action, {})

    def fill(self, name: str, **fields: Any) -> None:
        card = self._card(name)
        drawn = {one["id"]: one.get("value", "") for one in _inputs(card)}
        whole = {input_id[2:]: input_id for input_id in drawn}
        found = {_field(whole, field): value for field, value in fields.items()}
        given = {field: self._value(value, card, field) for field, value in found.items()}
        self._act(name, card["actions"][0], drawn | given)

    def close(self, name: str) -> None:
        self.dialogs.pop(name, None)
        self.homes.pop(name, None)

    def before(self, name: str) -> str:
        return "\n".join(words_in(self._card(name)))

    def told(self, name: str) -> list[str]:
        self.quiet()
        one = TEAMS_CAST[name]
        sent = _sent_to(self.database, one.id)
        return [each.text for each in self.hall.connector.in_chat(one) if each.id in sent]

    def later(self, **delta: float) -> None:
        self.quiet()
        self.hall.clock.forward(**delta)
        self.hall.tick()
        self.quiet()

    def quiet(self) -> None:
        """Nothing is on its way, and a moment later nothing is either."""

        def at_rest() -> bool:
            if under_way(self.hall.tend):
                return False
            time.sleep(0.02)  # between two calls for one message nothing is under way
            return not under_way(self.hall.tend)

        wait_until(at_rest, "it does not come to rest")

    def _answered(self, name: str, words: str) -> Sent:
        one = TEAMS_CAST[name]
        before = len(self.hall.connector.in_chat(one))
        self.hall.says(one, words)
        found = self.hall.newest(one, beyond=before)
        self.quiet()
        return found

    def _open(self, name: str, sent: Sent) -> None:
        """What waits behind one button opens; a form with questions stands in the chat itself."""
        self.homes.pop(name, None)
        self.dialogs.pop(name, None)
        if _labels(sent.card) == [technical.OPEN]:
            (action,) = actions_in(sent.card)
            self._act(name, action, {}, card_of=sent)

    def _act(self, name: str, action: Json, typed: Json, card_of: Sent | None = None) -> None:
        one, data = TEAMS_CAST[name], {**action["data"], **typed}
        sent = card_of or self._sent(name)
        on = sent.id if sent else ""
        if action["type"] == "Action.Execute":
            answer = self.hall.presses(one, data, on=on)
            self.dialogs.pop(name, None)
        elif action["data"].get("msteams", {}).get("type") == "task/fetch":
            answer = self.hall.opens(one, data, replyToId=on)
            self.dialogs[name] = answer.card
        else:
            answer = self.hall.submits(one, data)
            if answer.body is None:
                self.dialogs.pop(name, None)
            else:
                self.dialogs[name] = answer.card
        assert answer.status == 200 and "Attention" not in str(answer.body), answer.body
        self.quiet()

    def _sent(self, name: str) -> Sent | None:
        messages = self.hall.connector.in_chat(TEAMS_CAST[name])
        return self.homes.get(name) or (messages[-1] if messages else None)

    def _card(self, name: str) -> Json:
        if (dialog := self.dialogs.get(name)) is not None:
            return dialog
        sent = self._sent(name)
        assert sent is not None, f"nothing is before {name}"
        return sent.card

    def _value(self, value: Any, card: Json, name: str) -> Any:
        if isinstance(value, list):
            return ",".join(self._value(each, card, name) for each in value)
        if isinstance(value, Pick):
            drawn = next(one for one in _inputs(card) if one["id"] == name)
            return {one["title"]: one["value"] for one in drawn["choices"]}[value.label]
        return TEAMS_CAST[value.name].object_id if isinstance(value, Who) else value


def _labels(card: Json) -> list[str]:
    return [str(one.get("title")) for one in actions_in(card)]


def _inputs(piece: Any) -> Iterator[Json]:
    if isinstance(piece, list):
        for one in piece:
            yield from _inputs(one)
    elif isinstance(piece, dict):
        if str(piece.get("type")).startswith("Input.") and not piece["id"].startswith("x."):
            yield piece
        for one in piece.values():
            yield from _inputs(one)


def _field(known: dict[str, str], name: str) -> str:
    """A field by its name, or by the word before an id that is another on each stage."""
    found = [whole for field, whole in known.items() if field.partition(".")[0] == name]
    assert len(found) == 1, f"{name} is none of {list(known)}"
    return found[0]


# --- opening -------------------------------------------------------------------------------------


@contextmanager
def in_slack(folder: Path) -> Iterator[InSlack]:
    with open_office(folder, http=True, looks=20.0) as office:
        yield InSlack(office)


@contextmanager
def in_teams(folder: Path) -> Iterator[InTeams]:
    cast = list(TEAMS_CAST.values())
    tenant = Connector(team=cast, owners={(ADMINS_TEAM, TEAMS_CAST["Ines"])})
    with open_hall(folder, tenant, admins=(TEAMS_CAST["Ines"].object_id,)) as hall:
        yield InTeams(hall, hall.settings.teams_tenant)
