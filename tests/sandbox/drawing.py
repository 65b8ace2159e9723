"""Views, blocks and messages that the tests draw."""

from __future__ import annotations

from typing import Any


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": words("Press"), **more}


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def line(block_id: str = "goal", **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words("Goal"),
        "element": {"type": "plain_text_input", "action_id": "text", **element},
    }


def option(value: str) -> dict[str, Any]:
    return {"text": words(value.title()), "value": value}


def choice(*values: str, **more: Any) -> dict[str, Any]:
    element = {"type": "static_select", "action_id": "choice", "options": list(map(option, values))}
    return {**element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("A form"),
        "submit": words("Save"),
        "blocks": list(blocks) or [line()],
        **more,
    }


def home(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [section("Hello")]}
