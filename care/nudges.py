"""Nudges: which act and which wording, so that nothing is repeated while it is still fresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from care import policy
from care.items import Level
from care.moments import Moment

# Three people a week for four weeks, and a plan may come a day late: it takes eighteen of each
# never to repeat one within that time. Those that do something stand beside those that ask.
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
    "open_a_door",
    "try_it_together",
    "ask_what_is_easier",
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
    "lend_a_hand",
    "pass_on_praise",
    "share_own_week",
    "introduce_somebody",
)
LISTENING_ACTS = (  # in a hard time: each of them says no more than a talk does
    "ask_on_mind",
    "walk_together",
    "lend_a_hand",
    "ask_how_best",
    "share_own_week",
    "ask_dropped",
)
NEAR_ACTS = (
    "ask_what_helps",
    "clear_the_hours",
    "ask_be_there",
    "listen_to_a_run",
    "ask_what_worries",
    "move_something",
    "ask_after_it",
    "lend_an_ear",
    "ask_who_else",
    "show_up",
)
OVER_ACTS = (
    "ask_how_it_went",
    "mark_it",
    "ask_what_next",
    "listen_how_it_was",
    "ask_what_learned",
    "give_time_back",
    "ask_what_helped",
    "tell_somebody",
    "ask_who_to_thank",
    "take_a_walk_after",
)
WORDINGS = tuple(f"opening_{n}" for n in range(1, 19))
DATE_WORDINGS = tuple(f"date_{n}" for n in range(1, 11))


def acts_for(level: Level | None, moment: Moment | None = None) -> tuple[str, ...]:
    """What a leader may be invited to: around a date, an item, or just a talk."""
    if moment is not None:
        return NEAR_ACTS if moment is Moment.NEAR else OVER_ACTS
    return TALK_ACTS if level is None else ITEM_ACTS


def wordings_for(moment: Moment | None) -> tuple[str, ...]:
    return WORDINGS if moment is None else DATE_WORDINGS


def is_question(act: str) -> bool:
    """The two kinds of acts: to ask something, and to do something."""
    return act.startswith("ask_")


def other_kind_first(acts: Sequence[str], unanswered: Sequence[str]) -> tuple[str, ...]:
    """The same acts, those first that are of another kind than most that stayed unanswered."""
    questions = sum(is_question(act) for act in unanswered)
    wants_question = 2 * questions < len(unanswered)
    return tuple(sorted(acts, key=lambda act: is_question(act) is not wants_question))


def nth_question(bond: str, day: date, of: int) -> int:
    """Which of so many questions is offered for this bond in the week of that day.

    Another one each week, each bond begins elsewhere, and none comes again before all have.
    """
    weeks = (day - timedelta(days=day.weekday())).toordinal() // 7
    return (sum(bond.encode()) + weeks) % of


def freshest(keys: Sequence[str], used_on: Mapping[str, date], today: date) -> str:
    """The first key not used within the time of variety, or the one used longest ago.

    Reproducible: the same past gives the same choice.
    """
    fresh = next((key for key in keys if is_fresh(key, used_on, today)), None)
    return fresh or min(keys, key=lambda key: (used_on[key], keys.index(key)))


def is_fresh(key: str, used_on: Mapping[str, date], today: date) -> bool:
    since = today - timedelta(days=policy.VARIETY_DAYS)
    return key not in used_on or used_on[key] < since
