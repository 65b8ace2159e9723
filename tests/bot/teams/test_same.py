"""The same company on both platforms: what people do reads the same, what they see is valid."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from bot.conversations.composing import compose
from bot.conversations.registry import dispatch
from bot.slack import events as slack_events
from bot.slack import render as slack_render
from bot.teams import answering, ids, invokes, render
from bot.teams import events as teams_events
from bot.teams.answering import Asked
from bot.teams.spots import Spot
from bot.ui import (
    Actor,
    Do,
    Event,
    Home,
    HomeOpened,
    Open,
    Opened,
    Outcome,
    Place,
    Pressed,
    Reply,
    Show,
    Submitted,
    View,
)
from sandbox.company import ANA, BEN, EVA, FINN, INES, LINA, MAYA, TOM
from sandbox.rules import check_message, check_view
from storage.deliveries import from_row
from storage.rehearsing import rehearsal
from storage.tables import deliveries
from tests.bot.forging import Forger
from tests.bot.scenes import TEAM
from tests.bot.teams.connector import BOT, TENANT
from tests.bot.test_authorisation import (
    CELLS,
    ROLES,
    Past,
    Row,
    fields_about,
    live,
    meet_everybody,
    remembered,
)
from tests.house.reading import ROOT
from tests.office import ADMIN_CHANNEL, open_office

Json = dict[str, Any]

pytestmark = pytest.mark.slow

SCHEMA = ROOT.parent / "shared" / "schemas" / "adaptive-card-1.5.0.json"
BY = ROLES | {"everybody": ANA, "nobody": ANA}
PEOPLE = (ANA, BEN, EVA, FINN, INES, LINA, MAYA, TOM)
VALIDATED: set[str] = set()
ROOM = 28 * 1024  # bytes of a message


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    with open_office(tmp_path_factory.mktemp("same")) as office:
        things = live(office)
        meet_everybody(office)
        with remembered(office, things) as past:
            yield past


@pytest.fixture(scope="module")
def schema() -> Any:
    if not SCHEMA.exists():
        pytest.skip("Microsoft's schema of cards does not lie beside this clone")
    return jsonschema.Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


# --- what they do --------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "name", "row"), CELLS)
def test_a_click_reads_the_same_from_either_platform(
    past: Past, how: str, name: str, row: Row
) -> None:
    """So whatever holds of who may do what in Slack holds in Teams."""
    person = BY[row.who]
    of_slack, of_teams = by_slack(past, person, how, name, row), by_teams(past, how, name, row)
    assert of_slack is not None and of_teams is not None
    assert type(of_slack) is type(of_teams)
    assert of_teams.actor == Actor(TENANT, ids.person(OBJECT))
    assert said_by(of_teams) == as_teams_would(said_by(of_slack))


def as_teams_would(said: Json) -> Json:
    """People have other ids there."""
    if "values" in said:
        said["values"] = {name: twins(value) for name, value in said["values"].items()}
    return said


def twins(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(twins(one) for one in value)
    return ids.person(twin(value)) if value in PEOPLE else value


def twin(person: str) -> str:
    """The object id of the same person in Entra."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, person))


def said_by(event: Event) -> Json:
    """What it says, but for who, when and where."""
    without = ("actor", "key", "message", "channel")
    said = {name: value for name, value in vars(event).items() if name not in without}
    if isinstance(event, Submitted):
        said["values"] = dict(event.values)
    return said


def by_slack(past: Past, person: str, how: str, name: str, row: Row) -> Event | None:
    forger, thing = Forger(past.office, person), past.things[row.thing]
    return slack_events.translate(body_of(forger, how, name, thing, fields(past, name, row)), TEAM)


def body_of(forger: Forger, how: str, name: str, thing: str, given: Json) -> Json:
    match how:
        case "press":
            return forger.interaction(slack_does("do", name, thing), thing)
        case "open":
            return forger.interaction(slack_does("open", name, thing), thing)
        case "command":
            return forger.typed(name, "", ADMIN_CHANNEL)
    return forger.submission(name, thing, given)


def slack_does(how: str, name: str, thing: str) -> Any:
    return Do(name, thing) if how == "do" else Open(name, thing)  # type: ignore[arg-type]


def fields(past: Past, name: str, row: Row) -> Json:
    return dict(row.fields) | fields_about(name, past.things)


OBJECT = "00000003-1111-4222-8333-444455556666"


def by_teams(past: Past, how: str, name: str, row: Row) -> Event | None:
    thing = past.things[row.thing]
    if how == "command":
        return teams_events.translate(activity("message", text=name.removeprefix("/")), TENANT)
    if how == "press":
        value = {"action": {"data": {"tend": {"do": name, "id": thing, "at": "message"}}}}
        return teams_events.translate(invoked(invokes.CARD, value), TENANT)
    if how == "open":
        data = {"tend": {"open": name, "id": thing, "at": "message"}}
        return teams_events.translate(invoked(invokes.FETCH, {"data": data}), TENANT)
    given = dict(map(flat, fields(past, name, row).items()))
    sent: Json = {"tend": {"submit": name, "id": thing, "n": "0" * 16}, **given}
    return teams_events.translate(invoked(invokes.SUBMIT, {"data": sent}), TENANT)


def flat(named: tuple[str, Any]) -> tuple[str, str]:
    """A value of Slack's as Teams sends it: a flat text, whose kind is in the name."""
    name, value = named
    if isinstance(value, list):
        return f"m.{name}", ",".join(value)
    if not isinstance(value, dict):
        return f"f.{name}", value
    match value["type"]:
        case "radio_buttons":
            return f"c.{name}", value["selected_option"]["value"]
        case "users_select":
            return f"p.{name}", twin(value["selected_user"])
        case "multi_users_select":
            return f"q.{name}", ",".join(map(twin, value["selected_users"]))
    return f"f.{name}", str(next(one for key, one in value.items() if key != "type"))


def invoked(name: str, value: Json) -> Json:
    return activity("invoke", name=name, value=value)


def activity(kind: str, **more: Any) -> Json:
    return {
        "type": kind,
        "id": "1",
        "serviceUrl": "https://smba.example",
        "from": {"id": "29:x", "aadObjectId": OBJECT},
        "recipient": {"id": BOT},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        **more,
    }


# --- what they see -------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "name", "row"), CELLS)
def test_every_answer_can_be_drawn_on_both_and_is_valid(
    past: Past, schema: Any, how: str, name: str, row: Row
) -> None:
    """By who may, and by who may not: both are answered with something."""
    for person in dict.fromkeys((BY[row.who], MAYA, ANA)):
        event = by_slack(past, person, how, name, row)
        assert event is not None
        with rehearsal(past.office.tend.database) as taken_back:
            outcome = dispatch(replace(past.office.slack.desk, database=taken_back), event)
        drawn_on_both(schema, event, outcome)


@pytest.mark.parametrize("person", [ANA, MAYA])
def test_every_home_and_every_message_can_be_drawn_on_both_and_is_valid(
    past: Past, schema: Any, person: str
) -> None:
    home = dispatch(past.office.slack.desk, HomeOpened(Actor(TEAM, person), ""))
    drawn_on_both(schema, HomeOpened(Actor(TEAM, person), ""), home)
    for view in messages_to(past, person):
        valid(schema, render.message(view, {}))
        assert check_message(slack_render.message(view)["blocks"]) == []


def messages_to(past: Past, person: str) -> list[View]:
    with past.office.tend.database.begin() as tx:
        rows = tx.all(deliveries.select().where(deliveries.c.address == person))
        found = [compose(tx, from_row(row), past.office.clock()) for row in rows]
    assert [view for view in found if view], f"nothing was sent to {person}"
    return [view for view in found if view is not None]


def drawn_on_both(schema: Any, event: Event, outcome: Outcome) -> None:
    said = outcome.answer
    in_slack(said)
    for kind in ("", invokes.CARD, invokes.FETCH, invokes.SUBMIT):
        drawn = answering.answer(Asked(event, kind, spot_of(event), {}), said)
        for activity in (drawn.message, drawn.instead):
            if activity is not None:
                valid(schema, activity)
        if drawn.body and "task" in drawn.body:
            shown = drawn.body["task"]["value"]
            valid(schema, {"summary": "x", "attachments": [shown["card"]]})
            assert 0 < len(shown["title"]) <= 64


def spot_of(event: Event) -> Spot:
    is_there = isinstance(event, Pressed | Opened) and event.place is Place.HOME
    return Spot.HOME if is_there else Spot.CHAT


def in_slack(said: Any) -> None:
    match said:
        case Reply(view=view):
            assert check_message(slack_render.message(view)["blocks"]) == []
        case Home(view=view):
            assert check_view(slack_render.home(view)) == []
        case Show(form=form):
            assert check_view(slack_render.modal(form)) == []


def valid(schema: Any, activity: Json) -> None:
    (attachment,) = activity["attachments"]
    content = attachment["content"]
    if (drawn := json.dumps(content["body"])) not in VALIDATED:  # it takes its time
        schema.validate(without_directory(content))
        VALIDATED.add(drawn)
    assert attachment["contentType"] == render.CARD and activity["summary"]
    assert len(json.dumps(activity).encode()) <= ROOM
    inputs = list(ids_of_inputs(content))
    assert len(inputs) == len(set(inputs))
    assert not any(len(one) > 6 for one in groups_of_actions(content))


def without_directory(piece: Any) -> Any:
    """Looking people up in the tenant is Teams' own, later than the schema."""
    if isinstance(piece, list):
        return [without_directory(one) for one in piece]
    if not isinstance(piece, dict):
        return piece
    return {key: without_directory(one) for key, one in piece.items() if key != "choices.data"}


def ids_of_inputs(piece: Any) -> Iterator[str]:
    if isinstance(piece, list):
        for one in piece:
            yield from ids_of_inputs(one)
    elif isinstance(piece, dict):
        if str(piece.get("type")).startswith("Input."):
            yield piece["id"]
        for one in piece.values():
            yield from ids_of_inputs(one)


def groups_of_actions(piece: Any) -> Iterator[list[Any]]:
    if isinstance(piece, list):
        for one in piece:
            yield from groups_of_actions(one)
    elif isinstance(piece, dict):
        if isinstance(piece.get("actions"), list):
            yield piece["actions"]
        for one in piece.values():
            yield from groups_of_actions(one)
