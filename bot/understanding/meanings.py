"""What typed words can mean. Nothing here has happened yet: the caller records it, or asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from care.answers import Why
from care.items import Kind


@dataclass(frozen=True)
class Talked:
    """A talk on that day of the speaker's calendar.

    ``about``: the item, only where the words or the answered nudge name it. ``nudge``: the open
    nudge that this answers. ``day_said`` is False where today was taken, as the button does.
    """

    people: tuple[str, ...]
    day: date
    about: str | None = None
    nudge: str | None = None
    day_said: bool = True


@dataclass(frozen=True)
class Planned:
    """A talk ahead: at ``moment`` (an instant in UTC), or in the standing 1:1 when it is None."""

    person: str
    moment: datetime | None
    nudge: str | None = None

    @property
    def one_on_one(self) -> bool:
        return self.moment is None


@dataclass(frozen=True)
class LaterUntil:
    """Keep quiet about these people until the morning of that day."""

    people: tuple[str, ...]
    day: date
    nudges: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotThisTime:
    """``until`` is the first day back of somebody on leave."""

    person: str
    why: Why
    until: date | None = None
    nudge: str | None = None


class Asked(StrEnum):
    NEXT = "who is next"
    LAST_TALK = "last talk"
    SHARED = "what they shared"
    MY_ITEMS = "my goals"
    WHY_THIS = "why this"
    WHO_SEES = "who sees"


@dataclass(frozen=True)
class Question:
    kind: Asked
    person: str | None = None


class Order(StrEnum):
    UNDO = "undo"
    PAUSE = "pause"
    FEWER = "fewer"
    KEEP = "keep"  # as it is: the answer to "keep, fewer, stop?"
    STOP = "stop"
    START = "start"
    AWAY = "away"


@dataclass(frozen=True)
class Control:
    """PAUSE ends on the morning of ``until``. AWAY lasts from ``since`` to ``until``, both away."""

    order: Order
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AddItem:
    """``title`` as it was typed. Whole months ("by June") end on their last day."""

    kind: Kind
    title: str
    date: date | None = None


@dataclass(frozen=True)
class Promised:
    """``words`` as they were typed: what the speaker promised this person, by that day if any."""

    person: str
    words: str
    day: date | None = None


@dataclass(frozen=True)
class ReachedItem:
    item: str


@dataclass(frozen=True)
class StopSharing:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Help:
    pass


@dataclass(frozen=True)
class Courtesy:
    """Thanks or a nod: nothing to do and nothing to answer."""


Clear = (
    Talked
    | Planned
    | LaterUntil
    | NotThisTime
    | Question
    | Control
    | AddItem
    | Promised
    | ReachedItem
    | StopSharing
    | Help
    | Courtesy
)


class Differs(StrEnum):
    """What sets the candidates apart: what the question back is about."""

    WHO = "who"
    DAY = "day"
    TIME = "time"
    ITEM = "item"
    MEANING = "meaning"
    SURE = "sure"  # one candidate, to be confirmed


@dataclass(frozen=True)
class Ambiguous:
    """Ask back. No candidate may be acted on before the person has chosen it."""

    candidates: tuple[Clear, ...]
    differs: Differs


class Gist(StrEnum):
    """What Tend understands, by example: the nearest things to words that it did not."""

    TALKED = "talked"
    PLANNED = "planned"
    LATER = "later"
    NOT_THIS_TIME = "not this time"
    QUESTION = "question"
    CONTROL = "control"
    ADD = "add"
    REACHED = "reached"
    PROMISED = "promised"
    STOP_SHARING = "stop sharing"
    HELP = "help"


class Reason(StrEnum):
    NOTHING_FITS = "nothing fits"
    WHO = "nobody of that name"
    NO_NUDGE = "no open nudge"
    NOT_A_RECORD = "not a record"  # a question, a condition, a wish, somebody else's words
    DAY = "the day does not fit"
    TOO_LONG = "too long"


@dataclass(frozen=True)
class NotUnderstood:
    nearest: tuple[Gist, ...] = ()
    reason: Reason = Reason.NOTHING_FITS


Meaning = Clear | Ambiguous | NotUnderstood
RECORDS = (
    Talked,
    Planned,
    LaterUntil,
    NotThisTime,
    Control,
    AddItem,
    Promised,
    ReachedItem,
    StopSharing,
)
