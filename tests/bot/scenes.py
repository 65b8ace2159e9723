"""Scenes that many tests begin with: what people have done before, by their own hands."""

from __future__ import annotations

from typing import Any

from care.answers import Given
from care.bonds import Bond
from care.items import Item
from sandbox.world import Message
from storage import bonds, deliveries, items, nudges, talks, workspaces
from storage.deliveries import Delivery
from storage.items import Shared
from storage.nudges import Nudge
from storage.tables import deliveries as deliveries_table
from storage.tables import nudges as nudges_table
from tests.office import ADMIN_CHANNEL, NAMES, Office

TEAM = "T0TEND"
AWS = "Pass the AWS exam"


# --- what people have done -----------------------------------------------------------------------


def start(office: Office) -> None:
    """Ines has pressed Start in the admin channel."""
    ines = office.person("Ines")
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    ines.press("Start")
    ines.close()


def leads(office: Office, leader: str, *reports: str) -> None:
    """The leader has added these people, and they have said that it is so."""
    lead = office.person(leader)
    for name in reports:
        lead.command("/mypeople")
        lead.press("Add somebody")
        assert lead.submit(reports=[NAMES.get(name, name)]).accepted
        lead.close()
        report = office.person(name)
        report.command("/mygoals")
        report.press("Yes")
        report.close()
        office.clock.forward(seconds=1)  # so that there is a first and a second


def shares(office: Office, name: str, title: str = AWS, level: str = "named", **more: Any) -> str:
    """They have added a goal and shared it so; with "private" they kept it. Its id."""
    person = office.person(name)
    before = {item.id for item in own_items(office, name)}
    person.command("/mygoals", "add")
    fields = {"kind": "goal", "area": "work", "title": title, **more}
    fields |= dict.fromkeys(all_know_fields(person.modal), level)
    assert person.fill_and_submit(fields).accepted
    if level != "private":
        assert person.submit().accepted
    person.close()
    return next(item.id for item in own_items(office, name) if item.id not in before)


def all_know_fields(modal: Any) -> list[str]:
    names = [block["block_id"] for block in modal.blocks]
    return [name for name in names if name.startswith("know.")]


def a_plan(office: Office, level: str = "named", **more: Any) -> Message:
    """Maya leads Ana, who shared something three weeks ago; today, 1 December, Maya has a plan."""
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level=level, **more)
    office.later(days=21)
    return office.person("Maya").message


# --- what is on record ---------------------------------------------------------------------------


def own_items(office: Office, name: str) -> list[Item]:
    return list(office.look(lambda tx: items.own(tx, TEAM, NAMES[name])))


def shared_with(office: Office, leader: str) -> list[Shared]:
    return list(office.look(lambda tx: items.shared_with(tx, TEAM, NAMES[leader])))


def bond(office: Office, leader: str, report: str) -> Bond | None:
    found: Bond | None = office.look(
        lambda tx: bonds.between(tx, TEAM, NAMES[leader], NAMES[report])
    )
    return found


def last_talks(office: Office, leader: str) -> dict[str, Any]:
    """The day of the last talk with each person."""
    return dict(office.look(lambda tx: talks.last_with(tx, TEAM, NAMES[leader])))


def talks_with(office: Office, leader: str, report: str) -> list[tuple[str, Any]]:
    who = NAMES[leader], NAMES[report]
    return list(office.look(lambda tx: talks.recent(tx, TEAM, *who, limit=99)))


def sent(office: Office, name: str, kind: str = "") -> list[Delivery]:
    """What was sent to this person, or is on its way, oldest first."""

    def read(tx: Any) -> list[Delivery]:
        rows = tx.all(deliveries_table.select().order_by(deliveries_table.c.created_at))
        found = [deliveries.get(tx, TEAM, row.id) for row in rows]
        return [d for d in found if d and d.address == NAMES.get(name, name)]

    return [d for d in office.look(read) if not kind or d.kind == kind]


def nudges_of(office: Office, leader: str) -> list[Nudge]:
    def read(tx: Any) -> list[Nudge]:
        rows = tx.all(nudges_table.select().order_by(nudges_table.c.day, nudges_table.c.place))
        found = [nudges.get(tx, TEAM, row.id) for row in rows]
        return [nudge for nudge in found if nudge and nudge.leader == NAMES[leader]]

    return list(office.look(read))


def answer(office: Office, leader: str) -> Given | None:
    """The answer that holds for the leader's newest nudge."""
    nudge = nudges_of(office, leader)[-1].id
    given: Given | None = office.look(lambda tx: nudges.current(tx, TEAM, [nudge]).get(nudge))
    return given


def place(office: Office) -> Any:
    return office.look(lambda tx: workspaces.load(tx, TEAM))
