"""Ana lets herself be asked whether it helps, answers, changes it, and has enough of it."""

from __future__ import annotations

from storage import landings
from tests.bot import scenes
from tests.office import Office, labels, text_of


def test_asked_answered_changed_and_turned_off(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    item = scenes.shares(office, "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Ask me whether it helps")
    assert "Every four weeks after sharing" in ana.reads()
    ana.close()
    office.later(days=27)
    before = len(ana.messages)
    office.live(3, hours=3)
    assert len(ana.messages) == before + 1
    assert "Has anyone helped with this lately?" in text_of(ana.message)
    assert labels(ana.message)[:3] == ["Yes", "Not yet", "Skip"]
    for label, noted in (("Not yet", "Noted: not yet."), ("Yes", "Noted: yes.")):
        ana.press(label, ana.message)
        assert ana.sees(noted)
    found = office.look(lambda tx: landings.of_item(tx, scenes.TEAM, item))
    assert found.said == "yes"
    ana.press("Don't ask me about this", ana.message)
    assert ana.sees("What you answered is deleted.")
    assert office.look(lambda tx: landings.of_item(tx, scenes.TEAM, item)) is None
    assert "helped" not in " ".join(map(text_of, office.person("Maya").messages))
    office.no_violations()
