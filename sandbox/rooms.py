"""Channels, direct messages, and the messages in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sandbox.changes import Changes
from sandbox.shapes import Change, Channel, Json, Message


class Rooms:
    """Every conversation of the workspace."""

    def __init__(
        self, channels: Iterable[Channel], now: Callable[[], datetime], changes: Changes
    ) -> None:
        self.channels = {c.id: c for c in channels}
        self._now = now
        self._changes = changes
        self._messages: dict[str, list[Message]] = {}
        self._read: dict[tuple[str, str], str] = {}
        self._last_ts = 0

    def next_ts(self) -> str:
        """The time as Slack writes it: unique and increasing, also when the clock is moved back."""
        self._last_ts = max(int(self._now().timestamp() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def dm(self, person: str, bot_user: str) -> Channel:
        channel_id = "D" + person[1:]
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(
                channel_id, is_im=True, user=person, members=frozenset({person, bot_user})
            )
            self._changes.note(Change("channel", channel_id), [person])
        return self.channels[channel_id]

    def channels_of(self, person: str) -> list[Channel]:
        mine = [c for c in list(self.channels.values()) if person in c.members]
        return sorted(mine, key=lambda c: (c.is_im, c.name, c.id))

    def join(self, channel: str, who: str) -> None:
        self._set_members(channel, self.channels[channel].members | {who}, who)

    def part(self, channel: str, who: str) -> None:
        self._set_members(channel, self.channels[channel].members - {who}, who)

    def _set_members(self, channel: str, members: frozenset[str], who: str) -> None:
        self.channels[channel] = replace(self.channels[channel], members=members)
        self._changes.note(Change("channel", channel), members | {who})

    def all_of(self, channel: str) -> list[Message]:
        """Oldest first, ephemeral ones too."""
        return list(self._messages.get(channel, ()))

    def seen_by(self, channel: str, viewer: str) -> list[Message]:
        room = self.channels.get(channel)
        if room is None or viewer not in room.members:
            return []
        return [m for m in self.all_of(channel) if m.only_for in (None, viewer)]

    def kept(self, channel: str) -> list[Message]:
        """What the history tells: an ephemeral message is in no history."""
        return [m for m in self.all_of(channel) if m.only_for is None]

    def find(self, channel: str, ts: str) -> Message | None:
        return next((m for m in self.all_of(channel) if m.ts == ts), None)

    def post(self, channel: str, **fields: Any) -> Message:
        message = Message(channel=channel, ts=self.next_ts(), **fields)
        self._messages.setdefault(channel, []).append(message)
        self._note(message)
        return message

    def put(self, message: Message) -> Message:
        """Replace the message of the same ts."""
        room = self._messages[message.channel]
        room[next(i for i, m in enumerate(room) if m.ts == message.ts)] = message
        self._note(message)
        return message

    def remove(self, message: Message) -> None:
        room = self._messages[message.channel]
        self._messages[message.channel] = [m for m in room if m.ts != message.ts]
        self._note(message)

    def _note(self, message: Message) -> None:
        people = [message.only_for] if message.only_for else self.channels[message.channel].members
        self._changes.note(Change("message", message.channel, message.ts), people)

    def unread(self, person: str, channel: str) -> int:
        last = self._read.get((person, channel), "")
        others = (m for m in self.seen_by(channel, person) if m.user != person)
        return sum(1 for m in others if m.ts > last)

    def mark_read(self, person: str, channel: str) -> None:
        seen = self.seen_by(channel, person)
        if seen and self._read.get((person, channel)) != seen[-1].ts:
            self._read[person, channel] = seen[-1].ts
            self._changes.note(Change("read", channel), [person])

    # Keeping it from one start of the workspace to the next

    def packed(self) -> Json:
        """Everything, fit for JSON."""
        rooms = self.channels.values()
        return {
            "channels": [{**asdict(room), "members": sorted(room.members)} for room in rooms],
            "messages": [asdict(m) for room in self._messages.values() for m in room],
            "read": [[person, channel, ts] for (person, channel), ts in self._read.items()],
            "last_ts": self._last_ts,
        }

    def unpack(self, packed: Json) -> None:
        """What was packed takes the place of what is here."""
        found = [Channel(**{**c, "members": frozenset(c["members"])}) for c in packed["channels"]]
        self.channels = {channel.id: channel for channel in found}
        self._messages = {}
        for fields in packed["messages"]:
            message = Message(**{**fields, "blocks": tuple(fields["blocks"])})
            self._messages.setdefault(message.channel, []).append(message)
        self._read = {(person, channel): ts for person, channel, ts in packed["read"]}
        self._last_ts = int(packed["last_ts"])
