"""Leaders are led, too: Home offers it once; where nothing is shared there is a question to ask."""

from __future__ import annotations

from sandbox.company import MAYA, TOM
from tests.bot import scenes
from tests.office import Office, text_of

OFFER = "You lead people here. If somebody leads you too"


def test_maya_is_offered_once_to_name_who_leads_her(office: Office) -> None:
    maya = office.person("Maya")
    assert OFFER not in text_of(maya.home())  # she leads nobody yet
    scenes.leads(office, "Maya", "Ana")
    assert OFFER not in text_of(office.person("Ana").home())
    maya.press("Name my leader", maya.home())
    assert maya.submit(leader=TOM).accepted
    maya.close()
    assert OFFER not in text_of(maya.home())
    tom = office.person("Tom")
    tom.command("/mypeople")
    assert f"<@{MAYA}> says you lead them" in tom.reads()
    office.no_violations()


def test_not_now_is_an_answer(office: Office) -> None:
    scenes.leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    maya.press("Not now", maya.home())
    assert office.settle(lambda: OFFER not in text_of(maya.home()))


def test_where_nothing_is_shared_another_question_each_week(office: Office) -> None:
    scenes.leads(office, "Maya", "Ana")
    maya, asked = office.person("Maya"), []
    for _ in range(5):
        maya.command("/mypeople")
        maya.press("Open")
        read = maya.reads().splitlines()
        asked.append(read[read.index("A question you could ask this week:") + 1])
        maya.close()
        office.clock.forward(days=7)
    assert len(set(asked)) == 5 and all("?" in one for one in asked)
    scenes.shares(office, "Ana")
    maya.command("/mypeople")
    maya.press("Open")
    assert "A question you could ask" not in maya.reads()
