"""The admin channel is watched: while it is no fit place nothing is set, and all admins know."""

from __future__ import annotations

from bot.conversations.desk import Desk
from bot.conversations.telling import tell_in
from bot.directory import ChannelFacts, Silent
from bot.ui import Channel, Span
from bot.views import cadence as views
from bot.wording import admins as words
from storage import admins, audit, workspaces
from storage.database import Tx
from storage.deliveries import Kind

TEND = "tend"  # who did it, in the trail


def look(desk: Desk, workspace: str) -> None:
    """Now and then, where nobody acts. Where the platform says nothing, nothing happens."""
    with desk.database.read() as tx:
        place = workspaces.get(tx, workspace)
    if place is None or place.admin_channel is None:
        return
    try:
        facts = desk.directory.channel(workspace, place.admin_channel)
    except Silent:
        return
    note_channel(desk, workspace, place.admin_channel, is_fit(facts))


def is_fit(facts: ChannelFacts | None) -> bool:
    """Private, not shared with others, and Tend is in it."""
    return facts is not None and facts.is_private and not facts.is_shared and facts.tend_is_in


def note_channel(desk: Desk, workspace: str, channel: str, fit: bool) -> None:
    """Freeze or thaw, and tell every admin once."""
    with desk.database.read() as tx:
        place = workspaces.load(tx, workspace)
    if place.admin_channel != channel or (place.frozen_at is None) is fit:
        return
    with desk.database.begin() as tx:
        changed = workspaces.thaw(tx, workspace) if fit else _freeze(desk, tx, workspace)
        if changed:
            done = "thawed" if fit else "frozen"
            audit.note(tx, workspace, TEND, done, channel, "done", desk.now())
            said = words.thawed(Channel(channel)) if fit else words.frozen(Channel(channel))
            tell_admins(desk, tx, workspace, said)


def _freeze(desk: Desk, tx: Tx, workspace: str) -> bool:
    return workspaces.freeze(tx, workspace, desk.now())


def tell_admins(desk: Desk, tx: Tx, workspace: str, sentence: tuple[Span, ...]) -> None:
    """Each in their own conversation with Tend: the channel is not the place for it."""
    view = views.notice([sentence])
    for person in admins.confirmed(tx, workspace):
        tell_in(tx, workspace, desk.now(), Kind.REPLY, person, view)
