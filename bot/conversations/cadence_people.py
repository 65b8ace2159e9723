"""Adding a leader and their people by form: checked like a list, and taken over like one."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversations.cadence_changing import announce, forget_undo, note
from bot.conversations.cadence_pages import profiles
from bot.conversations.cadence_standing import for_admins
from bot.conversations.desk import Desk, Turn, taking_turn
from bot.conversations.mygoals import Refused
from bot.ui import Outcome, Person, Show, Submitted
from bot.views import cadence as views
from bot.views.cadence_pages import MOST_AT_ONCE
from bot.wording import cadence_settings as words
from bot.wording import importing as import_words
from care.pairing import Matched, match
from care.people import Profile
from care.roster import GROUP_LONGEST, Column, Line, Problem
from care.text import clean
from jobs.adding import Added, add

FORMULA = ("=", "+", "-", "@")


@for_admins
def save(desk: Desk, event: Submitted) -> Outcome:
    """All of it or nothing; the channel is told how many."""
    lines = _lines(event)
    known = profiles(desk, event, [lines[0].leader, *(line.person for line in lines)])
    matched = match(lines, known)
    if matched.problems:
        raise Refused(_errors(matched.problems))
    with taking_turn(desk, event, once=True) as turn:
        added = _added(turn, matched, known)
        form = Show(views.form(turn.place, _said(added)))
        return Outcome(form, stirred=True)


def _added(turn: Turn, matched: Matched, known: Mapping[str, Profile]) -> Added:
    machine = turn.desk.machine_now()
    added = add(turn.tx, turn.workspace, matched, known.values(), turn.now, machine)
    forget_undo(turn, "people")
    announce(turn, *words.said_added(Person(turn.my_id), added.pairs))
    note(turn, "people", str(added.pairs))
    return added


def _said(added: Added) -> tuple[str, ...]:
    circle = [words.CIRCLE] if added.circle else []
    return (words.added(added.pairs), *circle, words.ASKED)


# --- what was filled in --------------------------------------------------------------------------


def _lines(event: Submitted) -> list[Line]:
    """One line of a list for each of the people. Raises Refused."""
    people = event.values.get("people") or ()
    people = people if isinstance(people, tuple) else (people,)
    leader = str(event.values.get("leader") or "")
    group = clean(str(event.values.get("group") or ""), one_line=True)
    errors = {
        "leader": "" if leader else words.SOMEBODY,
        "people": _flaw_of_people(people),
        "group": _flaw_of_group(group),
    }
    if flaws := {name: flaw for name, flaw in errors.items() if flaw}:
        raise Refused(flaws)
    return [Line(number, person, leader, group) for number, person in enumerate(people, 1)]


def _flaw_of_people(people: tuple[str, ...]) -> str:
    if not people:
        return words.SOMEBODY
    return words.TOO_MANY_AT_ONCE if len(people) > MOST_AT_ONCE else ""


def _flaw_of_group(group: str) -> str:
    if group.startswith(FORMULA):
        return words.GROUP_FORMULA
    return words.GROUP_TOO_LONG if len(group) > GROUP_LONGEST else ""


def _errors(problems: tuple[Problem, ...]) -> dict[str, str]:
    """By number and never by name: what stands in a field is shown as letters."""
    errors: dict[str, list[str]] = {}
    for one in problems:
        field = "leader" if one.column is Column.LEADER else "people"
        sentence = import_words.problem(one.flaw, 0, one.column, one.other)
        said = sentence if field == "leader" else words.in_the_list(one.line, sentence)
        errors.setdefault(field, []).append(said)
    return {field: " ".join(dict.fromkeys(said)) for field, said in errors.items()}
