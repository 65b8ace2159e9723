"""What admins do to the workspace: each act in one transaction, said in the channel, and noted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversations.desk import Turn
from bot.conversations.telling import tell
from bot.ui import Person, Span
from bot.views import cadence as views
from bot.views.cadence_settings import BY_NAME, PILOT, REACH, Setting
from bot.wording import cadence as words
from storage import audit, bonds, deliveries, workspaces
from storage.database import new_id
from storage.deliveries import Kind


@dataclass(frozen=True)
class Change:
    """A setting and the values that its columns get."""

    setting: Setting
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Told:
    """What is answered to the admin who did it."""

    said: tuple[str, ...]
    changed: bool = False


def change(turn: Turn, changes: Sequence[Change]) -> Told:
    """Store what differs from what holds, and keep what it replaces."""
    row = workspaces.values_of(turn.tx, turn.workspace)
    differing = [one for one in changes if _differs(one, row)]
    if not differing:
        return Told((words.NOTHING_CHANGED,))
    settings = [one.setting for one in differing]
    _store(turn, settings, {c: v for one in differing for c, v in _columns(one)}, row)
    said = _values_now(turn, settings)
    _announce(turn, [words.changed(Person(turn.my_id), what) for what in said])
    for setting in settings:
        note(turn, setting.name)
    return Told((*map(words.now_so, said), words.SAID_HERE), changed=True)


def _columns(one: Change) -> list[tuple[str, Any]]:
    return list(zip(one.setting.columns, one.setting.stored(one.values), strict=True))


def _differs(one: Change, row: dict[str, Any]) -> bool:
    held = one.setting.stored(tuple(row[column] for column in one.setting.columns))
    return held != one.setting.stored(one.values)


def _store(
    turn: Turn, settings: Sequence[Setting], values: dict[str, Any], row: dict[str, Any]
) -> None:
    before = {column: row[column] for column in values}
    undo = json.dumps({"settings": [setting.name for setting in settings], "values": before})
    workspaces.change(turn.tx, turn.workspace, **values, **_begins(turn, values), undo=undo)
    bonds.look_again(turn.tx, turn.workspace)


def _begins(turn: Turn, values: dict[str, Any]) -> dict[str, Any]:
    """When the hold-out was turned on, and the key of its lot, drawn once."""
    if not values.get("hold_out"):
        return {}
    return {"hold_out_since": turn.now, "hold_out_key": turn.place.hold_out_key or new_id()}


def _values_now(turn: Turn, settings: Sequence[Setting]) -> list[str]:
    place = workspaces.load(turn.tx, turn.workspace)
    return [setting.says(place) for setting in settings]


def undo(turn: Turn) -> Told:
    """Take the last change of a setting back; taken back again it holds once more."""
    row = workspaces.values_of(turn.tx, turn.workspace)
    kept = json.loads(row["undo"] or "{}")
    if "values" not in kept:
        return Told((words.CANNOT_UNDO.get(kept.get("act", ""), words.NOTHING_TO_UNDO),))
    settings = [BY_NAME[name] for name in kept["settings"]]
    _store(turn, settings, kept["values"], row)
    said = [what[:1].upper() + what[1:] for what in _values_now(turn, settings)]
    _announce(turn, [words.took_back(Person(turn.my_id), what) for what in said])
    note(turn, "undo")
    return Told((*map(words.now_so, said), words.SAID_HERE), changed=True)


# --- start, pause, and what is coming ------------------------------------------------------------


def start(turn: Turn) -> Told:
    """From now on plans are sent to everybody."""
    place = turn.place
    if place.started_at is not None and not place.pilot_only:
        return Told((words.ALREADY_STARTED,))
    if place.started_at is not None:  # wider now: a change like any other, with its undo
        return change(turn, [Change(REACH, (False,))])
    _act(turn, "start", started_at=turn.now, pilot_only=False)
    _announce(turn, [words.started(Person(turn.my_id))])
    return Told((), changed=True)


def start_pilot(turn: Turn) -> Told:
    """From now on plans are sent to the pilot, and to nobody else."""
    place = turn.place
    if not views.has_pilot(place):
        return Told((words.NO_PILOT,))
    if place.started_at is not None and place.pilot_only:
        return Told((words.ALREADY_STARTED_PILOT,))
    if place.started_at is not None:  # narrower again: a change like any other, with its undo
        return change(turn, [Change(REACH, (True,))])
    _act(turn, "start", started_at=turn.now, pilot_only=True)
    _announce(turn, [words.started_pilot(Person(turn.my_id), PILOT.value(place))])
    return Told((), changed=True)


def pause(turn: Turn) -> Told:
    if turn.place.started_at is None:
        return Told((words.NOTHING_TO_PAUSE,))
    if turn.place.paused_at is not None:
        return Told((words.ALREADY_PAUSED,))
    _act(turn, "pause", paused_at=turn.now)
    _announce(turn, [words.paused(Person(turn.my_id))])
    return Told((), changed=True)


def resume(turn: Turn) -> Told:
    if turn.place.paused_at is None:
        return Told((words.NOT_PAUSED,))
    _act(turn, "resume", paused_at=None)
    _announce(turn, [words.resumed(Person(turn.my_id))])
    return Told((), changed=True)


def count(turn: Turn) -> Told:
    """Next week is counted by the sender, from fresh rows: here somebody waits for an answer."""
    channel = turn.place.admin_channel
    if channel is not None:
        stale_at = turn.now + views.FORECAST_GOOD_FOR
        slot = (Kind.FORECAST, channel, new_id())
        deliveries.slot(turn.tx, turn.workspace, *slot, turn.now, stale_at, None, turn.now)
        note(turn, "forecast")
    return Told((words.COUNTING,), changed=True)


def _act(turn: Turn, act: str, **values: Any) -> None:
    """What is no setting: it has its own way back, if any."""
    forget_undo(turn, act, **values)
    bonds.look_again(turn.tx, turn.workspace)
    note(turn, act)


def forget_undo(turn: Turn, act: str, **values: Any) -> None:
    workspaces.change(turn.tx, turn.workspace, **values, undo=json.dumps({"act": act}))


# --- saying and noting ---------------------------------------------------------------------------


def claim_channel(turn: Turn, channel: str) -> bool:
    """The first use makes it the admin channel; whether this was it."""
    if turn.place.admin_channel is not None:
        return False
    workspaces.change(turn.tx, turn.workspace, admin_channel=channel)
    tell(turn, Kind.NOTICE, channel, views.notice([words.first_use(Person(turn.my_id))]))
    note(turn, "admin_channel", channel)
    return True


def _announce(turn: Turn, sentences: Sequence[tuple[Span, ...]]) -> None:
    if turn.place.admin_channel is not None:
        tell(turn, Kind.NOTICE, turn.place.admin_channel, views.notice(sentences))


def announce(turn: Turn, *sentence: Span) -> None:
    _announce(turn, [sentence])


def note(turn: Turn, action: str, thing: str = "") -> None:
    thing = thing or turn.workspace
    audit.note(turn.tx, turn.workspace, turn.my_id, action, thing, "done", turn.now)
