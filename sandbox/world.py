"""The local workspace: its state, what each person sees, and what each person can do.

Everywhere a person is a user id ("U0MAYA") and a channel a channel id. Reads may be called from any
thread. Verbs are coroutines of the server's event loop (`Serving.run` from ordinary code); a verb
returns when the app has answered the delivery that it caused, or when Slack would stop waiting.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox import acts, events
from sandbox.changes import Changes, Subscription
from sandbox.delivery import Deliveries
from sandbox.faults import Fault, Faults
from sandbox.pace import Limits, Pace
from sandbox.responses import ResponseUrls
from sandbox.rooms import Rooms
from sandbox.shapes import (
    Ack,
    App,
    Call,
    Change,
    Channel,
    Command,
    CommandResult,
    Json,
    Message,
    OnMessage,
    OnView,
    Person,
    Place,
    PressResult,
    ProfileField,
    SubmitResult,
    Timing,
    Typed,
    View,
    Violation,
)
from sandbox.surfaces import Surfaces
from sandbox.triggers import Triggers

if TYPE_CHECKING:
    from sandbox.oauth import OAuth

__all__ = [
    "Ack",
    "App",
    "Call",
    "Change",
    "Channel",
    "Command",
    "CommandResult",
    "Fault",
    "Limits",
    "Message",
    "OnMessage",
    "OnView",
    "Person",
    "PressResult",
    "ProfileField",
    "SubmitResult",
    "Timing",
    "View",
    "Violation",
    "World",
]

SLACKBOT = Person(id="USLACKBOT", name="slackbot", real_name="Slackbot", tz=None)


class World:
    """One Slack workspace with one app in it."""

    def __init__(
        self,
        *,
        people: Iterable[Person],
        channels: Iterable[Channel] = (),
        scopes: Iterable[str],
        commands: Iterable[Command] = (),
        profile_fields: Iterable[ProfileField] = (),
        now: Callable[[], datetime],
        app: App = App(),
        team_id: str = "T0TEND",
        team_name: str = "Tend's workspace",
        bot_token: str = "xoxb-sandbox",
        app_token: str = "xapp-sandbox",
        signing_secret: str = "sandbox-signing-secret",
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        timing: Timing = Timing(),
        limits: Limits = Limits(),
    ) -> None:
        """`now` dates what people see; `monotonic` and `wall` are the machine's own clocks."""
        bot = Person(id=app.bot_user, name=app.name.lower(), real_name=app.name, is_bot=True)
        self.people = {p.id: p for p in (*people, replace(bot, team_id=team_id), SLACKBOT)}
        self.scopes = set(scopes)
        self.commands = {c.name: c for c in commands}
        self.profile_fields = list(profile_fields)
        self.app = app
        self.team_id = team_id
        self.team_name = team_name
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.now = now
        self.monotonic = monotonic
        self.wall = wall
        self.timing = timing
        self.base_url = "http://127.0.0.1"  # the server puts its own here
        self.token_error: str | None = None
        self.oauth: OAuth | None = None  # where workspaces install the app themselves
        self.users_list_needs_limit = False
        self.calls: list[Call] = []
        self.acks: list[Ack] = []
        self.violations: list[Violation] = []
        self.faults = Faults()
        self.pace = Pace(limits, monotonic)
        self.changes = Changes()
        self.rooms = Rooms(channels, now, self.changes)
        self.surfaces = Surfaces(now, self.changes)
        self.triggers = Triggers(monotonic, timing.trigger)
        self.response_urls = ResponseUrls(monotonic, timing.response_url)
        self.deliveries = Deliveries(self)

    # What a viewer sees

    def humans(self) -> list[Person]:
        """Everyone who can sign in, by name."""
        return sorted((p for p in self.people.values() if p.is_human), key=lambda p: p.name)

    def channels_of(self, person: str) -> list[Channel]:
        """The channels the person is in, then their direct messages with the app if open."""
        return self.rooms.channels_of(person)

    def messages(self, channel: str, viewer: str) -> list[Message]:
        """Oldest first, with the ephemeral ones only this viewer sees."""
        return self.rooms.seen_by(channel, viewer)

    def home(self, person: str) -> View | None:
        """The app's Home as last published for this person."""
        return self.surfaces.homes.get(person)

    def modals(self, person: str) -> list[View]:
        """The stack of open modals; the last one is on top."""
        return list(self.surfaces.stacks.get(person, ()))

    def unread(self, person: str, channel: str) -> int:
        """How many messages of others came after the person last looked."""
        return self.rooms.unread(person, channel)

    def mark_read(self, person: str, channel: str) -> None:
        """The person looks at the channel."""
        self.rooms.mark_read(person, channel)

    def subscribe(self, person: str) -> Subscription:
        """`async for change in world.subscribe(person)`; it notes changes from now on.

        Close it when done (`subscription.close()`, or use it in a `with`).
        """
        return self.changes.subscribe(person)

    async def until(self, check: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Wait until something is so, looking again after each change; False after `seconds`."""
        return await self.changes.until(check, seconds)

    def dm(self, person: str) -> Channel:
        """The direct messages between a person and the app, opened if they were not."""
        return self.rooms.dm(person, self.app.bot_user)

    # What a person does

    async def say(self, person: str, channel: str, text: str) -> Message:
        """Write a message. The app hears it (message.im) where it may."""
        return await acts.say(self, person, channel, text)

    async def command(
        self, person: str, channel: str, command: str, text: str = ""
    ) -> CommandResult:
        """Type a slash command, for instance `command("U0MAYA", "C0GENERAL", "/mygoals")`."""
        return await acts.command(self, person, channel, command, text)

    async def press(
        self,
        person: str,
        where: Place | Message | View,
        block_id: str,
        action_id: str,
        value: Any = None,
        state_values: Typed | None = None,
    ) -> PressResult:
        """Press a button, or choose or type `value` (see `Typed`) in a field.

        `state_values` is what else stands typed on the same surface. A field in an input block
        without dispatch_action only remembers the value: nothing is sent to the app.
        Raises LookupError when the person sees no such element.
        """
        return await acts.press(self, person, where, block_id, action_id, value, state_values)

    async def submit(
        self, person: str, view_id: str, state_values: Typed | None = None
    ) -> SubmitResult:
        """Submit the modal. Empty required fields never reach the app, as in Slack."""
        return await acts.submit(self, person, view_id, state_values)

    async def close(self, person: str, view_id: str, *, all_of_them: bool = False) -> None:
        """Close the modal on top, or with the x all of them; the app hears it if it asked to."""
        await acts.close(self, person, view_id, all_of_them=all_of_them)

    async def open_home(self, person: str) -> None:
        """Look at the app's Home tab."""
        await acts.open_tab(self, person, "home")

    async def open_messages_tab(self, person: str) -> Channel:
        """Look at the app's Messages tab; answers the direct messages."""
        await acts.open_tab(self, person, "messages")
        return self.dm(person)

    async def invite(self, channel: str, who: str, inviter: str | None = None) -> None:
        """Bring a person, or the app by its bot user, into a channel."""
        await acts.invite(self, channel, who, inviter)

    async def leave(self, channel: str, who: str) -> None:
        """A person, or the app, leaves a channel."""
        await acts.leave(self, channel, who)

    async def deactivate(self, person: str) -> None:
        """An admin deactivates the person's account."""
        await self.change(person, deleted=True)

    async def change(self, person: str, **fields: Any) -> Person:
        """Change anything about a person; the app hears user_change."""
        return await acts.change(self, person, **fields)

    async def join_team(self, person: Person) -> None:
        """A new person joins the workspace; the app hears team_join."""
        await acts.join_team(self, person)

    def install(self) -> str:
        """Somebody allowed the app in: a new token, and the ones of before are dead."""
        self.bot_token = f"xoxb-{self.team_id}-{secrets.token_hex(8)}"
        self.token_error = None
        return self.bot_token

    async def revoke(self) -> None:
        """The app's token is revoked; it stays installed, and hears of it."""
        await acts.revoke(self)

    async def uninstall(self) -> None:
        """An admin removes the app: its tokens die, and it hears of it."""
        await acts.uninstall(self)

    # For tests

    async def deliver(self, kind: str, payload: Json) -> Ack:
        """Hand any payload to the app, forged ones too.

        `kind` is "events_api", "slash_commands" or "interactive".
        """
        return (await self.deliveries.once(kind, payload)).ack

    async def event(self, event: Json) -> Ack:
        """Hand one event to the app, with Slack's wrapper and its retries."""
        return await self.deliveries.event(events.wrapped(self, event))

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every Socket Mode connection to come again, as Slack does every few hours."""
        await self.deliveries.socket.disconnect(reason)

    async def verify_request_url(self, url: str | None = None) -> bool:
        """Send url_verification to the request URL (and use `url` from now on, if given)."""
        if url is not None:
            self.app = replace(self.app, request_url=url)
        return await self.deliveries.verify_url()

    def broke(self, rule: str, detail: str) -> None:
        """Record that the app broke a rule of Slack."""
        self.violations.append(Violation(rule, detail, self.monotonic()))

    async def stop(self) -> None:
        """End the live streams, the connections and everything that still waits."""
        self.changes.close()
        await self.deliveries.stop()

    def later(self, work: Awaitable[Any]) -> None:
        """Run something beside, until the server stops."""
        self.deliveries.later(work)

    def state_for(self, person: str, view_id: str) -> Mapping[str, Mapping[str, Json]]:
        """What stands typed in a view of the person."""
        return self.surfaces.find(person, view_id).state_values
