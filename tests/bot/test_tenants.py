"""Two companies with the same ids of people, served by one Tend, never see each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import administering, hosting
from bot.program import CannotStart
from jobs.delivering import Clocks
from sandbox.company import INES, MAYA
from storage import admins, installations, installing, workspaces
from tests.bot.estate import ACME, GLOBEX, Estate, called, open_estate, place, screens, settled_in
from tests.office import ADMIN_CHANNEL, text_of, wait_until

EXAM, MERGER = "Pass the AWS exam", "Lead the merger with Initech"


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Estate]:
    with open_estate(tmp_path) as opened:
        yield opened


# --- apart ---------------------------------------------------------------------------------------


def test_each_company_has_its_own_people_goals_homes_and_messages(estate: Estate) -> None:
    estate.installed()
    estate.acme.clock.forward(days=-14)
    settled_in(estate, estate.acme, EXAM)
    settled_in(estate, estate.globex, MERGER)
    for _ in range(3):
        estate.acme.clock.forward(days=7)
        estate.acme.tick()
    for office, own, others in ((estate.acme, EXAM, MERGER), (estate.globex, MERGER, EXAM)):
        maya, ana = office.person("Maya"), office.person("Ana")
        assert own in text_of(maya.message) and own in text_of(ana.home())
        ana.command("/mygoals", "shared")
        maya.command("/mypeople")
        seen = screens(office, "Maya", "Ana", "Ines", "Ben")
        assert own in seen and others not in seen
        assert others not in called(office)
        office.no_violations()
    maya = estate.acme.person("Maya")
    maya.press("We talked", maya.message)
    talked = estate.acme.rows()["talks"]
    assert [row[0] for row in talked] == [ACME]


def test_before_anybody_installs_it_and_after_nobody_else_is_served(estate: Estate) -> None:
    estate.installed(estate.acme)
    result = estate.globex.person("Maya").command("/mygoals")
    assert result.message is None and not estate.globex.person("Maya").has_modal
    assert place(estate, GLOBEX) is None and place(estate, ACME) is not None


def test_what_happens_before_an_installation_is_written_down_is_told_again(estate: Estate) -> None:
    globex, machine = estate.globex, estate.acme.machine
    with estate.acme.tend.database.begin() as tx:
        away = installing.begin(tx, "their browser", machine())
        assert away
        installing.come_back(tx, away, "their browser", machine())
    token = globex.world.install()
    globex.workspace.run(globex.world.open_home(INES))
    assert globex.world.acks[-1].latency is None, "it was taken as heard"
    with estate.acme.tend.database.begin() as tx:
        workspaces.ensure(tx, GLOBEX, "slack", estate.acme.clock())
        installations.keep(tx, GLOBEX, "U0TENDBOT", "B0TEND", token, False, machine())
    wait_until(lambda: globex.world.home(INES) is not None, "it was not told again")


def test_an_admin_of_the_one_is_nobody_in_the_other(estate: Estate) -> None:
    estate.installed(estate.acme)
    estate.visitor(estate.globex, "U0TOM").install()  # no admin there: it waits
    said = estate.globex.person("Ines").answer_to("/cadence", channel=ADMIN_CHANNEL)
    assert "Tend is not open here yet" in said
    assert estate.globex.world.calls[-1].method in ("users.info", "auth.test")
    with estate.acme.tend.database.read() as tx:
        assert admins.confirmed(tx, ACME) == [INES] and admins.everyone(tx, GLOBEX) == []


# --- on the server -------------------------------------------------------------------------------


def test_a_command_about_one_workspace_asks_which_where_there_are_two(estate: Estate) -> None:
    found, tend = estate.acme.settings, estate.acme.tend
    clocks = Clocks(estate.acme.clock, estate.acme.machine)
    assert hosting.run(found, clocks, None) == ["No workspace has installed Tend yet."]
    estate.installed(estate.acme)
    assert administering.run(found, clocks, None, "everyone")[0] == INES
    estate.installed(estate.globex)
    with pytest.raises(CannotStart, match="--workspace"):
        administering.run(found, clocks, None, "everyone")
    administering.run(found, clocks, GLOBEX, "add", MAYA)
    with tend.database.read() as tx:
        assert (admins.has(tx, GLOBEX, MAYA), admins.has(tx, ACME, MAYA)) == (True, False)
    with pytest.raises(CannotStart, match="T0NOBODY"):
        administering.run(found, clocks, "T0NOBODY", "everyone")


def test_the_operators_word_ends_a_wait(estate: Estate) -> None:
    found, clocks = estate.acme.settings, Clocks(estate.acme.clock, estate.acme.machine)
    estate.visitor(estate.acme, MAYA).install()
    assert hosting.run(found, clocks, None) == [f"{ACME}  waits for an admin"]
    hosting.run(found, clocks, ACME)
    assert hosting.run(found, clocks, None) == [f"{ACME}  installed"]
    with pytest.raises(CannotStart, match="does not wait"):
        hosting.run(found, clocks, ACME)
    said = estate.acme.person("Ines").answer_to("/cadence", channel=ADMIN_CHANNEL)
    assert "admin" in said, "who that is the operator says, too"
