"""An office for each test: over Socket Mode, and for the tests of the routes over HTTP too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.slack.office import Office, by_http, by_socket, slack


@pytest.fixture
def office() -> Iterator[Office]:
    with slack() as serving, by_socket(Office(serving)) as office:
        yield office


@pytest.fixture(params=[by_socket, by_http], ids=["socket", "http"])
def either_office(request: pytest.FixtureRequest) -> Iterator[Office]:
    with slack() as serving, request.param(Office(serving)) as office:
        yield office
