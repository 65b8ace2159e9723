"""My goals: the list, one item, the form, and the preview before sharing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    Confirm,
    DateField,
    Divider,
    Do,
    Field,
    Form,
    LineField,
    Option,
    Part,
    Person,
    PersonField,
    Span,
    Text,
    Typed,
    View,
)
from bot.views import asks as ask_views
from bot.views.landing import about as about_landing
from bot.views.landing import toggle
from bot.views.nudges import about_date, about_item
from bot.views.on_hold import banner
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.views.promises import to_me
from bot.wording import goals as words
from bot.wording import handover as handover_words
from bot.wording.on_hold import SHARE_ONE, knew, nothing_seen
from bot.wording.thanks import SEND as SEND_THANKS
from bot.wording.times import stretch
from care import policy
from care.bonds import Bond, may_carry_grants, waits_for_report
from care.cadence import Source
from care.hours import monday_of
from care.items import NUDGEABLE, Area, Content, Item, Kind, Level, State
from care.moments import GRACE, LATE, Moment
from jobs.changing import Change
from storage.asks import Ask
from storage.promises import Promise

PAGE = 20  # items: a click in a form sends the whole form back
KNOW = "know"  # the field for one leader is "know.<bond>"
Levels = Mapping[tuple[str, str], Level]  # (item, leader) -> level


@dataclass(frozen=True)
class MyGoals:
    """Everything an employee's list shows."""

    items: Sequence[Item]
    levels: Levels
    bonds: Sequence[Bond]
    calendar: Calendar
    suspended: frozenset[tuple[str, str]] = frozenset()  # of the levels: since a restore
    promises: Sequence[Promise] = ()  # made to them, and shown
    asks: Sequence[Ask] = ()  # open

    @cached_property
    def leaders(self) -> list[Bond]:
        return [bond for bond in self.bonds if may_carry_grants(bond)]

    @property
    def on_hold(self) -> list[tuple[str, str]]:
        """What its owner may share again, with those who lead them now."""
        leaders = {bond.leader for bond in self.leaders}
        return sorted(held for held in self.suspended if held[1] in leaders)


# --- first use -----------------------------------------------------------------------------------


def welcome(mine: MyGoals) -> Form:
    waiting = [part for bond in mine.bonds for part in asked_by(bond)]
    who = PersonField("leader", words.WHO_LEADS_YOU, words.WHO_LEADS_HINT, optional=True)
    parts: list[Part | Field] = [text(words.PROMISE), *waiting, who, quiet(words.NAMED_NOTE)]
    return Form(FormName.WELCOME, words.WELCOME_TITLE, tuple(parts), submit=words.CONTINUE)


def name_leader(mine: MyGoals) -> Form:
    """Who leads me: those named so far, with a way out, and a place to name one more."""
    named = [part for bond in mine.leaders for part in _leader(bond)]
    who = PersonField("leader", words.WHO_LEADS_YOU, words.WHO_LEADS_MORE)
    promise = [] if named else [text(words.PROMISE)]
    parts = (*promise, *named, who, quiet(words.NAMED_NOTE))
    return Form(FormName.NAME_LEADER, words.NAME_LEADER_TITLE, parts, submit=words.CONTINUE)


def _leader(bond: Bond) -> list[Part]:
    sure = Confirm(words.REMOVE_TITLE, words.REMOVE_TEXT, words.REMOVE_YES, words.KEEP)
    remove = Button(words.REMOVE_LEADER, Do(Action.REMOVE_LEADER, bond.id), "danger", sure)
    sentence = words.led_by(Person(bond.leader), bond.accepted)
    return [Text(sentence, beside=remove), quiet(words.NAMED_BY[bond.source])]


# --- the list ------------------------------------------------------------------------------------


def list_page(mine: MyGoals, start: int = 0) -> Form:
    parts: list[Part] = banner(mine.on_hold)
    parts += [part for bond in mine.bonds for part in asked_by(bond)]
    if not start:
        parts += to_me(mine.promises, mine.calendar)
        parts += ask_views.mine(mine.asks, mine.calendar)
    parts += [*_led_by(mine.leaders), *_know_nothing(mine)]
    add = opens(words.ADD, FormName.ITEM, style="primary")
    ask = [ask_views.ask_button(), thanks_button()] if mine.leaders else []
    parts += [Buttons((add, *ask, opens(words.WHAT_IS_TOLD, FormName.SHARED))), Divider()]
    if not mine.items:
        parts.append(text(words.EMPTY))
    for item in mine.items[start : start + PAGE]:
        parts += summary(item, mine)
    if len(mine.items) > start + PAGE:
        parts.append(Buttons((opens(words.MORE, FormName.MY_GOALS, str(start + PAGE)),)))
    return Form(FormName.MY_GOALS, words.LIST_TITLE, tuple(parts))


def thanks_button() -> Button:
    return opens(SEND_THANKS, FormName.THANKS)


def asked_by(bond: Bond) -> list[Part]:
    if not waits_for_report(bond):
        return []
    yes = do(words.YES, Action.CONFIRM_LEADER, bond.id, style="primary")
    no = do(words.NOT_MY_LEADER, Action.REFUSE_LEADER, bond.id)
    return [text(*words.says_leads_you(Person(bond.leader), bond.source)), Buttons((yes, no))]


def _know_nothing(mine: MyGoals) -> list[Part]:
    """For each leader who knows of nothing, where there is something to know of."""
    if not any(item.state is State.ACTIVE and item.content for item in mine.items):
        return []
    told = {leader for _, leader in mine.levels}
    return [
        Text(
            handover_words.knows_nothing(Person(bond.leader)),
            beside=opens(handover_words.CHOOSE, FormName.HANDOVER, bond.id),
        )
        for bond in mine.leaders
        if bond.leader not in told
    ]


def _led_by(leaders: Sequence[Bond]) -> list[Part]:
    if not leaders:
        name = opens(words.NAME_LEADER, FormName.NAME_LEADER)
        return [Text((words.NO_LEADER,), beside=name)]
    first, *others = leaders
    change = opens(words.LEADERS, FormName.NAME_LEADER)
    return [Text(_led(first), beside=change), *(text(*_led(bond)) for bond in others)]


def _led(bond: Bond) -> tuple[Span, ...]:
    return (*words.led_by(Person(bond.leader), bond.accepted), " ", words.NAMED_BY[bond.source])


def summary(item: Item, mine: MyGoals) -> list[Part]:
    """One item of the list: its title, what it is, who knows, and the way in."""
    button = opens(words.OPEN, FormName.ITEM_PAGE, item.id)
    if item.content is None:
        return [Text((words.UNREADABLE,), beside=button)]
    return [Typed(item.content.title, button), quiet(*about(item, mine))]


def about(item: Item, mine: MyGoals) -> list[Span]:
    """ "Goal, work, by Friday · Maya may get a nudge with its title" """
    content = item.content
    assert content is not None
    facts = [words.kind_and_area(content.kind, content.area)]
    if content.date:
        facts.append(words.by_day(mine.calendar.on(content.date)))
    if item.state is State.DONE:
        facts.append(words.DONE[content.kind])
    spans: list[Span] = [", ".join(facts)]
    known = [(b.leader, mine.levels.get((item.id, b.leader))) for b in mine.leaders]
    shared = [(leader, level) for leader, level in known if level is not None]
    for leader, level in shared:
        is_held = (item.id, leader) in mine.suspended
        known_now = knew(Person(leader)) if is_held else words.knows(Person(leader), level)
        spans += [" · ", *known_now]
    if shared:
        return spans
    return [*spans, " · ", words.UNSHARED_SHORT if item.unshared else words.ONLY_ME]


# --- one item ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mirror:
    """What one leader may read of an item, in the wording that was shared, and when they did."""

    item: Item
    content: Content | None  # None: it could not be read
    proposal: Proposal
    shared_on: date
    times: int
    read_on: date | None
    on_hold: bool = False  # since a restore: this leader reads nothing of it


def item_page(item: Item, mine: MyGoals, mirrors: Sequence[Mirror], lands: bool = False) -> Form:
    parts: list[Part] = [Buttons((opens(words.BACK, FormName.MY_GOALS),))]
    if item.content is None:
        parts.append(text(words.UNREADABLE))
    else:
        parts += [Typed(item.content.title), quiet(*about(item, mine))]
        parts += [Typed(item.content.details)] if item.content.details else []
    parts += _unshared(item)
    parts += _goes(item)
    parts.append(Buttons(tuple(_item_buttons(item, mine, lands))))
    parts += about_landing(lands)
    for mirror in mirrors:
        parts += [Divider(), *mirrored(mirror, mine.calendar)]
        ways = (*share_still(mirror), *([stop_telling(mirror)] if len(mirrors) > 1 else []))
        parts += [Buttons(ways)] if ways else []
    return Form(FormName.ITEM_PAGE, words.LIST_TITLE, tuple(parts), id=item.id)


def _unshared(item: Item) -> list[Part]:
    """Why it is shared no longer, where its owner did not end that themselves."""
    if not item.unshared:
        return []
    again = opens(words.SHARE_AGAIN, FormName.ITEM, item.id)
    return [Text((words.UNSHARED,), beside=again)]


def _goes(item: Item) -> list[Part]:
    """What is erased without being asked about, and when."""
    if item.state is State.DONE:
        return [quiet(words.DONE_GOES)]
    is_challenge = item.content is not None and item.content.kind is Kind.CHALLENGE
    return [quiet(words.CHALLENGE_GOES)] if is_challenge else []


def mirrored(mirror: Mirror, calendar: Calendar) -> list[Part]:
    """The mirror, and how often and in which week its leader last read in it."""
    item = mirror.item
    said = [words.shared_since(calendar.dated(mirror.shared_on)), _read(mirror, calendar)]
    if item.content != mirror.content:
        said.append(words.NEWER_IS_YOURS)
    held = [text(*nothing_seen(Person(mirror.proposal.bond.leader)))] if mirror.on_hold else []
    return [*held, *_may_read_now(mirror, calendar), quiet(" ".join(said))]


def _may_read_now(mirror: Mirror, calendar: Calendar) -> list[Part]:
    if mirror.content is None:
        return [text(words.UNREADABLE)]
    item = mirror.item
    is_over = item.state is not State.ACTIVE
    return may_read(item.owner, mirror.content, mirror.proposal, calendar, is_over)


def _read(mirror: Mirror, calendar: Calendar) -> str:
    if mirror.read_on is None:
        return words.NOT_READ_YET
    return words.read(mirror.times, calendar.dated(monday_of(mirror.read_on)))


def stop_telling(mirror: Mirror, label: str = words.STOP_FOR_THIS_LEADER) -> Button:
    return do(label, Action.STOP_TELLING, f"{mirror.item.id}.{mirror.proposal.bond.id}")


def share_still(mirror: Mirror) -> list[Button]:
    if not mirror.on_hold:
        return []
    thing = f"{mirror.item.id}.{mirror.proposal.bond.id}"
    return [do(SHARE_ONE, Action.SHARE_STILL, thing, style="primary")]


def _item_buttons(item: Item, mine: MyGoals, lands: bool) -> list[Button]:
    buttons: list[Button] = []
    if item.content is not None:
        buttons.append(opens(words.EDIT, FormName.ITEM, item.id))
        if item.state is State.ACTIVE:
            label = words.MARK_DONE[item.content.kind]
            buttons.append(do(label, Action.REACHED, item.id))
        else:
            buttons.append(do(words.REOPEN, Action.REOPEN, item.id))
    if any(thing == item.id for thing, _ in mine.levels):
        buttons.append(toggle(item.id, lands))
        buttons.append(do(words.STOP_SHARING, Action.STOP_SHARING, item.id))
    sure = Confirm(words.DELETE_TITLE, words.DELETE_TEXT, words.DELETE_YES, words.KEEP)
    buttons.append(Button(words.DELETE, Do(Action.DELETE_ITEM, item.id), "danger", sure))
    return buttons


# --- the form ------------------------------------------------------------------------------------


def item_form(mine: MyGoals, item: Item | None, saved: bool = False, too_long: str = "") -> Form:
    """Add or edit. Who may know is asked for each leader, and nothing is chosen beforehand.

    ``too_long``: a title that was typed elsewhere and has to be shortened; nothing of it is saved.
    """
    content = item.content if item else None
    parts: list[Part | Field] = [text(words.SAVED_PRIVATE)] if saved else []
    parts += [text(words.TITLE_TOO_LONG)] if too_long else []
    parts += _content_fields(content, too_long)
    parts += _rhythm_fields(item)
    for bond in mine.leaders:
        now = mine.levels.get((item.id, bond.leader), Level.PRIVATE) if item else None
        parts.append(text(*words.who_may_know(Person(bond.leader))))
        parts.append(_know_field(bond, None if saved else now))
    if not mine.leaders:
        parts.append(quiet(words.NO_LEADER))
    title = words.EDIT_TITLE if item else words.ADD_TITLE
    thing = item.id if item else ""
    return Form(FormName.ITEM, title, tuple(parts), thing, submit=words.SAVE, close="Cancel")


def _content_fields(content: Content | None, title: str = "") -> list[Part | Field]:
    kinds = tuple(Option(kind, words.KINDS[kind], words.KINDS_ABOUT[kind]) for kind in Kind)
    areas = (Option(Area.WORK, words.AREA_WORK), Option(Area.PERSONAL, words.AREA_PERSONAL))
    day = content.date.isoformat() if content and content.date else ""
    return [
        ChoiceField("kind", words.KIND, options=kinds, value=content.kind if content else ""),
        ChoiceField("area", words.AREA, options=areas, value=content.area if content else ""),
        LineField(
            "title",
            words.TITLE,
            words.TITLE_HINT,
            value=content.title if content else title,
            longest=policy.TITLE_LONGEST,
        ),
        LineField(
            "details",
            words.DETAILS,
            words.DETAILS_HINT,
            optional=True,
            value=content.details if content else "",
            longest=policy.DETAILS_LONGEST,
            several_lines=True,
        ),
        DateField("date", words.DATE, optional=True, value=day),
    ]


def _rhythm_fields(item: Item | None) -> list[Field]:
    own = item.cadence if item else None
    ideal, maximum = (str(own.ideal), str(own.maximum)) if own else ("", "")
    return [
        LineField("ideal", words.RHYTHM_IDEAL, words.RHYTHM_HINT, True, ideal, longest=3),
        LineField("maximum", words.RHYTHM_MAXIMUM, "", True, maximum, longest=3),
    ]


def _know_field(bond: Bond, level: Level | None) -> ChoiceField:
    options = tuple(Option(level, *words.LEVELS[level]) for level in Level)
    return ChoiceField(f"{KNOW}.{bond.id}", words.KNOW, options=options, value=level or "")


# --- the preview ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """What would be shared with one leader, once the owner presses Share."""

    bond: Bond
    level: Level
    cadence_days: int
    source: Source = Source.TEND  # of the cadence


def preview(
    item: Item,
    owner: str,
    proposals: Sequence[Proposal],
    rewritten: bool,
    calendar: Calendar,
) -> Form:
    content = item.content
    assert content is not None
    parts: list[Part] = [quiet(words.SAVED_WORDING if rewritten else words.SAVED_PRIVATE)]
    for proposal in proposals:
        parts += [*may_read(owner, content, proposal, calendar), Divider()]
    parts.append(quiet(words.FOOT))
    shown = f"{item.id}.{mark_of(content)}"
    thing = ",".join([shown, *(f"{p.bond.id}={p.level}" for p in proposals)])
    close = words.KEEP_AS_IT_IS if rewritten else words.KEEP_PRIVATE
    return Form(
        FormName.SHARE, words.SHARE_TITLE, tuple(parts), thing, submit=words.SHARE, close=close
    )


def mark_of(content: Content) -> str:
    """Which wording a preview showed: shared is that one and no other."""
    return sha256(repr(content).encode()).hexdigest()[:16]


def may_read(
    owner: str, content: Content, proposal: Proposal, calendar: Calendar, is_over: bool = False
) -> list[Part]:
    """Word for word what this leader may be sent, and what they may read when they look.

    ``is_over``: reached or resolved, so that nothing of it is sent any more.
    """
    parts: list[Part] = [text(*words.may_read(Person(proposal.bond.leader)))]
    if is_over:
        parts.append(quiet(words.OVER_IN_LIST[content.kind]))
    elif proposal.level in NUDGEABLE:
        parts += about_item(Person(owner), proposal.level, content, proposal.cadence_days)
        days = stretch(proposal.cadence_days)
        parts.append(quiet(words.when_nudged(days, proposal.source)))
        parts += _of_its_date(owner, content, proposal.level, calendar)
        if proposal.level is Level.NAMED:
            parts += [quiet(words.ASKED_AFTERWARDS), quiet(words.IN_HOME)]
        parts.append(quiet(words.AT_ANY_TIME))
    else:
        parts.append(quiet(words.IN_LIST))
    parts.append(Typed(content.title))
    parts += [Typed(content.details)] if content.details else []
    parts += [quiet(words.its_date(calendar.on(content.date)))] if content.date else []
    return parts


def _of_its_date(owner: str, content: Content, level: Level, calendar: Calendar) -> list[Part]:
    """The lines that may still come around the date, each with its condition."""
    if content.date is None:
        return []
    last = {
        Moment.NEAR: content.date,
        Moment.JUST_OVER: content.date + GRACE,
        Moment.LONG_OVER: content.date + LATE,
    }
    parts: list[Part] = []
    for moment in Moment:
        if calendar.today <= last[moment]:
            day = calendar.dated(content.date)
            parts += about_date(Person(owner), level, moment, content, day)
            parts.append(quiet(words.WHEN_DATED[moment]))
    return parts


def change_of_leader(change: Change) -> View:
    """What a report is told when who leads them here has changed."""
    said = [text(*_gone(change))] if change.gone else []
    if change.back:
        people = [Person(one.leader) for one in change.back]
        shared = sum(one.shared for one in change.back)
        said.append(text(*words.leader_again(people, shared)))
    buttons = Buttons((opens(words.LIST_TITLE, FormName.MY_GOALS),))
    return View((words.LEADER_GONE_SUMMARY,), (*said, buttons))


def _gone(change: Change) -> tuple[Span, ...]:
    gone = [Person(one.leader) for one in change.gone]
    if change.new:
        return words.new_leader([Person(one) for one in change.new], gone, change.shared)
    words_for = words.leader_left if change.left else words.leader_gone
    return words_for(gone, change.shared)
