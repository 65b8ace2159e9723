"""/mypeople: the people a leader answers for, and talks that nobody had to remind them of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.conversations import answering, finding, my_data
from bot.conversations.answering import chosen, talk_day
from bot.conversations.desk import (
    Desk,
    NotFound,
    Refused,
    Turn,
    homes,
    looking,
    may_be_chosen,
    page_start,
    taking_turn,
)
from bot.conversations.rhythms import columns, rhythm_in
from bot.ids import Action, FormName
from bot.ui import Command, Done, Invalid, Opened, Outcome, Place, Pressed, Reply, Show, Submitted
from bot.views import answers as answer_views
from bot.views import people as views
from bot.views.people import Bonded, MyPeople
from bot.views.pieces import lines
from bot.wording import people as words
from bot.wording.home import NOT_UNDERSTOOD
from care.access import Act
from care.bonds import Bond, EndedBy, is_listed, serves
from care.choosing import Candidate
from care.hours import local_day
from jobs.changing import end_bonds
from jobs.facts import Leader, cadence_of, facts
from storage import asks, bonds, deliveries, endings, items, nudges, people, promises, talks
from storage.items import Shared


def command(desk: Desk, event: Command) -> Outcome:
    typed = event.text.strip().lower()
    first = typed.partition(" ")[0]
    if first in WORDS:
        return WORDS[first](desk, event)
    with looking(desk, event) as turn:
        if typed == "help":
            return Outcome(Reply(lines("/mypeople", words.HELP)))
        if typed:
            return Outcome(Reply(lines("/mypeople", (NOT_UNDERSTOOD, *words.HELP))))
        return show_list(turn)


def open_list(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return show_list(turn, page_start(event.id))


def show_list(turn: Turn, start: int = 0) -> Outcome:
    return Outcome(Show(views.list_page(mine(turn), start)))


def mine(turn: Turn) -> MyPeople:
    """The leader's people, with what each shares, longest known first."""
    tx, workspace, leader = turn.tx, turn.workspace, turn.my_id
    planned = facts(tx, workspace, leader, as_shown=True)
    talked = talks.last_with(tx, workspace, leader)
    about = talks.last_about(tx, workspace, leader)
    shared: dict[str, list[Shared]] = {}
    for one in items.shared_with(tx, workspace, leader):
        shared.setdefault(one.owner, []).append(one)
    leads_me = {bond.leader for bond in bonds.of_report(tx, workspace, leader)}
    listening = people.told_to_listen(
        tx, workspace, [bond.report for bond in planned.bonds], turn.calendar.today
    )
    asked = asks.to_leader(tx, workspace, leader)
    promised = promises.by_leader(tx, workspace, leader)
    found = [
        replace(
            _bonded(turn, planned, bond, talked, shared.get(bond.report, []), about, leads_me),
            listening=bond.report in listening,
            asks=[one for one in asked if one.report == bond.report],
            promises=[one for one in promised if one.report == bond.report],
        )
        for bond in planned.bonds
        if bond.accepted is not False
    ]
    return MyPeople(found, turn.calendar)


def _bonded(
    turn: Turn,
    planned: Leader,
    bond: Bond,
    talked: dict[str, date],
    shared: list[Shared],
    about: dict[str, date],
    leads_me: set[str],
) -> Bonded:
    candidate = next((c for c in planned.candidates if c.bond == bond.id), None)
    those = [candidate] if candidate else []
    slot = next((slot for _, slot in planned.next_slots(turn.now, those)), None)
    in_force, source = cadence_of(bond, planned.person, planned.workspace)
    return Bonded(
        bond=bond,
        talked_on=talked.get(bond.report),
        next_on=local_day(slot.opens_at, planned.hours.zone) if slot else None,
        held_until=_held_until(candidate, turn.calendar.today),
        cadence=in_force,
        source=source,
        shared=shared if serves(bond) else [],
        talked_about=about,
        mutual=bond.report in leads_me,
    )


def _held_until(candidate: Candidate | None, today: date) -> date | None:
    """What the leader said of them, or their own being away and the first days back."""
    if candidate is None:
        return None
    away = [one.back for one in candidate.away if one.first <= today < one.back]
    return max((day for day in (candidate.held_until, *away) if day), default=None)


# --- adding and removing -------------------------------------------------------------------------


def open_add(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event):
        return Outcome(Show(views.add_report()))


def add(desk: Desk, event: Submitted) -> Outcome:
    """The bonds serve the leader at once; each report is asked before anything can be shared."""
    named = _people_in(event, "reports")
    flaw = _flaw_of_reports(desk, event, named)
    if flaw:
        return Outcome(Invalid({"reports": flaw}))
    with taking_turn(desk, event, once=True) as turn:
        for report in named:
            bonds.leader_says(turn.tx, turn.workspace, turn.my_id, report, turn.now)
            turn.concerned.add(report)
        return Outcome(Show(views.list_page(mine(turn))), home_stale=True, homes=homes(turn))


def _people_in(event: Submitted, name: str) -> tuple[str, ...]:
    given = event.values.get(name) or ()
    return given if isinstance(given, tuple) else (given,)


def _flaw_of_reports(desk: Desk, event: Submitted, named: tuple[str, ...]) -> str | None:
    """All of them or nobody is added. Raises Silent."""
    if not named:
        return words.CHOOSE_SOMEBODY
    if event.actor.person in named:
        return words.NOT_YOURSELF
    if len(named) > words.MOST_AT_ONCE:
        return words.TOO_MANY_AT_ONCE
    with looking(desk, event):  # what follows asks the platform: for those alone who take part
        workspace = event.actor.workspace
    called = desk.directory.names(workspace, named)  # all at once; each is then known already
    refused = [person for person in named if not may_be_chosen(desk, event, person)]
    if not refused:
        return None
    # An error of a field is letters only: a mention would not be drawn there.
    return words.not_these([called.get(person, ("",))[0] for person in refused], len(named))


def accept(desk: Desk, event: Pressed) -> Outcome:
    return _say(desk, event, True)


def refuse(desk: Desk, event: Pressed) -> Outcome:
    return _say(desk, event, False)


def _say(desk: Desk, event: Pressed, accepted: bool) -> Outcome:
    """Is it so that they lead this person? Asked once; the first answer stands."""
    with taking_turn(desk, event, once=True) as turn:
        bond = _mine(turn, event.id)
        _note_answer(turn, [bond], accepted)
        return _after(turn, event)


def accept_all(desk: Desk, event: Pressed) -> Outcome:
    return _say_of_all(desk, event, True)


def refuse_all(desk: Desk, event: Pressed) -> Outcome:
    return _say_of_all(desk, event, False)


def _say_of_all(desk: Desk, event: Pressed, accepted: bool) -> Outcome:
    """The same answer about everybody whom a list named and this message asks about."""
    with taking_turn(desk, event, once=True) as turn:
        message = finding.message(turn, event.id, Act.CHANGE)
        asked = bonds.introduced_in(turn.tx, turn.workspace, message.id)
        mine_of_it = [bond for bond in asked if bond.leader == turn.my_id and is_listed(bond)]
        if not mine_of_it:
            raise NotFound
        _note_answer(turn, mine_of_it, accepted)
        deliveries.mark_stale(turn.tx, turn.workspace, [event.id], desk.machine_now())
        return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))


def _note_answer(turn: Turn, asked: list[Bond], accepted: bool) -> None:
    waiting = [bond for bond in asked if bond.accepted is None]
    bonds.leader_answers(turn.tx, turn.workspace, [bond.id for bond in waiting], accepted)
    for bond in waiting:
        turn.concerned.add(bond.report)
        if not accepted and bond.confirmed:
            endings.unshare(turn.tx, turn.workspace, bond.id)


def remove(desk: Desk, event: Pressed) -> Outcome:
    """The bond ends, and with it everything that was shared under it."""
    with taking_turn(desk, event, once=True) as turn:
        bond = _mine(turn, event.id)
        end_bonds(turn.tx, turn.workspace, [bond], EndedBy.LEADER, turn.now)
        turn.concerned.add(bond.report)
        return _after(turn, event)


def _after(turn: Turn, event: Pressed) -> Outcome:
    """Messages are redrawn where they stand; an open page is drawn anew."""
    introduced = bonds.introduction_of(turn.tx, turn.workspace, event.id)
    spoke = [introduced] if introduced else []
    deliveries.mark_stale(turn.tx, turn.workspace, spoke, turn.desk.machine_now())
    answer = Show(views.list_page(mine(turn))) if event.place is Place.FORM else Done()
    return Outcome(answer, stirred=True, home_stale=True, homes=homes(turn))


# --- one person ----------------------------------------------------------------------------------


def open_person(desk: Desk, event: Opened) -> Outcome:
    """Their page; who shared something may know in which week it was opened."""
    bond, _, start = event.id.partition(".")
    with taking_turn(desk, event, once=False) as turn:
        one = bonded(turn, bond)
        for shared in one.shared:
            items.disclose(turn.tx, turn.workspace, shared.item, turn.my_id, "opened", turn.now)
        return Outcome(Show(views.person_page(one, turn.calendar, page_start(start))))


def bonded(turn: Turn, bond: str) -> Bonded:
    newest = _newest_talk(turn, _mine(turn, bond))
    found = (one for one in mine(turn).people if one.bond.id == bond)
    one = next(found, None)
    if one is None:
        raise NotFound
    return replace(one, newest_talk=newest)


def open_cadence(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        bounds = turn.place.bounds if turn.place.own_cadence else None
        return Outcome(Show(views.bond_cadence(bonded(turn, event.id), bounds)))


def set_cadence(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        bond = _mine(turn, event.id)
        if not turn.place.own_cadence:
            raise Refused({"ideal": words.BY_ADMINS})
        own = rhythm_in(event, turn.place.bounds)
        bonds.change(turn.tx, turn.workspace, bond.id, **columns(own))
        bonds.look_again_at(turn.tx, turn.workspace, turn.my_id, bond.report)
        page = views.person_page(bonded(turn, bond.id), turn.calendar)
        return Outcome(Show(page), home_stale=True)


# --- a talk without any nudge --------------------------------------------------------------------


def open_talked(desk: Desk, event: Opened) -> Outcome:
    """For one of the people; or, from a nudge, to correct what was noted."""
    with taking_turn(desk, event, once=False) as turn:
        bond = _mine_or_none(turn, event.id)
        if bond is not None and serves(bond):
            shared = answering.read_by_me(turn, bond.report)
            today = turn.calendar.today.isoformat()
            return Outcome(Show(answer_views.talked(bond.id, bond.report, shared, (), today)))
    return answering.open_talked(desk, event)


def talked(desk: Desk, event: Submitted) -> Outcome:
    with looking(desk, event) as turn:
        is_bond = _mine_or_none(turn, event.id) is not None
    if not is_bond:
        return answering.talked(desk, event)
    with taking_turn(desk, event, once=True) as turn:
        return _note_talk(turn, _mine(turn, event.id), event)


def _note_talk(turn: Turn, bond: Bond, event: Submitted) -> Outcome:
    if not serves(bond):
        raise NotFound
    day = talk_day(turn, event)
    shared = items.shared_with(turn.tx, turn.workspace, turn.my_id, [bond.report])
    known = {one.item for one in shared}
    about = [item for item in chosen(event) if item in known]
    talks.record(turn.tx, turn.workspace, turn.my_id, bond.report, day, about, turn.now)
    bonds.look_again_at(turn.tx, turn.workspace, turn.my_id, bond.report)
    page = views.person_page(bonded(turn, bond.id), turn.calendar)
    return Outcome(Show(page), home_stale=True)


def undo_talk(desk: Desk, event: Pressed) -> Outcome:
    """Take back the newest talk with this person, and the answer that recorded it."""
    thing, _, talk = event.id.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        bond = _mine(turn, thing)
        if talk == _newest_talk(turn, bond):  # pressed twice, it takes back no other
            _take_back(turn, bond, talk)
        page = views.person_page(bonded(turn, bond.id), turn.calendar)
        return Outcome(Show(page), stirred=True, home_stale=True)


def _take_back(turn: Turn, bond: Bond, talk: str) -> None:
    tx, workspace = turn.tx, turn.workspace
    recording = nudges.recording(tx, workspace, turn.my_id, talk)
    if recording is not None:
        answering.take_back(turn, finding.nudge(turn, recording, Act.CHANGE))
        spoke = nudges.of_bond(tx, workspace, bond.id)
        deliveries.mark_stale(tx, workspace, spoke, turn.desk.machine_now())
    talks.erase(tx, workspace, talk)
    bonds.look_again_at(tx, workspace, turn.my_id, bond.report)


def _newest_talk(turn: Turn, bond: Bond) -> str | None:
    newest = talks.recent(turn.tx, turn.workspace, turn.my_id, bond.report, limit=1)
    return next((talk for talk, _ in newest), None)


def _mine_or_none(turn: Turn, bond: str) -> Bond | None:
    try:
        return _mine(turn, bond)
    except NotFound:
        return None


def _mine(turn: Turn, bond: str) -> Bond:
    """Raises NotFound."""
    return finding.bond_i_lead(turn, bond, Act.CHANGE)


WORDS = {"export": my_data.show_leader, "erase": my_data.ask_to_erase_record}
COMMANDS = {"/mypeople": command}
FORMS = {
    FormName.MY_PEOPLE: open_list,
    FormName.ADD_REPORT: open_add,
    FormName.PERSON_PAGE: open_person,
    FormName.BOND_CADENCE: open_cadence,
    FormName.TALKED: open_talked,
}
SUBMISSIONS = {
    FormName.ADD_REPORT: add,
    FormName.BOND_CADENCE: set_cadence,
    FormName.TALKED: talked,
}
ACTIONS = {
    Action.ACCEPT_REPORT: accept,
    Action.REFUSE_REPORT: refuse,
    Action.ACCEPT_REPORTS: accept_all,
    Action.REFUSE_REPORTS: refuse_all,
    Action.REMOVE_REPORT: remove,
    Action.UNDO_TALK: undo_talk,
}
