"""Nudges: which act and which wording, so that nothing is repeated while it is still fresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from care import policy
from care.items import Level

# Three people a week for four weeks, and a plan may come a day late: it takes fifteen of each
# never to repeat one within that time.
ITEM_ACTS = (
    "ask_next_step",
    "ask_in_the_way",
    "offer_person",
    "protect_time",
    "share_own_story",
    "ask_what_changed",
    "ask_help_or_listen",
    "thank_for_effort",
    "show_something",
    "ask_good_week",
    "take_something_off",
    "ask_what_done_looks_like",
    "come_along",
    "ask_who_should_know",
    "ask_what_surprised",
)
TALK_ACTS = (
    "ask_on_mind",
    "ask_energy",
    "thank_specific",
    "ask_unblock",
    "ask_proud",
    "ask_learn",
    "ask_dropped",
    "walk_together",
    "ask_more_of",
    "ask_decide",
    "ask_how_best",
    "ask_outside_work",
    "ask_next_year",
    "ask_meeting_less",
    "ask_well_done_who",
)
WORDINGS = tuple(f"opening_{n}" for n in range(1, 16))


def acts_for(level: Level | None) -> tuple[str, ...]:
    """What a leader may be invited to: around an item, or just a talk."""
    return TALK_ACTS if level is None else ITEM_ACTS


def freshest(keys: Sequence[str], used_on: Mapping[str, date], today: date) -> str:
    """The first key not used within the time of variety, or the one used longest ago.

    Reproducible: the same past gives the same choice.
    """
    since = today - timedelta(days=policy.VARIETY_DAYS)
    for key in keys:
        if key not in used_on or used_on[key] < since:
            return key
    return min(keys, key=lambda key: (used_on[key], keys.index(key)))
