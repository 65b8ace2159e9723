"""The vocabulary in which the product speaks: views, forms and outcomes. Each platform draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# --- running text --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A person inside running text, drawn from the id alone (a mention), never from a name."""

    id: str


@dataclass(frozen=True)
class Channel:
    """A channel inside running text, drawn from the id alone."""

    id: str


@dataclass(frozen=True)
class Strong:
    """Words of ours that carry the sentence."""

    text: str


Span = str | Person | Channel | Strong


# --- what a button does: declared when it is drawn, because Teams must know it then --------------


@dataclass(frozen=True)
class Do:
    """Pressing does ``action`` to the thing with this opaque id."""

    action: StrEnum
    id: str = ""


@dataclass(frozen=True)
class Open:
    """Pressing opens the form of this name for the thing with this opaque id."""

    form: StrEnum
    id: str = ""


@dataclass(frozen=True)
class Link:
    """Pressing leads to a page of the platform or of Tend's own papers."""

    url: str


@dataclass(frozen=True)
class Confirm:
    """One question before something that cannot be taken back."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True)
class Button:
    label: str
    does: Do | Open | Link
    style: str = "plain"  # plain, primary or danger; danger always with a confirm
    confirm: Confirm | None = None


# --- parts of a view -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    """Words of ours. ``quiet`` is the small print: why now, who sees this.

    ``beside`` is a button that stands at the end of the line; small print has none.
    """

    spans: tuple[Span, ...]
    quiet: bool = False
    beside: Button | None = None


@dataclass(frozen=True)
class Typed:
    """What a person typed: always a block of its own, drawn as letters and nothing else."""

    text: str
    beside: Button | None = None
    quoted: bool = False  # within our own sentence: set off by quotation marks


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, both ours."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Buttons:
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Divider:
    pass


@dataclass(frozen=True)
class Verbatim:
    """Letters to be copied: drawn exactly as they stand, so at most 3000 of them."""

    text: str


Part = Heading | Text | Typed | Verbatim | Facts | Buttons | Divider


@dataclass(frozen=True)
class View:
    """A message or the Home tab. ``summary`` is all that a lock screen may show."""

    summary: tuple[Span, ...]
    parts: tuple[Part, ...]


# --- fields of a form ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class Field:
    """What every field has. ``name`` is unique in its form; a value is always a string."""

    name: str
    label: str
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True)
class LineField(Field):
    """Typed text. ``longest`` counts characters."""

    value: str = ""
    longest: int = 120
    several_lines: bool = False


@dataclass(frozen=True)
class ChoiceField(Field):
    """Exactly one of the options; ``value`` "" preselects nothing."""

    options: tuple[Option, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class ChoicesField(Field):
    """Any number of the options."""

    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class DateField(Field):
    """A calendar day, YYYY-MM-DD."""

    value: str = ""


@dataclass(frozen=True)
class TimeField(Field):
    """A wall time, HH:MM."""

    value: str = ""


@dataclass(frozen=True)
class PersonField(Field):
    """One person of the workspace, by id."""

    value: str = ""


@dataclass(frozen=True)
class PeopleField(Field):
    """Several people of the workspace, by id; submitted as a tuple."""

    values: tuple[str, ...] = ()
    most: int = 50


@dataclass(frozen=True)
class Form:
    """A dialog. Without ``submit`` it only shows; it may then hold buttons and no fields."""

    name: StrEnum
    title: str
    parts: tuple[Part | Field, ...]
    id: str = ""
    submit: str = ""
    close: str = "Close"
    is_stamped: bool = False  # the id says what the fields show: another id, other fields

    def fields(self) -> Iterator[Field]:
        return (part for part in self.parts if isinstance(part, Field))


Values = Mapping[str, str | tuple[str, ...]]


# --- what people set off -------------------------------------------------------------------------


@dataclass(frozen=True)
class Actor:
    """Who did it, from the verified envelope and never from anything the client may edit."""

    workspace: str
    person: str
    is_external: bool = False


@dataclass(frozen=True)
class Event:
    """Something a person did. ``key`` names this one doing of it, for telling a repeat."""

    actor: Actor
    key: str


@dataclass(frozen=True)
class Said(Event):
    """Words in the person's own conversation with Tend."""

    text: str
    with_file: bool = False  # a picture, a voice or a paper came with them: nobody looks at it


@dataclass(frozen=True)
class Command(Event):
    name: str
    text: str
    channel: str


class Place(StrEnum):
    """Where a button was pressed."""

    MESSAGE = "message"
    HOME = "home"
    FORM = "form"


@dataclass(frozen=True)
class Standing:
    """Where the message stands on which something was pressed: it has surely arrived."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Pressed(Event):
    action: str
    id: str
    place: Place
    message: Standing | None = None


@dataclass(frozen=True)
class Opened(Event):
    form: str
    id: str
    place: Place
    message: Standing | None = None


@dataclass(frozen=True)
class Submitted(Event):
    form: str
    id: str
    values: Values


@dataclass(frozen=True)
class HomeOpened(Event):
    pass


@dataclass(frozen=True)
class PersonChanged(Event):
    """The platform says that this person's profile changed (zone, guest, deactivated)."""


# --- what the product answers --------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """A private answer at the place where the person asked."""

    view: View


@dataclass(frozen=True)
class Show:
    """Open this form, or put it in the place of the one that is open."""

    form: Form


@dataclass(frozen=True)
class Invalid:
    """Keep the form open with what was typed and say what is wrong, field by field."""

    errors: Mapping[str, str]


@dataclass(frozen=True)
class Home:
    """Draw the person's Home."""

    view: View


@dataclass(frozen=True)
class Done:
    """Nothing to show at once; an open form closes."""


@dataclass(frozen=True)
class Outcome:
    """The answer, and what else follows from it once the answer is on its way."""

    answer: Reply | Show | Invalid | Home | Done = field(default_factory=Done)
    stirred: bool = False  # there is something to send or to redraw: let the sender look now
    home_stale: bool = False  # what this person's Home shows has changed
    homes: tuple[str, ...] = ()  # other people whose Home shows something that changed
    afterwards: Callable[[], object] | None = None  # may take its time: nobody waits for it
    home: View | None = None  # to be drawn as this person's Home: nothing is known of them now


class Outdated(Exception):
    """Nobody answers to this action, form or command: it is from an older release, or forged."""
