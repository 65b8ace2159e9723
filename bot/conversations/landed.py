"""How it lands: what a leader is shown of it, and their own guess before that."""

from __future__ import annotations

from bot.conversations.desk import Desk, Refused, Turn, looking, taking_turn
from bot.ids import FormName
from bot.ui import Done, Opened, Outcome, Show, Submitted
from bot.views import landed as views
from bot.views.landed import Landing
from bot.views.pieces import said, text
from bot.wording import pulse as words
from bot.wording.goals import CHOOSE_ONE
from care.pulse import Band
from storage import bonds, pulse, pulse_bands


def mine(turn: Turn) -> Landing | None:
    """None for who leads nobody."""
    led = [one for one in bonds.of_leader(turn.tx, turn.workspace, turn.my_id) if one.accepted]
    if not led:
        return None
    bands = pulse_bands.bands_of(turn.tx, turn.workspace, turn.my_id)
    few = len(led) < turn.place.pulse_floor or not turn.place.asks_pulse
    found = _open_round(turn)
    guess = pulse_bands.guess_of(turn.tx, turn.workspace, found or "", turn.my_id)
    return Landing(few, bands, found, guess is not None)


def _open_round(turn: Turn) -> str | None:
    """The round in which their people are being asked about them."""
    found = pulse.last(turn.tx, turn.workspace)
    if found is None or not found.is_open(turn.now):
        return None
    asked = pulse_bands.is_asked_about(turn.tx, turn.workspace, found.id, turn.my_id)
    return found.id if asked else None


# --- the guess -----------------------------------------------------------------------------------


def open_guess(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        found = _to_guess(turn)
        if found is None:
            return _nothing()
        return Outcome(
            Show(views.guess(pulse_bands.guess_of(turn.tx, turn.workspace, found, turn.my_id)))
        )


def guess(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        found, guessed = _to_guess(turn), str(event.values.get("guess") or "")
        if found is None:
            return _nothing()
        if guessed not in (*Band, views.NONE):
            raise Refused({"guess": CHOOSE_ONE})
        band = Band(guessed) if guessed != views.NONE else None
        pulse_bands.guess(turn.tx, turn.workspace, found, turn.my_id, band)
        return Outcome(Done(), home_stale=True)


def _to_guess(turn: Turn) -> str | None:
    """A word that waits to be seen goes before the round that is open; what was seen is over."""
    bands = pulse_bands.bands_of(turn.tx, turn.workspace, turn.my_id)
    newest = next((one for one in bands if one.band is not None), None)
    if newest is not None and not newest.guessed:
        return newest.round
    return _open_round(turn)


def _nothing() -> Outcome:
    return Outcome(Show(said(words.GUESS_TITLE, text(words.NOTHING_TO_GUESS))))


FORMS = {FormName.GUESS: open_guess}
SUBMISSIONS = {FormName.GUESS: guess}
