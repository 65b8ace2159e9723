"""The tables. Every row belongs to one workspace; everything a person typed is sealed.

Only a group's name is kept open: a label of the organisation's, to compare and to count by.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    true,
)

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=CONVENTION)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC: SQLite drops zones, so naive is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ID = String(32)  # 128 random bits in hexadecimal
WORKSPACE = String(64)
PERSON = String(64)
WORD = String(32)  # an enum's value


def _in_workspace(*columns: str, of: str) -> ForeignKeyConstraint:
    """A reference that can never cross workspaces."""
    local = ["workspace", *columns]
    return ForeignKeyConstraint(local, [f"{of}.workspace", f"{of}.id"], ondelete="CASCADE")


workspaces = Table(
    "workspaces",
    metadata,
    Column("id", WORKSPACE, primary_key=True),
    Column("platform", WORD, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),  # before it nothing is sent unasked
    Column("pilot_only", Boolean, nullable=False, server_default=false()),  # started for these:
    Column("pilot", Text),  # ids of leaders, separated by commas
    Column("pilot_group", String(40)),  # and everybody of this group
    Column("paused_at", Instant),  # everything unasked is held, for everybody
    Column("admin_channel", PERSON),
    Column("zone", String(64), nullable=False, server_default="UTC"),
    Column("ideal", Integer),  # cadence of talks, days
    Column("maximum", Integer),
    Column("item_ideal", Integer),
    Column("item_maximum", Integer),
    Column("plan_weekday", Integer),  # Monday is 0
    Column("plan_at", String(5)),  # wall time HH:MM
    Column("places", Integer),  # people in a plan
    Column("a_week", Integer),  # messages a week that nobody asked for
    Column("days", String(7)),  # working days, where a person has not set their own
    Column("starts", String(5)),
    Column("ends", String(5)),
    Column("country", String(24)),  # "DE", "DE-BY"; "-" for no public holidays
    Column("blackouts", Text),  # "2026-12-24/2027-01-01", separated by commas; both days included
    Column("own_cadence", Boolean, nullable=False, server_default=true()),  # people may set theirs
    Column("shortest", Integer),  # within these bounds, days
    Column("longest", Integer),
    Column("own_plan", Boolean, nullable=False, server_default=true()),  # day and time of the plan
    Column("reads_status", Boolean, nullable=False, server_default=false()),
    Column("kept_days", Integer),  # how long records are kept
    Column("hold_out", Boolean, nullable=False, server_default=false()),  # some nudges left out
    Column("hold_out_since", Instant),  # when it was last turned on
    Column("hold_out_key", ID),  # of its lot; drawn the first time
    Column("plan_every", Integer),  # weeks between plans, where a leader has not set their own
    Column("reckon_at", Instant),  # when the organisation's page is next made
    Column("undo", Text),  # what the last change replaced
    Column("blocked_until", Instant),  # the platform asked for quiet: machine's clock
    Column("out_of_reach", WORD),  # the platform's word, while the whole workspace is
    Column("frozen_at", Instant),  # the admin channel is no longer private, or shared: no changes
    Column("gone_at", Instant),  # Tend was taken off: machine's clock
    Column("pulse", Boolean, nullable=False, server_default=true()),  # people are asked
    Column("pulse_floor", Integer),  # how many a band needs, where that is more than the least
    Column("pulse_at", Instant),  # when to look whether a round opens; NULL before the start
    # whether admins know of the questions: from the announcement before their start, or a word
    Column("pulse_told", Boolean, nullable=False, server_default=true()),
    Column("look_at", Instant),  # when the platform is next asked about everybody: machine's clock
    Index("ix_workspaces_pulse_at", "pulse_at"),
    Index("ix_workspaces_reckon_at", "reckon_at"),
)

installations = Table(  # where workspaces install Tend themselves; one fixed token stands nowhere
    "installations",
    metadata,
    Column("workspace", WORKSPACE, primary_key=True),
    Column("bot_user", PERSON, nullable=False),
    Column("bot", PERSON),
    Column("sealed", Text, nullable=False),  # the token
    Column("pending", Boolean, nullable=False),  # it waits for an admin of theirs
    Column("installed_at", Instant, nullable=False),  # machine's clock
)

conversations = Table(  # where a platform has to be told which conversation to write to
    "conversations",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),  # a hash of the platform's own id, which is long
    Column("address", PERSON),  # whose it is, a person or a channel; NULL: of who was erased
    Column("sealed", Text, nullable=False),  # how it is reached
    Column("heard_at", Instant, nullable=False),  # machine's clock
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_conversations_workspace_address", "workspace", "address"),
)

installing = Table(  # who went away to install it; before that nobody knows which workspace
    "installing",
    metadata,
    Column("state", String(64), primary_key=True),  # a hash
    Column("browser", String(64), nullable=False),  # a hash
    Column("until", Instant, nullable=False),  # machine's clock
    Column("used", Boolean, nullable=False, server_default=false()),
    Index("ix_installing_until", "until"),
)

admins = Table(
    "admins",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("person", PERSON, nullable=False),
    Column("added_by", PERSON),
    Column("added_at", Instant, nullable=False),
    Column("had_role", Boolean, nullable=False, server_default=false()),  # the platform's own
    Column("confirmed", Boolean, nullable=False, server_default=true()),  # or waits for a second
    PrimaryKeyConstraint("workspace", "person"),
)

people = Table(
    "people",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", PERSON, nullable=False),
    Column("zone", String(64)),
    Column("locale", String(16)),
    Column("may_take_part", Boolean, nullable=False, server_default=true()),
    Column("known_at", Instant),  # when the platform was last asked
    Column("welcomed_at", Instant),  # the promise about what they write was shown
    Column("has_home", Boolean, nullable=False, server_default=false()),  # it was drawn before
    Column("asked_still", Boolean, nullable=False, server_default=true()),  # may be: "still true?"
    Column("days", String(7)),  # working days, "01234"; Monday is 0
    Column("starts", String(5)),  # wall time HH:MM
    Column("ends", String(5)),
    Column("plan_weekday", Integer),
    Column("plan_at", String(5)),
    Column("plan_every", Integer),  # weeks
    Column("ideal", Integer),  # a leader's own cadence, days
    Column("maximum", Integer),
    Column("paused_until", Instant),
    Column("away_first", Date),  # first day away, in their calendar
    Column("away_back", Date),  # first day back
    Column("on_leave", Boolean, nullable=False, server_default=false()),  # so says their status,
    Column("leave_until", Instant),  # until then, or until it says otherwise
    Column("country", String(24)),  # whose public holidays; "-" for none
    Column("stopped_at", Instant),
    Column("heard_at", Instant),  # when they last said how often they want to hear from us
    Column("slowed", WORD),  # why plans come less often, if Tend did it
    Column("slowed_on", Date),
    Column("keep_asked_in", ID),  # the plan that asked: keep, fewer, stop?
    Column("last_plan", Date),  # nominal day of the last plan's slot, in their calendar
    Column("unreachable", WORD),  # the platform's word, while it refuses our messages
    Column("group_name", String(40)),  # the organisation's label, from its list
    Column("not_about_me", Boolean, nullable=False, server_default=false()),  # no nudges, they said
    Column("listening_until", Date),  # a hard time: no goals, no questions; the first day after it
    Column("listening_told", Boolean, nullable=False, server_default=false()),  # to their leaders
    Column(
        "offered_leader", Boolean, nullable=False, server_default=false()
    ),  # "not now", they said
    Column("left_at", Instant),  # first seen as no longer here; NULL while they are
    Column("asked_pulse", Boolean, nullable=False, server_default=true()),  # may be
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_people_may_take_part", "may_take_part"),
    Index("ix_people_left_at", "left_at"),
)

bonds = Table(
    "bonds",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("report", PERSON, nullable=False),
    Column("source", WORD, nullable=False, server_default="leader"),  # who named the other first
    Column("accepted", Boolean),
    Column("confirmed", Boolean),
    Column("since", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", WORD),  # who said so: a list may take back only what a list ended
    Column("ideal", Integer),
    Column("maximum", Integer),
    Column("one_on_one", String(8), nullable=False, server_default=""),
    Column("nudged_on", Date),  # in the leader's calendar
    Column("held_until", Date),  # a leave the leader told us of
    Column("introduced_in", ID),  # the delivery that asked the leader whether it is so
    Column("next_due_at", Instant),  # when the planner should look again; NULL for never
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "leader", "report"),
    Index(  # all that a tick asks of most bonds
        "ix_bonds_next_due_at_workspace_leader_accepted",
        *("next_due_at", "workspace", "leader", "accepted"),
    ),
    Index("ix_bonds_workspace_report", "workspace", "report"),
)

items = Table(
    "items",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("owner", PERSON, nullable=False),
    Column("state", WORD, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("ideal", Integer),
    Column("maximum", Integer),
    Column("created_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    Column("asked_at", Instant),  # whether it is still true
    Column("asked_in", ID),  # the delivery that asked
    Column("unshared_at", Instant),  # nobody answered
    Column("look_at", Instant),  # whether to ask, or whether it was answered; NULL for never
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_items_workspace_owner", "workspace", "owner"),
    Index("ix_items_look_at", "look_at"),
)

grants = Table(
    "grants",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("item", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("owner", PERSON, nullable=False),
    Column("level", WORD, nullable=False),
    Column("shared_at", Instant, nullable=False),
    Column("muted_at", Instant),  # the leader said: no longer relevant
    Column("suspended_at", Instant),  # by a restore: hidden until its owner says that it holds
    Column("sealed", Text, nullable=False),  # the wording that was shared
    PrimaryKeyConstraint("workspace", "item", "leader"),
    _in_workspace("item", of="items"),
    Index("ix_grants_workspace_leader_owner", "workspace", "leader", "owner"),
)

talks = Table(
    "talks",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("report", PERSON, nullable=False),
    Column("day", Date, nullable=False),  # in the leader's calendar
    Column("recorded_at", Instant, nullable=False),
    Column("nudge", ID),  # NULL: unprompted
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_talks_workspace_leader_report_day", "workspace", "leader", "report", "day"),
)

talk_items = Table(
    "talk_items",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("talk", ID, nullable=False),
    Column("item", ID, nullable=False),
    PrimaryKeyConstraint("workspace", "talk", "item"),
    _in_workspace("talk", of="talks"),
    _in_workspace("item", of="items"),
    Index("ix_talk_items_workspace_item", "workspace", "item"),
)

nudges = Table(
    "nudges",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("delivery", ID, nullable=False),
    Column("place", Integer, nullable=False),  # order within its message
    Column("bond", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("report", PERSON, nullable=False),
    Column("item", ID),
    Column("level", WORD),
    Column("days", Integer, nullable=False),  # how long it had been, in the leader's days
    Column("owed", ID),  # the promise, or what was asked for
    Column("reason", WORD, nullable=False),  # why now
    Column("act", WORD, nullable=False),
    Column("wording", WORD, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    _in_workspace("bond", of="bonds"),
    _in_workspace("delivery", of="deliveries"),
    Index("ix_nudges_workspace_delivery", "workspace", "delivery"),
    Index("ix_nudges_workspace_leader_day", "workspace", "leader", "day"),
    Index("ix_nudges_workspace_bond", "workspace", "bond"),
)

promises = Table(  # what a leader said they would do; told to the other only if the leader shows it
    "promises",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("report", PERSON, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("by_day", Date),
    Column("state", WORD, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("shown_at", Instant),  # NULL: only its leader knows of it
    Column("closed_at", Instant),
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_promises_workspace_leader_state", "workspace", "leader", "state"),
    Index("ix_promises_workspace_report_state", "workspace", "report", "state"),
)

draws = Table(  # what the hold-out's lot said of a nudge that could have been left out
    "draws",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("bond", ID, nullable=False),
    Column("week", Date, nullable=False),  # its Monday
    Column("leader", PERSON, nullable=False),
    Column("report", PERSON, nullable=False),
    Column("day", Date, nullable=False),  # in the leader's calendar
    Column("withheld", Boolean, nullable=False),
    PrimaryKeyConstraint("workspace", "bond", "week"),
    _in_workspace("bond", of="bonds"),
    Index("ix_draws_workspace_day", "workspace", "day"),
)

months = Table(  # the organisation's page of a month, as it was told
    "months",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("month", Date, nullable=False),  # its first day
    Column("made_at", Instant, nullable=False),
    Column("page", Text, nullable=False),  # figures over ten people and more
    Column("basis", Text),  # keyed hashes of those in the newest; NULL in the others
    PrimaryKeyConstraint("workspace", "month"),
)

answers = Table(
    "answers",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("nudge", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("answer", WORD, nullable=False),
    Column("at", Instant, nullable=False),
    Column("moment", Instant),  # what was planned, or asked to wait for
    Column("why", WORD),
    Column("talk", ID),
    Column("nth", Integer, nullable=False),  # of this nudge: the newest holds
    Column("wakes_at", Instant),  # when to come back to it; NULL once done
    Column("asked_in", ID),  # the delivery that came back to it
    PrimaryKeyConstraint("workspace", "id"),
    _in_workspace("nudge", of="nudges"),
    Index("ix_answers_wakes_at", "wakes_at"),
    Index("ix_answers_workspace_leader_at", "workspace", "leader", "at"),
    Index("ix_answers_workspace_nudge", "workspace", "nudge"),
    Index("ix_answers_workspace_asked_in", "workspace", "asked_in"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("slot", String(160), nullable=False),  # kind, person, local day: one message each
    Column("kind", WORD, nullable=False),
    Column("address", PERSON, nullable=False),  # a person or a channel
    Column("day", Date),  # local day of an unasked message
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),  # Tend's now
    Column("stale_at", Instant),  # Tend's now; NULL: never
    Column("state", WORD, nullable=False),
    Column("why", WORD),  # why skipped or dead
    Column("attempt", Integer, nullable=False, server_default="0"),  # which claim holds it
    Column("faults", Integer, nullable=False, server_default="0"),  # claims that came to no end
    Column("not_before", Instant),  # machine's clock
    Column("lease_until", Instant),  # machine's clock
    Column("channel", PERSON),  # where it stands once sent
    Column("ts", String(32).with_variant(String(255), "postgresql")),  # SQLite minds no length
    Column("sent_at", Instant),
    Column("redraw_at", Instant),  # machine's clock: what it says has changed
    Column("asks", WORD),  # what a plan asks besides: "keep" or "useful"
    Column("useful", Boolean),  # what the leader said to that
    Column("sealed", Text),  # the body of a reply or notice, until it is sent
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "slot"),
    Index("ix_deliveries_state_due_at", "state", "due_at"),
    Index("ix_deliveries_workspace_state_due_at", "workspace", "state", "due_at"),
    Index("ix_deliveries_redraw_at", "redraw_at"),
    Index("ix_deliveries_workspace_address_day", "workspace", "address", "day"),
)

senders = Table(  # which node sends for a workspace, where there are several nodes
    "senders",
    metadata,
    Column("workspace", WORKSPACE, primary_key=True),
    Column("node", ID),  # NULL: none at this moment
    Column("lease_until", Instant),  # machine's clock
    Column("again", Boolean, nullable=False, server_default=false()),  # asked for meanwhile
    Column("tokens", Float, nullable=False, server_default="0"),  # messages that may go at once
    Column("rate", Float, nullable=False, server_default="0"),  # messages a second; 0: the full one
    Column("paced_at", Instant),  # machine's clock: when the two above were so
)

asks = Table(  # what somebody asked one leader of theirs for
    "asks",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("report", PERSON, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("state", WORD, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("asked_in", ID),  # the delivery that asked whether it happened
    Column("look_at", Instant),  # whether to ask, or whether it was answered; NULL for never
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_asks_look_at", "look_at"),
    Index("ix_asks_workspace_leader_state", "workspace", "leader", "state"),
    Index("ix_asks_workspace_report_state", "workspace", "report", "state"),
)

landings = Table(  # items about which their owners want to be asked whether anyone has helped
    "landings",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("item", ID, nullable=False),
    Column("owner", PERSON, nullable=False),
    Column("since", Instant, nullable=False),
    Column("look_at", Instant),
    Column("asked_in", ID),
    Column("asked_at", Instant),
    Column("sealed", Text),  # what they said, until the month ends
    PrimaryKeyConstraint("workspace", "item"),
    _in_workspace("item", of="items"),
    Index("ix_landings_look_at", "look_at"),
    Index("ix_landings_workspace_asked_at", "workspace", "asked_at"),
)

landing_totals = Table(  # over so many people that nobody is seen in it
    "landing_totals",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("month", Date, nullable=False),  # its first day
    Column("people", Integer, nullable=False),  # rounded down to five
    Column("share", WORD, nullable=False),  # for how many of them somebody had helped
    PrimaryKeyConstraint("workspace", "month"),
)

pulse_rounds = Table(
    "pulse_rounds",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),  # nothing that anybody answered is kept from then on
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "nth"),
    Index("ix_pulse_rounds_closed_at_closes_at", "closed_at", "closes_at"),
)

pulse_asks = Table(  # who is asked in a round, until it closes
    "pulse_asks",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("round", ID, nullable=False),
    Column("person", PERSON, nullable=False),
    Column("look_at", Instant),  # whether to ask or to remind; NULL for never
    Column("asked_in", ID),  # the delivery that asks
    Column("again_in", ID),  # the one that reminds
    Column("done", Boolean, nullable=False, server_default=false()),  # answered, or skipped
    PrimaryKeyConstraint("workspace", "round", "person"),
    _in_workspace("round", of="pulse_rounds"),
    Index("ix_pulse_asks_look_at", "look_at"),
)

pulse_answers = Table(  # a row for each who may answer about a leader; empty once a round closed
    "pulse_answers",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("round", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("giver", PERSON, nullable=False),
    Column("sealed", Text),  # NULL: not answered, or taken back
    PrimaryKeyConstraint("workspace", "id"),
    UniqueConstraint("workspace", "round", "leader", "giver"),
    _in_workspace("round", of="pulse_rounds"),
    Index("ix_pulse_answers_workspace_giver", "workspace", "giver"),
    Index("ix_pulse_answers_workspace_leader", "workspace", "leader"),
)

pulse_bands = Table(  # what a leader is shown
    "pulse_bands",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("round", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("band", WORD),  # NULL: too few answers for a new one
    PrimaryKeyConstraint("workspace", "round", "leader"),
    _in_workspace("round", of="pulse_rounds"),
    Index("ix_pulse_bands_workspace_leader", "workspace", "leader"),
)

pulse_marks = Table(  # whom a band was made of, in keyed hashes, for four rounds
    "pulse_marks",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("round", ID, nullable=False),
    Column("whose", String(64), nullable=False),  # the leader, in such a hash too: it outlives them
    Column("mark", String(64), nullable=False),
    Column("base", Integer, nullable=False),  # the round since which it is made of these people
    PrimaryKeyConstraint("workspace", "round", "whose", "mark"),
    _in_workspace("round", of="pulse_rounds"),
)

pulse_guesses = Table(  # what a leader thought, before they saw the band
    "pulse_guesses",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("round", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("sealed", Text, nullable=False),
    PrimaryKeyConstraint("workspace", "round", "leader"),
    _in_workspace("round", of="pulse_rounds"),
)

pulse_keys = Table(  # what the marks of a workspace are made with
    "pulse_keys",
    metadata,
    Column("workspace", WORKSPACE, primary_key=True),
    Column("sealed", Text, nullable=False),
)

thanks = Table(
    "thanks",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("giver", PERSON, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("delivery", ID, nullable=False),  # the message that tells of it
    Column("sent_at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_thanks_workspace_delivery", "workspace", "delivery"),
)

disclosures = Table(
    "disclosures",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("item", ID, nullable=False),
    Column("leader", PERSON, nullable=False),
    Column("how", WORD, nullable=False),  # sent in a nudge, or opened
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    _in_workspace("item", of="items"),
    Index("ix_disclosures_workspace_item", "workspace", "item"),
)

askings = Table(
    "askings",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    Column("person", PERSON, nullable=False),
    Column("sealed", Text, nullable=False),  # what their words may have meant, for a day
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
    Index("ix_askings_at", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("workspace", WORKSPACE, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", PERSON, nullable=False),
    Column("action", WORD, nullable=False),
    Column("object", PERSON, nullable=False),
    Column("outcome", WORD, nullable=False),
    Index("ix_audit_workspace_at", "workspace", "at"),
)

audit_keys = Table(  # a row opens the trail to the transaction that wrote it; none is ever left
    "audit_keys",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("id", ID, nullable=False),
    PrimaryKeyConstraint("workspace", "id"),
)

erased = Table(  # tombstones that this database has heard of; the tombstones are outside it
    "erased",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("mark", String(64), nullable=False),  # a keyed hash
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("workspace", "mark", "at"),
)

seen = Table(
    "seen",
    metadata,
    Column("workspace", WORKSPACE, nullable=False),
    Column("key", String(255), nullable=False),
    Column("at", Instant, nullable=False),  # machine's clock
    PrimaryKeyConstraint("workspace", "key"),
    Index("ix_seen_at", "at"),
)

seals = Table(
    "seals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", Text, nullable=False),  # a known text: does our key open this database?
    Column("fits_from", WORD),  # the newest migration of the oldest program that may use it
)
