"""Plain words: what a person types to Tend is done, asked back or not understood; never guessed.

Only the recorded fact is kept: who, which item, which day. The sentence itself is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversations import finding, home, mypeople, promises
from bot.conversations.answering import (
    can_take_back,
    come_back,
    decline,
    note_talk,
    plan_talk,
    take_back,
)
from bot.conversations.desk import (
    Desk,
    NotFound,
    Refused,
    Repeat,
    Turn,
    homes,
    looking,
    taking_turn,
)
from bot.conversations.readings import from_text, to_text
from bot.conversations.sharing import changed_for_leaders, own_item, stop_sharing_with_all
from bot.conversations.telling import tell
from bot.ids import Action, FormName
from bot.keeping import view_to_text
from bot.ui import Button, Outcome, Part, Person, Pressed, Said
from bot.understanding import meanings as m
from bot.understanding.context import Context, Known, OpenNudge, OwnItem, SharedItem
from bot.views import saying as views
from bot.views.pieces import do, opens
from bot.wording import answers as answer_words
from bot.wording import goals as goal_words
from bot.wording import nudges as nudge_words
from bot.wording import own_settings as own_words
from bot.wording import people as people_words
from bot.wording import promises as promise_words
from bot.wording import saying as words
from care import policy
from care.access import Act
from care.answers import FARTHEST, Why, check_plan, check_talk, next_one_on_one
from care.answers import Flaw as TooFar
from care.bonds import Bond, serves
from care.hours import DAY, instant
from care.items import Area, Flaw, State, draft
from storage import askings, bonds, deliveries, items, nudges, people, talks
from storage.deliveries import Kind
from storage.nudges import Nudge

LOOK_BACK = timedelta(days=28)  # nudges that "done" may still answer
UNDO_WITHIN = timedelta(days=1)


def said(desk: Desk, event: Said) -> Outcome:
    """Understood as of now; what is clear is done, and the answer says what was done."""
    from bot.understanding.understanding import understand  # not needed by a start

    with looking(desk, event) as turn:
        led = _led(turn)
    names = desk.directory.names(event.actor.workspace, [bond.report for bond in led])
    with taking_turn(desk, event, once=True) as turn:
        if event.with_file and not event.text.strip():
            return _words_only(turn, event.key)
        found = understand(event.text, _context(turn, names))
        return _answer(turn, tuple(_confirmed(meaning) for meaning in found), event.key)


def _words_only(turn: Turn, key: str) -> Outcome:
    tell(turn, Kind.REPLY, turn.my_id, views.reply(views.done((words.WORDS_ONLY,))), key)
    return Outcome(stirred=True)


def _confirmed(meaning: m.Meaning) -> m.Meaning:
    """What ends a bond takes with it whatever was shared: asked back, however clear it is."""
    if isinstance(meaning, m.NotThisTime) and meaning.why is Why.NOT_MINE:
        return m.Ambiguous((meaning,), m.Differs.SURE)
    return meaning


def choose(desk: Desk, event: Pressed) -> Outcome:
    """One of the readings that were asked back."""
    asking, _, place = event.id.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        kept = finding.asking(turn, asking)
        readings = from_text(kept) if kept else ()
        if not (place.isascii() and place.isdigit() and int(place) < len(readings)):
            raise NotFound
        return _answer(turn, (readings[int(place)],), event.key)


def undo_talks(desk: Desk, event: Pressed) -> Outcome:
    """Take back talks that were noted from words."""
    with taking_turn(desk, event, once=True) as turn:
        if not [one for one in event.id.split(",") if _take_back_talk(turn, one)]:
            raise NotFound
        tell(turn, Kind.REPLY, turn.my_id, views.reply(views.done((words.UNDONE,))), event.key)
        return Outcome(stirred=True, home_stale=True)


def _take_back_talk(turn: Turn, id: str) -> bool:
    """And the answer that recorded it; False where there is no such talk of the actor's."""
    try:
        talk = finding.talk(turn, id, Act.CHANGE)
    except NotFound:
        return False
    nudge = nudges.recording(turn.tx, turn.workspace, turn.my_id, talk.id)
    if nudge is not None:
        take_back(turn, finding.nudge(turn, nudge, Act.CHANGE))
    talks.erase(turn.tx, turn.workspace, talk.id)
    bonds.look_again_at(turn.tx, turn.workspace, turn.my_id, talk.report)
    return True


# --- what is known while they type ---------------------------------------------------------------


def _led(turn: Turn) -> list[Bond]:
    return [b for b in bonds.of_leader(turn.tx, turn.workspace, turn.my_id) if serves(b)]


def _context(turn: Turn, names: dict[str, tuple[str, ...]]) -> Context:
    led = _led(turn)
    since = turn.calendar.today - LOOK_BACK
    waiting = nudges.open_of_leader(turn.tx, turn.workspace, turn.my_id, since)
    shared = items.shared_with(turn.tx, turn.workspace, turn.my_id)
    own = items.own(turn.tx, turn.workspace, turn.my_id)
    return Context(
        now=turn.now,
        hours=turn.me.hours(turn.place),
        people=tuple(Known(bond.report, names.get(bond.report, ())) for bond in led),
        nudges=tuple(
            OpenNudge(n.id, n.report, n.delivery, n.item, moment) for n, moment in waiting
        ),
        shared=tuple(
            SharedItem(s.item, s.owner, s.content.title) for s in shared if s.content is not None
        ),
        own=tuple(
            OwnItem(i.id, i.content.title, i.content.kind)
            for i in own
            if i.content is not None and i.state is State.ACTIVE
        ),
        one_on_ones={bond.report: bond.one_on_one for bond in led if bond.one_on_one},
        away=_away(turn),
    )


def _away(turn: Turn) -> tuple[date, date] | None:
    """The first and the last day of the speaker's own leave, while it is not over."""
    first, back = turn.me.away_first, turn.me.away_back
    if first is None or back is None or back <= turn.calendar.today:
        return None
    return first, back - DAY


# --- the answer ----------------------------------------------------------------------------------


def _answer(turn: Turn, found: tuple[m.Meaning, ...], key: str) -> Outcome:
    """One message for everything that was understood; nothing for a mere nod."""
    delivery = tell(turn, Kind.REPLY, turn.my_id, views.reply([]), key)
    if delivery is None or all(isinstance(meaning, m.Courtesy) for meaning in found):
        raise Repeat  # said already; or a mere nod, which asks for no answer
    parts = [part for meaning in found for part in _done(turn, meaning, delivery)]
    deliveries.rewrite(turn.tx, turn.workspace, delivery, view_to_text(views.reply(parts)))
    return Outcome(stirred=True, home_stale=True, homes=homes(turn))


def _done(turn: Turn, meaning: m.Meaning, delivery: str) -> list[Part]:
    if flaw := _out_of_reach(turn, meaning):
        return views.done((flaw,))
    match meaning:
        case m.NotUnderstood():
            return views.not_understood(meaning)
        case m.Ambiguous():
            readings = to_text(meaning.candidates)
            asking = askings.ask(turn.tx, turn.workspace, turn.my_id, readings, turn.now)
            return views.asked_back(asking, meaning.candidates, turn.calendar)
        case m.Talked():
            return _talked(turn, meaning)
        case m.Planned():
            return _planned(turn, meaning, delivery)
        case m.LaterUntil():
            return _later(turn, meaning, delivery)
        case m.NotThisTime():
            return _not_this_time(turn, meaning, delivery)
        case m.Question():
            return _question(turn, meaning)
        case m.Control():
            return _control(turn, meaning)
        case m.AddItem():
            return _add(turn, meaning)
        case m.Promised():
            return _promised(turn, meaning)
        case m.ReachedItem():
            return _reached(turn, meaning)
        case m.StopSharing():
            return _stop_sharing(turn, meaning)
    return views.hello()


def _out_of_reach(turn: Turn, meaning: m.Meaning) -> str:
    """What the forms refuse words cannot do either: a day too far from today; "" for none."""
    today = turn.calendar.today
    match meaning:
        case m.Talked(day=day):
            return answer_words.TOO_LONG_AGO if check_talk(day, today) is TooFar.TOO_FAR else ""
        case m.Planned(moment=moment) if moment is not None:
            too_far = check_plan(moment, turn.now) is TooFar.TOO_FAR
            return answer_words.TOO_FAR if too_far else ""
        case m.Control(order=m.Order.AWAY, until=until) if until is not None:
            return own_words.TOO_FAR if until >= today + home.FARTHEST_AWAY else ""
        case m.Promised(day=day):
            return answer_words.TOO_FAR if day is not None and day > today + FARTHEST else ""
        case m.LaterUntil(day=until) | m.NotThisTime(until=until) | m.Control(until=until):
            return answer_words.TOO_FAR if until is not None and until > today + FARTHEST else ""
    return ""


# --- talks and plans -----------------------------------------------------------------------------


def _talked(turn: Turn, meaning: m.Talked) -> list[Part]:
    noted = [_note(turn, person, meaning) for person in meaning.people]
    spans = words.talked(meaning.people, turn.calendar.on(meaning.day), meaning.about is not None)
    undo = do(nudge_words.UNDO, Action.UNDO_TALKS, ",".join(noted))
    return views.done((words.NOTED, *spans), undo, *_and_promised(turn, meaning.people))


def _and_promised(turn: Turn, people: Sequence[str]) -> list[Button]:
    if len(people) != 1:
        return []
    return [opens(promise_words.I_PROMISED, FormName.PROMISE, _bond_with(turn, people[0]).id)]


def _note(turn: Turn, person: str, meaning: m.Talked) -> str:
    """The talk; it answers the open nudge about this person, if there is one."""
    tx, workspace = turn.tx, turn.workspace
    bond = _bond_with(turn, person)
    shared = {s.item for s in items.shared_with(tx, workspace, turn.my_id, [person])}
    about = [meaning.about] if meaning.about in shared and meaning.about else []
    nudge = _open_nudge(turn, person)
    if nudge is not None:
        return note_talk(turn, nudge, meaning.day, about)
    talk = talks.record(tx, workspace, turn.my_id, bond.report, meaning.day, about, turn.now)
    bonds.look_again_at(tx, workspace, turn.my_id, bond.report)
    return talk


def _planned(turn: Turn, meaning: m.Planned, delivery: str) -> list[Part]:
    bond = _bond_with(turn, meaning.person)
    nudge = _nudge_for(turn, bond, delivery)
    hours = turn.me.hours(turn.place)
    moment = meaning.moment or next_one_on_one(bond.one_on_one, turn.now, hours)
    if moment is None:
        tell_when = opens(words.TELL_ME, FormName.WHEN, nudge.id)
        return views.done((words.WHEN_IS_IT,), tell_when)
    given = plan_talk(turn, nudge, moment)
    spans = words.planned(meaning.person, turn.calendar.on_at(moment))
    return views.done((*spans, words.ASK_ONCE), _undo(nudge, given))


def _promised(turn: Turn, meaning: m.Promised) -> list[Part]:
    """Only its leader knows of it, until they show it on the person's page."""
    bond = _bond_with(turn, meaning.person)
    try:
        made = promises.make(turn, bond, promises.typed_in(meaning.words), meaning.day, False)
    except Refused as refused:
        return views.done((*refused.errors.values(),))
    by = turn.calendar.on(meaning.day) if meaning.day else None
    spans = promise_words.noted(Person(bond.report), by)
    take_back = do(promise_words.TAKE_BACK, Action.PROMISE_LET_GO, made)
    page = opens(people_words.OPEN, FormName.PERSON_PAGE, bond.id)
    return views.done((words.NOTED, *spans, promise_words.ONLY_YOU), page, take_back)


def _later(turn: Turn, meaning: m.LaterUntil, delivery: str) -> list[Part]:
    parts: list[Part] = []
    for person in meaning.people:
        nudge = _nudge_for(turn, _bond_with(turn, person), delivery)
        given = come_back(turn, nudge, meaning.day)
        spans = words.later([person], turn.calendar.on(meaning.day))
        parts += views.done(spans, _undo(nudge, given))
    return parts


def _not_this_time(turn: Turn, meaning: m.NotThisTime, delivery: str) -> list[Part]:
    bond = _bond_with(turn, meaning.person)
    nudge = _nudge_for(turn, bond, delivery)
    given = decline(turn, nudge, bond, meaning.why, meaning.until)
    until = turn.calendar.on(meaning.until) if meaning.until else None
    spans = words.not_this_time(meaning.person, meaning.why, until)
    return views.done((words.NOTED, *spans), _undo(nudge, given))


def _undo(nudge: Nudge, given: str) -> Button:
    return do(nudge_words.UNDO, Action.UNDO, f"{nudge.id}.{given}")


def _bond_with(turn: Turn, person: str) -> Bond:
    bond = bonds.between(turn.tx, turn.workspace, turn.my_id, person)
    if bond is None or not serves(bond):
        raise NotFound
    return bond


def _open_nudge(turn: Turn, person: str) -> Nudge | None:
    since = turn.calendar.today - LOOK_BACK
    waiting = nudges.open_of_leader(turn.tx, turn.workspace, turn.my_id, since)
    return next((nudge for nudge, _ in waiting if nudge.report == person), None)


def _nudge_for(turn: Turn, bond: Bond, delivery: str) -> Nudge:
    """The open nudge about this person, or one that stands for what they said of themselves."""
    found = _open_nudge(turn, bond.report)
    if found is not None:
        return found
    new = nudges.add(
        turn.tx,
        turn.workspace,
        delivery=delivery,
        place=0,
        bond=bond.id,
        leader=turn.my_id,
        report=bond.report,
        item=None,
        level=None,
        days=0,
        reason="said",
        act="ask_on_mind",
        wording="opening_1",
        day=turn.calendar.today,
    )
    nudge = nudges.get(turn.tx, turn.workspace, new)
    assert nudge is not None
    return nudge


# --- questions -----------------------------------------------------------------------------------


def _question(turn: Turn, meaning: m.Question) -> list[Part]:
    match meaning.kind:
        case m.Asked.NEXT:
            return _next(turn)
        case m.Asked.MY_ITEMS:
            return views.done((words.MY_ITEMS,), opens(people_words.OPEN, FormName.MY_GOALS))
        case m.Asked.WHY_THIS:
            return views.done((words.WHY_THIS,))
        case m.Asked.WHO_SEES:
            return views.done((words.WHO_SEES,))
    if meaning.person is None:
        return views.done((words.WHOSE,), opens(people_words.LIST_TITLE, FormName.MY_PEOPLE))
    bond = _bond_with(turn, meaning.person)
    page = opens(people_words.OPEN, FormName.PERSON_PAGE, bond.id)
    if meaning.kind is m.Asked.LAST_TALK:
        day = talks.last_with(turn.tx, turn.workspace, turn.my_id).get(bond.report)
        ago = turn.calendar.ago(day) if day else None
        return views.done(words.last_talk(bond.report, ago), page)
    shared = items.shared_with(turn.tx, turn.workspace, turn.my_id, [bond.report])
    return views.done(words.they_share(bond.report, len(shared)), page)


def _next(turn: Turn) -> list[Part]:
    ahead = [one for one in mypeople.mine(turn).people if one.next_on is not None]
    first = min(ahead, key=lambda one: (one.next_on, one.talked_on is not None), default=None)
    mine = opens(people_words.LIST_TITLE, FormName.MY_PEOPLE)
    if first is None or first.next_on is None:
        return views.done((words.NOBODY_NEXT,), mine)
    return views.done(words.next_is(first.bond.report, turn.calendar.on(first.next_on)), mine)


# --- orders --------------------------------------------------------------------------------------


def _control(turn: Turn, meaning: m.Control) -> list[Part]:
    again = do(nudge_words.START_AGAIN, Action.START_AGAIN)
    match meaning.order:
        case m.Order.UNDO:
            return _undo_last(turn)
        case m.Order.FEWER:
            home.step(turn, 1)
            me = people.load(turn.tx, turn.workspace, turn.my_id)
            spans = (nudge_words.frequency(me.plan_every or policy.PLAN_EVERY_WEEKS),)
            every = me.plan_every or policy.PLAN_EVERY_WEEKS
            return views.done(spans, do(nudge_words.MORE, Action.MORE, f".{max(every // 2, 1)}"))
        case m.Order.KEEP:
            home.halt(turn)
            return views.done((nudge_words.KEPT,))
        case m.Order.STOP:
            home.halt(turn, stopped_at=turn.now)
            return views.done((nudge_words.STOPPED,), again)
        case m.Order.START:
            home.start_over(turn)
            return views.done((words.START_AGAIN,))
    return _away_or_pause(turn, meaning)


def _away_or_pause(turn: Turn, meaning: m.Control) -> list[Part]:
    hours, today = turn.me.hours(turn.place), turn.calendar.today
    assert meaning.until is not None
    again = do(nudge_words.START_AGAIN, Action.START_AGAIN)
    if meaning.order is m.Order.PAUSE:
        until = instant(meaning.until, hours.starts, hours.zone)
        home.halt(turn, paused_until=until)
        return views.done((words.PAUSED.format(turn.calendar.on(meaning.until)),), again)
    since = meaning.since or today
    home.go_away(turn, since, meaning.until + DAY)
    days = turn.calendar.on(since), turn.calendar.on(meaning.until)
    return views.done((words.AWAY.format(*days),), again)


def _undo_last(turn: Turn) -> list[Part]:
    """The last answer of the last day, whatever it was about."""
    last = nudges.last_answered(turn.tx, turn.workspace, turn.my_id, turn.now - UNDO_WITHIN)
    nudge = last and nudges.get(turn.tx, turn.workspace, last)
    given = nudge and nudges.given(turn.tx, turn.workspace, nudge.id)
    if not nudge or not given or not can_take_back(turn, nudge, given):
        return views.done((words.NOTHING_TO_UNDO,))
    take_back(turn, nudge)
    bonds.look_again_at(turn.tx, turn.workspace, turn.my_id, nudge.report)
    return views.done((words.UNDONE,))


# --- an employee's own ---------------------------------------------------------------------------


def _add(turn: Turn, meaning: m.AddItem) -> list[Part]:
    day = meaning.date.isoformat() if meaning.date else ""
    checked = draft(meaning.kind, Area.WORK, meaning.title, "", day)
    full = items.count(turn.tx, turn.workspace, turn.my_id) >= policy.ITEMS_A_PERSON
    if checked.content is None or full:
        too_long = checked.flaws.get("title") is Flaw.TOO_LONG
        why = goal_words.TITLE_TOO_LONG if too_long else goal_words.WRITE_SOMETHING
        return views.done((goal_words.TOO_MANY if full else why,))
    new = items.create(turn.tx, turn.workspace, turn.my_id, checked.content, turn.now)
    return views.done((words.ADDED,), opens(words.CHOOSE_WHO, FormName.ITEM, new))


def _reached(turn: Turn, meaning: m.ReachedItem) -> list[Part]:
    item = own_item(turn, meaning.item)
    items.set_state(turn.tx, turn.workspace, turn.my_id, item.id, State.DONE, turn.now)
    changed_for_leaders(turn, item.id)
    return views.done((words.DONE_ITEM,), do(words.OPEN_AGAIN, Action.REOPEN, item.id))


def _stop_sharing(turn: Turn, meaning: m.StopSharing) -> list[Part]:
    for thing in meaning.items:
        stop_sharing_with_all(turn, own_item(turn, thing).id)
    pages = [opens(people_words.OPEN, FormName.ITEM_PAGE, thing) for thing in meaning.items[:5]]
    return views.done((words.NOT_SHARED,), *pages)


ACTIONS = {Action.CHOOSE: choose, Action.UNDO_TALKS: undo_talks}
