"""Variety: no wording and no act comes to one leader again while it is still fresh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from care import policy
from care.choosing import Choice
from care.hours import DAY
from care.nudges import LISTENING_ACTS, acts_for, freshest, is_fresh, other_kind_first, wordings_for
from storage.plans import Past


@dataclass
class Used:
    """When each wording and each act was last used with one leader."""

    wordings: dict[str, date]
    acts: dict[str, date]

    @classmethod
    def until(cls, today: date, past: Past) -> Used:
        since = today - policy.VARIETY_DAYS * DAY
        lately = sorted((one for one in past.used if one[0] >= since), key=lambda one: one[0])
        return cls(
            {wording: day for day, wording, _ in lately}, {act: day for day, _, act in lately}
        )

    def reserving(self, today: date) -> Callable[[Choice], bool]:
        """Whether there are fresh words for a date, one after the other: rather silent than stale.

        Plans have enough of them; dates may come in crowds.
        """
        ahead = Used(dict(self.wordings), dict(self.acts))

        def has_words(choice: Choice) -> bool:
            fresh = ahead._leaves_fresh(choice, today)
            if fresh:
                ahead.choose(choice, [], today)
            return fresh

        return has_words

    def _leaves_fresh(self, choice: Choice, today: date) -> bool:
        wordings, acts = wordings_for(choice.moment), acts_for(None, choice.moment)
        return any(is_fresh(key, self.wordings, today) for key in wordings) and any(
            is_fresh(key, self.acts, today) for key in acts
        )

    def choose(self, choice: Choice, unanswered: list[str], today: date) -> tuple[str, str]:
        """The freshest wording and act for this nudge, used from now on."""
        subject = choice.item or choice.dated
        acts = acts_for(subject.level if subject else None, choice.moment)
        if choice.candidate.listens_until > today:
            acts = LISTENING_ACTS
        acts = other_kind_first(acts, unanswered) if unanswered else acts
        act = freshest(acts, self.acts, today)
        wording = freshest(wordings_for(choice.moment), self.wordings, today)
        self.acts[act] = self.wordings[wording] = today
        return wording, act
