"""What a client could send to Tend in Teams: anything. It reads like what does not exist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.ids import Action, FormName
from bot.wording import cadence as cadence_words
from bot.wording import home as home_words
from bot.wording import technical
from care.items import Area, Content, Kind
from storage import items
from storage.tables import metadata
from tests.bot.teams.connector import ANA, GUEST, INES, MAYA, TENANT, TOM, Person, words_in
from tests.bot.teams.hall import Answer, Hall, open_hall

Json = dict[str, Any]
NOBODY = "0" * 31 + "1"
OTHER_TENANT = "0a11ce00-0000-4000-8000-00000000dead"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("forged")) as opened:
        for person in (ANA, MAYA, TOM, INES):
            opened.installs(person)
            opened.newest(person, beyond=1)
        opened.post(opened.in_channel(INES, "installationUpdate", action="add"))
        yield opened


@pytest.fixture(scope="module")
def item(hall: Hall) -> str:
    """A goal of Ana's."""
    goal = Content(Kind.GOAL, Area.WORK, "Only mine")
    with hall.tend.database.begin() as tx:
        return items.create(tx, TENANT, ANA.id, goal, hall.clock())


def ours(how: str, name: str, thing: str, **more: Any) -> Json:
    return {"tend": {how: name, "id": thing, "at": "form"}, **more}


def words(answer: Answer) -> str:
    return "\n".join(words_in(answer.body))


def rows(hall: Hall) -> Json:
    """Every row that anybody could want to change."""
    without = ("audit", "seen", "people", "conversations")
    with hall.tend.database.read() as tx:
        return {
            table.name: sorted(map(repr, tx.all(table.select())))
            for table in metadata.sorted_tables
            if table.name not in without
        }


@pytest.mark.parametrize("thing", ["item", NOBODY, "", "x" * 3000, "' OR 1=1"])
@pytest.mark.parametrize("form", [FormName.ITEM_PAGE, FormName.ITEM])
def test_anas_goal_is_to_tom_what_does_not_exist(
    hall: Hall, item: str, form: FormName, thing: str
) -> None:
    about = item if thing == "item" else thing
    if form is FormName.ITEM and not about:
        pytest.skip("a form for a new one")
    answer = hall.opens(TOM, ours("open", form, about))
    assert answer.status == 200 and home_words.NOT_FOUND in words(answer)


def test_nothing_of_anas_is_changed_by_tom(hall: Hall, item: str) -> None:
    before = rows(hall)
    fields = {"c.kind": "goal", "c.area": "work", "f.title": "Mine now", "f.details": ""}
    for answer in (
        hall.presses(TOM, ours("do", Action.DELETE_ITEM, item)),
        hall.submits(TOM, ours("do", Action.DELETE_ITEM, item)),
        hall.submits(TOM, ours("submit", FormName.ITEM, item, **fields)),
        hall.submits(TOM, ours("submit", FormName.SHARE, f"{item},{NOBODY}=named")),
    ):
        assert answer.status == 200
    assert rows(hall) == before


@pytest.mark.parametrize("action", [Action.START, Action.PAUSE_ALL, Action.REMOVE_ADMIN])
def test_what_is_for_admins_is_refused_to_all_others(hall: Hall, action: Action) -> None:
    before = rows(hall)
    answer = hall.submits(TOM, ours("do", action, INES.id))
    assert cadence_words.NOT_AN_ADMIN in words(answer) and rows(hall) == before


@pytest.mark.parametrize(
    "fields", [{}, {"f.ideal": "0"}, {"f.ideal": "-1"}, {"f.ideal": "1000000000"}, {"f.ideal": 7}]
)
def test_an_admins_form_out_of_range_or_with_fields_missing_sets_nothing(
    hall: Hall, fields: Json
) -> None:
    form = hall.opens(INES, ours("open", FormName.CADENCE, ""))
    submit = form.card["actions"][0]["data"]
    before = rows(hall)
    hall.submits(INES, {**submit, **fields})
    assert rows(hall) == before


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"tend": None},
        {"tend": []},
        {"tend": {"do": 5, "id": {}}},
        {"tend": {"do": "unknown", "id": NOBODY}},
        {"tend": {"open": "../../x", "id": NOBODY, "at": "nowhere"}},
        {"tend": {"submit": "item", "id": ["a"], "n": "0" * 16}},
    ],
    ids=str,
)
def test_what_nobody_answers_to_is_to_be_opened_again(hall: Hall, data: Json) -> None:
    before = rows(hall)
    for answer in (hall.presses(ANA, data), hall.opens(ANA, data), hall.submits(ANA, data)):
        assert answer.status == 200
    assert rows(hall) == before


def test_who_it_was_is_said_by_the_envelope_alone(hall: Hall, item: str) -> None:
    """Tom's envelope with Ana's name in every place that a client can write to."""
    data = ours("open", FormName.ITEM_PAGE, item, person=ANA.id, aadObjectId=ANA.object_id)
    data["tend"] |= {"actor": ANA.id, "from": {"aadObjectId": ANA.object_id}}
    assert home_words.NOT_FOUND in words(hall.opens(TOM, data))


# --- envelopes -----------------------------------------------------------------------------------


def test_another_tenant_is_let_in_nowhere(hall: Hall, item: str) -> None:
    stranger = Person("Ana", ANA.object_id, tenant=OTHER_TENANT)
    before = len(hall.connector.calls), rows(hall)
    assert hall.says(stranger, "mygoals").body is None
    answer = hall.opens(stranger, ours("open", FormName.ITEM_PAGE, item))
    assert technical.open_again() in words(answer)
    mixed = hall.envelope(ANA, "message", text="mygoals")
    mixed["conversation"]["tenantId"] = OTHER_TENANT
    assert hall.post(mixed).body is None
    assert (len(hall.connector.calls), rows(hall)) == before


def test_another_service_is_neither_called_nor_kept(hall: Hall) -> None:
    activity = hall.envelope(ANA, "message", text="home")
    assert hall.post({**activity, "serviceUrl": "http://169.254.169.254/"}).status == 401
    assert hall.post({**activity, "serviceUrl": ""}).status == 401
    known = hall.tend.teams.people.addresses.to(TENANT, ANA.id)  # type: ignore[union-attr]
    assert known is not None and known.service_url == hall.connector.url


def test_a_bot_or_nobody_is_not_listened_to(hall: Hall) -> None:
    before = rows(hall)
    for sender in ({"id": "28:other"}, {"id": "29:x"}, {}, {"aadObjectId": "x", "id": "29:x"}):
        activity = hall.envelope(ANA, "message", text="mygoals")
        assert hall.post({**activity, "from": sender}).body is None
    assert rows(hall) == before


def test_a_guest_is_refused_in_words(hall: Hall) -> None:
    hall.says(GUEST, "mygoals")
    assert home_words.NOT_FOR_YOU in hall.newest(GUEST).text


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b"5", b'{"type": 5}', b"[" * 100_000, b'{"id": ' + b"9" * 5000 + b"}"]
)
def test_what_is_no_activity_is_not_looked_at(hall: Hall, raw: bytes) -> None:
    assert hall.post_raw(raw).status in (400, 401)


def test_a_body_without_end_is_cut_off(hall: Hall) -> None:
    assert hall.post_raw(b'{"text": "' + b"x" * 300_000 + b'"}').status == 413


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["**bold** [x](https://evil.example)", "<at>Maya</at>", "# h\n- a\n> q", "{{x}} ${y}"]
)
def test_typed_text_stays_text(hall: Hall, typed: str) -> None:
    """In runs that no client reads as markup; never in a block that one does."""
    with hall.tend.database.begin() as tx:
        title = typed.split("\n")[0]
        goal = Content(Kind.GOAL, Area.WORK, title)
        new = items.create(tx, TENANT, MAYA.id, goal, hall.clock())
    page = hall.opens(MAYA, ours("open", FormName.ITEM_PAGE, new)).card
    runs = [piece for piece in pieces(page) if title in str(piece.get("text", ""))]
    assert runs and {piece["type"] for piece in runs} == {"TextRun"}
    assert json.dumps(page).count('"mention"') == 0


def pieces(piece: Any) -> Iterator[Json]:
    if isinstance(piece, list):
        for one in piece:
            yield from pieces(one)
    elif isinstance(piece, dict):
        yield piece
        for one in piece.values():
            yield from pieces(one)
