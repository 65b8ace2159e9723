"""What a person meant by what they typed to Tend: the one way in.

Nothing is recorded here. A meaning that is not clear comes back as a question, words that are not
understood as such; a record is only ever made of words that leave no other reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.understanding.asking import read_question
from bot.understanding.choices import unsure
from bot.understanding.context import Context
from bot.understanding.declining import read_decline
from bot.understanding.doubts import is_doubtful, is_story
from bot.understanding.meanings import (
    Ambiguous,
    Clear,
    Courtesy,
    Differs,
    Gist,
    Help,
    LaterUntil,
    Meaning,
    NotThisTime,
    NotUnderstood,
    Planned,
    Reason,
    Talked,
)
from bot.understanding.ordering import read_order
from bot.understanding.own_items import read_addition, read_reached, read_stop_sharing
from bot.understanding.people import marks
from bot.understanding.planning import options, read_plan
from bot.understanding.promising import read_promise
from bot.understanding.sentence import Sentence, read
from bot.understanding.suggesting import suggest
from bot.understanding.talking import Draft, drafted, read_talk
from bot.understanding.waiting import read_later

LONGEST = 1000  # characters; more is a letter, not a message to a program

_CLAUSE_READERS: tuple[Callable[[Sentence, str], Draft | None], ...] = (
    read_talk,
    read_decline,
    read_later,
    read_plan,
)
_WHOLE_READERS: tuple[Callable[[Sentence, str], Meaning | None], ...] = (
    read_question,
    read_order,
    read_stop_sharing,
)


def understand(typed: str, context: Context) -> tuple[Meaning, ...]:
    """At least one meaning. Several only where the words hold several, each clear by itself."""
    if len(typed) > LONGEST:
        return (NotUnderstood((), Reason.TOO_LONG),)
    if added := read_addition(typed, context) or read_promise(typed, context):
        return (added,)
    sentence = read(typed, context)
    if sentence.somebody_elses:
        return (NotUnderstood(_nearest(sentence), Reason.NOT_A_RECORD),)
    for reader in _WHOLE_READERS:
        if found := reader(sentence, sentence.whole):
            return (found,)
    return _of_clauses(sentence)


def _of_clauses(sentence: Sentence) -> tuple[Meaning, ...]:
    drafts = [_draft(sentence, clause) for clause in sentence.clauses]
    if not any(drafts):
        return (_reached(sentence) or suggest(sentence) or _not_understood(sentence),)
    found = [meaning for draft in drafts if draft for meaning in draft.meanings]
    if _is_told_plainly(sentence, drafts):
        return _together(found)
    return (_asked_back(found),)


def _draft(sentence: Sentence, clause: str) -> Draft | None:
    """Of a clause with a question mark only "can you remind me on Friday?" is a wish."""
    bare = clause.removesuffix(" ?")
    told = bare.removeprefix("but ").removeprefix("however ").removeprefix("although ")
    readers = _CLAUSE_READERS if bare == clause else (read_later,)
    found = (draft for reader in readers if (draft := reader(sentence, told)))
    return next(found, None) or _question(sentence, bare)


def _question(sentence: Sentence, clause: str) -> Draft | None:
    asked = read_question(sentence, clause)
    return drafted(clause, asked) if asked and not isinstance(asked, Help | Courtesy) else None


def _is_told_plainly(sentence: Sentence, drafts: Sequence[Draft | None]) -> bool:
    """Whether nothing beside the records speaks against them. To wait needs no reason."""
    found = [d for d in drafts if d is not None]
    meant = [option for draft in found for option in options(draft)]
    if all(isinstance(option, LaterUntil) for option in meant):
        return True
    if is_doubtful(_to_doubt(sentence, drafts, meant)):
        return False
    first = next(i for i, draft in enumerate(drafts) if draft is not None)
    beside = _Beside(
        sentence,
        people={person for option in meant for person in _people(option)},
        dated=all(option.day_said for option in meant if isinstance(option, Talked)),
    )
    return all(
        draft is not None or beside.is_harmless(clause, before=index < first)
        for index, (clause, draft) in enumerate(zip(sentence.clauses, drafts, strict=True))
    )


def _to_doubt(sentence: Sentence, drafts: Sequence[Draft | None], meant: Sequence[Clear]) -> str:
    """Everything beside a talk or a plan; "not relevant" says no itself, so only what is around."""
    if any(isinstance(option, Talked | Planned) for option in meant):
        return sentence.words
    around = (c for c, draft in zip(sentence.clauses, drafts, strict=True) if draft is None)
    return " , ".join(around)


@dataclass(frozen=True)
class _Beside:
    """What stands beside the records of these people, all with a day of their own or not."""

    sentence: Sentence
    people: set[str]
    dated: bool

    def is_harmless(self, clause: str, before: bool) -> bool:
        """A clause that only tells more. With a day in it, it may tell the day of the talk."""
        if clause.endswith("?") or ("#" in clause and not self.dated):
            return False
        named = {p for number in marks(clause) for p in self.sentence.people[number].ids}
        return named <= self.people and is_story(clause, before)


def _people(meaning: Meaning) -> tuple[str, ...]:
    match meaning:
        case Talked(people=people) | LaterUntil(people=people):
            return people
        case Planned(person=person) | NotThisTime(person=person):
            return (person,)
    return ()


def _together(found: list[Meaning]) -> tuple[Meaning, ...]:
    """Clear ones side by side; with an unclear one among them, ask about that one only."""
    found = list(dict.fromkeys(found))
    clear: list[Meaning] = [m for m in found if not isinstance(m, Ambiguous)]
    unclear = [m for m in found if isinstance(m, Ambiguous) and set(m.candidates) - set(clear)]
    both = {p for m in clear for p in _people(m)} & {
        p for m in unclear for c in m.candidates for p in _people(c)
    }
    if len(unclear) > 1 or both or _contradict(clear):
        return (_asked_back(found),)
    return (*clear, *unclear)


def _contradict(found: list[Meaning]) -> bool:
    """Two different answers about one person: only a talk and what follows it go together."""
    people = [p for m in found if not isinstance(m, Talked) for p in _people(m)]
    talks = [(p, m.day) for m in found if isinstance(m, Talked) for p in m.people]
    return len(people) > len(set(people)) or len(talks) > len({p for p, _ in talks})


def _asked_back(found: list[Meaning]) -> Meaning:
    if len(found) == 1:
        return unsure(found[0])
    candidates = tuple(dict.fromkeys(c for m in found for c in _candidates(m)))
    return Ambiguous(candidates[:6], Differs.MEANING)


def _candidates(meaning: Meaning) -> tuple[Clear, ...]:
    if isinstance(meaning, Ambiguous):
        return meaning.candidates
    return (meaning,) if isinstance(meaning, Clear) else ()


def _reached(sentence: Sentence) -> Meaning | None:
    """An employee's own success, alone or with a few words around it."""
    for clause in sentence.clauses:
        if found := read_reached(sentence, clause):
            return found
    return None


# --- not understood ------------------------------------------------------------------------------

_HINTS = {
    Gist.TALKED: "talked talk spoke spoken met meeting coffee lunch chat chatted call called "
    "oneonone done yesterday",
    Gist.PLANNED: "will see meet plan planned going tomorrow shall",
    Gist.LATER: "remind later snooze week weeks again busy wait",
    Gist.NOT_THIS_TIME: "report leave relevant vacation sick skip left",
    Gist.QUESTION: "who what when why last next ? share shared",
    Gist.CONTROL: "undo pause stop start fewer away less off",
    Gist.ADD: "goal challenge add want learn",
    Gist.PROMISED: "promise promised",
    Gist.REACHED: "passed finished reached completed solved achieved",
    Gist.STOP_SHARING: "sharing private hide share",
}


def _nearest(sentence: Sentence) -> tuple[Gist, ...]:
    said = set(sentence.words.split())
    scores = {gist: len(said & set(words.split())) for gist, words in _HINTS.items()}
    best = sorted((g for g in scores if scores[g]), key=lambda g: -scores[g])
    return tuple(best[:3]) or (Gist.HELP,)


def _not_understood(sentence: Sentence) -> NotUnderstood:
    reason = Reason.NOTHING_FITS
    if sentence.is_question or is_doubtful(sentence.words):
        reason = Reason.NOT_A_RECORD
    elif not sentence.people and " with " in sentence.words:
        reason = Reason.WHO
    return NotUnderstood(_nearest(sentence), reason)
