"""How it lands: what a leader is shown of it."""

from __future__ import annotations

from bot.conversations.desk import Turn
from bot.views.landed import Landing
from storage import bonds, pulse, pulse_bands


def mine(turn: Turn) -> Landing | None:
    """None for who leads nobody."""
    led = [one for one in bonds.of_leader(turn.tx, turn.workspace, turn.my_id) if one.accepted]
    if not led:
        return None
    bands = pulse_bands.bands_of(turn.tx, turn.workspace, turn.my_id)
    found = open_round(turn)
    guess = pulse_bands.guess_of(turn.tx, turn.workspace, found or "", turn.my_id)
    floor, asks = turn.place.pulse_floor, turn.place.asks_pulse
    return Landing(len(led), floor, asks, bands, found, guess is not None)


def open_round(turn: Turn) -> str | None:
    """The round in which their people are being asked about them."""
    found = pulse.last(turn.tx, turn.workspace)
    if found is None or not found.is_open(turn.now):
        return None
    asked = pulse_bands.is_asked_about(turn.tx, turn.workspace, found.id, turn.my_id)
    return found.id if asked else None
