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


def test_in_the_settings_ana_turns_it_on_for_all_she_shares_and_off_again(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.press("Settings", ana.home())
    assert "whether anyone has helped" not in ana.reads(), "nothing is shared yet"
    ana.close()
    shared = {scenes.shares(office, "Ana"), scenes.shares(office, "Ana", "Lead the guild")}
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Ask me whether it helps")
    ana.close()
    ana.press("Settings", ana.home())
    assert "As now: about one thing of 2" in ana.reads()
    before = about(office)
    assert ana.submit(helped="some").accepted
    ana.close()
    assert about(office) == before and len(before) == 1
    scenes.shares(office, "Ana", "Learn to sail", level="private")
    nothing: set[str] = set()
    for chosen, asked in (("all", shared), ("none", nothing)):
        ana.press("Settings", ana.home())
        assert ana.submit(helped=chosen).accepted
        ana.close()
        assert about(office) == asked
    office.no_violations()


def about(office: Office) -> set[str]:
    """The things about which Ana is asked whether anyone has helped."""
    own = [one.id for one in scenes.own_items(office, "Ana")]
    found: set[str] = office.look(lambda tx: landings.among(tx, scenes.TEAM, own))
    return found
