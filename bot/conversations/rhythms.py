"""A cadence as a person types it: ideal and maximum days, or both left empty."""

from __future__ import annotations

from bot.conversations.desk import Refused
from bot.ui import Submitted
from bot.wording.people import not_in_range
from care.cadence import ANY, Bounds, Cadence, OutOfRange, cadence

FIELDS = ("ideal", "maximum")


def rhythm_in(event: Submitted, bounds: Bounds = ANY) -> Cadence | None:
    """None where both fields are empty: as usual. Raises Refused, with the allowed range."""
    typed = [str(event.values.get(name) or "").strip() for name in FIELDS]
    if not any(typed):
        return None
    if not all(text.isascii() and text.isdigit() for text in typed):
        raise Refused({"ideal": not_in_range(bounds)})
    try:
        return cadence(int(typed[0]), int(typed[1]), bounds=bounds)
    except OutOfRange:
        raise Refused({"ideal": not_in_range(bounds)}) from None


def columns(own: Cadence | None) -> dict[str, int | None]:
    return {"ideal": own.ideal if own else None, "maximum": own.maximum if own else None}
