"""The nouns of the local workspace: people, channels, messages, views, and the records.

Everything is frozen: what a reader holds never changes under them, the world replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
Blocks: TypeAlias = tuple[Json, ...]
StateValues: TypeAlias = dict[str, dict[str, Json]]
Typed: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What a person typed or chose, by block id and action id.

A text, a date ("2026-11-02"), a time ("09:30"), a person's id, the *value* of an option, or a list
of such where several may be chosen. None empties the field.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace. `tz_offset` is worked out from `tz` unless it is given."""

    id: str
    name: str
    real_name: str
    tz: str | None = "Europe/Berlin"
    tz_offset: int | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    locale: str = "en-US"
    email: str | None = None
    title: str = ""
    dnd_enabled: bool = False
    dnd_start: int = 1
    dnd_end: int = 1
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    team_id: str = "T0TEND"
    fields: Mapping[str, str] = field(default_factory=dict)  # of the profile, by the field's id

    @property
    def is_human(self) -> bool:
        """Can sign in: neither a bot, nor Slackbot, nor deactivated."""
        return not (self.is_bot or self.deleted or self.id == "USLACKBOT")


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A field that the workspace added to everybody's profile. A "user" field holds ids."""

    id: str
    label: str
    type: Literal["date", "link", "options_list", "text", "user"] = "text"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, or with `is_im` the direct messages between `user` and the app."""

    id: str
    name: str = ""
    is_private: bool = False
    is_im: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    members: frozenset[str] = frozenset()
    user: str | None = None


@dataclass(frozen=True, slots=True)
class OnMessage:
    """A message, as a place where something can be pressed."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class OnView:
    """A home or a modal, as a place where something can be pressed."""

    view_id: str


Place: TypeAlias = OnMessage | OnView


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `only_for` names the one viewer of an ephemeral message."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: Blocks = ()
    metadata: Json | None = None
    bot_id: str | None = None
    app_id: str | None = None
    edited: str | None = None
    only_for: str | None = None
    thread_ts: str | None = None
    state_values: StateValues = field(default_factory=dict)

    @property
    def place(self) -> OnMessage:
        return OnMessage(self.channel, self.ts)


@dataclass(frozen=True, slots=True)
class View:
    """A home or a modal as its person sees it, with what they typed so far in `state_values`."""

    id: str
    person: str
    type: Literal["home", "modal"]
    hash: str
    blocks: Blocks
    title: str = ""
    submit: str | None = None
    close: str | None = None
    private_metadata: str = ""
    callback_id: str = ""
    external_id: str = ""
    state_values: StateValues = field(default_factory=dict)
    root_view_id: str = ""
    previous_view_id: str | None = None
    notify_on_close: bool = False
    clear_on_close: bool = False

    @property
    def place(self) -> OnView:
        return OnView(self.id)


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the app. With `should_escape`, @ana arrives as <@U0ANA|ana>."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


EVENTS = frozenset(
    {
        "app_home_opened",
        "app_uninstalled",
        "member_joined_channel",
        "member_left_channel",
        "message.im",
        "team_join",
        "tokens_revoked",
        "user_change",
    }
)


@dataclass(frozen=True, slots=True)
class App:
    """The one app of the workspace. With a `request_url` it is served by signed HTTP."""

    id: str = "A0TEND"
    name: str = "Tend"
    bot_user: str = "U0TENDBOT"
    bot_id: str = "B0TEND"
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True
    events: frozenset[str] = EVENTS
    request_url: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Slack's waits in seconds of the machine's clock; a test makes them shorter."""

    ack: float = 3.0
    trigger: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    response_url: float = 1800.0
    listen_after: float = 30.0  # how long a late ack is still waited for, to record its latency


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a person sees after a slash command: an answer, nothing, or Slack's words of failure."""

    message: Message | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class PressResult:
    """`error`: the words beside Slack's warning triangle; `url`: what a link button opens."""

    error: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """`errors` are shown at the inputs, by block id; `trouble` above the form, which stays open."""

    errors: dict[str, str] | None = None
    trouble: str | None = None

    @property
    def accepted(self) -> bool:
        return not self.errors and self.trouble is None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a person sees has changed; `channel` or `view_id` says where."""

    kind: Literal["message", "channel", "home", "modal", "people", "read"]
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call: `outcome` is "ok", Slack's error name, or the name of the fault.

    `effect` says whether the workspace did what was asked, whatever the caller was told.
    """

    method: str
    arguments: Json
    outcome: str
    effect: bool
    at: float
    answer: Json | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """One delivery to the app: `latency` in seconds, None when no answer ever came."""

    kind: str
    what: str
    id: str
    attempt: int
    latency: float | None
    in_time: bool
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of Slack that the app broke."""

    rule: str
    detail: str
    at: float
