"""Names that Teams gives to what its clients ask for. Nobody reads them."""

from __future__ import annotations

from typing import Any

CARD = "adaptiveCard/action"  # a button of a card in the chat
FETCH = "task/fetch"  # a dialog is to be opened
SUBMIT = "task/submit"  # a button of a dialog
DIALOGS = (FETCH, SUBMIT)


def continued(value: Any) -> dict[str, Any]:
    """The dialog goes on, and shows this."""
    return {"task": {"type": "continue", "value": value}}
