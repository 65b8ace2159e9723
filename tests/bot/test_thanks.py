"""Ana thanks Maya, with her name: the words behind a button, once a day, counted nowhere."""

from __future__ import annotations

from sandbox.company import ANA
from storage import bonds
from tests.bot import scenes
from tests.office import NAMES, Office, text_of

WORDS = "Thank you for moving the shift"


def thanks_maya(office: Office) -> bool:
    ana = office.person("Ana")
    found = office.look(lambda tx: bonds.between(tx, scenes.TEAM, NAMES["Maya"], ANA))
    ana.command("/mygoals")
    ana.press("Send thanks")
    accepted = ana.submit(words=WORDS, leader=found.id).accepted
    ana.close()
    return bool(accepted)


def test_maya_is_told_and_reads_it_behind_a_button_also_afterwards(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    assert thanks_maya(office)
    maya = office.person("Maya")
    assert maya.sees(f"<@{ANA}> sent you thanks.") and WORDS not in text_of(maya.message)
    maya.press("Show", maya.message)
    assert WORDS in maya.reads()
    maya.close()
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Change")
    ana.press("Remove as my leader")
    ana.close()
    maya.press("Show", maya.message)
    assert WORDS in maya.reads()
    office.no_violations()


def test_once_a_day_and_gone_with_ana(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    assert thanks_maya(office) and not thanks_maya(office)
    maya, ana = office.person("Maya"), office.person("Ana")
    assert maya.sees("sent you thanks")
    ana.command("/mygoals", "erase")
    ana.submit(word="erase")
    assert office.settle(lambda: "sent you thanks" not in text_of(maya.message))
    left = [row for row in office.rows()["deliveries"] if ANA in repr(row)]
    assert left == []
