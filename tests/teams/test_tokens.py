"""Who may speak to Tend in Teams' name: whoever Microsoft signed for, and nobody else."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.teams.sdk import Inbound, Registration
from bot.teams.web import PATH, messages_route
from sandbox.company import MAYA
from sandbox.playground import cast
from tests.office import machine_now
from tests.teams.issuer import KEY_ID, MINUTE, SERVICE, Issuer, a_key, claims, issuer

SAID = "mygoals"
FORGED: dict[str, Callable[[Issuer], str]] = {}


def forged(make: Callable[[Issuer], str]) -> Callable[[Issuer], str]:
    FORGED[make.__name__] = make
    return make


# --- good ones -----------------------------------------------------------------------------------


@dataclass
class Door:
    """Tend's address for Teams, and who signs for Teams."""

    signs: Issuer
    http: TestClient
    heard: list[Any] = field(default_factory=list)

    def knock(self, token: str | None, **other: Any) -> int:
        head = {} if token is None else {"Authorization": token}
        return int(self.http.post(PATH, json={**activity(), **other}, headers=head).status_code)


@pytest.fixture(scope="module")
def signs() -> Iterator[Issuer]:
    with issuer() as found:
        yield found


@pytest.fixture
def door(signs: Issuer) -> Iterator[Door]:
    us = Registration(cast.CLIENT_ID, cast.TENANT, "a secret", cloud=signs.cloud)
    heard: list[Any] = []
    inbound = Inbound(us, heard.append)
    with TestClient(Starlette(routes=[messages_route(inbound.receive)])) as http:
        yield Door(signs, http, heard)


def activity() -> dict[str, Any]:
    return {
        "type": "message",
        "id": "1700000000000",
        "text": SAID,
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "from": {"id": "29:maya", "aadObjectId": cast.object_id(MAYA)},
        "conversation": {"id": cast.chat(MAYA), "conversationType": "personal"},
        "recipient": {"id": cast.BOT},
        "channelData": {"tenant": {"id": cast.TENANT}},
    }


def test_whoever_microsoft_signed_for_is_heard(door: Door) -> None:
    assert door.knock(f"Bearer {door.signs.token(machine_now())}") == 200
    assert [body["text"] for body in door.heard] == [SAID]


def test_clocks_may_differ_by_a_few_minutes(door: Door) -> None:
    now = machine_now()
    assert door.knock(f"Bearer {door.signs.token(now, exp=now - 2 * MINUTE)}") == 200
    assert door.knock(f"Bearer {door.signs.token(now, nbf=now + 2 * MINUTE)}") == 200
    assert len(door.heard) == 2


# --- forged ones ---------------------------------------------------------------------------------


@forged
def expired(signs: Issuer) -> str:
    return signs.token(machine_now(), exp=machine_now() - 10 * MINUTE)


@forged
def not_valid_yet(signs: Issuer) -> str:
    return signs.token(machine_now(), nbf=machine_now() + 60 * MINUTE)


@forged
def issued_tomorrow(signs: Issuer) -> str:
    return signs.token(machine_now(), iat=machine_now() + 24 * 60 * MINUTE)


@forged
def for_another_app(signs: Issuer) -> str:
    return signs.token(machine_now(), aud="11111111-2222-3333-4444-555555555555")


@forged
def for_nobody(signs: Issuer) -> str:
    said = claims(machine_now())
    return signs.signed({name: said[name] for name in said if name != "aud"})


@forged
def by_another_issuer(signs: Issuer) -> str:
    return signs.token(machine_now(), iss="https://login.example.com/")


@forged
def by_another_service_of_microsoft(signs: Issuer) -> str:
    """A token of Entra, for another road into a bot that Tend does not take."""
    there = f"https://sts.windows.net/{cast.TENANT}/"
    return signs.token(machine_now(), iss=there, tid=cast.TENANT)


@forged
def that_never_ends(signs: Issuer) -> str:
    said = claims(machine_now())
    return signs.signed({name: said[name] for name in said if name != "exp"})


@forged
def for_another_service_address(signs: Issuer) -> str:
    return signs.token(machine_now(), serviceurl="https://evil.example.com/")


@forged
def for_no_service_address(signs: Issuer) -> str:
    said = claims(machine_now())
    return signs.signed({name: said[name] for name in said if name != "serviceurl"})


@forged
def with_a_key_of_their_own(signs: Issuer) -> str:
    return Issuer(a_key(), signs.url).token(machine_now())


@forged
def with_a_key_that_nobody_shows(signs: Issuer) -> str:
    return signs.signed(claims(machine_now()), key_id="another")


@forged
def without_any_signature(signs: Issuer) -> str:
    said = claims(machine_now())
    return jwt.encode(said, "", algorithm="none", headers={"kid": KEY_ID})


@forged
def signed_with_the_public_key(signs: Issuer) -> str:
    """As if what everybody can read were a secret; the library refuses to make such a one."""
    public = signs.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = base64url_encode(json.dumps({"alg": "HS256", "kid": KEY_ID, "typ": "JWT"}).encode())
    said = signs.token(machine_now()).split(".")[1].encode()
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        head + b"." + said, public
    )
    return b".".join((head, said, base64url_encode(signature))).decode()


@forged
def changed_by_one_letter(signs: Issuer) -> str:
    head, said, signature = signs.token(machine_now()).split(".")
    claimed = json.loads(base64.urlsafe_b64decode(said + "=="))
    other = base64url_encode(json.dumps({**claimed, "extra": 1}).encode()).decode()
    return ".".join((head, other, signature))


@forged
def garbage(signs: Issuer) -> str:
    return "garbage"


@forged
def garbage_with_dots(signs: Issuer) -> str:
    return "e30.e30.e30"


@forged
def nothing_at_all(signs: Issuer) -> str:
    return ""


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_is_not_microsofts_for_tend_has_no_effect(door: Door, how: str) -> None:
    assert door.knock(f"Bearer {FORGED[how](door.signs)}") == 401
    assert door.heard == []


def test_without_a_token_nobody_is_heard(door: Door) -> None:
    assert door.knock(None) == 401
    assert door.knock("") == 401
    assert door.knock(door.signs.token(machine_now())) == 401
    assert door.knock(f"Basic {door.signs.token(machine_now())}") == 401
    assert door.heard == []


@pytest.mark.parametrize("service", ["https://evil.example.com/", "", None, 1, ["x"]])
def test_an_answer_goes_nowhere_but_where_the_token_says(door: Door, service: Any) -> None:
    token = f"Bearer {door.signs.token(machine_now())}"
    assert door.knock(token, serviceUrl=service) in (401, 500)
    assert door.heard == []


def test_a_refusal_says_nothing_of_its_reason(door: Door) -> None:
    answers = [
        door.http.post(
            PATH, json=activity(), headers={"Authorization": f"Bearer {make(door.signs)}"}
        )
        for make in FORGED.values()
    ]
    assert {answer.content for answer in answers} == {b""}


@pytest.mark.parametrize("how", FORGED)
def test_neither_a_token_nor_what_it_says_is_written_down(
    door: Door, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = FORGED[how](door.signs)
    door.knock(f"Bearer {token}")
    told = caplog.text
    assert SAID not in told
    assert not [part for part in token.split(".") if len(part) > 8 and part in told]
