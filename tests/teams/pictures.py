"""Plays the loop in Microsoft's local client, and writes its pictures into docs/pictures.

    python -m tests.teams.pictures

It needs root, for a network of its own: see apart.py.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Locator

from care.hours import pin_zones
from sandbox.company import ANA, INES, MAYA
from sandbox.playground import cast
from tests.house.reading import ROOT
from tests.pictures.shrinking import shrunk
from tests.teams import test_browser_teams as played
from tests.teams.apart import apart
from tests.teams.room import a_room
from tests.teams.screen import Screen

PICTURES = ROOT / "docs" / "pictures"
TALL = 2600  # pixels: the client cuts off whatever it has to scroll to


@apart
def main() -> None:
    pin_zones()
    with (
        tempfile.TemporaryDirectory() as folder,
        a_room(Path(folder)) as room,
        played.a_browser() as browser,
    ):
        played.started(room)
        maya = played.before(browser, room, MAYA, TALL)
        ana = played.before(browser, room, ANA, TALL)
        played.they_hear_from_tend_first(maya, ana)
        take("teams-home", newest(maya))
        played.the_two_find_each_other(maya, ana)
        form = played.ana_sees_what_maya_may_read(ana)
        take("teams-share", form.form)
        form.press("Share")
        room.later(days=21)
        maya.sees(played.EXAM)
        take("teams-plan", newest(maya))
        when = maya.opens("When?")
        when.choose("Today")
        take("teams-when", when.form)
        when.press("Plan it")
        maya.sees("Planned: today at 17:00")
        room.later(days=1)
        maya.sees("Did it happen?")
        take("teams-follow-up", newest(maya))
        ines = played.before(browser, room, INES, TALL)
        ines.goes_to("Tend admins")
        ines.sees("made this the admin channel of Tend.")
        take("teams-set-up", ines.opens("Open", cast.CHANNEL).form)


def newest(screen: Screen) -> Locator:
    """The card that came last."""
    screen.page.wait_for_timeout(1000)  # it is drawn at once and comes to its place a little later
    return screen.page.locator(".ac-adaptiveCard").last


def take(name: str, what: Locator) -> None:
    png = what.screenshot(animations="disabled")
    (PICTURES / f"{name}.png").write_bytes(shrunk(what.page, png))
    print(name)


if __name__ == "__main__":
    main()
