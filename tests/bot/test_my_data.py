"""Everything kept about me: shown to me alone, page by page, and erased by a word."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.ids import FormName
from bot.slack import render
from bot.ui import Form, Part, Typed, Verbatim
from bot.views.exported import as_json, in_words
from bot.views.my_data import kept
from bot.views.pieces import Calendar
from sandbox.company import ANA, BEN, BOT, INES, MAYA
from storage import exporting, people
from tests.bot.forging import Forger
from tests.bot.scenes import (
    AWS,
    TEAM,
    a_plan,
    last_talks,
    leads,
    own_items,
    shared_with,
    shares,
    start,
    talks_with,
)
from tests.office import ADMIN_CHANNEL, TUESDAY, Office, labels, text_of
from tests.someone import Someone

BERLIN = Calendar(TUESDAY, "Europe/Berlin")
SECRET = "Quiet words of Ana"
CONFIRM = "Please type “erase”, or close this. Nothing has been erased."


def all_pages(person: Someone) -> str:
    """What stands on this page and on every page after it."""
    read = [person.reads()]
    while "More" in labels(person.modal):
        person.press("More")
        read.append(person.reads())
    return "\n".join(read)


def copied(person: Someone) -> Any:
    """The JSON, as somebody would copy it: piece after piece, page after page."""
    pieces = re.findall(r"(?ms)^(\{.*\})\nPage", _without_furniture(person))
    return json.loads(pieces[0])


def _without_furniture(person: Someone) -> str:
    lines: list[str] = []
    while True:
        page = [b["text"]["text"] for b in person.modal.blocks if b["type"] == "section"]
        lines += page[1:]
        if "More" not in labels(person.modal):
            return "\n".join(lines) + "\nPage"
        person.press("More")


# --- what is kept --------------------------------------------------------------------------------


def test_ana_reads_everything_in_words_and_as_json_and_nothing_of_it_is_sent(
    office: Office,
) -> None:
    details = f'{SECRET}\tand "quotes"\nin two lines 👩‍🚀'
    a_plan(office, level="discreet", details=details, date="2026-12-24")
    ana = office.person("Ana")
    ana.command("/mygoals", "export")
    read = all_pages(ana)
    assert f"Title: {AWS}\nDetails: {SECRET}" in read and "\nDate: 24 December 2026" in read
    assert "Goals and challenges (1)" in read and f"Leader: <@{MAYA}>" in read
    assert "Sent or opened. Leader:" in read and "How: sent\nWhen: 1 December 2026, " in read
    assert "How it is shared: in nudges, without its title" in read
    assert "None" not in read and "page 1 of 1" not in read.lower()

    ana.press("For a program (JSON)")
    found = copied(ana)
    whole = office.look(lambda tx: exporting.export(tx, TEAM, ANA, office.clock()))
    assert found | {"made_at": ""} == whole | {"made_at": ""}
    assert found["format"] == "tend-export" and found["version"] == exporting.VERSION
    ana.press("In words")
    assert "What Tend keeps about you" in ana.reads()

    carrying = {c.method for c in office.world.calls if SECRET in str(c.arguments)}
    assert carrying <= {"views.open", "views.update", "views.publish"}
    assert not any(c.method.startswith("files") for c in office.world.calls)
    office.no_violations()


def test_the_longest_that_may_be_written_fits_and_nothing_of_it_is_cut() -> None:
    content = {"kind": "goal", "area": "work", "title": '"' * 120, "details": "\\👩‍🚀" * 250}
    export: dict[str, Any] = {"goals_and_challenges": [content | {"shared": [content] * 3}] * 50}
    pieces = [part.text for part in as_json(export) if isinstance(part, Verbatim)]
    assert max(len(piece.encode("utf-16-le")) // 2 for piece in pieces) <= 3000
    assert json.loads("\n".join(pieces)) == export
    words = [part.text for part in in_words(export, BERLIN) if isinstance(part, Typed)]
    assert sum(word.count(content["details"]) for word in words) == 200
    for parts in (as_json(export), in_words(export, BERLIN)):
        drawn = [render.modal(form) for form in all_forms(parts)]
        assert len(drawn) > 5
        assert [form for form in drawn if "…" in str(form) or len(form["blocks"]) > 95] == []


def test_what_is_new_in_the_export_is_drawn_without_being_named_here() -> None:
    export = {"something_new": [{"a_word": "*bold* <!channel>", "leader": MAYA, "n": 0}]}
    drawn = str(in_words(export, BERLIN))
    assert "Something new (1)" in drawn and "A word: *bold* <!channel>" in drawn
    assert f"Person(id='{MAYA}')" in drawn and "N: 0" in drawn


def test_whomever_else_the_words_name_it_is_one_s_own(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="private", title=SECRET)
    ben = office.person("Ben")
    for text in (f"show <@{ANA}>", f"shared <@{ANA}>", f"export <@{ANA}|ana>", f"erase <@{ANA}>"):
        ben.command("/mygoals", text)
        assert SECRET not in ben.reads() and ANA not in ben.reads()
        ben.close()
    assert len(own_items(office, "Ana")) == 1


def all_forms(parts: list[Part]) -> list[Form]:
    first = kept(parts, "text", 0)
    pages = int(re.findall(r"Page 1 of (\d+)", str(first))[0])
    return [kept(parts, "text", page) for page in range(pages)]


# --- erasing -------------------------------------------------------------------------------------


def erase(person: Someone, command: str = "/mygoals") -> str:
    person.close()
    person.command(command, "erase")
    assert person.submit(word="erase").accepted
    return person.reads()


def test_ana_is_told_what_goes_and_what_stays_and_only_the_word_erases(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "erase")
    read = ana.reads()
    for words in ("This goes, for good", "what somebody has read cannot be unread", "30 days"):
        assert words in read
    before = office.rows("seen")
    for word in ("", "yes", "erase it", ANA):
        assert ana.submit(word=word or " ").errors == {"word": CONFIRM}
    assert office.rows("seen") == before
    assert ana.submit(word=" Erase ").accepted, "as a phone writes it"
    assert "1 goal or challenge" in ana.reads()
    office.no_violations()


def test_it_is_gone_for_both_and_begins_as_on_the_first_day(office: Office) -> None:
    """Maya reads it in words that blame nobody."""
    a_plan(office, details=SECRET)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.home()
    maya.home()
    assert "It is done. Erased:" in erase(ana)
    assert office.look(lambda tx: people.get(tx, TEAM, ANA)) is None
    ana.close()
    assert office.settle(lambda: "Nothing of yours" in text_of(home_of(ana)))
    assert [place for place in ana.screen() if AWS in text_of(place)] == []

    assert office.settle(lambda: not [p for p in maya.screen() if AWS in text_of(p)])
    shown = "\n".join(text_of(place) for place in maya.screen()).lower()
    for word in ("erased", "deleted", "stopped", "refused", "withdrew"):
        assert word not in shown
    maya.command("/mypeople")
    assert ANA not in maya.reads()

    ana.command("/mygoals")
    assert "Nothing you write is shared until you press Share" in ana.reads()
    office.no_violations()


def test_what_a_leader_noted_goes_too_and_is_not_counted_for_ana(office: Office) -> None:
    message = a_plan(office)
    office.person("Maya").press("We talked", message)
    assert len(talks_with(office, "Maya", "Ana")) == 1
    ana = office.person("Ana")
    ana.command("/mygoals", "export")
    assert "Not shown: what a leader notes of talks with you" in ana.reads()
    told = erase(ana)
    assert "1 nudge" in told and "1 goal or challenge" in told
    assert "talk" not in told and "answer" not in told and "other note" not in told
    assert talks_with(office, "Maya", "Ana") == []


def home_of(person: Someone) -> Any:
    return person.world.home(person.id)


def test_back_leads_to_where_one_came_from(office: Office) -> None:
    leads(office, "Maya", "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals", "shared")
    ana.press("All that is kept about me")
    ana.press("For a program (JSON)")
    ana.press("Back")
    assert ana.modal.title == "What leaders may be told"
    maya.command("/mypeople", "export")
    maya.press("Back")
    assert maya.modal.title == "My people"
    maya.press("Erase my record")
    maya.press("All that is kept about me")
    maya.press("Back")
    assert maya.modal.title == "Erase my record"
    maya.close()
    forged = Forger(office, MAYA).open(FormName.MY_DATA, "text.0.cadence")
    assert "What Tend keeps" in forged.text, "a page that is none of these leads to my goals"


def test_the_only_admin_reads_what_else_goes_and_the_channel_learns_that_there_is_none(
    office: Office,
) -> None:
    start(office)
    ines, ana = office.person("Ines"), office.person("Ana")
    ana.command("/mygoals", "erase")
    assert "admin" not in ana.reads()
    ana.close()
    ines.command("/mygoals", "erase")
    assert "You are the only admin of Tend. With this it has none" in ines.reads()
    assert ines.submit(word="erase").accepted
    office.quiet()
    said = office.world.messages(ADMIN_CHANNEL, INES)
    last = text_of([m for m in said if m.user == BOT][-1])
    assert last.startswith("Tend has no admin any more.") and INES not in last


def test_erased_twice_there_is_nothing_more(office: Office) -> None:
    leads(office, "Maya", "Ana", "Ben")
    shares(office, "Ana")
    of_ben = shares(office, "Ben", title="Run the shift")
    ana = office.person("Ana")
    erase(ana)
    again = erase(ana)
    assert "1 goal" not in again and "who leads whom" not in again
    assert [item.id for item in own_items(office, "Ben")] == [of_ben], "nothing of anybody else"
    assert [one.item for one in shared_with(office, "Maya")] == [of_ben]
    Forger(office, MAYA).submit(FormName.ERASE, BEN, {"word": "erase", "person": BEN})
    assert [item.id for item in own_items(office, "Ben")] == [of_ben], "whatever a form names"
    office.no_violations()


# --- a leader's own record -----------------------------------------------------------------------


def test_maya_reads_and_erases_what_she_did_as_a_leader_and_nothing_else(office: Office) -> None:
    message = a_plan(office)
    maya = office.person("Maya")
    maya.press("We talked", message)
    maya.command("/mypeople", "export")
    read = all_pages(maya)
    assert "Talks you noted (1)" in read and "Answer: talked" in read
    assert AWS not in read, "the words are their owner's"
    maya.close()
    maya.command("/mypeople")
    assert "All that is kept about me" in labels(maya.modal)
    maya.press("Erase my record")
    assert "whom you lead, your own goals, and what your people share with you" in maya.reads()
    assert maya.submit(word="erase").accepted
    assert "1 talk" in maya.reads() and "1 answer to a nudge" in maya.reads()
    assert talks_with(office, "Maya", "Ana") == [] and last_talks(office, "Maya") == {}
    assert len(shared_with(office, "Maya")) == 1 and len(own_items(office, "Ana")) == 1
    maya.close()
    maya.command("/mypeople")
    assert f"<@{ANA}>. No talk noted yet." in maya.reads()
    office.no_violations()


def test_maya_goes_on_afterwards_as_a_leader(office: Office) -> None:
    office.clock.forward(days=-14)
    start(office)
    leads(office, "Maya", "Ana")
    office.later(days=7)
    maya = office.person("Maya")
    assert len(maya.messages) == 1
    erase(maya, "/mypeople")
    office.live(days=15, hours=24)
    assert f"<@{ANA}>" in text_of(maya.message) and len(maya.messages) > 1
