"""Ana asks Maya for a talk: her own words, a preview, Maya's next plan, and one question later."""

from __future__ import annotations

from typing import Any

from sandbox.company import ANA, MAYA
from storage import bonds
from storage.deliveries import Kind
from storage.tables import asks as table
from tests.bot import scenes
from tests.office import NAMES, Office, labels, text_of

WORDS = "I'd like to talk about the move"


def a_team(office: Office) -> None:
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana")
    talks_with_ana(office)  # so that nothing of Ana is due
    office.later(hours=1)


def talks_with_ana(office: Office) -> None:
    maya = office.person("Maya")
    maya.say("talked with Ana")
    maya.close()


def bond(office: Office, leader: str) -> str:
    found = office.look(lambda tx: bonds.between(tx, scenes.TEAM, NAMES[leader], ANA))
    return str(found.id)


def asks_maya(office: Office) -> str:
    """Word for word what the preview says."""
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Ask for a talk")
    assert ana.submit(words=WORDS, leader=bond(office, "Maya")).accepted
    preview = ana.reads()
    assert ana.submit().accepted
    assert WORDS in ana.reads()
    ana.close()
    return preview


def states(office: Office) -> list[str]:
    return list(office.look(lambda tx: [row.state for row in tx.all(table.select())]))


def questions(office: Office) -> list[Any]:
    return scenes.sent(office, "Ana", Kind.ASKED_BACK)


def test_it_stands_in_mayas_next_plan_as_the_preview_said(office: Office) -> None:
    a_team(office)
    preview = asks_maya(office)
    maya = office.person("Maya")
    office.later(days=7)
    plan = text_of(maya.message)
    for line in (f"<@{ANA}> asked you for a talk.", "Their words are behind Show."):
        assert line in preview and line in plan
    assert WORDS in preview and WORDS not in plan
    maya.press("Show", maya.message)
    assert WORDS in maya.reads()
    maya.close()
    maya.press("We talked", maya.message)
    office.later(days=7)
    assert "asked you for a talk" not in text_of(maya.message)
    office.no_violations()


def test_what_is_only_looked_at_nobody_reads(office: Office) -> None:
    a_team(office)
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Ask for a talk")
    assert not ana.submit(words=WORDS).accepted  # nobody is chosen beforehand
    assert ana.submit(words=WORDS, leader=bond(office, "Maya")).accepted
    ana.close()
    assert states(office) == ["draft"]
    maya = office.person("Maya")
    assert "asked" not in text_of(maya.home()) and WORDS not in text_of(ana.home())
    office.later(days=8)
    assert "asked you" not in text_of(maya.message) and questions(office) == []


def test_taken_back_it_leaves_the_plan_that_said_it(office: Office) -> None:
    a_team(office)
    asks_maya(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    office.later(days=6, hours=23)
    ana.press("Take it back", ana.home())
    assert maya.sees("What was asked here is taken back")
    assert "When?" not in labels(maya.message)
    office.later(days=14)
    assert questions(office) == [] and states(office) == ["withdrawn"]


def test_after_a_week_ana_is_asked_the_same_whatever_maya_noted(office: Office) -> None:
    said: list[str] = []
    a_team(office)
    for talked in (False, True):
        asks_maya(office)
        if talked:
            talks_with_ana(office)
        office.later(days=6)
        before = len(questions(office))
        assert before == len(said)
        office.live(3, hours=3)
        ana = office.person("Ana")
        said.append(text_of(ana.message).replace("8 days", "7 days"))
        assert f"You asked <@{MAYA}> for a talk" in said[-1] and WORDS not in said[-1]
        assert labels(ana.message) == ["It happened", "Ask again", "Ask somebody else", "Leave it"]
        ana.press("It happened", ana.message)
        assert ana.sees("Noted: it happened.")
        office.later(days=7)
    assert said[0] == said[1] and len(questions(office)) == 2
    assert states(office) == ["happened", "happened"]


def test_asked_again_and_then_of_somebody_else(office: Office) -> None:
    a_team(office)
    scenes.leads(office, "Chidi", "Ana")
    asks_maya(office)
    ana = office.person("Ana")
    office.live(9, hours=6)
    ana.press("Ask again", ana.message)
    assert states(office) == ["open"]
    office.live(9, hours=6)
    assert len(questions(office)) == 2
    ana.press("Ask somebody else", ana.message)
    assert "Maya" not in ana.reads()
    assert ana.submit(words=WORDS, leader=bond(office, "Chidi")).accepted
    assert states(office) == ["open", "draft"]
    assert ana.submit().accepted
    assert states(office) == ["withdrawn", "open"]


def test_without_an_answer_it_ends_in_silence(office: Office) -> None:
    a_team(office)
    asks_maya(office)
    office.live(30, hours=12)
    assert len(questions(office)) == 1 and states(office) == ["lapsed"]
    assert "asked you" not in text_of(office.person("Maya").message)


def test_what_maya_promised_ana_too_is_said_beside_it_until_it_is_done(office: Office) -> None:
    """Ana stands in a plan once, and neither the one nor the other is left out."""
    a_team(office)
    maya = office.person("Maya")
    maya.say("I promised Ana the notes of the board")
    asks_maya(office)
    too = "A promise of yours to them is open, too."
    office.later(days=6, hours=23)
    plan = text_of(maya.message)
    assert f"<@{ANA}> asked you for a talk." in plan and plan.count(too) == 1
    assert "You promised" not in plan and "notes" not in plan
    maya.press("Show", maya.message)
    assert "the notes of the board" in maya.reads() and WORDS in maya.reads()
    maya.press("I did this")
    maya.close()
    assert office.settle(lambda: too not in text_of(maya.message))
    assert f"<@{ANA}> asked you for a talk." in text_of(maya.message)
    office.no_violations()
