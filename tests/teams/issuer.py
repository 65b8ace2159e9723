"""Whoever signs for Microsoft, on this machine: a key, the page that shows it, and tokens."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment, with_overrides

from sandbox.playground import cast

SERVICE = "https://smba.trafficmanager.net/emea/"
MINUTE = timedelta(minutes=1)
KEY_ID = "of-this-machine"


@dataclass(frozen=True)
class Issuer:
    """``url``: where its public key is shown."""

    key: rsa.RSAPrivateKey
    url: str

    @property
    def cloud(self) -> CloudEnvironment:
        """Microsoft's, but for where the keys are."""
        url = f"{self.url}/v1/.well-known/openidconfiguration"
        return with_overrides(PUBLIC, openid_metadata_url=url)

    def token(self, now: datetime, **other: Any) -> str:
        """As Microsoft's service sends one to Tend, but for what is said otherwise."""
        return self.signed({**claims(now), **other})

    def signed(self, said: dict[str, Any], key_id: str = KEY_ID) -> str:
        return jwt.encode(said, self.key, algorithm="RS256", headers={"kid": key_id})


def claims(now: datetime) -> dict[str, Any]:
    return {
        "iss": PUBLIC.token_issuer,
        "aud": cast.CLIENT_ID,
        "iat": now - MINUTE,
        "nbf": now - MINUTE,
        "exp": now + 60 * MINUTE,
        "serviceurl": SERVICE,
    }


def a_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextmanager
def issuer() -> Iterator[Issuer]:
    key = a_key()
    shown = {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": KEY_ID, "use": "sig"}
    page = json.dumps({"keys": [shown]}).encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/v1/.well-known/keys" else 404)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """It is quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, name="issuer")
        thread.start()
        try:
            yield Issuer(key, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()
