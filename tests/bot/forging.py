"""What a client could send: any press and any form, by anybody, about anything, with any values."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.slack import action_ids
from bot.ui import Do, Open
from sandbox import payloads
from sandbox.shapes import Ack
from tests.bot.scenes import TEAM
from tests.office import Office
from tests.someone import UNSEEN, texts_in

Json = dict[str, Any]
SHOWN = ("chat.postEphemeral", "views.open", "views.update")


@dataclass(frozen=True)
class Answer:
    """What came back to the person, and the work that it took."""

    lines: tuple[str, ...]
    work: int
    ack: Ack
    form: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Forger:
    """Somebody with a client of their own making."""

    office: Office
    person: str
    team: str = TEAM
    home: str = TEAM  # where the envelope says that they come from
    fields: Json = field(default_factory=dict)

    def press(self, action: Any, thing: str) -> Answer:
        return self._deliver("interactive", self.interaction(Do(action, thing), thing))

    def open(self, form: Any, thing: str) -> Answer:
        return self._deliver("interactive", self.interaction(Open(form, thing), thing))

    def submit(self, form: Any, thing: str, values: Json) -> Answer:
        return self._deliver("interactive", self.submission(form, thing, values))

    def command(self, name: str, text: str, channel: str) -> Answer:
        return self._deliver("slash_commands", self.typed(name, text, channel))

    # --- envelopes -------------------------------------------------------------------------------

    def submission(self, form: Any, thing: str, values: Json) -> Json:
        inputs = [{"type": "input", "block_id": name} for name in values]
        view = {
            "id": "V" + secrets.token_hex(5),
            "hash": secrets.token_hex(5),
            "type": "modal",
            "team_id": self.team,
            "app_installed_team_id": self.team,
            "callback_id": form,
            "private_metadata": thing,
            "blocks": inputs,
            "state": {"values": {name: {"value": entry(value)} for name, value in values.items()}},
        }
        return {**self._envelope("view_submission"), "view": view}

    def typed(self, name: str, text: str, channel: str) -> Json:
        world = self.office.world
        return {
            "command": name,
            "text": text,
            "channel_id": channel,
            "team_id": self.team,
            "user_id": self.person,
            "trigger_id": world.triggers.give(self.person),
            "response_url": "http://169.254.169.254/",
        }

    def interaction(self, does: Do | Open, thing: str) -> Json:
        world = self.office.world
        action: Json = {
            "type": "button",
            "block_id": "b",
            "action_id": action_ids.write(does, 1),
            "action_ts": world.rooms.next_ts(),
        }
        action |= {"value": thing} if thing else {}
        channel, ts = world.dm(self.person).id, world.rooms.next_ts()
        place: Json = {
            "container": {"type": "message", "message_ts": ts, "channel_id": channel},
            "channel": {"id": channel},
            "message": {"ts": ts, "text": "", "type": "message"},
            "actions": [action],
        }
        return {**self._envelope("block_actions"), **place}

    def _envelope(self, kind: str) -> Json:
        world = self.office.world
        body = payloads.interaction(world, kind, self.person)
        user = {**body["user"], "team_id": self.home}
        trigger = world.triggers.give(self.person)
        return {**body, "team": {"id": self.team}, "user": user, "trigger_id": trigger}

    def _deliver(self, kind: str, body: Json) -> Answer:
        """Hand it to the app, and collect what it answers in the ack or by a call of its own."""
        office = self.office
        before = len(office.world.calls)
        with office.statements() as statements:
            ack = office.workspace.run(office.world.deliver(kind, body))
        answered = ack.answer if isinstance(ack.answer, dict) else {}
        if not answered and self.team == TEAM:
            office.settle(lambda: self._calls(before, body["trigger_id"]) != [], 2.0)
        shown = [answered, *self._calls(before, body["trigger_id"])]
        return Answer(_lines(shown), len(statements), ack, _form(shown))

    def _calls(self, before: int, trigger: str) -> list[Json]:
        """What was done for this person since; a look at Home counts, it follows what was done."""
        me = {"user": self.person, "user_id": self.person, "trigger_id": trigger}
        calls = [c for c in self.office.world.calls[before:] if c.method.startswith(("chat", "vi"))]
        return [c.arguments for c in calls if any(c.arguments.get(k) == v for k, v in me.items())]


def entry(value: Any) -> Json:
    """One value in the shape in which Slack reports it."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {"type": "checkboxes", "selected_options": [{"value": each} for each in value]}
    return {"type": "plain_text_input", "value": value}


def chosen(value: str) -> Json:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def day(value: str) -> Json:
    return {"type": "datepicker", "selected_date": value}


def wall(value: str) -> Json:
    return {"type": "timepicker", "selected_time": value}


def person(value: str) -> Json:
    return {"type": "users_select", "selected_user": value}


def several(*values: str) -> Json:
    return {"type": "multi_users_select", "selected_users": list(values)}


def _lines(shown: list[Json]) -> tuple[str, ...]:
    said: list[str] = []
    for one in shown:
        view = one.get("view") or {}
        if view.get("type") == "home":
            continue
        said += texts_in(view.get("blocks") or one.get("blocks") or [])
        said += [str(words) for words in (one.get("errors") or {}).values()]
    return tuple(line.translate(UNSEEN) for line in said)


def _form(shown: list[Json]) -> str:
    names = [(one.get("view") or {}).get("callback_id", "") for one in shown]
    return next((name for name in names if name), "")
