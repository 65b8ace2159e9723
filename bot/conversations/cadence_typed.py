"""What is typed after /cadence: one word, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.conversations import admins
from bot.conversations import cadence_changing as changing
from bot.conversations import cadence_pages as pages
from bot.conversations import cadence_readers as readers
from bot.conversations import cadence_reading as reading
from bot.conversations.cadence_changing import Told, change
from bot.conversations.cadence_reading import Misread
from bot.conversations.desk import Desk, Turn, looking, taking_turn
from bot.ui import Command, Form, Outcome, Reply, Show, View
from bot.views import cadence as views
from bot.views import cadence_preview as previews
from bot.views import cadence_settings as settings
from bot.wording import cadence_typed as words
from storage import workspaces


@dataclass(frozen=True)
class Said:
    """``word`` "" with no ``unknown``: nothing was typed."""

    word: str = ""
    rest: str = ""
    unknown: str = ""

    @property
    def helps(self) -> bool:
        return self.word == "help" or bool(self.unknown)


OTHERWISE = {  # other ways to say a word, the longest first
    "dry run": "dry-run",
    "next week": "dry-run",
    "hold out": "hold-out",
    "go on": "resume",
    "add people": "people",
    "start for": "start",
    "dryrun": "dry-run",
    "holdout": "hold-out",
    "forecast": "dry-run",
    "continue": "resume",
    "announce": "announcement",
    "settings": "show",
    "blackouts": "blackout",
    "holiday": "holidays",
    "limit": "limits",
    "admin": "admins",
    "retention": "keep",
    "add": "people",
    "?": "help",
}


def read(text: str) -> Said:
    """The word in any case and spelling of dashes; what follows it is kept as it was typed."""
    line = reading.tidy(text)
    low = line.lower()
    for other, word in OTHERWISE.items():
        if low == other or low.startswith(other + " "):
            return Said(word, line[len(other) :].strip())
    word, _, rest = line.partition(" ")
    if not word or word.lower() in words.HELP:
        return Said(word.lower(), rest)
    return Said(unknown=word.lower())


# --- help ----------------------------------------------------------------------------------------


def help(desk: Desk, event: Command, said: Said) -> Outcome:
    """For everybody, everywhere: it tells nothing of what is set."""
    with looking(desk, event):
        return Outcome(Reply(views.told(*_help(said))))


def _help(said: Said) -> tuple[str, ...]:
    if said.unknown:
        return (words.unknown(nearest(said.unknown)), *words.HELP_FIRST[:1], _known())
    asked = read(said.rest)
    if asked.word in words.HELP and asked.word != "help":
        return (words.HELP[asked.word],)
    unknown = (words.unknown(nearest(asked.unknown)),) if asked.unknown else ()
    return (*unknown, *words.HELP_FIRST, _known())


def _known() -> str:
    return words.words_known(", ".join(words.HELP))


def nearest(word: str) -> str:
    known = [*words.HELP, *OTHERWISE]
    found = get_close_matches(word, known, 1, 0.6)
    return OTHERWISE.get(found[0], found[0]) if found else ""


# --- doing what the word says --------------------------------------------------------------------


def do(desk: Desk, event: Command, said: Said) -> Outcome:
    try:
        return _do(desk, event, said)
    except Misread as flaw:
        return Outcome(Reply(views.told(flaw.sentence)), stirred=True)


def _do(desk: Desk, event: Command, said: Said) -> Outcome:
    if said.word in SHOWN:
        return _look(desk, event, SHOWN[said.word])
    if said.word in OPENED and not (said.rest and said.word in (*READERS, "admins")):
        return _open(desk, event, OPENED[said.word])
    if said.word in ACTS and said.rest:  # "pause until Friday" is more than it can do
        raise Misread(words.HELP[said.word])
    if said.word in ACTS:
        return _act(desk, event, ACTS[said.word])
    if said.word == "start":
        return _act(desk, event, _start(said.rest))
    if said.word == "pilot" and said.rest.startswith("<"):
        pages.check_all_may_take_part(desk, event, reading.mentioned(said.rest))
    if said.word == "admins":
        return admins.typed(desk, event, said.rest)
    reader = READERS[said.word]
    return _act(desk, event, lambda turn: change(turn, [reader(turn, said.rest)]))


def _start(rest: str) -> Callable[[Turn], Told]:
    scope = rest.lower().removeprefix("for ").removeprefix("the ")
    if not scope:
        return _start_plainly
    if scope in ("all", "everybody", "everyone"):
        return changing.start
    if scope == "pilot":
        return changing.start_pilot
    raise Misread(words.HELP["start"])


def _start_plainly(turn: Turn) -> Told:
    """Where a pilot is chosen the bare word leaves open for whom: it never reaches more people."""
    for_all = turn.place.started_at is not None and not turn.place.pilot_only
    if views.has_pilot(turn.place) and not for_all:
        raise Misread(words.HELP["start"])
    return changing.start(turn)


def _act(desk: Desk, event: Command, act: Callable[[Turn], Told]) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        told = act(turn)
        place = workspaces.load(turn.tx, turn.workspace)
        view = views.answer(told.said, place)
        return Outcome(Reply(view), stirred=True, home_stale=told.changed)


def _look(desk: Desk, event: Command, draw: Callable[[Turn], View]) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Reply(draw(turn)), stirred=True)


def _open(desk: Desk, event: Command, draw: Callable[[Turn], Form]) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(draw(turn)), stirred=True)


# --- the words -----------------------------------------------------------------------------------


def _settings(turn: Turn) -> View:
    return settings.message(turn.place, workspaces.values_of(turn.tx, turn.workspace))


def _preview(turn: Turn) -> View:
    return previews.preview_message(turn.place, turn.me, turn.calendar)


def _announcement(turn: Turn) -> View:
    return previews.announcement_message(turn.place)


SHOWN: Mapping[str, Callable[[Turn], View]] = {
    "show": _settings,
    "preview": _preview,
    "announcement": _announcement,
}
OPENED: Mapping[str, Callable[[Turn], Form]] = {
    **dict.fromkeys(("talks", "items", "plan"), pages.main),
    **dict.fromkeys(("limits", "own", "keep", "hold-out", "pulse"), pages.limits),
    **dict.fromkeys(("days", "hours", "holidays", "blackout", "status"), pages.quiet_times),
    "pilot": pages.pilot,
    "people": pages.add_people,
    "admins": admins.form,
}
ACTS: Mapping[str, Callable[[Turn], Told]] = {
    "pause": changing.pause,
    "resume": changing.resume,
    "undo": changing.undo,
    "dry-run": changing.count,
}
READERS: Mapping[str, Callable[[Turn, str], changing.Change]] = {
    "talks": readers.talks,
    "items": readers.items,
    "plan": readers.plan,
    "every": readers.every,
    "limits": readers.limits,
    "own": readers.own,
    "days": readers.days,
    "hours": readers.hours,
    "holidays": readers.holidays,
    "blackout": readers.blackout,
    "status": readers.status,
    "keep": readers.keep,
    "hold-out": readers.hold_out,
    "pulse": readers.pulse,
    "pilot": readers.pilot,
}
