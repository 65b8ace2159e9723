"""The loop, end to end: share, wait, nudge, answer, follow up, record; over the real protocol."""

from __future__ import annotations

from sandbox.company import MAYA
from tests.office import ADMIN_CHANNEL, Office, text_of


def test_ana_shares_and_maya_is_nudged_answers_and_is_asked_once(office: Office) -> None:
    ana, maya, ines = office.person("Ana"), office.person("Maya"), office.person("Ines")
    assert ines.command("/cadence", channel=ADMIN_CHANNEL).error is None
    print(ines.reads())
    ines.press("Start")
    print(ines.reads())

    print(ana.command("/mygoals"))
    print(ana.reads())
    print(ana.submit(leader=MAYA))
    print(ana.reads())
    print(office.tick().lines)
    office.settle(lambda: bool(maya.messages))
    print(text_of(maya.message))
    maya.press("Yes", maya.message)
    print(text_of(maya.message))
    ana.press("Add a goal or challenge")
    print(ana.reads())
    know = ana.know_field()
    print(
        ana.fill_and_submit(
            {"kind": "goal", "area": "work", "title": "Pass the AWS exam", know: "named"}
        )
    )
    print(ana.reads())
    print(ana.submit())
    print(ana.reads())
    reports = office.live(days=21)
    print([r.lines for r in reports if r.lines])
    print(text_of(maya.message))
    maya.press("When?", maya.message)
    print(maya.reads())
    print(maya.submit(when="pick", day="2026-12-16", time="14:00"))
    office.settle(lambda: "Planned" in text_of(maya.message))
    print(text_of(maya.message))
    print([r.lines for r in office.live(days=2)])
    print(text_of(maya.message))
    maya.press("Yes", maya.message)
    print(text_of(maya.message))
    print(text_of(maya.home()))
    maya.press("Undo", maya.message)
    print(text_of(maya.message))
    print(text_of(maya.home()))
    office.no_violations()
