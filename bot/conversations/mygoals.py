"""/mygoals: what a person wants and struggles with, and who may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversations import finding
from bot.conversations.desk import (
    Desk,
    NotFound,
    Turn,
    homes,
    looking,
    page_start,
    taking_turn,
)
from bot.conversations.desk import Refused as Refused
from bot.conversations.rhythms import rhythm_in
from bot.conversations.sharing import (
    changed,
    changed_for_leaders,
    knowing,
    own_item,
    redraw_question,
    tell_less,
)
from bot.ids import FormName
from bot.ui import (
    Form,
    Opened,
    Outcome,
    Show,
    Submitted,
)
from bot.views import goals as views
from bot.views.goals import KNOW, Mirror, MyGoals, Proposal
from bot.wording import goals as words
from care import policy
from care.access import Act
from care.bonds import Bond, may_carry_grants
from care.cadence import Cadence
from care.hours import local_day
from care.items import Content, Flaw, Item, Level, draft, levels_for, tells_less
from jobs.facts import item_cadence_of
from storage import asks, bonds, disclosures, items, landings, promises
from storage.disclosures import Told
from storage.items import Shared

FLAWS = {
    ("title", Flaw.EMPTY): words.WRITE_SOMETHING,
    ("title", Flaw.TOO_LONG): words.TITLE_TOO_LONG,
    ("details", Flaw.TOO_LONG): words.DETAILS_TOO_LONG,
    ("kind", Flaw.NO_CHOICE): words.CHOOSE_ONE,
    ("area", Flaw.NO_CHOICE): words.CHOOSE_ONE,
    ("date", Flaw.NO_DATE): words.NO_SUCH_DAY,
}


# --- the list ------------------------------------------------------------------------------------


def show_list(turn: Turn, start: int = 0) -> Outcome:
    """The list, or on first use the promise and the question who leads them."""
    listed = mine(turn)
    if turn.me.welcomed_at is None and not listed.leaders:
        return Outcome(Show(views.welcome(listed)))
    return Outcome(Show(views.list_page(listed, start)))


def mine(turn: Turn) -> MyGoals:
    levels, suspended = items.standing(turn.tx, turn.workspace, turn.my_id)
    return MyGoals(
        items.own(turn.tx, turn.workspace, turn.my_id),
        levels,
        bonds.of_report(turn.tx, turn.workspace, turn.my_id),
        turn.calendar,
        suspended,
        promises.shown_to(turn.tx, turn.workspace, turn.my_id),
        asks.by_report(turn.tx, turn.workspace, turn.my_id),
    )


def open_list(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return show_list(turn, page_start(event.id))


def listed(turn: Turn) -> Outcome:
    return changed_to(turn, views.list_page(mine(turn)))


def changed_to(turn: Turn, form: Form) -> Outcome:
    """This page, after a change that others may see."""
    return Outcome(Show(form), stirred=True, home_stale=True, homes=homes(turn))


def bond_with_me(turn: Turn, bond: str) -> Bond:
    """Raises NotFound."""
    return finding.bond_with_me(turn, bond, Act.CHANGE)


# --- one item ------------------------------------------------------------------------------------


def open_item(desk: Desk, event: Opened) -> Outcome:
    """The form: empty to add one, filled to edit one's own."""
    with looking(desk, event) as turn:
        if not event.id:
            if turn.me.welcomed_at is None:
                return show_list(turn)
            return Outcome(Show(views.item_form(mine(turn), None)))
        item = own_item(turn, event.id)
        if item.content is None:
            raise NotFound
        return Outcome(Show(views.item_form(mine(turn), item)))


def open_item_page(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(item_page(turn, own_item(turn, event.id))))


def item_page(turn: Turn, item: Item) -> Form:
    """One item, and beside it the mirror: what each leader may read of it."""
    listed = mine(turn)
    shared = items.shares_of(turn.tx, turn.workspace, turn.my_id, item.id)
    lands = landings.of_item(turn.tx, turn.workspace, item.id) is not None
    return views.item_page(item, listed, mirrors(turn, listed, shared), lands)


def mirrors(turn: Turn, listed: MyGoals, shared: Sequence[Shared]) -> list[Mirror]:
    """What each leader may read of these things, leader by leader, and how often they did."""
    told = disclosures.told(turn.tx, turn.workspace, turn.my_id)
    own = {item.id: item for item in listed.items}
    return [
        _mirror(turn, bond, one, own[one.item], told.get((one.item, bond.leader)))
        for bond in listed.leaders
        for one in shared
        if one.leader == bond.leader
    ]


def _mirror(turn: Turn, bond: Bond, shared: Shared, item: Item, told: Told | None) -> Mirror:
    zone = turn.calendar.zone
    return Mirror(
        item=item,
        content=shared.content,
        proposal=proposal(turn, bond, shared.level, item),
        shared_on=local_day(shared.shared_at, zone),
        times=told.times if told else 0,
        read_on=local_day(told.last, zone) if told else None,
        on_hold=shared.suspended,
    )


def proposal(turn: Turn, bond: Bond, level: Level, item: Item) -> Proposal:
    rhythm, source = item_cadence_of(item.cadence, turn.place)
    return Proposal(bond, level, rhythm.ideal, source)


def save_item(desk: Desk, event: Submitted) -> Outcome:
    """Save for its owner; whatever would let a leader know more is previewed first."""
    value = _values(event)
    checked = draft(value["kind"], value["area"], value["title"], value["details"], value["date"])
    errors = {name: FLAWS[name, flaw] for name, flaw in checked.flaws.items()}
    rhythm, flaws = _rhythm_in(event)
    errors |= flaws
    with taking_turn(desk, event, once=True) as turn:
        leaders = mine(turn).leaders
        wanted = {bond.id: value[f"{KNOW}.{bond.id}"] for bond in leaders}
        errors |= _flaws_of_levels(wanted, checked.content)
        is_new = not event.id
        if is_new and items.count(turn.tx, turn.workspace, turn.my_id) >= policy.ITEMS_A_PERSON:
            errors["title"] = words.TOO_MANY
        if errors or checked.content is None:
            # the transaction is left without a trace, so that the corrected form counts as new
            raise Refused(errors)
        item, rewritten = _save(turn, event.id, checked.content, rhythm)
        chosen = {bond: Level(wanted[bond.id]) for bond in leaders}
        return _share_or_preview(turn, item, chosen, rewritten)


def _rhythm_in(event: Submitted) -> tuple[Cadence | None, Mapping[str, str]]:
    """How often a talk about it is worth it, or what is wrong with that."""
    try:
        return rhythm_in(event), {}
    except Refused as refused:
        return None, refused.errors


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


def _values(event: Submitted) -> _Values:
    return _Values({k: v for k, v in event.values.items() if isinstance(v, str)})


def _flaws_of_levels(wanted: Mapping[str, str], content: Content | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    for bond, level in wanted.items():
        if level not in set(Level):
            errors[f"{KNOW}.{bond}"] = words.CHOOSE_ONE
        elif content is not None and Level(level) not in levels_for(content):
            errors[f"{KNOW}.{bond}"] = words.NOT_NAMED
    return errors


def _save(turn: Turn, item: str, content: Content, rhythm: Cadence | None) -> tuple[Item, bool]:
    """The saved item, and whether its wording differs from what it was."""
    tx, workspace, me = turn.tx, turn.workspace, turn.my_id
    before = own_item(turn, item) if item else None
    if before is None:
        item = items.create(tx, workspace, me, content, turn.now)
    else:
        items.rewrite(tx, workspace, me, item, content, turn.now)
        redraw_question(turn, item)
    items.set_cadence(tx, workspace, me, item, rhythm)
    if before is not None and before.cadence != rhythm:
        changed_for_leaders(turn, item)
    return own_item(turn, item), before is not None and before.content != content


def _share_or_preview(
    turn: Turn, item: Item, chosen: Mapping[Bond, Level], rewritten: bool
) -> Outcome:
    """Less is done at once. More, or new wording of what is shared, waits for Share."""
    levels = items.levels(turn.tx, turn.workspace, turn.my_id)
    proposals: list[Proposal] = []
    for bond, level in chosen.items():
        now = levels.get((item.id, bond.leader), Level.PRIVATE)
        if tells_less(level, now):
            tell_less(turn, item.id, bond.leader, level)
            now = level
        if level is not Level.PRIVATE and (level is not now or rewritten):
            proposals.append(proposal(turn, bond, level, item))
    if proposals:
        shared = any((item.id, p.bond.leader) in levels for p in proposals)
        form = views.preview(item, turn.my_id, proposals, rewritten and shared, turn.calendar)
        return changed_to(turn, form)
    return listed(turn)


def share(desk: Desk, event: Submitted) -> Outcome:
    """Share was pressed under the preview. Of an old one, the wording as it is now is shown."""
    shown, *pairs = event.id.split(",")
    thing, _, mark = shown.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, thing)
        chosen = [_proposed(turn, item, pair) for pair in pairs]
        if item.content is None or mark != views.mark_of(item.content):
            return _preview_anew(turn, item, chosen)
        for one in chosen:
            share_with(turn, item, one)
        return listed(turn)


def _proposed(turn: Turn, item: Item, pair: str) -> Proposal:
    """Checked again here: what a client sends back proves nothing."""
    thing, _, level = pair.partition("=")
    bond, content = bond_with_me(turn, thing), item.content
    if content is None or not may_carry_grants(bond) or level not in set(Level):
        raise NotFound
    if Level(level) not in levels_for(content):
        raise NotFound
    return proposal(turn, bond, Level(level), item)


def _preview_anew(turn: Turn, item: Item, chosen: Sequence[Proposal]) -> Outcome:
    if item.content is None:
        raise NotFound
    is_shared = bool(knowing(turn, item.id))
    return Outcome(Show(views.preview(item, turn.my_id, chosen, is_shared, turn.calendar)))


def share_with(turn: Turn, item: Item, chosen: Proposal) -> None:
    leader, level = chosen.bond.leader, chosen.level
    items.share(turn.tx, turn.workspace, turn.my_id, item.id, leader, level, turn.now)
    changed(turn, item.id, leader)


FORMS = {
    FormName.MY_GOALS: open_list,
    FormName.ITEM: open_item,
    FormName.ITEM_PAGE: open_item_page,
}
SUBMISSIONS = {
    FormName.ITEM: save_item,
    FormName.SHARE: share,
}
