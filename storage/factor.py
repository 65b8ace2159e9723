"""What a leader's Care Factor is reckoned from: their own talks and plans, read and never kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, bindparam, select

from care.answers import Answer
from care.factor import Plan, Talk
from care.hours import local_day
from storage.database import Tx, in_workspace
from storage.tables import answers, nudges
from storage.tables import talks as talks_table

_TALKS = select(talks_table.c.report, talks_table.c.day, talks_table.c.nudge).where(
    talks_table.c.workspace == bindparam("workspace"),
    talks_table.c.leader == bindparam("leader"),
    talks_table.c.day >= bindparam("since"),
)
_ANSWERS = (
    select(answers.c.nudge, answers.c.answer, answers.c.at, answers.c.moment, nudges.c.report)
    .join(
        nudges,
        and_(nudges.c.workspace == answers.c.workspace, nudges.c.id == answers.c.nudge),
    )
    .where(
        answers.c.workspace == bindparam("workspace"),
        answers.c.leader == bindparam("leader"),
        answers.c.at >= bindparam("since"),
    )
    .order_by(answers.c.nudge, answers.c.nth)
)
CALLED_OFF = (Answer.LATER, Answer.NOT_THIS_TIME)


def talks(tx: Tx, workspace: str, leader: str, since: date) -> list[Talk]:
    rows = tx.all(_TALKS, workspace=in_workspace(workspace), leader=leader, since=since)
    return [Talk(row.report, row.day, row.nudge is None) for row in rows]


def plans(tx: Tx, workspace: str, leader: str, since: datetime, zone: str) -> list[Plan]:
    """One of each nudge: the newest time that was set counts, and none where it was called off."""
    found: dict[str, Plan] = {}
    for row in tx.all(_ANSWERS, workspace=in_workspace(workspace), leader=leader, since=since):
        if row.answer in CALLED_OFF:
            found.pop(row.nudge, None)
        elif row.answer == Answer.INTENDED and row.moment is not None:
            before = found.get(row.nudge)
            made = before.made if before else local_day(row.at, zone)
            found[row.nudge] = Plan(row.report, made, local_day(row.moment, zone))
    return list(found.values())
