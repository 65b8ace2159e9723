"""How the workspace says no: Slack's error names, with the messages that explain them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """An answer with `ok: false`; `fields` go into it beside the error."""

    def __init__(
        self, error: str, messages: Sequence[str] = (), status: int = 200, **fields: Any
    ) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.status = status
        self.fields = fields
