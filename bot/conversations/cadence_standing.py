"""Who may set anything, and where: checked again at each action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from bot.conversations.desk import Desk, NotForYou, looking
from bot.conversations.freezing import is_fit, note_channel
from bot.ui import Channel, Event, Outcome, Reply, Span, View
from bot.views.pieces import text
from bot.wording import cadence as words
from care import access
from care.access import Act, Sort, Thing, may
from care.people import may_take_part
from storage import admins, audit, workspaces

E = TypeVar("E", bound=Event)
OF_ADMINS = (Sort.SETTINGS, Sort.CHOSEN)


@dataclass(frozen=True)
class NotAllowed(Exception):
    """Why this person may not set anything here and now, in words."""

    spans: tuple[Span, ...]


def for_admins(handler: Callable[[Desk, E], Outcome]) -> Callable[[Desk, E], Outcome]:
    """Roles and channels change while a form is open, so each press is checked anew."""

    @wraps(handler)
    def checked(desk: Desk, event: E) -> Outcome:
        try:
            check_standing(desk, event)
            return handler(desk, event)
        except NotAllowed as why:
            return refused(why)

    return checked


def refused(why: NotAllowed) -> Outcome:
    view = View(("/cadence",), (text(*why.spans),))
    return Outcome(Reply(view), stirred=True)  # all admins may have been told something


def check_standing(desk: Desk, event: Event) -> None:
    """Raises NotAllowed."""
    check_admin(desk, event)
    with looking(desk, event) as turn:
        channel = turn.place.admin_channel
    if channel is None:
        raise NotAllowed((words.USE_PRIVATE,))
    check_channel(desk, event, channel)


def check_admin(desk: Desk, event: Event) -> None:
    """On the list; and whoever had the platform's own admin role must have it still."""
    actor = event.actor
    profile = desk.directory.profile(actor.workspace, actor.person)
    if profile is None or not may_take_part(profile):
        raise NotForYou
    with desk.database.begin() as tx:
        admins.seed(tx, actor.workspace, desk.first_admins, desk.now())
        standing = admins.check(tx, actor.workspace, actor.person, profile.is_admin)
        is_admin = standing is admins.Standing.ADMIN
        who = access.Actor(actor.workspace, actor.person, takes_part=True, is_admin=is_admin)
        things = [Thing(sort, actor.workspace) for sort in OF_ADMINS]
        allowed = all(may(who, act, thing) for thing in things for act in Act)
        if allowed and profile.zone:
            workspaces.live_in(tx, actor.workspace, profile.zone)
        if not allowed:
            audit.note(
                tx, who.workspace, who.person, "cadence", who.workspace, "denied", desk.now()
            )
    if standing is admins.Standing.LOST_ROLE:
        raise NotAllowed((words.NO_LONGER_ADMIN,))
    if not allowed:
        raise NotAllowed((words.NOT_AN_ADMIN,))


def check_channel(desk: Desk, event: Event, channel: str) -> None:
    """The one admin channel: private, not shared with others, and Tend is in it."""
    with looking(desk, event) as turn:
        admin_channel = turn.place.admin_channel
    if admin_channel is not None and admin_channel != channel:
        raise NotAllowed(words.use_channel(Channel(admin_channel)))
    fit = is_fit(desk.directory.channel(event.actor.workspace, channel))
    if admin_channel is not None:
        note_channel(desk, event.actor.workspace, channel, fit)
    if not fit:
        raise NotAllowed((words.NOT_PRIVATE_ANY_MORE if admin_channel else words.USE_PRIVATE,))
