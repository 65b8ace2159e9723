"""What Tend asks of Slack's permissions: the same as manifest.yml, which a test compares."""

from __future__ import annotations

from collections.abc import Mapping

NEEDED = frozenset(
    ("chat:write", "commands", "groups:read", "im:history", "im:write", "users:read")
)
PROFILES = "users.profile:read"
OPTIONAL = frozenset(("dnd:read", PROFILES, "users:read.email"))


def granted(headers: Mapping[str, str]) -> frozenset[str] | None:
    """What Slack says with each answer; None on a server that does not."""
    said = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if said is None:
        return None
    return frozenset(scope.strip() for scope in said.split(",") if scope.strip())
