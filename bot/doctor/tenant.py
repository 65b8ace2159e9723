"""Checks of Teams: is its part installed, and does Microsoft give Tend a token."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from bot.doctor.patient import Finding, Patient, ok, warn, wrong
from bot.wording import doctor as words
from bot.wording.technical import EXTRA


def look_at_teams(patient: Patient) -> Iterator[Finding]:
    found = patient.settings
    if not found.teams:
        return
    try:
        from bot.with_teams import registration

        us = registration(found)
        from bot.teams.sdk import NoToken, Tokens
    except ImportError:
        yield wrong(words.TEAMS_NOT_INSTALLED, EXTRA)
        return
    if us.local:
        yield warn(words.TEAMS_LOCAL, words.FOR_TRIALS)
        return
    try:
        asyncio.run(Tokens(us).connector())
    except NoToken as error:
        yield wrong(words.teams_refused(str(error)), words.MEND_TEAMS)
    else:
        yield ok(words.TEAMS_FITS)
