"""The inventory: what each column of each table is, so that none is forgotten by export or erase.

A row is about the people in its columns ``whose``: it goes with any of them. What a person may
read of it, in which role, is said by the export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Column

from storage.tables import metadata


@dataclass(frozen=True)
class Held:
    """The columns of one table by what they are, their names separated by blanks."""

    whose: str = ""  # ids of people: the row is about them
    mentions: str = ""  # may hold ids of people in a row that is about something else
    sealed: str = ""  # what somebody typed, or what Tend says to them
    settings: str = ""  # what a person set for themselves
    records: str = ""  # what happened, or was found out, about a person
    technical: str = ""  # keys, clocks of the machinery, and what concerns the whole workspace

    def all(self) -> list[str]:
        return [name for kind in fields(self) for name in getattr(self, kind.name).split()]

    @property
    def told(self) -> list[str]:
        """What is personal in it, but for ids and what is sealed."""
        return (self.settings + " " + self.records).split()


INVENTORY: Mapping[str, Held] = {
    "workspaces": Held(
        mentions="pilot undo",
        technical="id platform created_at started_at pilot_only pilot_group paused_at "
        "admin_channel zone ideal maximum item_ideal item_maximum plan_weekday plan_at places "
        "a_week days starts ends country blackouts own_cadence shortest longest own_plan "
        "reads_status kept_days hold_out hold_out_since hold_out_key plan_every reckon_at "
        "blocked_until out_of_reach frozen_at gone_at pulse pulse_floor pulse_at "
        "pulse_told look_at",
    ),
    "installations": Held(sealed="sealed", technical="workspace bot_user bot pending installed_at"),
    "installing": Held(technical="state browser until used"),  # hashes, for an hour
    "conversations": Held(mentions="address", sealed="sealed", technical="workspace id heard_at"),
    "admins": Held(
        whose="person",
        mentions="added_by",
        records="added_at had_role confirmed",
        technical="workspace",
    ),
    "people": Held(
        whose="id",
        settings="zone locale asked_still asked_pulse days starts ends plan_weekday plan_at "
        "plan_every ideal maximum paused_until away_first away_back country stopped_at "
        "not_about_me listening_until listening_told offered_leader",
        records="may_take_part known_at welcomed_at has_home on_leave leave_until heard_at slowed "
        "slowed_on last_plan unreachable group_name left_at",
        technical="workspace keep_asked_in",
    ),
    "bonds": Held(
        whose="leader report",
        settings="ideal maximum one_on_one",
        records="source accepted confirmed since ended_at ended_by nudged_on held_until",
        technical="workspace id introduced_in next_due_at",
    ),
    "items": Held(
        whose="owner",
        sealed="sealed",
        settings="ideal maximum",
        records="state created_at touched_at asked_at unshared_at",
        technical="workspace id asked_in look_at",
    ),
    "grants": Held(
        whose="leader owner",
        sealed="sealed",
        records="level shared_at muted_at suspended_at",
        technical="workspace item",
    ),
    "talks": Held(whose="leader report", records="day recorded_at nudge", technical="workspace id"),
    "talk_items": Held(technical="workspace talk item"),
    "nudges": Held(
        whose="leader report",
        records="level days reason act wording day",
        technical="workspace id delivery place bond item owed",
    ),
    "promises": Held(
        whose="leader report",
        sealed="sealed",
        records="by_day state made_at shown_at closed_at",
        technical="workspace id",
    ),
    "draws": Held(whose="leader report", records="week day withheld", technical="workspace bond"),
    "months": Held(technical="workspace month made_at page basis"),  # figures, and keyed hashes
    "answers": Held(
        whose="leader",
        records="answer at moment why",
        technical="workspace id nudge talk nth wakes_at asked_in",
    ),
    "asks": Held(
        whose="report leader",
        sealed="sealed",
        records="state asked_at closed_at",
        technical="workspace id asked_in look_at",
    ),
    "landings": Held(
        whose="owner",
        sealed="sealed",
        records="since asked_at",
        technical="workspace item look_at asked_in",
    ),
    "landing_totals": Held(technical="workspace month people share"),
    "thanks": Held(
        whose="giver leader",
        sealed="sealed",
        records="sent_at",
        technical="workspace id delivery",
    ),
    "deliveries": Held(
        whose="address",
        sealed="sealed",
        records="kind day created_at due_at state why sent_at asks useful",
        technical="workspace id slot stale_at attempt faults not_before lease_until channel ts "
        "redraw_at",
    ),
    "pulse_rounds": Held(technical="workspace id nth opened_at closes_at closed_at"),
    "pulse_asks": Held(
        whose="person",
        technical="workspace round look_at asked_in again_in done",
    ),
    "pulse_answers": Held(
        whose="giver",
        mentions="leader",  # who is never told of a single one
        sealed="sealed",
        technical="workspace id round",
    ),
    "pulse_bands": Held(whose="leader", records="band", technical="workspace round"),
    "pulse_marks": Held(technical="workspace round whose mark base"),  # keyed hashes
    "pulse_guesses": Held(whose="leader", sealed="sealed", technical="workspace round"),
    "pulse_keys": Held(sealed="sealed", technical="workspace"),
    "senders": Held(technical="workspace node lease_until again tokens rate paced_at"),
    "disclosures": Held(whose="leader", records="how at", technical="workspace id item"),
    "askings": Held(whose="person", sealed="sealed", records="at", technical="workspace id"),
    "audit": Held(whose="actor object", records="at action outcome", technical="id workspace"),
    "audit_keys": Held(technical="workspace id"),
    "erased": Held(technical="workspace mark at"),  # a mark is a keyed hash
    "seen": Held(mentions="key", technical="workspace at"),  # for a day
    "seals": Held(technical="id sealed fits_from"),
}


def columns_about_people() -> Iterator[Column[str]]:
    """Each column that holds the id of whom its row is about."""
    for name, held in INVENTORY.items():
        yield from (metadata.tables[name].c[column] for column in held.whose.split())
