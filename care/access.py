"""Who may see and change what: one table, and the one function that reads it.

Every handler asks `may` of each thing that an id names; the line that tells people who sees
something is made from the same table. Whoever stands in no column (another leader, the leader's
own leader, HR) may do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from care.items import Level


class Who(StrEnum):
    """How somebody stands to a thing."""

    OWNER = "owner"  # whose it is
    REPORT = "report"  # the one who is led, in what concerns both
    LEADER = "leader"  # who leads them now
    KNOWING = "knowing"  # a leader to whom its owner granted it
    ADMIN = "admin"  # on the list of admins, in the admin channel
    EVERYBODY = "everybody"  # of the workspace


class Act(StrEnum):
    SEE = "see"
    CHANGE = "change"


class Sort(StrEnum):
    """What a thing is, as far as it matters for who may see it."""

    ITEM = "item"  # a goal or challenge as its owner wrote it
    SHARED = "shared"  # what a leader may know of it, and the words of that
    DISCLOSURE = "disclosure"  # that a leader was sent it or opened it
    BOND = "bond"  # who leads whom
    CARE = "care"  # how a leader cares: cadence, nudges, answers, talks
    PROMISE = "promise"  # what a leader promised, and kept to themselves
    SHOWN_PROMISE = "shown promise"  # what they promised and showed to whom they promised it
    ASK = "ask"  # what somebody asked one leader for
    DRAFT = "draft"  # the same before it is sent
    THANKS = "thanks"  # sent with a name
    MESSAGE = "message"  # what Tend wrote to somebody
    RECORD = "record"  # everything that is held about one person
    HABITS = "habits"  # hours, pauses, how often plans come
    ABSENCE = "absence"  # until when somebody is away
    PULSE = "pulse"  # what somebody answers about a leader
    BAND = "band"  # the word that is made of all their answers, and the leader's own guess
    SETTINGS = "settings"  # of the workspace
    CHOSEN = "chosen"  # who was chosen to set things, and with whom it begins: admins and pilot


GRANTED = frozenset({Level.KNOWN, Level.DISCREET, Level.NAMED})
_NOBODY: frozenset[Who] = frozenset()
_OWNER = frozenset({Who.OWNER})
_BOTH = frozenset({Who.LEADER, Who.REPORT})
_LEADER = frozenset({Who.LEADER})
_ADMIN = frozenset({Who.ADMIN})

RULES: Mapping[Sort, Mapping[Act, frozenset[Who]]] = {
    Sort.ITEM: {Act.SEE: _OWNER, Act.CHANGE: _OWNER},
    Sort.SHARED: {Act.SEE: frozenset({Who.OWNER, Who.KNOWING}), Act.CHANGE: _OWNER},
    Sort.DISCLOSURE: {Act.SEE: _OWNER, Act.CHANGE: _NOBODY},
    Sort.BOND: {Act.SEE: _BOTH, Act.CHANGE: _BOTH},
    Sort.CARE: {Act.SEE: _LEADER, Act.CHANGE: _LEADER},
    Sort.PROMISE: {Act.SEE: _LEADER, Act.CHANGE: _LEADER},
    Sort.SHOWN_PROMISE: {Act.SEE: _BOTH, Act.CHANGE: _BOTH},
    Sort.ASK: {Act.SEE: frozenset({Who.OWNER, Who.LEADER}), Act.CHANGE: _OWNER},
    Sort.DRAFT: {Act.SEE: _OWNER, Act.CHANGE: _OWNER},
    Sort.THANKS: {Act.SEE: frozenset({Who.OWNER, Who.LEADER}), Act.CHANGE: _NOBODY},
    Sort.MESSAGE: {Act.SEE: _OWNER, Act.CHANGE: _OWNER},
    Sort.RECORD: {Act.SEE: _OWNER, Act.CHANGE: _OWNER},
    Sort.HABITS: {Act.SEE: _OWNER, Act.CHANGE: _OWNER},
    Sort.ABSENCE: {Act.SEE: frozenset({Who.OWNER, Who.LEADER}), Act.CHANGE: _OWNER},
    Sort.PULSE: {Act.SEE: _OWNER, Act.CHANGE: _OWNER},
    Sort.BAND: {Act.SEE: _LEADER, Act.CHANGE: _LEADER},
    Sort.SETTINGS: {Act.SEE: frozenset({Who.EVERYBODY}), Act.CHANGE: _ADMIN},
    Sort.CHOSEN: {Act.SEE: _ADMIN, Act.CHANGE: _ADMIN},
}


@dataclass(frozen=True)
class Actor:
    """Who acts, as the platform's envelope and our own list of admins say."""

    workspace: str
    person: str
    takes_part: bool  # no guest, no bot, nobody from outside
    is_admin: bool = False


@dataclass(frozen=True)
class Thing:
    """What an act is about. A bond that has ended has no leader any more."""

    sort: Sort
    workspace: str
    owner: str = ""
    leader: str = ""
    report: str = ""
    level: Level = Level.PRIVATE  # what its owner lets this leader know


def may(actor: Actor, act: Act, thing: Thing) -> bool:
    """Whether this person may do that to this thing."""
    if not (actor.takes_part and actor.person and actor.workspace == thing.workspace):
        return False
    return not RULES[thing.sort][act].isdisjoint(_standing(actor, thing))


def _standing(actor: Actor, thing: Thing) -> set[Who]:
    person = actor.person
    leads = person == thing.leader
    stands = {
        Who.OWNER: person == thing.owner,
        Who.REPORT: person == thing.report,
        Who.LEADER: leads,
        Who.KNOWING: leads and thing.level in GRANTED,
        Who.ADMIN: actor.is_admin,
        Who.EVERYBODY: True,
    }
    return {who for who, so in stands.items() if so}
