"""The loop as the cast lives it, with a picture of each view on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.company import ADMINS, ANA, CHIDI, INES, KOFI, MAYA, TOM
from tests.bot.factor_past import lived
from tests.bot.organisation_past import a_month
from tests.bot.scenes import AWS, a_plan, leads, shares, start
from tests.bot.test_change_of_leader import MOVED, by_list, imports
from tests.bot.test_handover import a_new_leader
from tests.bot.test_thanks import thanks_maya
from tests.office import ADMIN_CHANNEL, Office, text_of
from tests.pictures.camera import NOTHING_TYPED, Camera, Typed

WORRY = "Sleep badly before on-call weeks"
THE_EXAM = Typed(
    {"In a few words": AWS, "By when": "2026-12-18"},
    ("Goal", "Work", "Nudges with the title"),
)


@dataclass(frozen=True)
class Shot:
    """One office, and the camera in it."""

    office: Office
    camera: Camera

    def form(self, name: str, who: str, phone: bool = False, typed: Typed = NOTHING_TYPED) -> None:
        self.camera.form(self.office, name, who, phone, typed)

    def message(self, name: str, who: str, phone: bool = False, last: int = 1) -> None:
        self.camera.message(self.office, name, who, phone, last)

    def home(self, name: str, who: str, phone: bool = False) -> None:
        self.office.person(who).home()
        self.camera.home(self.office, name, who, phone)

    def opened(self, name: str, who: str, label: str, phone: bool = False) -> None:
        """What a button of the newest message opens; closed again afterwards."""
        person = self.office.person(who)
        person.press(label, person.message)
        self.form(name, who, phone)
        person.close()


# --- an admin, from nothing to a started pilot ---------------------------------------------------


def admins(shot: Shot) -> None:
    office, ines = shot.office, shot.office.person("Ines")
    office.clock.forward(days=-7)
    leads(office, "Maya", "Ana", "Ben")  # some leaders have begun by themselves
    leads(office, "Tom", "Jo")
    office.clock.forward(days=9)  # a Thursday
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    shot.form("cadence", INES, phone=True)
    ines.press("Add people")
    shot.form("add-people", INES)
    ines.submit(leader=MAYA, people=[CHIDI, KOFI])
    _page(shot, "Preview", "preview")
    _page(shot, "Announcement", "announcement")
    _page(shot, "Quiet times", "quiet-times")
    _page(shot, "Limits", "limits")
    _page(shot, "Settings as they are", "all-settings")
    ines.press("Pilot")
    ines.submit(people=[MAYA, TOM])
    _page(shot, "Pilot", "pilot")
    ines.press("Next week")
    ines.close()
    office.tick()
    shot.camera.channel(office, "next-week", INES, ADMINS)
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    ines.press("Start for the pilot")
    shot.form("cadence-started", INES)
    ines.submit(ideal="10", maximum="20")
    ines.close()
    office.quiet()
    shot.camera.channel(office, "notices", INES, ADMINS, last=5)


def _page(shot: Shot, label: str, name: str) -> None:
    ines = shot.office.person("Ines")
    ines.close()
    ines.command("/cadence", channel=ADMIN_CHANNEL)
    ines.press(label)
    shot.form(name, INES)
    ines.close()
    ines.command("/cadence", channel=ADMIN_CHANNEL)


# --- an employee shares --------------------------------------------------------------------------


def employees(shot: Shot) -> None:
    office, ana, maya = shot.office, shot.office.person("Ana"), shot.office.person("Maya")
    start(office)
    ana.command("/mygoals")
    shot.form("welcome", ANA, phone=True)
    ana.submit(leader=MAYA)
    office.tick()
    shot.message("introduction", MAYA)
    maya.press("Yes", maya.message)
    ana.close()
    ana.command("/mygoals")
    ana.press("Add a goal or challenge")
    shot.form("add", ANA, typed=THE_EXAM)
    fields = {"kind": "goal", "area": "work", "title": AWS, "date": "2026-12-18"}
    ana.fill_and_submit({**fields, ana.know_field(): "named"})
    shot.form("share", ANA, phone=True)
    ana.submit()
    ana.close()
    office.clock.forward(seconds=1)  # so that there is a first and a second
    shares(office, "Ana", WORRY, level="private", kind="challenge", area="personal")
    ana.command("/mygoals")
    shot.form("my-goals", ANA, phone=True)
    ana.close()
    office.live(days=21, hours=6)
    ana.command("/mygoals")
    ana.press("Open")
    shot.form("item", ANA)
    ana.close()
    shot.home("home-employee", ANA, phone=True)
    ana.press("I'm away", ana.home())
    shot.form("away", ANA)
    ana.close()
    ana.press("Settings", ana.home())
    shot.form("settings-employee", ANA)
    ana.close()


def told(shot: Shot) -> None:
    """What Ana's leader may be told of her, what is kept, and the way to erase it."""
    office, ana = shot.office, shot.office.person("Ana")
    a_plan(office, details="Module by module")
    ana.command("/mygoals", "shared")
    shot.form("told", ANA, phone=True)
    ana.press("Stop sharing")
    shot.form("told-stopped", ANA)
    ana.close()
    ana.command("/mygoals", "export")
    shot.form("kept", ANA)
    ana.close()
    ana.command("/mygoals", "erase")
    shot.form("erase", ANA)
    ana.close()


# --- a leader's week -----------------------------------------------------------------------------


def leaders(shot: Shot) -> None:
    """Three people, one thing each; Maya answers each of them differently."""
    office, maya = shot.office, shot.office.person("Maya")
    office.clock.forward(days=-14)
    start(office)
    maya.command("/mypeople")
    maya.press("Add somebody")
    shot.form("add-somebody", MAYA)
    maya.close()
    leads(office, "Maya", "Ana", "Ben", "Chidi")
    shares(office, "Ana")
    shares(office, "Ben", "A quieter place to write", level="discreet", kind="challenge")
    office.later(days=21)
    shot.message("nudge", MAYA, phone=True)
    shot.opened("when", MAYA, "When?", phone=True)
    shot.opened("later", MAYA, "Later")
    shot.opened("not-this-time", MAYA, "Not this time")
    shot.opened("show", MAYA, "Show")
    shot.opened("pause", MAYA, "Pause")
    _our_one_on_one(shot)
    _plans_and_is_asked(shot)
    _pages_of_a_leader(shot)


def _our_one_on_one(shot: Shot) -> None:
    maya = shot.office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="one_on_one")
    shot.form("one-on-one", MAYA)
    maya.close()


def _plans_and_is_asked(shot: Shot) -> None:
    office, maya = shot.office, shot.office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="pick", day="2026-12-02", time="14:00")
    maya.press("We talked", maya.message, nth=1)
    shot.message("answered", MAYA)
    office.live(days=1)
    shot.message("today", MAYA)
    office.live(days=1)
    shot.message("follow-up", MAYA, phone=True)
    maya.press("Yes", maya.message)
    office.quiet()


def _pages_of_a_leader(shot: Shot) -> None:
    maya = shot.office.person("Maya")
    shot.home("home-leader", MAYA, phone=True)
    maya.press("Settings", maya.home())
    shot.form("settings", MAYA)
    maya.close()
    maya.command("/mypeople")
    shot.form("my-people", MAYA)
    maya.press("We talked")
    shot.form("we-talked", MAYA)
    maya.close()
    maya.command("/mypeople")
    maya.press("Open")
    shot.form("person", MAYA)
    maya.press("Rhythm")
    shot.form("rhythm", MAYA)
    maya.close()


# --- a leader's words ----------------------------------------------------------------------------


def words(shot: Shot) -> None:
    office, maya = shot.office, shot.office.person("Maya")
    start(office)
    leads(office, "Maya", "Ana", "Ben")
    for sentence, name in (
        ("talked with Ana yesterday about her week", "words-noted"),
        ("haven't talked to Ben", "words-asked-back"),
        ("who is next?", "words-question"),
        ("the weather is fine", "words-not-understood"),
        ("help", "words-help"),
    ):
        maya.say(sentence)
        office.quiet()
        shot.message(name, MAYA, last=2)


# --- dates, and how often is welcome -------------------------------------------------------------


def dates(shot: Shot) -> None:
    office = shot.office
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", date="2026-12-04")
    office.live(days=9, hours=3)
    shot.message("date", MAYA)


def unanswered(shot: Shot) -> None:
    start(shot.office)
    leads(shot.office, "Maya", "Ana", "Kofi")
    _until_it_says(shot, "Shall they come as they do")
    shot.message("keep-fewer-stop", MAYA)


def useful(shot: Shot) -> None:
    maya = shot.office.person("Maya")
    start(shot.office)
    leads(shot.office, "Maya", "Ana")
    _until_it_says(shot, "Was this plan useful", lambda: maya.press("We talked", maya.message))
    shot.message("useful", MAYA)


def _until_it_says(shot: Shot, words: str, else_: Callable[[], object] = lambda: None) -> None:
    maya = shot.office.person("Maya")
    for _ in range(8):
        shot.office.live(days=7, hours=6)
        if maya.messages and words in text_of(maya.message):
            return
        else_()
    raise AssertionError(f"Maya never reads: {words}")


# --- what an employee is asked and told ----------------------------------------------------------


def still_true(shot: Shot) -> None:
    office, maya = shot.office, shot.office.person("Maya")
    start(office)
    leads(office, "Maya", "Kofi")
    shares(office, "Kofi", "Speak at the spring conference")
    maya.press("Stop", maya.home())
    office.later(days=181)
    shot.message("still-true", KOFI, phone=True)


def new_leader(shot: Shot) -> None:
    """A list named Maya for Ana; the next one names Tom."""
    office, ana = shot.office, shot.office.person("Ana")
    by_list(office)
    imports(office, MOVED)
    office.live(days=2, hours=12)
    shot.message("leader-changed", ANA)
    ana.press("My goals", ana.message)
    shot.form("says-leads-you", ANA)
    ana.close()


# --- what they say to one another ----------------------------------------------------------------


def handover(shot: Shot) -> None:
    """Tom leads Ana now and knows of nothing; she ticks what he may know of."""
    a_new_leader(shot.office)
    ana = shot.office.person("Ana")
    ana.command("/mygoals")
    ana.press("Choose what to share")
    shot.form("handover", ANA)
    ana.close()


def a_hard_time(shot: Shot) -> None:
    start(shot.office)
    leads(shot.office, "Maya", "Ana")
    ana = shot.office.person("Ana")
    ana.press("Only listening", ana.home())
    shot.form("listening", ANA)
    ana.close()


def thanked(shot: Shot) -> None:
    office = shot.office
    start(office)
    leads(office, "Maya", "Ana")
    assert thanks_maya(office)
    office.quiet()
    shot.message("thanks", MAYA)
    shot.opened("thanks-shown", MAYA, "Show")


def organisation(shot: Shot) -> None:
    """A small company: most figures are silent, and the page says why."""
    a_month(shot.office)
    shot.camera.channel(shot.office, "organisation-month", INES, ADMINS)


# --- what a leader did ---------------------------------------------------------------------------


def care_factor(shot: Shot) -> None:
    """After twelve weeks, with eight people and with three."""
    lived(shot.office)
    for name, who, phone in (("care-factor", "Maya", False), ("care-factor-few", "Tom", True)):
        person = shot.office.person(who)
        person.press("My Care Factor", person.home())
        shot.form(name, person.id, phone)
        person.close()


PLAYED: tuple[Callable[[Shot], None], ...] = (
    admins,
    employees,
    told,
    leaders,
    words,
    dates,
    unanswered,
    useful,
    still_true,
    new_leader,
    handover,
    a_hard_time,
    thanked,
    organisation,
    care_factor,
)
