"""Where something is drawn: it decides how its buttons work, and travels with them."""

from __future__ import annotations

from enum import StrEnum

from bot.ui import Place

OURS = "tend"  # the name under which our own data stands in what a client sends back


class Spot(StrEnum):
    CHAT = "message"
    HOME = "home"
    PAGE = "page"  # a form without questions, in the chat
    DIALOG = "form"

    @property
    def place(self) -> Place:
        return Place.FORM if self in (Spot.PAGE, Spot.DIALOG) else Place(self.value)
