"""A leader's own guess of how their care lands, before they are shown it."""

from __future__ import annotations

from bot.conversations import factor
from bot.conversations.desk import Desk, Refused, Turn, looking, taking_turn
from bot.conversations.landed import open_round
from bot.ids import FormName
from bot.ui import Opened, Outcome, Show, Submitted
from bot.views import landed as views
from bot.views.pieces import said, text
from bot.wording import pulse as words
from bot.wording.goals import CHOOSE_ONE
from care.pulse import Band
from storage import pulse_bands


def open_guess(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        found = _to_guess(turn)
        if found is None:
            return _nothing()
        return Outcome(
            Show(views.guess(pulse_bands.guess_of(turn.tx, turn.workspace, found, turn.my_id)))
        )


def guess(desk: Desk, event: Submitted) -> Outcome:
    """What they guessed, and the word itself if there is one, stand on the page they read next."""
    with taking_turn(desk, event, once=True) as turn:
        found, guessed = _to_guess(turn), str(event.values.get("guess") or "")
        if found is None:
            return _nothing()
        if guessed not in (*Band, views.NONE):
            raise Refused({"guess": CHOOSE_ONE})
        band = Band(guessed) if guessed != views.NONE else None
        pulse_bands.guess(turn.tx, turn.workspace, found, turn.my_id, band)
        return Outcome(Show(factor.shown(turn)), home_stale=True)


def _to_guess(turn: Turn) -> str | None:
    """A word that waits to be seen goes before the round that is open; what was seen is over."""
    bands = pulse_bands.bands_of(turn.tx, turn.workspace, turn.my_id)
    newest = next((one for one in bands if one.band is not None), None)
    if newest is not None and not newest.guessed:
        return newest.round
    return open_round(turn)


def _nothing() -> Outcome:
    return Outcome(Show(said(words.GUESS_TITLE, text(words.NOTHING_TO_GUESS))))


FORMS = {FormName.GUESS: open_guess}
SUBMISSIONS = {FormName.GUESS: guess}
