"""A person at their screen: what they see there, and what they press, type and submit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.world import CommandResult, Message, PressResult, SubmitResult, View, World

if TYPE_CHECKING:
    from tests.office import Office

UNSEEN = str.maketrans("", "", "\u2068\u2069")  # isolates around what people typed


@dataclass
class Someone:
    """They press what is written on their screen and nothing else."""

    office: Office
    id: str

    @property
    def world(self) -> World:
        return self.office.world

    # --- looking ---------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """What Tend wrote to them, oldest first."""
        return [m for m in self._conversation() if m.user == self.world.app.bot_user]

    @property
    def message(self) -> Message:
        return self.messages[-1]

    @property
    def modal(self) -> View:
        stack = self.world.modals(self.id)
        assert stack, "no form is open"
        return stack[-1]

    @property
    def has_modal(self) -> bool:
        return bool(self.world.modals(self.id))

    def home(self) -> View:
        """Their Home, opened now."""
        before = self._home_mark()
        self.office.workspace.run(self.world.open_home(self.id))
        self.office.settle(lambda: self._home_mark() != before)
        home = self.world.home(self.id)
        assert home is not None, "there is no Home"
        return home

    def reads(self, place: View | Message | None = None) -> str:
        return text_of(place or self.modal)

    def sees(self, words: str, where: Callable[[], View | Message] | None = None) -> bool:
        """Whether these words stand in the newest message (or there), now or in a moment."""
        return self.office.settle(lambda: words in (text_of(where()) if where else self._latest()))

    def _latest(self) -> str:
        return text_of(self.messages[-1]) if self.messages else ""

    def screen(self) -> list[View | Message]:
        """Everything they can look at: every conversation, Home, and what is open."""
        rooms = [room.id for room in self.world.channels_of(self.id)]
        said = [m for room in rooms for m in self.world.messages(room, self.id)]
        home = self.world.home(self.id)
        return [*said, *([home] if home else []), *self.world.modals(self.id)]

    # --- acting ----------------------------------------------------------------------------------

    def command(self, name: str, text: str = "", channel: str = "C0GENERAL") -> CommandResult:
        before = self._modal_marks()
        run = self.office.workspace.run
        result = run(self.world.command(self.id, channel, name, text))
        if result.message is None and result.error is None:
            self.office.settle(lambda: self._modal_marks() != before)
        return result

    def answer_to(self, name: str, text: str = "", channel: str = "C0GENERAL") -> str:
        """What a command says back, where it opens nothing."""
        result = self.command(name, text, channel)
        assert result.message is not None, result.error or "it opened something"
        return text_of(result.message)

    def press(self, label: str, where: View | Message | None = None, nth: int = 0) -> PressResult:
        place = where or self.modal
        self.office.settle(lambda: labels(self._as_it_is(place)).count(label) > nth)
        place = self._as_it_is(place)
        block, element = button(place, label, nth)
        in_home = isinstance(place, View) and place.type == "home"
        marks = self._marks(in_home)
        work = self.world.press(self.id, place, block, element, None)
        result = self.office.workspace.run(work)
        self.office.settle(
            lambda: self._marks(in_home) != marks, min(5.0, 2 * self.office.patience)
        )
        self.office.quiet()
        return result

    def _as_it_is(self, place: View | Message) -> View | Message:
        """The same place as it is drawn now: it may have been redrawn since it was looked at."""
        if isinstance(place, View):
            return (self.world.home(self.id) or place) if place.type == "home" else place
        same = [m for m in self.screen() if isinstance(m, Message) and m.ts == place.ts]
        return same[0] if same else place

    def submit(self, **fields: Any) -> SubmitResult:
        return self.fill_and_submit(fields)

    def fill_and_submit(self, fields: dict[str, Any]) -> SubmitResult:
        """Fill fields by their names and submit the form on top."""
        return self.submit_view(self.modal, typed_into(self.modal, fields))

    def submit_view(self, view: View, typed: dict[str, dict[str, Any]]) -> SubmitResult:
        result = self.office.workspace.run(self.world.submit(self.id, view.id, typed))
        self.office.settle(lambda: not self._is_told_to_wait())
        self.office.quiet()
        return result

    def say(self, text: str) -> None:
        channel = self.office.workspace.run(self.world.open_messages_tab(self.id))
        self.office.workspace.run(self.world.say(self.id, channel.id, text))
        self.office.quiet()

    def close(self) -> None:
        if self.has_modal:
            work = self.world.close(self.id, self.modal.id, all_of_them=True)
            self.office.workspace.run(work)

    def know_field(self, nth: int = 0) -> str:
        """The name of the field that asks what a leader may know."""
        return [name for name in field_names(self.modal) if name.startswith("know.")][nth]

    # --- marks: what an answer could change ------------------------------------------------------

    def _marks(self, in_home: bool) -> Any:
        """What a press changes at once; Home follows by itself a moment later."""
        texts = [(m.ts, m.edited, str(m.blocks)) for m in self._conversation()]
        return self._modal_marks(), texts, self._home_mark() if in_home else None

    def _modal_marks(self) -> list[tuple[str, str]]:
        return [(view.id, view.hash) for view in self.world.modals(self.id)]

    def _home_mark(self) -> str | None:
        home = self.world.home(self.id)
        return home.hash if home else None

    def _conversation(self) -> list[Message]:
        return self.world.messages(self.world.dm(self.id).id, self.id)

    def _is_told_to_wait(self) -> bool:
        return any("One moment" in text_of(view) for view in self.world.modals(self.id))


# --- reading the screen --------------------------------------------------------------------------


def text_of(place: View | Message) -> str:
    """Everything that is written there, line by line, as the person reads it."""
    return "\n".join(texts_in(place.blocks))


def texts_in(blocks: Iterable[Any]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        _collect(block, lines)
    return lines


def _collect(piece: Any, lines: list[str]) -> None:
    if isinstance(piece, dict):
        if isinstance(piece.get("text"), str) and piece.get("type") in ("mrkdwn", "plain_text"):
            lines.append(piece["text"].translate(UNSEEN))
            return
        for key, value in piece.items():
            if key not in ("confirm", "placeholder"):
                _collect(value, lines)
    elif isinstance(piece, list | tuple):
        for part in piece:
            _collect(part, lines)


def button(place: View | Message, label: str, nth: int = 0) -> tuple[str, str]:
    """The block and action of the nth button with this label."""
    found = [
        (block["block_id"], element["action_id"])
        for block, element in buttons_in(place)
        if element["text"]["text"] == label
    ]
    assert len(found) > nth, f"no button {label!r} in:\n{text_of(place)}"
    return found[nth]


def labels(place: View | Message) -> list[str]:
    """The labels of all buttons."""
    return [element["text"]["text"] for _, element in buttons_in(place)]


def buttons_in(place: View | Message) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (block, element)
        for block in place.blocks
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("type") == "button"
    ]


def field_names(view: View) -> list[str]:
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]


def typed_into(view: View, fields: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each value at the action of its field, as drawn."""
    inputs = {b["block_id"]: b["element"]["action_id"] for b in view.blocks if b["type"] == "input"}
    return {name: {inputs.get(name, "value"): value} for name, value in fields.items()}


def typed_in(view: View) -> dict[str, Any]:
    """What stands in each field of a form."""
    held = {name: next(iter(view.state_values[name].values())) for name in field_names(view)}
    return {name: next(v for k, v in entry.items() if k != "type") for name, entry in held.items()}
