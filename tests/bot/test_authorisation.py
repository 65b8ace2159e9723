"""Whose is whose: everything that can be pressed, opened, submitted or typed, by everybody.

Another known leader, a colleague, a former leader: somebody else's thing reads, looks and costs as
much as one that does not exist, and nothing changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.conversations import registry
from bot.conversations.readings import to_text
from bot.ids import Action, FormName
from bot.understanding.meanings import Talked
from bot.views import cadence as cadence_views
from bot.views import cadence_pages
from bot.views.goals import mark_of
from bot.wording import cadence as cadence_words
from bot.wording import home as home_words
from bot.wording.admins import OUTDATED
from care.bonds import NamedBy
from care.hours import local_day
from care.items import Kind
from care.pulse import Pair
from sandbox.company import (
    ANA,
    BEN,
    CHIDI,
    EVA,
    FINN,
    GUEST,
    INES,
    KOFI,
    LEFT,
    LINA,
    MAYA,
    TOM,
)
from sandbox.shapes import Person
from storage import (
    askings,
    asks,
    bonds,
    deliveries,
    items,
    landings,
    nudges,
    people,
    promises,
    pulse,
    pulse_answers,
    sending,
    talks,
    thanks,
    workspaces,
)
from storage.engines import sqlite_file
from storage.hushing import WISHES
from storage.tables import bonds as bonds_table
from storage.tables import metadata
from tests.bot.forging import Answer, Forger, chosen, day, person, several, wall
from tests.bot.scenes import TEAM, leads, nudges_of, shares, start
from tests.office import ADMIN_CHANNEL, NAMES, Office, open_office

STRANGER, OTHER_TEAM = "U0STRANGER", "T0OTHER"
NOBODY = "0" * 31 + "1"  # an id of the right shape that is nobody's

# --- who acts ------------------------------------------------------------------------------------

ROLES = {
    "owner": ANA,
    "leader": MAYA,
    "granted leader": CHIDI,
    "other leader": TOM,
    "former leader": KOFI,
    "colleague": BEN,
    "admin": INES,
    "guest": GUEST,
    "deactivated": LEFT,
    "from outside": STRANGER,
    "other workspace": MAYA,
}
OUTSIDERS = ("guest", "deactivated", "from outside")

# --- what they act on ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What a handler is about, who may, and what else a form holds.

    ``thing`` names one of the things below. ``who``: a role, "everybody" (for themselves, whatever
    id comes along), or "admin".
    """

    thing: str
    who: str
    fields: Mapping[str, Any] = field(default_factory=dict)


A_TALK = {"day": day("2026-12-01"), "about": []}
HARD_TIME = {"until": chosen("week"), "line": chosen("nothing")}
AN_ASK = {"words": "About the move", "leader": chosen("")}
A_PROMISE = {"words": "A word with Kofi", "who": chosen("both")}
MY_ITEM = {"kind": chosen("goal"), "area": chosen("work"), "title": "Mine", "details": ""}
HOURS = {"days": ["0", "1", "2", "3", "4"], "starts": wall("09:00"), "ends": wall("17:00")}
LEAVE = {"first": day("2026-12-14"), "back": day("2026-12-28")}
PLAN = {"weekday": chosen("1"), "at": wall("10:00")}
LIMITS: dict[str, Any] = {
    "places": "2",
    "a_week": "3",
    "shortest": "7",
    "longest": "90",
    "kept_days": "365",
    "pulse_floor": "5",
}
LIMITS |= {"own_cadence": chosen("yes"), "own_plan": chosen("yes"), "pulse": chosen("yes")}
DAYS = {"ideal": "7", "maximum": "14", "item_ideal": "21", "item_maximum": "42"}

EXPECTED: dict[str, dict[str, list[Row]]] = {
    "press": {
        Action.WE_TALKED: [Row("nudge", "leader")],
        Action.IT_HAPPENED: [Row("intended nudge", "leader")],
        Action.UNDO: [Row("answer", "leader")],
        Action.REACHED: [Row("item", "owner")],
        Action.REOPEN: [Row("item", "owner")],
        Action.STOP_SHARING: [Row("item", "owner")],
        Action.STOP_TELLING: [Row("told item", "owner")],
        Action.STOP_TELLING_ALL: [Row("bond", "owner")],
        Action.SHARE_STILL: [Row("told item", "owner")],
        Action.SHARE_STILL_ALL: [Row("", "everybody")],
        Action.HUSH: [Row("", "everybody")],
        Action.UNHUSH: [Row("", "everybody")],
        Action.DELETE_ITEM: [Row("item", "owner")],
        Action.STILL_TRUE: [Row("item", "owner")],
        Action.STOP_ASKING: [Row("", "everybody")],
        Action.CONFIRM_LEADER: [Row("offered bond", "owner")],
        Action.REFUSE_LEADER: [Row("offered bond", "owner")],
        Action.ACCEPT_REPORT: [Row("named bond", "leader")],
        Action.REFUSE_REPORT: [Row("named bond", "leader")],
        Action.ACCEPT_REPORTS: [Row("listing", "leader")],
        Action.REFUSE_REPORTS: [Row("listing", "leader")],
        Action.REMOVE_REPORT: [Row("bond", "leader")],
        Action.REMOVE_LEADER: [Row("bond", "owner")],
        Action.UNDO_TALK: [Row("talk", "leader")],
        Action.UNDO_TALKS: [Row("talks", "leader")],
        Action.LISTENING_OVER: [Row("", "everybody")],
        Action.NO_LEADER_NOW: [Row("", "everybody")],
        Action.LAND_ON: [Row("item", "owner")],
        Action.LAND_OFF: [Row("item", "owner")],
        Action.LANDING_YES: [Row("item", "owner")],
        Action.LANDING_NOT_YET: [Row("item", "owner")],
        Action.LANDING_SKIP: [Row("item", "owner")],
        Action.ASK_WITHDRAW: [Row("ask", "owner"), Row("ask draft", "owner")],
        Action.ASK_HAPPENED: [Row("ask", "owner")],
        Action.ASK_AGAIN: [Row("ask", "owner")],
        Action.PROMISE_KEPT: [Row("promise", "leader"), Row("hidden promise", "leader")],
        Action.PROMISE_LET_GO: [Row("promise", "leader"), Row("hidden promise", "leader")],
        Action.PROMISE_SHOW: [Row("hidden promise", "leader")],
        Action.PROMISE_HIDE: [Row("promise", "leader")],
        Action.PROMISE_HAPPENED: [Row("promise", "owner"), Row("hidden promise", "nobody")],
        Action.PROMISE_NOT_YET: [Row("promise", "owner")],
        Action.PROMISE_NOT_NEEDED: [Row("promise", "owner")],
        Action.CHOOSE: [Row("asking", "leader")],
        Action.FEWER: [Row("fewer plans", "everybody")],
        Action.MORE: [Row("fewer plans", "everybody")],
        Action.STOP: [Row("plan", "everybody")],
        Action.START_AGAIN: [Row("plan", "everybody")],
        Action.I_AM_BACK: [Row("", "everybody")],
        Action.KEEP: [Row("plan", "everybody")],
        Action.USEFUL: [Row("judged plan", "leader")],
        Action.NOT_USEFUL: [Row("judged plan", "leader")],
        Action.TAKE_BACK_PULSE: [Row("questions", "owner")],
        Action.SKIP_PULSE: [Row("", "everybody")],
        Action.NO_PULSE: [Row("", "everybody")],
        Action.START: [Row("", "admin")],
        Action.START_PILOT: [Row("", "admin")],
        Action.PAUSE_ALL: [Row("", "admin")],
        Action.GO_ON: [Row("", "admin")],
        Action.UNDO_CHANGE: [Row("", "admin")],
        Action.COUNT: [Row("", "admin")],
        Action.CONFIRM_ADMIN: [Row("", "admin")],
        Action.REMOVE_ADMIN: [Row("", "admin")],
    },
    "open": {
        FormName.MY_GOALS: [Row("", "everybody")],
        FormName.NAME_LEADER: [Row("", "everybody")],
        FormName.HANDOVER: [Row("bond", "owner")],
        FormName.ITEM: [Row("item", "owner")],
        FormName.ITEM_PAGE: [Row("item", "owner")],
        FormName.SHARED: [Row("item", "everybody")],
        FormName.MY_DATA: [Row("item", "everybody")],
        FormName.ERASE: [Row("item", "everybody")],
        FormName.ERASE_RECORD: [Row("item", "everybody")],
        FormName.MY_PEOPLE: [Row("", "everybody")],
        FormName.ADD_REPORT: [Row("", "everybody")],
        FormName.PERSON_PAGE: [Row("bond", "leader")],
        FormName.BOND_CADENCE: [Row("bond", "leader")],
        FormName.TALKED: [Row("bond", "leader"), Row("nudge", "leader")],
        FormName.WHEN: [Row("nudge", "leader")],
        FormName.LATER: [Row("nudge", "leader")],
        FormName.NOT_THIS_TIME: [Row("nudge", "leader")],
        FormName.SHOW_ITEM: [Row("nudge", "leader")],
        FormName.PROMISE: [Row("bond", "leader")],
        FormName.LISTENING: [Row("", "everybody")],
        FormName.THANKS: [Row("", "everybody")],
        FormName.SHOW_THANKS: [Row("thanks", "former leader")],
        FormName.ASK: [Row("", "everybody"), Row("ask", "owner")],
        FormName.MY_SETTINGS: [Row("", "everybody")],
        FormName.PAUSE: [Row("plan", "everybody")],
        FormName.AWAY: [Row("", "everybody")],
        FormName.PULSE: [Row("questions", "owner")],
        FormName.GUESS: [Row("", "everybody")],
        FormName.CARE_FACTOR: [Row("", "everybody")],
        FormName.CADENCE: [Row("", "admin")],
        FormName.QUIET_TIMES: [Row("", "admin")],
        FormName.LIMITS: [Row("", "admin")],
        FormName.PILOT: [Row("", "admin")],
        FormName.ADD_PEOPLE: [Row("", "admin")],
        FormName.PREVIEW: [Row("", "admin")],
        FormName.ANNOUNCEMENT: [Row("", "admin")],
        FormName.ALL_SETTINGS: [Row("", "admin")],
        FormName.ADMINS: [Row("", "admin")],
    },
    "submit": {
        FormName.WELCOME: [Row("", "everybody", {"leader": person(FINN)})],
        FormName.NAME_LEADER: [Row("", "everybody", {"leader": person(FINN)})],
        FormName.ITEM: [Row("item", "owner", MY_ITEM)],
        FormName.SHARE: [Row("sharing", "owner")],
        FormName.HANDOVER: [Row("bond", "owner", {"items": [], "level": chosen("known")})],
        FormName.HANDOVER_SHARE: [Row("handover", "owner")],
        FormName.ERASE: [Row("item", "everybody", {"word": "erase"})],
        FormName.ERASE_RECORD: [Row("item", "everybody", {"word": "erase"})],
        FormName.ADD_REPORT: [Row("", "everybody", {"reports": several(LINA)})],
        FormName.BOND_CADENCE: [Row("bond", "leader", {"ideal": "9", "maximum": "19"})],
        FormName.TALKED: [Row("bond", "leader", A_TALK), Row("nudge", "leader", A_TALK)],
        FormName.WHEN: [Row("nudge", "leader", {"when": chosen("today")})],
        FormName.ONE_ON_ONE: [
            Row("nudge", "leader", {"weekday": chosen("3"), "time": wall("14:00")})
        ],
        FormName.LATER: [Row("nudge", "leader", {"when": chosen("week")})],
        FormName.NOT_THIS_TIME: [Row("nudge", "leader", {"why": chosen("other")})],
        FormName.PROMISE: [Row("bond", "leader", A_PROMISE)],
        FormName.LISTENING: [Row("", "everybody", HARD_TIME)],
        FormName.THANKS: [Row("", "everybody", AN_ASK)],
        FormName.ASK: [Row("", "everybody", AN_ASK), Row("ask", "owner", AN_ASK)],
        FormName.ASK_SEND: [Row("ask draft", "owner")],
        FormName.MY_SETTINGS: [Row("", "everybody", HOURS | PLAN)],
        FormName.PAUSE: [Row("plan", "everybody", {"until": chosen("week")})],
        FormName.AWAY: [Row("", "everybody", LEAVE)],
        FormName.PULSE: [Row("questions", "owner", {"asked": chosen("often")})],
        FormName.GUESS: [Row("", "everybody", {"guess": chosen("steady")})],
        FormName.CADENCE: [Row("as cadence", "admin", DAYS | PLAN | {"ideal": "8"})],
        FormName.QUIET_TIMES: [Row("as quiet times", "admin", HOURS | {"status": chosen("yes")})],
        FormName.LIMITS: [Row("as limits", "admin", LIMITS)],
        FormName.PILOT: [Row("as pilot", "admin", {"group": chosen("none")})],
        FormName.ADD_PEOPLE: [Row("", "admin", {"leader": person(TOM), "people": several(BEN)})],
        FormName.ADMINS: [Row("", "admin", {"person": person(TOM)})],
    },
    "command": {
        "/mygoals": [Row("", "everybody")],
        "/mypeople": [Row("", "everybody")],
        "/cadence": [Row("", "admin")],
    },
}
ERASING = (FormName.ERASE, FormName.ERASE_RECORD)  # it takes along what hangs on one's own
HANDLERS = {
    "press": registry.ACTIONS,
    "open": registry.FORMS,
    "submit": registry.SUBMISSIONS,
    "command": registry.COMMANDS,
}
CELLS = [
    pytest.param(how, name, row, id=f"{how} {name} {row.thing}".strip())
    for how, rows in EXPECTED.items()
    for name, several in rows.items()
    for row in several
]


@pytest.mark.parametrize("how", HANDLERS)
def test_every_handler_has_its_row(how: str) -> None:
    assert set(EXPECTED[how]) == set(HANDLERS[how])


# --- the company with a past ---------------------------------------------------------------------


EVERY_ROW = {table.name: select(table) for table in metadata.sorted_tables}


@dataclass
class Past:
    office: Office
    things: dict[str, str]
    rows: dict[str, list[dict[str, Any]]]
    file: sqlite3.Connection
    cells: int = 0
    seen: tuple[int, dict[str, list[dict[str, Any]]]] = (-1, {})

    def now(self) -> dict[str, list[dict[str, Any]]]:
        """Every row; read anew only where somebody has written since."""
        (version,) = self.file.execute("PRAGMA data_version").fetchone()
        if version != self.seen[0]:
            with self.office.tend.database.read() as tx:
                rows = {
                    name: [dict(row._mapping) for row in tx.all(every)]
                    for name, every in EVERY_ROW.items()
                }
            self.seen = (version, rows)
        return self.seen[1]

    def restore(self) -> None:
        """Everything as it was, whatever was done meanwhile."""
        self.office.quiet()
        with self.office.tend.database.begin() as tx:
            for table in reversed(metadata.sorted_tables):
                if table.name != "audit":
                    tx.run(table.delete())
            for table in metadata.sorted_tables:
                if table.name != "audit" and self.rows[table.name]:
                    tx.connection.execute(insert(table), self.rows[table.name])


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    with open_office(tmp_path_factory.mktemp("past")) as office:
        stranger = Person(STRANGER, "stranger", "Sam Stranger", team_id="T0PARTNER")
        office.world.people[STRANGER] = stranger
        things = live(office)
        meet_everybody(office)
        with remembered(office, things) as past:
            yield past


@contextmanager
def remembered(office: Office, things: dict[str, str]) -> Iterator[Past]:
    file = sqlite_file(office.settings.database_url)
    with closing(sqlite3.connect(str(file), check_same_thread=False)) as looking:
        past = Past(office, things, {}, looking)
        past.rows = past.now()
        yield past


def live(office: Office) -> dict[str, str]:
    """A few weeks in which everybody has something, and what of it is whose."""
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    leads(office, "Chidi", "Ana")
    leads(office, "Kofi", "Ana")
    leads(office, "Tom", "Jo")
    item = shares(office, "Ana", details="Only for who may know")
    shares(office, "Jo", title="Run the shift")
    office.later(days=21)
    office.later(days=1, hours=12)  # Tom's morning
    kofi, maya = office.person("Kofi"), office.person("Maya")
    kofi.command("/mypeople")
    kofi.press("Open")
    kofi.press("Remove")
    kofi.close()
    by_report = {nudge.report: nudge for nudge in nudges_of(office, "Maya")}
    maya.press("When?", maya.message, nth=by_report[BEN].place)
    assert maya.submit(when="pick", day="2026-12-18", time="14:00").accepted
    return {"": "", "item": item} | records(office, by_report[ANA].id, by_report[BEN].id)


def records(office: Office, of_ana: str, of_ben: str) -> dict[str, str]:
    """What a few weeks more would have brought, by the storage functions."""
    now = office.clock()
    with office.tend.database.begin() as tx:
        nudge = {n: nudges.get(tx, TEAM, n) for n in (of_ana, of_ben)}
        given = nudges.current(tx, TEAM, [of_ana, of_ben])
        intended = next(n for n in nudge if n in given)
        free = next(n for n in nudge if n not in given)
        found = nudge[free]
        assert found is not None
        bond = bonds.between(tx, TEAM, MAYA, ANA)
        assert bond is not None
        talk = talks.record(tx, TEAM, MAYA, ANA, now.date(), [], now)
        reading = Talked((ANA,), now.date())
        asking = askings.ask(tx, TEAM, MAYA, to_text((reading,)), now)
        offered = bonds.leader_says(tx, TEAM, TOM, ANA, now)
        named = bonds.report_says(tx, TEAM, MAYA, EVA, now)
        bonds.lists_say(tx, TEAM, [(MAYA, FINN), (MAYA, LINA)], NamedBy.IMPORT, now)
        listing = deliveries.slot(
            tx, TEAM, deliveries.Kind.INTRODUCTION, MAYA, "listed", now, None, now.date(), now
        )
        assert listing is not None
        sent = deliveries.get(tx, TEAM, listing)
        assert sent is not None
        sending.sent(tx, sent, "D0MAYA", "1.1", now)
        for report in (FINN, LINA):
            listed = bonds.between(tx, TEAM, MAYA, report)
            assert listed is not None
            bonds.change(tx, TEAM, listed.id, introduced_in=listing)
        kind, besides = deliveries.Kind.PLAN, deliveries.Asks.USEFUL
        judged = deliveries.slot(
            tx, TEAM, kind, MAYA, "judged", now, None, now.date(), now, asks=besides
        )
        assert judged is not None
        asking_plan = deliveries.get(tx, TEAM, judged)
        assert asking_plan is not None
        sending.sent(tx, asking_plan, "D0MAYA", "1.2", now)
        landings.turn_on(tx, TEAM, ANA, own(tx), now)
        ask = asks.write(tx, TEAM, ANA, MAYA, "About the move", now)
        asks.send(tx, TEAM, ask, now, now + timedelta(days=7))
        pairs = [Pair(MAYA, report) for report in (ANA, BEN)]
        asked = pulse.open_round(tx, TEAM, pairs, now, now + timedelta(days=7))
        [questions] = pulse_answers.of_giver(tx, TEAM, asked.id, ANA)
        return {
            "questions": questions.id,
            "judged plan": judged,
            "nudge": free,
            "intended nudge": intended,
            "answer": f"{intended}.{given[intended].id}",
            "bond": bond.id,
            "ask": ask,
            "thanks": thanks.give(tx, TEAM, EVA, KOFI, "For the swap", "d1", now),
            "ask draft": asks.write(tx, TEAM, ANA, MAYA, "About the move", now),
            "promise": promises.make(tx, TEAM, MAYA, ANA, "A word with Kofi", None, True, now),
            "hidden promise": promises.make(tx, TEAM, MAYA, ANA, "A good word", None, False, now),
            "talk": f"{bond.id}.{talk}",
            "talks": talk,
            "asking": f"{asking}.0",
            "offered bond": offered.id,
            "named bond": named.id,
            "listing": listing,
            "plan": found.delivery,
            "fewer plans": f"{found.delivery}.2",
            "sharing": f"{own(tx)}.{shown(tx)},{bond.id}=discreet",
            "told item": f"{own(tx)}.{bond.id}",
            "handover": f"{bond.id}=discreet,{own(tx)}.{shown(tx)}",
            **shown_to_admins(tx, now),
            "bonds": " ".join(tx.connection.execute(select(bonds_table.c.id)).scalars()),
        }


def shown_to_admins(tx: Any, now: datetime) -> dict[str, str]:
    """What their forms show now, by which each knows that it is not outdated."""
    place = workspaces.load(tx, TEAM)
    forms = {
        "as cadence": cadence_views.form(place),
        "as quiet times": cadence_pages.quiet_times(place, local_day(now, "Europe/Berlin")),
        "as limits": cadence_pages.limits(place),
        "as pilot": cadence_pages.pilot(place, people.groups(tx, TEAM)),
    }
    return {name: form.id for name, form in forms.items()}


def own(tx: Any) -> str:
    return str(items.own(tx, TEAM, ANA)[0].id)


def shown(tx: Any) -> str:
    """The wording that the preview showed."""
    content = items.own(tx, TEAM, ANA)[0].content
    assert content is not None
    return mark_of(content)


def meet_everybody(office: Office) -> None:
    """All who may take part are known, so that nobody is asked about while it is counted."""
    for name in (*NAMES, EVA, FINN, LINA):
        office.person(name).home()


# --- the cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "name", "row"), CELLS)
def test_who_may_and_who_may_not(
    past: Past, how: str, name: str, row: Row, record_property: Callable[[str, object], None]
) -> None:
    before = past.cells
    try:
        for role in ROLES:
            if role == "other workspace":
                is_ignored(past, how, name, row)
            elif role in OUTSIDERS:
                is_refused(past, how, name, row, role)
            elif row.who in (role, "everybody"):
                is_done(past, how, name, row, role)
            elif row.who == "admin":
                is_for_admins(past, how, name, row, role)
            else:
                is_as_if_missing(past, how, name, row, role)
    finally:
        record_property("cells", past.cells - before)  # summed up at the end of the run


def is_as_if_missing(past: Past, how: str, name: str, row: Row, role: str) -> None:
    theirs, unchanged = by(past, how, name, row, role)
    missing, _ = by(past, how, name, row, role, missing=True)
    assert theirs.lines == missing.lines == (home_words.NOT_FOUND,), role
    assert theirs.work == missing.work, f"{role}: it takes other work than what does not exist"
    assert unchanged, f"{role} changed something"


def is_refused(past: Past, how: str, name: str, row: Row, role: str) -> None:
    refused, unchanged = by(past, how, name, row, role)
    wanted = {home_words.NOT_FOR_YOU} | (
        {cadence_words.NOT_AN_ADMIN} if row.who == "admin" else set()
    )
    assert set(refused.lines) <= wanted and refused.lines, role
    assert unchanged, f"{role} changed something"


def is_for_admins(past: Past, how: str, name: str, row: Row, role: str) -> None:
    refused, unchanged = by(past, how, name, row, role)
    assert refused.lines == (cadence_words.NOT_AN_ADMIN,), role
    assert unchanged, f"{role} changed something"


def is_ignored(past: Past, how: str, name: str, row: Row) -> None:
    """Maya's own ids in an envelope of another workspace."""
    answer, unchanged = by(past, how, name, row, "other workspace")
    assert answer.lines == () and answer.work == 0 and answer.ack.in_time
    assert unchanged


def is_done(past: Past, how: str, name: str, row: Row, role: str) -> None:
    before = past.now()
    answer, _ = by(past, how, name, row, role)
    assert home_words.NOT_FOUND not in answer.lines and answer.ack.in_time, role
    assert home_words.NOT_FOR_YOU not in answer.lines, role
    assert OUTDATED not in answer.lines, role
    if row.who == "everybody" and name not in ERASING:
        changed_of_others(before, past.now(), {ROLES[role], *marks_of(past, ROLES[role])})
    past.restore()


def marks_of(past: Past, person: str) -> set[str]:
    """What stands for their wish not to be nudged about, where no name may stand."""
    stones = past.office.tend.database.tombstones
    assert stones is not None
    return {stones.mark(scope, TEAM, person) for scope in WISHES}


def changed_of_others(before: Any, after: Any, mine: set[str]) -> None:
    """For themselves, whatever id came along: no row that is not theirs has changed."""
    for table in before:
        rows = [*before[table], *after[table]]
        for row in rows:
            if (row in before[table]) is (row in after[table]):
                continue
            known = {k: v for k, v in row.items() if k != "known_at"}  # a look at a profile
            others = any(known.items() <= one.items() for one in before[table])
            is_mine = not mine.isdisjoint(map(str, row.values()))
            assert others or is_mine or table in ("seen", "workspaces"), (table, row)


def by(
    past: Past, how: str, name: str, row: Row, role: str, missing: bool = False
) -> tuple[Answer, bool]:
    """Their try, and whether everything is as before."""
    past.cells += 1
    forger = Forger(past.office, ROLES[role])
    if role == "other workspace":
        forger.team = forger.home = OTHER_TEAM
    if role == "from outside":
        forger.home = "T0PARTNER"
    before = kept(past.now())
    answer = tried(forger, how, name, row, past.things, missing)
    return answer, kept(past.now()) == before


def kept(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Without what may change by a mere try: repeats noted, denials audited, profiles looked at."""
    without = {
        table: [{k: v for k, v in row.items() if k != "known_at"} for row in found]
        for table, found in rows.items()
        if table not in ("seen", "audit")
    }
    without["people"] = [p for p in without["people"] if p["id"] not in (GUEST, LEFT, STRANGER)]
    return without


def tried(
    forger: Forger, how: str, name: str, row: Row, things: Mapping[str, str], missing: bool
) -> Answer:
    thing = nobodys(things[row.thing]) if missing else things[row.thing]
    if how == "press":
        return forger.press(name, thing)
    if how == "open":
        return forger.open(name, thing)
    if how == "command":
        return forger.command(name, "", ADMIN_CHANNEL)
    return forger.submit(name, thing, dict(row.fields) | fields_about(name, things))


def fields_about(name: str, things: Mapping[str, str]) -> dict[str, Any]:
    """The form of an item asks about each leader of whoever fills it."""
    if name != FormName.ITEM:
        return {}
    return {f"know.{bond}": chosen("private") for bond in things["bonds"].split()}


def nobodys(thing: str) -> str:
    """The same shape, with an id that does not exist in the place of each."""
    parts = thing.replace(",", ".").replace("=", ".").split(".")
    for part in parts:
        if len(part) == len(NOBODY):
            thing = thing.replace(part, NOBODY)
    return thing


# --- one's own thing, with somebody else's inside ------------------------------------------------


@pytest.fixture
def forgers(past: Past) -> Iterator[Past]:
    yield past
    past.restore()


def test_a_talk_about_what_was_never_shared_with_one_is_about_nothing(forgers: Past) -> None:
    """Tom notes a talk with Jo and slips in the id of Ana's goal."""
    office = forgers.office
    bond = office.look(lambda tx: bonds.between(tx, TEAM, TOM, NAMES["Jo"]))
    fields = A_TALK | {"about": [forgers.things["item"]]}
    Forger(office, TOM).submit(FormName.TALKED, bond.id, fields)
    talk = office.look(lambda tx: talks.recent(tx, TEAM, TOM, NAMES["Jo"], limit=1))[0][0]
    assert office.look(lambda tx: talks.about(tx, TEAM, talk)) == []


def test_nothing_is_shared_through_the_bond_of_another(forgers: Past) -> None:
    """Ana's own item with the bond of Tom and Jo, and with one that she has not confirmed."""
    office, item = forgers.office, forgers.things["item"]
    foreign = office.look(lambda tx: bonds.between(tx, TEAM, TOM, NAMES["Jo"])).id
    for bond in (foreign, forgers.things["offered bond"]):
        answer = Forger(office, ANA).submit(FormName.SHARE, f"{item},{bond}=named", {})
        assert answer.lines == (home_words.NOT_FOUND,)
    assert office.look(lambda tx: items.shared_by_id(tx, TEAM, TOM, item)) is None


@pytest.mark.parametrize("level", ["named", "everything", ""])
def test_a_challenge_is_not_named_by_a_forged_preview(forgers: Past, level: str) -> None:
    office = forgers.office
    with office.tend.database.begin() as tx:
        (mine,) = items.own(tx, TEAM, ANA)
        assert mine.content is not None
        challenge = replace(mine.content, kind=Kind.CHALLENGE)
        new = items.create(tx, TEAM, ANA, challenge, office.clock())
    thing = f"{new},{forgers.things['bond']}={level}"
    answer = Forger(office, ANA).submit(FormName.SHARE, thing, {})
    assert answer.lines == (home_words.NOT_FOUND,)
    assert office.look(lambda tx: items.shared_by_id(tx, TEAM, MAYA, new)) is None


def test_ones_own_bond_in_the_role_of_the_other_is_nobodys(forgers: Past) -> None:
    """The report presses the leader's buttons of their own bond, and the leader the report's."""
    office, bond = forgers.office, forgers.things["bond"]
    before = kept(forgers.now())
    for answer in (
        Forger(office, ANA).open(FormName.PERSON_PAGE, bond),
        Forger(office, ANA).press(Action.REMOVE_REPORT, bond),
        Forger(office, MAYA).press(Action.REMOVE_LEADER, bond),
        Forger(office, TOM).press(Action.CONFIRM_LEADER, forgers.things["offered bond"]),
    ):
        assert answer.lines == (home_words.NOT_FOUND,)
    assert kept(forgers.now()) == before


def test_a_press_is_of_who_sent_it_whatever_it_carries(forgers: Past) -> None:
    """Tom's envelope with Maya's name in every place that a client can write to."""
    office = forgers.office
    before = kept(forgers.now())
    fields = A_TALK | {"leader": person(MAYA), "user": person(MAYA)}
    answer = Forger(office, TOM).submit(FormName.TALKED, forgers.things["bond"], fields)
    assert answer.lines == (home_words.NOT_FOUND,)
    assert kept(forgers.now()) == before


@pytest.mark.parametrize("thing", ["", "x", "0", "-1", "' OR 1=1 --", "%", "a" * 2000, "Ω" * 40])
@pytest.mark.parametrize("form", [FormName.WHEN, FormName.ITEM_PAGE, FormName.PERSON_PAGE])
def test_what_is_no_id_at_all_is_not_found(forgers: Past, form: FormName, thing: str) -> None:
    answer = Forger(forgers.office, MAYA).open(form, thing)
    assert answer.lines == (home_words.NOT_FOUND,)


@pytest.mark.parametrize("how", ["press", "open"])
@pytest.mark.parametrize("name", ["", "unknown", "admin_view", "open.item", "we_talked:1:1"])
def test_what_nobody_answers_to_is_to_be_opened_again(forgers: Past, how: str, name: str) -> None:
    forger = Forger(forgers.office, MAYA)
    answer = forger.press(name, NOBODY) if how == "press" else forger.open(name, NOBODY)
    assert len(answer.lines) == 1 and answer.ack.in_time
    office = forgers.office
    assert all(ack.in_time for ack in office.world.acks)
