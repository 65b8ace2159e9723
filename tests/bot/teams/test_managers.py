"""Who leads whom by Microsoft Graph: granted, refused, page by page, throttled, and changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.importing import refused, take_in
from bot.teams.addresses import Way
from bot.teams.graph import NotGranted as NoGraph
from bot.wording import importing as words
from care import roster
from jobs.importing import CannotLook, Place
from jobs.knowing import DailyLook, NotGranted
from storage import bonds, people, workspaces
from storage.database import Database
from tests.bot.teams.connector import ANA, BEN, CHANNEL, GUEST, INES, MAYA, TEAM, TENANT, TOM
from tests.bot.teams.graph import Looking, Tenant, looking_at
from tests.office import MachineClock, machine_now

HERE = Place(TENANT, "teams")


@dataclass
class Ways:
    """Tend is in one team."""

    url: str = ""
    channels: list[str] = field(default_factory=lambda: [CHANNEL])

    def to(self, workspace: str, address: str) -> Way | None:
        return None

    def teams(self, workspace: str) -> list[Way]:
        return [Way(channel, self.url, team=TEAM) for channel in self.channels]

    def of_admins(self, workspace: str) -> Way | None:
        return None


@dataclass
class Company:
    tenant: Tenant
    looking: Looking
    database: Database
    machine: MachineClock = field(default_factory=MachineClock)

    def look(self) -> None:
        """The daily one, a day later."""
        self.machine.forward(days=1)
        daily = DailyLook(self.database, HERE, self.looking.members, machine_now, self.machine)
        daily.manager_field = "manager"
        daily()

    def leaders(self, person: str) -> list[str]:
        with self.database.read() as tx:
            return sorted(bond.leader for bond in bonds.of_report(tx, TENANT, person))


@pytest.fixture
def company(database: Database, tmp_path: Path) -> Iterator[Company]:
    """Maya leads Ana and Ben, says Entra; Tom leads nobody yet. On both databases."""
    tenant = Tenant(people=[MAYA, TOM, ANA, BEN, INES, GUEST])
    tenant.leads = {ANA.object_id: MAYA, BEN.object_id: MAYA}
    ways = Ways()
    with looking_at(tenant, ways) as looking:
        ways.url = tenant.connector.url
        with database.begin() as tx:
            workspaces.ensure(tx, TENANT, "teams", machine_now())
            for person in (ANA, BEN):
                people.ensure(tx, TENANT, person.id)
        yield Company(tenant, looking, database)


def test_where_it_is_granted_the_whole_tenant_is_looked_at_page_by_page(company: Company) -> None:
    """Though Tend shares a team with none of them."""
    company.tenant.connector.team.clear()
    found = company.looking.members.everybody()
    assert set(found) == {one.id for one in company.tenant.people}
    assert found[GUEST.id].is_guest and not found[ANA.id].is_guest
    assert company.tenant.asked == ["users"] * 3


def test_who_leads_whom_is_taken_over_and_follows_what_entra_says(company: Company) -> None:
    company.look()
    assert company.leaders(ANA.id) == [MAYA.id] == company.leaders(BEN.id)
    company.tenant.leads[ANA.object_id] = TOM
    company.look()
    assert (company.leaders(ANA.id), company.leaders(BEN.id)) == ([TOM.id], [MAYA.id])
    del company.tenant.leads[BEN.object_id]
    company.look()
    assert company.leaders(BEN.id) == [MAYA.id], "an empty field says nothing"


def test_who_left_is_noticed(company: Company) -> None:
    company.look()
    company.tenant.gone.add(BEN)
    company.look()
    with company.database.read() as tx:
        assert not people.load(tx, TENANT, BEN.id).may_take_part
        assert people.load(tx, TENANT, ANA.id).may_take_part


def test_where_it_is_refused_a_clear_sentence_says_what_to_grant(company: Company) -> None:
    company.tenant.refuses.add("users")
    with pytest.raises(NotGranted) as refusal:
        company.looking.members.managers([ANA.id], "manager")
    assert str(refusal.value) == words.NO_GRAPH and "User.Read.All" in words.NO_GRAPH
    assert set(company.looking.members.everybody()) == {
        one.id for one in company.tenant.connector.team
    }, "whoever shares a team with Tend is known all the same"


def test_being_refused_groups_says_nothing_of_people(company: Company) -> None:
    """Each is granted on its own."""
    company.tenant.refuses.add("groups")
    graph, loop = company.looking.people.graph, company.looking.people.connector.loop
    with pytest.raises(NoGraph):
        loop.wait(graph.owners("99999999-1111-4222-8333-444455556666"), 30)
    assert company.looking.members.managers([ANA.id], "manager") == {ANA.id: (MAYA.id,)}


def test_who_is_led_by_nobody_has_no_leader(company: Company) -> None:
    assert company.looking.members.managers([INES.id, ANA.id], "") == {ANA.id: (MAYA.id,)}


def test_told_to_wait_it_waits_as_long_and_goes_on_where_it_was(company: Company) -> None:
    company.tenant.faults += [(429, {"Retry-After": "17"}), (503, {}), (504, {})]
    assert len(company.looking.members.everybody()) == 6
    assert company.looking.waited[0] == 17 and len(company.looking.waited) == 3
    assert len(company.tenant.asked) == 3 + 3, "no page is asked for anew once it came"


def test_a_graph_that_never_has_time_is_given_up_and_nothing_changes(company: Company) -> None:
    company.look()
    company.tenant.faults += [(429, {"Retry-After": "999999"})] * 50
    with pytest.raises(CannotLook, match="ratelimited"):
        company.looking.members.everybody()
    assert max(company.looking.waited) <= 60
    assert company.leaders(ANA.id) == [MAYA.id]


# --- a file --------------------------------------------------------------------------------------


def imports(company: Company, file: str) -> bool:
    """As `tend import` does; whether it was taken over."""
    read = roster.read(file.encode())
    if not read.lines:
        return not refused(read.problems).refused
    return not take_in(_Tend(company.database), read, company.looking.members, False).refused  # type: ignore[arg-type]


@dataclass
class _Tend:
    """As much of the program as an import needs."""

    database: Database
    here: str = TENANT

    @property
    def side(self) -> Place:
        return HERE

    @property
    def clocks(self) -> _Clocks:
        return _Clocks()


class _Clocks:
    now = machine = staticmethod(machine_now)


def test_a_file_names_people_by_their_address_or_their_id_in_entra(company: Company) -> None:
    """Where they get mail is not always the name they sign in with."""
    company.tenant.mail["ana.moreira@tend.example"] = ANA
    file = f"person,leader\nana.moreira@tend.example,tom@tend.example\n{BEN.object_id},{TOM.id}\n"
    assert imports(company, file)
    assert company.leaders(ANA.id) == [TOM.id] == company.leaders(BEN.id)


def test_a_file_with_somebody_nobody_knows_changes_nothing(company: Company) -> None:
    assert not imports(company, "person,leader\nana@tend.example,o'hara@tend.example\n")
    assert company.leaders(ANA.id) == []


def test_without_graph_a_file_finds_those_who_share_a_team_with_tend(company: Company) -> None:
    company.tenant.refuses.add("users")
    assert imports(company, "person,leader\nana@tend.example,maya@tend.example\n")
    assert company.leaders(ANA.id) == [MAYA.id]
    company.tenant.connector.team.remove(TOM)
    assert not imports(company, "person,leader\nben@tend.example,tom@tend.example\n")


def test_a_next_page_elsewhere_gets_no_token_of_ours(company: Company) -> None:
    """Whatever names itself the next page is asked for at Graph, or not at all."""
    calls = company.looking.people.connector
    with pytest.raises(httpx.HTTPStatusError) as refusal:
        calls.loop.wait(calls.graph("https://evil.example/v1.0/users"), 30)
    assert str(refusal.value.request.url).startswith(company.tenant.connector.url)
