"""Who may take part, and what a bond may carry."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from care.bonds import Bond, may_carry_grants, serves, waits_for_leader, waits_for_report
from care.people import Profile, may_take_part


@pytest.mark.parametrize(
    "somebody",
    [
        Profile("U0ANA", is_bot=True),
        Profile("U0ANA", is_guest=True),
        Profile("U0ANA", is_external=True),
        Profile("U0ANA", is_deactivated=True),
    ],
)
def test_bots_guests_other_companies_and_who_left_do_not_take_part(somebody: Profile) -> None:
    assert may_take_part(Profile("U0ANA"))
    assert not may_take_part(somebody)


@pytest.mark.parametrize(
    ("accepted", "confirmed", "expected"),
    [
        # the leader says, the report says: serves, carries grants, waits for leader, for report
        (None, True, (False, True, True, False)),
        (True, None, (True, False, False, True)),
        (True, True, (True, True, False, False)),
        (True, False, (True, False, False, False)),
        (False, True, (False, False, False, False)),
        (False, None, (False, False, False, False)),
        (None, None, (False, False, False, True)),  # a list says so, and nobody else yet
    ],
)
def test_what_a_bond_is_good_for(
    accepted: bool | None, confirmed: bool | None, expected: tuple[bool, ...]
) -> None:
    bond = Bond("b", "U0MAYA", "U0ANA", accepted, confirmed, datetime(2026, 11, 24, tzinfo=UTC))
    found = (serves(bond), may_carry_grants(bond), waits_for_leader(bond), waits_for_report(bond))
    assert found == expected
