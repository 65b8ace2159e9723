"""The floors of the handlers: what /mygoals and "We talked" do, in the barest code there is.

A Bolt app, the driver of SQLite, the same rows and the same blocks; nothing is looked up twice, and
nothing is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from benchmarks.companies import at
from benchmarks.measuring import machine_now
from bot.edge.errands import Errands
from storage.sealing import Seals, context

Json = dict[str, Any]
AREAS = {"work": "work", "personal": "personal"}
KINDS = {"goal": "Goal", "challenge": "Challenge"}
KNOWS = {
    "known": " sees it listed and is never nudged about it",
    "discreet": " may get a nudge without its text",
    "named": " may get a nudge with its title",
}
FRAME = {
    "type": "modal",
    "callback_id": "my_goals",
    "title": {"type": "plain_text", "text": "My goals", "emoji": False},
    "close": {"type": "plain_text", "text": "Close", "emoji": False},
    "private_metadata": "",
}
ROOM = 200_000  # of a view: it has to be known that it fits
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
AT_ONCE = "2000-01-01 00:00:00.000000"


def bare_app(team: str, command: Callable[[Ack, Json], None] | None = None) -> App:
    """It acknowledges, and does nothing else unless it is told to."""
    known = AuthorizeResult(
        enterprise_id=None, team_id=team, bot_user_id="U0TENDBOT", bot_token="x"
    )
    app = App(
        client=WebClient("xoxb-bench"),
        signing_secret="x",
        token_verification_enabled=False,
        authorize=lambda: known,
        process_before_response=True,
    )
    app.command("/mygoals")(command or _acknowledge)
    return app


def _acknowledge(ack: Ack) -> None:
    ack()


# --- /mygoals ------------------------------------------------------------------------------------


def my_goals(
    raw: Any, seals: Seals, errands: Errands, send: Callable[[Json], object], ack: Ack, body: Json
) -> None:
    """Everything that the list shows, drawn, measured and handed over."""
    team, me = body["team_id"], body["user_id"]
    raw.execute("BEGIN")
    raw.execute(
        "SELECT * FROM people JOIN workspaces ON workspaces.id = people.workspace"
        " WHERE people.workspace = ? AND people.id = ?",
        (team, me),
    ).fetchone()
    items = raw.execute(
        "SELECT id, state, sealed, ideal, maximum, unshared_at IS NOT NULL FROM items"
        " WHERE workspace = ? AND owner = ? ORDER BY created_at, id",
        (team, me),
    ).fetchall()
    grants = raw.execute(
        "SELECT item, leader, level, suspended_at IS NOT NULL FROM grants"
        " WHERE workspace = ? AND owner = ?",
        (team, me),
    ).fetchall()
    leaders = raw.execute(
        "SELECT leader FROM bonds WHERE workspace = ? AND report = ? AND ended_at IS NULL"
        " ORDER BY since, id",
        (team, me),
    ).fetchall()
    raw.execute(
        "SELECT * FROM promises WHERE workspace = ? AND report = ? AND state IN ('open', 'kept')"
        " AND shown_at IS NOT NULL ORDER BY made_at, id",
        (team, me),
    ).fetchall()
    raw.execute(
        "SELECT * FROM asks WHERE workspace = ? AND report = ? AND state = 'open'"
        " ORDER BY asked_at, id",
        (team, me),
    ).fetchall()
    raw.execute("COMMIT")
    level = {(item, leader): level for item, leader, level, _ in grants}
    opened = [(item, _open(seals, sealed, team, me, item)) for item, _, sealed, *_ in items]
    blocks = _head(leaders[0][0])
    for item, (kind, area, title, _, _) in opened:
        blocks += _item(item, kind, area, title, level[item, leaders[0][0]], leaders[0][0])
    blocks.append(_quiet("Only you see this page."))
    assert len(json.dumps(blocks, ensure_ascii=False).encode()) < ROOM
    view = {**FRAME, "blocks": blocks}
    errands.run(send, {"trigger_id": body["trigger_id"], "view": view})
    ack()


def _open(seals: Seals, sealed: str, team: str, owner: str, item: str) -> list[str]:
    found: list[str] = json.loads(
        seals.open(sealed, context(team, "items", "sealed", f"{owner}|{item}"))
    )
    return found


def _head(leader: str) -> list[Json]:
    said = f"Your leader here: <@{leader}>. They added you."
    more = (
        {**_button("open.item:1", "Add a goal or challenge"), "style": "primary"},
        _button("open.ask:2", "Ask for a talk"),
        _button("open.thanks:3", "Send thanks"),
        _button("open.shared:4", "What my leaders may be told"),
    )
    return [
        {**_said(said), "accessory": _button("open.name_leader:1", "Change")},
        {"type": "actions", "elements": list(more)},
        {"type": "divider"},
    ]


def _item(item: str, kind: str, area: str, title: str, level: str, leader: str) -> list[Json]:
    clean = title if title.isprintable() else UNSAFE.sub("", title)
    text = {"type": "plain_text", "text": f"\u2068{clean}\u2069", "emoji": False}
    button = {**_button("open.item_page:1", "Open"), "value": item}
    facts = f"{KINDS[kind]}, {AREAS[area]} · <@{leader}>{KNOWS[level]}"
    return [{"type": "section", "text": text, "accessory": button}, _quiet(facts)]


def _said(words: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words, "verbatim": True}}


def _quiet(words: str) -> Json:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": words, "verbatim": True}],
    }


def _button(action: str, label: str) -> Json:
    text = {"type": "plain_text", "text": label, "emoji": False}
    return {"type": "button", "action_id": action, "text": text}


# --- "We talked" ---------------------------------------------------------------------------------


def we_talked(raw: Any, team: str, me: str, ack: Ack, body: Json) -> None:
    """The same rows, in one durable commit."""
    nudge, now, here = body["actions"][0]["value"], at(machine_now()), body["actions"][0]
    raw.execute("BEGIN IMMEDIATE")
    one = partial(_one, raw, team)
    raw.execute("INSERT INTO seen VALUES (?, ?, ?)", (team, here["action_ts"], now))
    one("people", me)
    raw.execute("SELECT * FROM workspaces WHERE id = ?", (team,)).fetchone()
    delivery, bond, report = one("nudges", nudge, "delivery, bond, report")
    one("bonds", bond)
    one("deliveries", delivery)
    raw.execute("SELECT * FROM answers WHERE workspace = ? AND nudge = ?", (team, nudge)).fetchall()
    raw.execute(
        "UPDATE deliveries SET redraw_at = ? WHERE workspace = ? AND id = ?", (now, team, delivery)
    )
    talk = uuid4().hex
    raw.execute(
        "INSERT INTO talks VALUES (?, ?, ?, ?, ?, ?, ?)",
        (team, talk, me, report, now[:10], now, nudge),
    )
    raw.execute(
        "INSERT INTO answers (workspace, id, nudge, leader, answer, at, talk, nth)"
        " VALUES (?, ?, ?, ?, 'talked', ?, ?, 1)",
        (team, uuid4().hex, nudge, me, now, talk),
    )
    raw.execute(
        "UPDATE bonds SET next_due_at = ? WHERE workspace = ? AND id = ?", (AT_ONCE, team, bond)
    )
    raw.execute("COMMIT")
    ack()


def _one(raw: Any, team: str, table: str, thing: str, columns: str = "*") -> Any:
    where = f"SELECT {columns} FROM {table} WHERE workspace = ? AND id = ?"
    return raw.execute(where, (team, thing)).fetchone()
