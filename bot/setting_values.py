"""One setting each: what is written becomes a value, or a problem told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("plain", "json")


def token(env: Mapping[str, str], name: str, prefix: str, needed: bool, problems: list[str]) -> str:
    token = env.get(name, "").strip()
    if needed and not token:
        problems.append(f"{name} is missing. It begins with {prefix}")
    elif token and (not token.startswith(prefix) or any(c.isspace() for c in token)):
        problems.append(f"{name} is malformed: it has to begin with {prefix}")
    return token


def api_url(env: Mapping[str, str], problems: list[str]) -> str:
    url = env.get("SLACK_API_URL", "").strip() or "https://slack.com/api/"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.endswith("/api/"):
        problems.append("SLACK_API_URL is malformed: it has to be a web address ending in /api/")
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        problems.append("SLACK_API_URL has to begin with https:// anywhere but on this machine.")
    return url


def public_url(env: Mapping[str, str], problems: list[str]) -> str:
    url = env.get("TEND_PUBLIC_URL", "").strip()
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if url and not (safe and parts.hostname and not parts.query and not parts.fragment):
        problems.append(
            "TEND_PUBLIC_URL is malformed: a web address with https, as browsers find Tend"
        )
    return url


def guid(env: Mapping[str, str], name: str, problems: list[str]) -> str:
    found = env.get(name, "").strip().lower()
    if found and not GUID.fullmatch(found):
        problems.append(f"{name} is malformed: an id such as 11111111-2222-3333-4444-555555555555")
    return found


def teams_admins(env: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    """As Tend writes the ids of Teams' people."""
    ids = env.get("TEAMS_ADMINS", "").lower().replace(",", " ").split()
    if not all(GUID.fullmatch(one) for one in ids):
        problems.append("TEAMS_ADMINS is malformed: object ids of people in Entra.")
    return tuple("U" + one.replace("-", "").upper() for one in ids)


def database_url(env: Mapping[str, str], problems: list[str]) -> str:
    url = env.get("TEND_DATABASE_URL", "").strip() or "sqlite:///tend.db"
    if not re.fullmatch(r"sqlite:///.+|postgresql(\+psycopg)?://\S+", url):
        problems.append(
            "TEND_DATABASE_URL is malformed: sqlite:///tend.db, or "
            "postgresql://user:password@host/database"
        )
    return url


def slack_admins(env: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    ids = tuple(part for part in env.get("TEND_ADMINS", "").replace(",", " ").split())
    if not all(person.isalnum() and person[0] in "UW" for person in ids):
        problems.append("TEND_ADMINS is malformed: Slack user ids, for example U012AB3CD,U045EF6GH")
    return ids


def path(env: Mapping[str, str], name: str) -> Path | None:
    path = env.get(name, "").strip()
    return Path(path).expanduser() if path else None


def clock_file(env: Mapping[str, str], problems: list[str]) -> Path | None:
    path = env.get("TEND_CLOCK_FILE", "").strip()
    if not path:
        return None
    trials = (env.get(name, "").strip() for name in ("SLACK_API_URL", "TEAMS_LOCAL_URL"))
    if not any(map(is_loopback, trials)):
        problems.append(
            "TEND_CLOCK_FILE is for trials only: it is refused unless SLACK_API_URL points to "
            "this machine."
        )
    return Path(path)


def port(env: Mapping[str, str], name: str, otherwise: str, problems: list[str]) -> int:
    text = env.get(name, "").strip() or otherwise
    if not (text.isascii() and text.isdigit() and 0 <= int(text) < 65536):
        problems.append(f"{name} is malformed: a number from 0 to 65535")
        return 0
    return int(text)


def level(env: Mapping[str, str], problems: list[str]) -> str:
    level = env.get("LOG_LEVEL", "").strip().upper() or "INFO"
    if level not in LEVELS:
        problems.append(f"LOG_LEVEL is malformed: one of {', '.join(LEVELS)}")
    return level


def log_format(env: Mapping[str, str], problems: list[str]) -> str:
    chosen = env.get("TEND_LOG_FORMAT", "").strip().lower() or "plain"
    if chosen not in FORMATS:
        problems.append(f"TEND_LOG_FORMAT is malformed: one of {', '.join(FORMATS)}")
    return chosen


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
