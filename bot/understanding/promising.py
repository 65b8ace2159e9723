""" "I promised Ana to introduce her to Kofi by Friday": what stands there is the speaker's own."""

from __future__ import annotations

import html
import re

from bot.understanding.choices import settle
from bot.understanding.context import Context
from bot.understanding.meanings import Differs, Meaning, Promised
from bot.understanding.own_items import until_day
from bot.understanding.people import Named
from bot.understanding.sentence import read
from care.text import clean

_I_PROMISED = (
    r"^\W*(?:(?:hi|hey|hello|please|ok|so|tend|note|noted)\b[\s,:!]*)*"
    r"(?:i|we)(?:['’]ve|\s+have|\s+had)?(?:\s+(?:just|also))?\s+(?:promised|gave\s+my\s+word\s+to)\s+"
    r"(?P<who>\S.{0,60}?)\s+"
)
_TO_DO = r"(?:(?:that\s+)?(?:i|we)(?:['’](?:d|ll)|\s+would|\s+will)|to)\s+(?P<words>\S.*)$"
_A_THING = r"(?!the\s+other\s+day\b|.*\bago\b)(?P<words>(?:an?|another|the|my|some|more)\s+\S.*)$"
_PROMISED = tuple(
    re.compile(_I_PROMISED + what, re.IGNORECASE | re.DOTALL) for what in (_TO_DO, _A_THING)
)
_NOT_A_PERSON = re.compile(r"\b(?:not|never|myself|if|unless|when|because|that)\b", re.IGNORECASE)


def read_promise(typed: str, context: Context) -> Meaning | None:
    """To one of the speaker's people; whoever cannot be told apart is asked back."""
    said = clean(html.unescape(typed), one_line=True)
    found = (_promise(match, context) for one in _PROMISED if (match := one.match(said)))
    return next((meaning for meaning in found if meaning is not None), None)


def _promise(match: re.Match[str], context: Context) -> Meaning | None:
    if match["words"].endswith("?") or _NOT_A_PERSON.search(match["who"]):
        return None
    named = _named(match["who"], context)
    if named is None or not named.ids:
        return None
    words, days = until_day(match["words"].strip(" \"“”'."), context)
    parts = [(Differs.WHO, named.ids), (Differs.DAY, days)]
    return settle(parts, lambda who, day: Promised(who, words, day), named.sure)


def _named(who: str, context: Context) -> Named | None:
    """The one person whom these words name, and nothing else."""
    found = read(f"with {who}", context)
    return found.people[0] if found.words == "with @0" else None
