"""Export: everything that is held about one person, as employee and as leader, in JSON types.

What is theirs, what they did, and what was done with theirs, with its exact times. Not what others
keep for themselves: what a leader noted or answered about them is in that leader's own export,
and what others shared with them, or said of a bond, is in the others'.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, Table, and_, select

from care.items import Content
from care.owed import AskState
from storage import items as items_of
from storage import pulse_answers as answers_of
from storage.asks import ask_in
from storage.database import Tx, in_workspace
from storage.deliveries import State
from storage.inventory import INVENTORY
from storage.landings import said_in
from storage.promises import promise_in
from storage.pulse_bands import bands_of, guesses_alone
from storage.sealing import context
from storage.tables import (
    admins,
    answers,
    askings,
    asks,
    audit,
    bonds,
    deliveries,
    disclosures,
    draws,
    grants,
    items,
    landings,
    nudges,
    people,
    promises,
    pulse_answers,
    pulse_bands,
    talk_items,
    talks,
    thanks,
    workspaces,
)
from storage.thanks import thanks_in

FORMAT = "tend-export"
VERSION = 1
Plain = dict[str, Any]  # of JSON types

# What the one says about a bond is not the other's to read: least of all "this is not my leader".
OF_THE_LEADER = ("ideal", "maximum", "one_on_one", "accepted", "nudged_on", "held_until")
OF_THE_REPORT = ("confirmed",)


def export(tx: Tx, workspace: str, person: str, now: datetime) -> Plain:
    """Everything, each part a list but the settings."""
    head = {"format": FORMAT, "version": VERSION, "made_at": now.isoformat()}
    whose = {"workspace": in_workspace(workspace), "person": person}
    return {
        **head,
        **whose,
        "settings": next(iter(_rows(tx, people, person_is(people, "id", **whose))), {}),
        "admin": _rows(tx, admins, person_is(admins, "person", **whose)),
        "in_pilot": _in_pilot(tx, **whose),
        "goals_and_challenges": _items(tx, **whose),
        "leaders": _leaders(tx, **whose),
        "reminders_about_me": _reminders_about(tx, **whose),
        "asked_for": _asked_for(tx, **whose),
        "asked_whether_it_helps": _landings(tx, **whose),
        "thanks_i_sent": _thanks(tx, "giver", **whose),
        "thanks_to_me": _thanks(tx, "leader", **whose),
        "promises_to_me": _promises(tx, promises.c.report, **whose),
        "answers_about_leaders": _answers_about(tx, **whose),
        "how_it_landed": _landed(tx, **whose),
        "people_i_lead": _led(tx, **whose),
        "shared_with_me": _shared_with(tx, **whose),
        "asked_of_me": _asked_of(tx, **whose),
        "promises_i_made": _promises(tx, promises.c.leader, **whose),
        "talks_i_noted": _talks(tx, **whose),
        "reminders_to_me": _reminders_to(tx, **whose),
        "left_to_the_lot": _draws(tx, **whose),
        "opened_by_me": _opened_by(tx, **whose),
        "messages_to_me": _messages(tx, **whose),
        "questions_open": _askings(tx, **whose),
        "audit": _audit(tx, **whose),
    }


def amounts(export: Mapping[str, Any]) -> Counter[str]:
    """How much there is of what they may know of, called as in the tables."""
    own, led = export["goals_and_challenges"], export["reminders_to_me"]
    return +Counter(
        bonds=len(export["leaders"]) + len(export["people_i_lead"]),
        items=len(own),
        grants=sum(len(one["shared"]) for one in own) + len(export["shared_with_me"]),
        promises=len(export["promises_to_me"]) + len(export["promises_i_made"]),
        asks=len(export["asked_for"]) + len(export["asked_of_me"]),
        landings=len(export["asked_whether_it_helps"]),
        thanks=len(export["thanks_i_sent"]) + len(export["thanks_to_me"]),
        talks=len(export["talks_i_noted"]),
        nudges=len(export["reminders_about_me"]) + len(led),
        answers=sum(len(one["answers"]) for one in led),
        draws=len(export["left_to_the_lot"]),
        disclosures=len(export["opened_by_me"]),
        deliveries=len(export["messages_to_me"]),
        askings=len(export["questions_open"]),
        audit=len(export["audit"]),
        pulse_answers=len(export["answers_about_leaders"]),
        pulse_bands=len(export["how_it_landed"]),
        admins=len(export["admin"]),
        people=1 if export["settings"] else 0,
    )


def person_is(table: Table, column: str, workspace: str, person: str) -> ColumnElement[bool]:
    return and_(table.c.workspace == workspace, table.c[column] == person)


# --- as employee ---------------------------------------------------------------------------------


def _items(tx: Tx, workspace: str, person: str) -> list[Plain]:
    query = select(items).where(person_is(items, "owner", workspace, person))
    rows = tx.all(query.order_by(items.c.created_at, items.c.id))
    return [_item(tx, row) for row in rows]


def _item(tx: Tx, row: Row[Any]) -> Plain:
    content = items_of.item_in(tx, row).content
    shared = [_grant(tx, one) for one in _of_item(tx, grants, row, grants.c.shared_at)]
    told = [_plain(disclosures, one, leader=one.leader) for one in _of_item(tx, disclosures, row)]
    return {
        "id": row.id,
        **_content(content),
        **_plain(items, row),
        "shared": shared,
        "shown": told,
    }


def _of_item(
    tx: Tx, table: Table, row: Row[Any], order: ColumnElement[Any] | None = None
) -> list[Row[Any]]:
    query = select(table).where(table.c.workspace == row.workspace, table.c.item == row.id)
    return list(tx.all(query.order_by(table.c.at if order is None else order)))


def _grant(tx: Tx, row: Row[Any]) -> Plain:
    """In the wording that this leader has, which need not be the present one."""
    own = "muted_at"  # what the leader did with it
    return {
        "leader": row.leader,
        **_content(items_of.shared_content(tx, row)),
        **_plain(grants, row, without=(own,)),
    }


def _content(content: Content | None) -> Plain:
    if content is None:
        return {"could_not_be_read": True}
    day = content.date.isoformat() if content.date else None
    texts = {"title": content.title, "details": content.details, "date": day}
    return {"kind": str(content.kind), "area": str(content.area), **texts}


def _leaders(tx: Tx, workspace: str, person: str) -> list[Plain]:
    query = select(bonds).where(person_is(bonds, "report", workspace, person))
    rows = tx.all(query.order_by(bonds.c.since, bonds.c.id))
    return [_plain(bonds, row, OF_THE_LEADER, leader=row.leader) for row in rows]


def _reminders_about(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """When a leader was reminded of them, and of what: not what became of it."""
    query = _nudges(tx, person_is(nudges, "report", workspace, person))
    sent = query.where(deliveries.c.state == State.SENT)
    names = ("leader", "item", "level", "day", "sent_at")
    return [{name: _json(getattr(row, name)) for name in names} for row in tx.all(sent)]


def _nudges(tx: Tx, which: ColumnElement[bool]) -> Select[Any]:
    on = (deliveries.c.workspace == nudges.c.workspace) & (deliveries.c.id == nudges.c.delivery)
    query = select(nudges, deliveries.c.sent_at).join(deliveries, on).where(which)
    return query.order_by(nudges.c.day, nudges.c.place, nudges.c.id)


def _asked_for(tx: Tx, workspace: str, person: str) -> list[Plain]:
    query = select(asks).where(person_is(asks, "report", workspace, person))
    rows = tx.all(query.order_by(asks.c.asked_at, asks.c.id))
    return [_plain(asks, row, leader=row.leader, says=ask_in(tx, row).words) for row in rows]


def _asked_of(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """That something is asked of them; the words, and what came of it, are the other's."""
    mine = person_is(asks, "leader", workspace, person)
    rows = tx.all(select(asks).where(mine, asks.c.state == AskState.OPEN))
    return [{"report": row.report, "asked_at": _json(row.asked_at)} for row in rows]


def _landings(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """With the answer, until the month ends."""
    rows = tx.all(select(landings).where(person_is(landings, "owner", workspace, person)))
    return [_plain(landings, row, item=row.item, says=said_in(tx, row)) for row in rows]


def _thanks(tx: Tx, column: str, workspace: str, person: str) -> list[Plain]:
    """The words in the export of who sent them; who got them reads them in Tend."""
    which = person_is(thanks, column, workspace, person)
    rows = tx.all(select(thanks).where(which).order_by(thanks.c.sent_at, thanks.c.id))
    if column == "leader":
        return [_plain(thanks, row, owner=row.giver) for row in rows]
    return [_plain(thanks, row, leader=row.leader, says=thanks_in(tx, row).words) for row in rows]


def _promises(tx: Tx, column: Column[str], workspace: str, person: str) -> list[Plain]:
    """Those they made, or those that they were shown."""
    which = [person_is(promises, column.name, workspace, person)]
    if column is promises.c.report:
        which.append(promises.c.shown_at.is_not(None))
    rows = tx.all(select(promises).where(*which).order_by(promises.c.made_at, promises.c.id))
    return [
        _plain(
            promises,
            row,
            leader=row.leader,
            report=row.report,
            says=promise_in(tx, row).words,
        )
        for row in rows
    ]


def _answers_about(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """What they may answer in an open round, and have; once it is closed nobody can tell."""
    query = select(pulse_answers).where(person_is(pulse_answers, "giver", workspace, person))
    rows = tx.all(query.order_by(pulse_answers.c.leader))
    given = {row.leader: answers_of.given(tx, workspace, row.id, person) for row in rows}
    return [
        {"leader": leader, **{str(q): str(choice) for q, choice in answers.items()}}
        for leader, answers in given.items()
    ]


# That a message was taken back before it was sent tells what somebody else did: stopped sharing,
# or paused the nudges about themselves.
_not_revoked = deliveries.c.why.is_distinct_from("revoked")


# --- as leader -----------------------------------------------------------------------------------


def _led(tx: Tx, workspace: str, person: str) -> list[Plain]:
    query = select(bonds).where(person_is(bonds, "leader", workspace, person))
    rows = tx.all(query.order_by(bonds.c.since, bonds.c.id))
    return [_plain(bonds, row, OF_THE_REPORT, report=row.report) for row in rows]


def _shared_with(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """That something is; the words are their owner's."""
    query = select(grants).where(person_is(grants, "leader", workspace, person))
    visible = {one.item for one in items_of.shared_with(tx, workspace, person)}
    rows = [row for row in tx.all(query.order_by(grants.c.shared_at)) if row.item in visible]
    return [_plain(grants, row, owner=row.owner, item=row.item) for row in rows]


def _talks(tx: Tx, workspace: str, person: str) -> list[Plain]:
    query = select(talks).where(person_is(talks, "leader", workspace, person))
    rows = tx.all(query.order_by(talks.c.day, talks.c.recorded_at, talks.c.id))
    ids = [row.id for row in rows]
    found = (talk_items.c.workspace == workspace, talk_items.c.talk.in_(ids))
    about: dict[str, list[str]] = {}
    for row in tx.all(select(talk_items).where(*found)):
        about.setdefault(row.talk, []).append(row.item)
    return [_plain(talks, row, report=row.report, items=about.get(row.id, [])) for row in rows]


def _reminders_to(tx: Tx, workspace: str, person: str) -> list[Plain]:
    given: dict[str, list[Plain]] = {}
    query = select(answers).where(person_is(answers, "leader", workspace, person))
    for row in tx.all(query.order_by(answers.c.nth)):
        given.setdefault(row.nudge, []).append(_plain(answers, row))
    rows = tx.all(_nudges(tx, person_is(nudges, "leader", workspace, person)).where(_not_revoked))
    return [
        _plain(
            nudges,
            row,
            id=row.id,
            report=row.report,
            item=row.item,
            sent_at=_json(row.sent_at),
            answers=given.get(row.id, []),
        )
        for row in rows
    ]


def _draws(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """Nudges to them that the hold-out could have left out, and whether it did."""
    query = select(draws).where(person_is(draws, "leader", workspace, person))
    rows = tx.all(query.order_by(draws.c.day, draws.c.bond))
    return [_plain(draws, row, report=row.report) for row in rows]


def _landed(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """Their bands, and what they guessed before; also where no band came of it, or not yet."""
    query = select(pulse_bands).where(person_is(pulse_bands, "leader", workspace, person))
    rows = {row.round: _plain(pulse_bands, row) for row in tx.all(query)}
    found = bands_of(tx, workspace, person)
    alone = guesses_alone(tx, workspace, person)
    return [
        *({**rows[one.round], "at": _json(one.at), "guess": _json(one.guess)} for one in found),
        *({"band": None, "at": _json(at), "guess": _json(guess)} for at, guess in alone),
    ]


def _opened_by(tx: Tx, workspace: str, person: str) -> list[Plain]:
    query = select(disclosures).where(person_is(disclosures, "leader", workspace, person))
    rows = tx.all(query.order_by(disclosures.c.at, disclosures.c.id))
    return [_plain(disclosures, row, item=row.item) for row in rows]


# --- as anybody ----------------------------------------------------------------------------------


def _in_pilot(tx: Tx, workspace: str, person: str) -> bool:
    row = tx.one(select(workspaces.c.pilot).where(workspaces.c.id == workspace))
    return row is not None and person in (row.pilot or "").split(",")


def _messages(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """When each came; what it says stands in their conversation. Unsent, it is said here."""
    mine = person_is(deliveries, "address", workspace, person)
    query = select(deliveries).where(mine, _not_revoked)
    rows = tx.all(query.order_by(deliveries.c.created_at, deliveries.c.id))
    return [
        _plain(deliveries, row, says=_opened(tx, row.sealed, "deliveries", row)) for row in rows
    ]


def _askings(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """What their words may have meant, for a day."""
    query = select(askings).where(person_is(askings, "person", workspace, person))
    return [
        _plain(askings, row, says=_opened(tx, row.sealed, "askings", row)) for row in tx.all(query)
    ]


def _opened(tx: Tx, sealed: str | None, table: str, row: Row[Any]) -> Any:
    """Kept as JSON, so given as such."""
    owner = row.id if table == "deliveries" else row.person
    said = (
        tx.seals.try_open(sealed, context(row.workspace, table, "sealed", owner)) if sealed else ""
    )
    try:
        return json.loads(said) if said else None
    except ValueError:
        return said


def _audit(tx: Tx, workspace: str, person: str) -> list[Plain]:
    """What they did, and what was done to theirs; by whom is said of their own acts alone."""
    mine = select(items.c.id).where(person_is(items, "owner", workspace, person))
    about = (audit.c.actor == person) | (audit.c.object == person) | audit.c.object.in_(mine)
    query = select(audit).where(audit.c.workspace == workspace, about).order_by(audit.c.id)
    return [
        _plain(audit, row, by_me=row.actor == person, thing=row.object) for row in tx.all(query)
    ]


# --- rows as JSON --------------------------------------------------------------------------------


def _rows(tx: Tx, table: Table, which: ColumnElement[bool]) -> list[Plain]:
    return [_plain(table, row) for row in tx.all(select(table).where(which))]


def _plain(table: Table, row: Row[Any], without: Iterable[str] = (), **more: Any) -> Plain:
    """What the inventory calls personal in this row: a new column is in the export by itself."""
    names = (name for name in INVENTORY[table.name].told if name not in tuple(without))
    told: Mapping[str, Any] = {name: _json(getattr(row, name)) for name in names}
    return {**more, **told}


def _json(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)
