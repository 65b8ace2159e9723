"""Whom Tend writes to for the first time: learned together, as each would be alone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, event
from sqlalchemy.exc import OperationalError

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from care.people import Profile
from jobs.last_look import Held, Look
from jobs.together import APART
from storage import bonds, deliveries, people, sending
from storage.database import Database, Tx
from storage.deliveries import Delivery, Kind
from storage.people import Person
from storage.tables import people as people_table
from tests.people import (
    ACME,
    ANA,
    BEN,
    CHIDI,
    GLOBEX,
    KOFI,
    MAYA,
    MAYAS_PEOPLE,
    TUESDAY,
    open_workspace,
    profile,
)


def held(tx: Tx, who: Profile, workspace: str = ACME) -> Held:
    """A reply to them, claimed."""
    body = view_to_text(View(("Hello",), (Text(("Hello",)),)))
    key = (tx, workspace, Kind.REPLY, who.id, "hello")
    assert deliveries.slot(*key, TUESDAY, None, None, TUESDAY, body=body)
    due = deliveries.waiting(tx, workspace, Kind.REPLY, who.id)
    assert due is not None
    return Held(_claimed(tx, due), who)


def _claimed(tx: Tx, due: Delivery) -> Delivery:
    (taken,) = sending.claim(tx, [due], TUESDAY, TUESDAY).values()
    return taken


def look(tx: Tx, several: list[Held], apart: bool = False) -> list[Any]:
    return Look(tx, compose, TUESDAY, TUESDAY).at_all(several, apart)


def known(database: Database, workspace: str = ACME) -> dict[str, Person]:
    with database.read() as tx:
        return people.several(tx, workspace, MAYAS_PEOPLE)


def test_who_is_met_with_others_is_known_as_who_is_met_alone(database: Database) -> None:
    nowhere = Profile(CHIDI)  # the platform says nothing of them
    with database.begin() as tx:
        for workspace in (ACME, GLOBEX):
            open_workspace(tx, workspace)
        together = [held(tx, who) for who in (profile(ANA), profile(BEN), nowhere)]
        alone = [held(tx, who, GLOBEX) for who in (profile(ANA), profile(BEN), nowhere)]
        assert all(isinstance(said, View) for said in look(tx, together))
        for one in alone:
            look(tx, [one], apart=True)
    assert set(known(database)) == {ANA, BEN, CHIDI}
    assert known(database) == known(database, GLOBEX)


@pytest.mark.parametrize(
    "flagged",
    [
        Profile(BEN, is_guest=True),
        Profile(BEN, is_deactivated=True),
        Profile(BEN, is_on_leave=True),
    ],
)
def test_of_whom_there_is_more_to_write_is_looked_at_apart(
    database: Database, flagged: Profile
) -> None:
    with database.begin() as tx:
        open_workspace(tx)
        several = [held(tx, profile(ANA)), held(tx, flagged)]
        said = look(tx, several)
    assert isinstance(said[0], View)
    assert said[1] is APART
    assert set(known(database)) == {ANA}


def test_who_is_named_before_tend_knows_them_is_looked_at_apart(database: Database) -> None:
    """Their zone weighs on when their leader is to talk with them, or they with theirs."""
    with database.begin() as tx:
        open_workspace(tx)
        bonds.leader_says(tx, ACME, ANA, BEN, TUESDAY)
        bonds.leader_says(tx, ACME, KOFI, MAYA, TUESDAY)
        tx.run(delete(people_table))
        several = [held(tx, profile(person)) for person in (ANA, BEN, CHIDI, KOFI)]
        said = look(tx, several)
    apart = [one.who[1] for one, answer in zip(several, said, strict=True) if answer is APART]
    assert apart == [ANA, BEN, KOFI]
    assert set(known(database)) == {CHIDI}


def test_two_are_met_in_as_many_statements_as_eight(database: Database) -> None:
    counts = []
    for workspace, several in ((ACME, MAYAS_PEOPLE[:2]), (GLOBEX, MAYAS_PEOPLE)):
        with database.begin() as tx:
            open_workspace(tx, workspace)
            all_of_them = [held(tx, profile(person), workspace) for person in several]
            counts.append(_statements(database, tx, all_of_them))
    assert counts[0] == counts[1]


def _statements(database: Database, tx: Tx, several: list[Held]) -> int:
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    assert APART not in look(tx, several)
    event.remove(database.engine, "before_cursor_execute", note)
    return len(said)


def test_nobody_is_waited_for_who_is_added_elsewhere_at_this_moment(database: Database) -> None:
    """Two who wait for each other would be in a deadlock: the one that many share gives way."""
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one transaction writes at a time")
    with database.begin() as tx:
        open_workspace(tx)
        several = [held(tx, profile(person)) for person in (ANA, BEN)]
    with database.begin() as press:
        people.ensure(press, ACME, BEN)
        with pytest.raises(OperationalError), database.begin() as tx:
            look(tx, several)
    assert set(known(database)) == {BEN}
