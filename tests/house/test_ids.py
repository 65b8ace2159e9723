"""Whatever can be pressed, opened or submitted has a handler; whatever is handled can be met."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from bot.conversations.registry import ACTIONS, FORMS, SUBMISSIONS
from bot.ids import Action, FormName
from tests.house.reading import modules, tree

PRESSED, OPENED = {"Do", "do"}, {"Open", "opens"}
SUBMIT_PLACE = 4  # of Form's arguments


def drawn() -> dict[str, set[str]]:
    """The ids that views draw: what is pressed, opened, shown as a form, and submitted."""
    found: dict[str, set[str]] = defaultdict(set)
    for call in calls():
        called = getattr(call.func, "id", "")
        for name in ids_in(call):
            found["pressed"] |= {name} if called in PRESSED else set()
            found["opened"] |= {name} if called in OPENED else set()
            found["shown"] |= {name} if called == "Form" else set()
            found["submitted"] |= {name} if called == "Form" and can_submit(call) else set()
    return found


def calls() -> Iterator[ast.Call]:
    for file in modules("bot"):
        yield from (node for node in ast.walk(tree(file)) if isinstance(node, ast.Call))


def ids_in(call: ast.Call) -> Iterator[str]:
    """The ids among the arguments themselves, not in what is nested in them."""
    for argument in call.args:
        match argument:
            case ast.Attribute(value=ast.Name(id="Action"), attr=name):
                yield Action[name]
            case ast.Attribute(value=ast.Name(id="FormName"), attr=name):
                yield FormName[name]


def can_submit(call: ast.Call) -> bool:
    return len(call.args) > SUBMIT_PLACE or any(word.arg == "submit" for word in call.keywords)


def test_every_button_that_does_something_has_a_handler_and_the_other_way_round() -> None:
    assert drawn()["pressed"] == set(ACTIONS) == set(Action)


def test_every_form_that_a_button_opens_has_a_handler() -> None:
    assert drawn()["opened"] <= set(FORMS)


def test_every_form_that_can_be_submitted_has_a_handler_and_the_other_way_round() -> None:
    assert drawn()["submitted"] == set(SUBMISSIONS)


def test_every_form_that_can_be_opened_is_drawn_somewhere() -> None:
    assert set(FORMS) | set(SUBMISSIONS) <= drawn()["shown"]


def test_no_name_stands_in_the_list_for_nothing() -> None:
    assert drawn()["shown"] | {FormName.SAID} == set(FormName)
