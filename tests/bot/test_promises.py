"""Promises: Maya notes one, it leads her plans, Ana sees it if Maya likes, and either closes it."""

from __future__ import annotations

from typing import Any

from sandbox.company import ANA, MAYA
from storage import promises
from storage.tables import promises as table
from tests.bot import scenes
from tests.office import Office, labels, text_of

WORDS = "Introduce you to Kofi"


def a_team(office: Office) -> None:
    """Maya leads Ana and Ben."""
    scenes.start(office)
    scenes.leads(office, "Maya", "Ana", "Ben")


def notes(office: Office, who: str = "me", **more: Any) -> None:
    """On Ana's page Maya notes what she promised."""
    maya = office.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("I promised something")
    assert maya.submit(words=WORDS, who=who, **more).accepted
    assert WORDS in maya.reads()


def states(office: Office) -> list[str]:
    return list(office.look(lambda tx: [row.state for row in tx.all(table.select())]))


def test_a_promise_kept_to_herself_leads_her_plan_until_she_says_done(office: Office) -> None:
    a_team(office)
    notes(office, day="2026-12-11")
    maya, ana = office.person("Maya"), office.person("Ana")
    assert "Only you see it." in maya.reads()
    maya.close()
    assert WORDS not in text_of(ana.home())
    office.later(days=7)
    plan = text_of(maya.message)
    assert f"You promised <@{ANA}> something" in plan and WORDS not in plan
    assert plan.index("You promised") < plan.index("No talk with")
    maya.press("I did this", maya.message)
    assert maya.sees("Noted: this promise is closed.")
    assert states(office) == ["happened"]
    office.later(days=7)
    assert "You promised" not in text_of(maya.message)
    office.no_violations()


def test_what_maya_shows_ana_sees_and_has_the_last_word_on(office: Office) -> None:
    a_team(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.home()
    before = len(ana.messages)
    notes(office, who="both")
    assert ana.sees(WORDS, ana.home) and ana.sees(f"<@{MAYA}> promised you", ana.home)
    assert len(ana.messages) == before  # no message tells her
    maya.press("I did this")
    assert "they have the last word" in maya.reads() and states(office) == ["kept"]
    ana.command("/mygoals")
    ana.press("Not yet")
    assert states(office) == ["open"] and WORDS in ana.reads()
    ana.press("This happened")
    assert WORDS not in ana.reads() and states(office) == ["happened"]
    ana.close()
    maya.close()
    assert WORDS not in text_of(maya.home())
    office.no_violations()


def test_shown_and_hidden_again_and_let_go(office: Office) -> None:
    a_team(office)
    notes(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    maya.press("Show it to them")
    assert WORDS in text_of(ana.home())
    maya.press("Hide it again")
    assert WORDS not in text_of(ana.home())
    maya.press("Let it go")
    assert WORDS not in maya.reads() and states(office) == ["let_go"]


def test_in_words_and_taken_back(office: Office) -> None:
    a_team(office)
    maya = office.person("Maya")
    maya.say("I promised Ana I'd introduce her to Kofi by Friday")
    assert maya.sees(f"Noted. A promise to <@{ANA}>, by Friday, 27 November. Only you see it.")
    (made,) = office.look(lambda tx: promises.by_leader(tx, scenes.TEAM, MAYA))
    assert made.words == "introduce her to Kofi" and not made.shown
    maya.press("Take it back", maya.message)
    assert states(office) == ["let_go"]
    maya.say("talked with Ana yesterday")
    maya.press("I promised something", maya.message)
    assert "A promise of yours to" in maya.reads()


def test_after_a_change_of_leader_maya_sees_it_no_more_and_ana_does(office: Office) -> None:
    a_team(office)
    notes(office, who="both")
    maya, ana = office.person("Maya"), office.person("Ana")
    maya.press("Remove")
    maya.close()
    assert WORDS not in text_of(maya.home())
    ana.command("/mygoals")
    assert WORDS in ana.reads()
    ana.press("No longer needed")
    assert states(office) == ["not_needed"]


def test_nothing_of_it_goes_to_anybody_else(office: Office) -> None:
    """Weeks pass, its day too: no message to Ana, and none to whoever leads Maya."""
    a_team(office)
    scenes.leads(office, "Tom", "Maya")
    notes(office, who="both", day="2026-11-26")
    office.person("Maya").close()
    before = len(office.person("Ana").messages)
    for _ in range(4):
        office.later(days=7)
    assert len(office.person("Ana").messages) == before
    assert "promise" not in " ".join(map(text_of, office.person("Tom").messages))
    assert "I did this" in labels(office.person("Maya").message)
