"""What admins look at before they start: the very messages, as samples, and a text to post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.ids import FormName
from bot.ui import Button, Buttons, Divider, Form, Heading, Part, Typed, View
from bot.views import goals as goal_views
from bot.views import nudges as nudge_views
from bot.views import seen_by
from bot.views.goals import Proposal
from bot.views.nudges import NudgeNow
from bot.views.pieces import Calendar, opens, quiet, text
from bot.wording import cadence as notices
from bot.wording import cadence_preview as words
from bot.wording import cadence_settings as settings_words
from bot.wording import goals as goal_words
from care.bonds import Bond
from care.items import Area, Content, Kind, Level, State
from care.nudges import ITEM_ACTS, WORDINGS
from storage import deliveries
from storage.deliveries import Delivery
from storage.items import Shared
from storage.nudges import Nudge
from storage.people import Person
from storage.workspaces import Workspace

SAMPLE = "sample"
CONTENT = Content(Kind.GOAL, Area.WORK, words.SAMPLE_TITLE)


def preview(place: Workspace, me: Person, calendar: Calendar) -> Form:
    parts = (_back(), *_samples(place, me, calendar), *_next_buttons())
    return Form(FormName.PREVIEW, words.PREVIEW_TITLE, parts)


def preview_message(place: Workspace, me: Person, calendar: Calendar) -> View:
    return View((words.PREVIEW_SUMMARY,), tuple(_samples(place, me, calendar)))


def announcement(place: Workspace) -> Form:
    on = Buttons((opens(notices.PILOT, FormName.PILOT),))
    parts = (_back(), *_announcement(place), on)
    return Form(FormName.ANNOUNCEMENT, words.ANNOUNCEMENT_TITLE, parts)


def announcement_message(place: Workspace) -> View:
    return View((words.ANNOUNCEMENT_TITLE,), tuple(_announcement(place)))


def _back() -> Part:
    return Buttons((opens(settings_words.BACK, FormName.CADENCE),))


def _next_buttons() -> tuple[Part, ...]:
    return (Buttons((opens(words.ANNOUNCEMENT_TITLE, FormName.ANNOUNCEMENT),)),)


def _announcement(place: Workspace) -> list[Part]:
    asked = (words.PULSE,) if place.asks_pulse else ()
    said = (
        words.what_it_does(place.places),
        words.SEES,
        *asked,
        words.PROMISE_NO_LISTS,
        words.STOPPING,
    )
    noted = quiet(words.ANNOUNCEMENT_NOTE, " ", words.ANNOUNCEMENT_NEXT)
    return [*(text(sentence) for sentence in said), Divider(), noted]


# --- the samples ---------------------------------------------------------------------------------


def _samples(place: Workspace, me: Person, calendar: Calendar) -> list[Part]:
    bond = Bond(SAMPLE, me.id, me.id, accepted=True, confirmed=True, since=calendar.now)
    days = place.item_cadence.ideal
    plan = nudge_views.plan(
        [_nudge(bond, days, calendar)], me, _sent(place, me, calendar), calendar
    )
    share = goal_views.may_read(me.id, CONTENT, Proposal(bond, Level.NAMED, days), calendar)
    return [
        *(Heading(words.LEADER_HEADING), quiet(words.LEADER_NOTE)),
        *without_buttons(seen_by.message(plan, deliveries.Kind.PLAN).parts),
        *(Divider(), Heading(words.FIRST_HEADING), text(goal_words.PROMISE)),
        *(Divider(), Heading(words.SHARE_HEADING), quiet(words.SHARE_NOTE)),
        *without_buttons(share),
        *(quiet(goal_words.FOOT), Divider(), quiet(words.PREVIEW_NEXT)),
    ]


def _sent(place: Workspace, me: Person, calendar: Calendar) -> Delivery:
    return Delivery(
        workspace=place.id,
        id=SAMPLE,
        kind=deliveries.Kind.PLAN,
        address=me.id,
        day=calendar.today,
        due_at=calendar.now,
        stale_at=None,
        state=deliveries.State.DUE,
        attempt=0,
        faults=0,
        channel=None,
        ts=None,
    )


def _nudge(bond: Bond, days: int, calendar: Calendar) -> NudgeNow:
    nudge = Nudge(
        id=SAMPLE,
        delivery=SAMPLE,
        place=0,
        bond=bond.id,
        leader=bond.leader,
        report=bond.report,
        item=SAMPLE,
        level=Level.NAMED,
        days=days,
        reason="item",
        act=ITEM_ACTS[0],
        wording=WORDINGS[0],
        day=calendar.today,
    )
    return NudgeNow(nudge, bond, _shared(bond, calendar), None, None, ever_talked=True, ideal=days)


def _shared(bond: Bond, calendar: Calendar) -> Shared:
    return Shared(
        item=SAMPLE,
        leader=bond.leader,
        owner=bond.report,
        level=Level.NAMED,
        shared_at=calendar.now,
        muted=False,
        suspended=False,
        state=State.ACTIVE,
        cadence=None,
        content=CONTENT,
    )


def without_buttons(parts: Iterable[Part]) -> Iterator[Part]:
    """The same, with each button as a word."""
    for part in parts:
        if isinstance(part, Buttons):
            yield _words_of(part.buttons)
        elif isinstance(part, Typed) and part.beside is not None:
            yield from (Typed(part.text, quoted=part.quoted), _words_of((part.beside,)))
        else:
            yield part


def _words_of(buttons: tuple[Button, ...]) -> Part:
    return quiet(words.as_words(" · ".join(f"[{button.label}]" for button in buttons)))
