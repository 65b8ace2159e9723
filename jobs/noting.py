"""What became of a message, in its rows and in those that it told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.answers import Answer
from care.hours import local_day
from care.items import Level
from jobs.last_look import AS_A_LEADER, NotNow
from jobs.messenger import Ref
from jobs.together import APART, Apart
from storage import asks, bonds, items, nudges, people, pulse, remembering, sending, workspaces
from storage.database import Tx
from storage.deliveries import TO_A_CHANNEL, UNASKED, Delivery, Kind, State
from storage.erasing import SHOWN
from storage.nudges import Nudge

PROBE = timedelta(hours=1)  # how often a whole workspace out of reach is tried again
TELLING = (Kind.PLAN, Kind.DATE, Kind.FOLLOW_UP)  # what may tell of somebody's item


@dataclass(frozen=True)
class Stands:
    """A message that was sent, and where."""

    delivery: Delivery
    ref: Ref


@dataclass(frozen=True)
class Noting:
    """In this transaction, at this instant of both clocks."""

    tx: Tx
    now: datetime
    machine: datetime

    # --- it was sent -----------------------------------------------------------------------------

    def sent(self, stand: Sequence[Stands], apart: bool) -> list[bool | Apart]:
        """``apart``: it is one by itself, and may wait for its row."""
        if apart:
            noted = {one.delivery.id for one in stand if self._sent(one)}
        else:
            rows = [(one.delivery, one.ref.channel, one.ref.ts) for one in stand]
            noted = sending.all_sent(self.tx, rows, self.now)
        for one in stand:
            if one.delivery.id in noted:
                self._dated(one.delivery)
                self._disclose(one.delivery)
        self.in_reach(one.delivery.workspace for one in stand)
        return [apart or one.delivery.id in noted or APART for one in stand]

    def in_reach(self, ids: Iterable[str]) -> None:
        """What could not be redrawn meanwhile has waited for long enough."""
        for back in workspaces.are_in_reach(self.tx, ids):
            sending.redraw_now(self.tx, back, self.machine)

    def _sent(self, one: Stands) -> bool:
        held, ref = one.delivery, one.ref
        if sending.sent(self.tx, held, ref.channel, ref.ts, self.now):
            return True
        if held.kind in SHOWN:
            sending.stood_too_late(self.tx, held, ref.channel, ref.ts, self.machine)
        return False

    def _dated(self, delivery: Delivery) -> None:
        """What comes a day late counts for that day: the caps and gaps begin with the arrival."""
        if delivery.kind not in UNASKED:
            return
        place = workspaces.load(self.tx, delivery.workspace)
        person = people.ensure(self.tx, delivery.workspace, delivery.address)
        arrived = local_day(self._arrived(delivery), person.zone_in(place))
        if delivery.day != arrived:
            sending.arrived_on(self.tx, delivery, arrived)
            nudges.said_on(self.tx, delivery.workspace, delivery.id, arrived)

    def _arrived(self, delivery: Delivery) -> datetime:
        """What is found when nobody has worked for days arrived before the lease was over."""
        over = self.machine - (delivery.lease_until or self.machine)
        return self.now - max(over, timedelta())

    def _disclose(self, delivery: Delivery) -> None:
        """What a sent message told of somebody's item, though they may have stopped sharing it
        while it was on its way: its owner may know.
        """
        if delivery.kind not in TELLING:
            return
        tx, workspace = self.tx, delivery.workspace
        for nudge in self._telling(delivery):
            if nudge.item and items.by_id(tx, workspace, nudge.item) is not None:
                items.disclose(tx, workspace, nudge.item, nudge.leader, "sent", self.now)

    def _telling(self, delivery: Delivery) -> list[Nudge]:
        """A plan tells what it is about; a follow-up only what was put off, or goes by its name."""
        tx, workspace = self.tx, delivery.workspace
        planned = nudges.of_delivery(tx, workspace, delivery.id)
        asked = nudges.asked_in(tx, workspace, delivery.id)
        again = nudges.several(tx, workspace, [given.nudge for given in asked])
        told = [
            again[given.nudge]
            for given in asked
            if given.answer is Answer.LATER or again[given.nudge].level is Level.NAMED
        ]
        return [*planned, *told]

    # --- it was not ------------------------------------------------------------------------------

    def not_now(self, delivery: Delivery, verdict: NotNow) -> None:
        if verdict.due_at is not None:
            sending.put_off(self.tx, delivery, verdict.due_at)
        elif verdict.retry is not None:
            sending.retry(self.tx, delivery, self.machine + verdict.retry)
        elif verdict.gone:
            self.gone(delivery, verdict.why, verdict.whole_workspace)
        else:
            self.close(delivery, State.SKIPPED, verdict.why)

    def blocked(self, delivery: Delivery, until: datetime) -> None:
        """The platform asks for quiet."""
        sending.block(self.tx, delivery.workspace, until)
        sending.retry(self.tx, delivery, until)

    def gone(self, delivery: Delivery, code: str, whole_workspace: bool) -> None:
        """A workspace out of reach waits and is tried each hour; a person's message ends."""
        tx, workspace, person = self.tx, delivery.workspace, delivery.address
        if whole_workspace:
            sending.retry(tx, delivery, self.out_of_reach(delivery, code))
            return
        is_ours = sending.is_held(tx, delivery)
        self.close(delivery, State.DEAD, code)
        if is_ours and delivery.kind not in TO_A_CHANNEL:
            people.ensure(tx, workspace, person)
            people.change(tx, workspace, person, unreachable=code[:32])

    def out_of_reach(self, delivery: Delivery, code: str) -> datetime:
        """The whole workspace is; when it is tried again."""
        until = self.machine + PROBE
        changes = {"out_of_reach": code[:32], "blocked_until": until}
        workspaces.change(self.tx, delivery.workspace, **changes)
        return until

    def close(self, delivery: Delivery, state: State, why: str) -> None:
        """It ends here. What was surely not said may be said another time."""
        tx, workspace = self.tx, delivery.workspace
        if not sending.close(tx, delivery, state, why) or state is State.UNKNOWN:
            return
        if delivery.kind in AS_A_LEADER:
            nudges.not_said(tx, workspace, delivery.id)
            bonds.look_again_at_leader(tx, workspace, delivery.address)
        if delivery.kind is Kind.INTRODUCTION:
            bonds.not_introduced(tx, workspace, delivery.id)
        if delivery.kind is Kind.ASKED_BACK:
            asks.not_asked(tx, workspace, delivery.id, delivery.due_at + timedelta(days=1))
        if delivery.kind is Kind.STILL_TRUE:
            later = delivery.due_at + timedelta(days=1)
            remembering.not_asked(tx, workspace, delivery.id, later)
        if delivery.kind in (Kind.PULSE, Kind.PULSE_AGAIN):
            later = delivery.due_at + timedelta(days=1)
            pulse.not_asked(tx, workspace, delivery.id, later)
