"""`tend teams-package`: the app that an administrator uploads to Microsoft Teams, as one zip."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.settings import Settings, SettingsError
from bot.wording import packing as words

PARTS = Path(__file__).parent / "teams" / "package"
ICONS = ("color.png", "outline.png")
ENDPOINT = "/teams/messages"
GUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Pages:
    """What people are led to from the app's page in Teams; "" for the public address."""

    privacy: str = ""
    terms: str = ""


def run(found: Settings, client_id: str, pages: Pages, file: Path) -> list[str]:
    """Raises SettingsError, OSError."""
    problems = list(_problems(found.public_url, client_id, pages))
    if problems:
        raise SettingsError(problems)
    write(manifest(found.public_url, client_id, pages), file)
    return [words.written(file), *words.NEXT, found.public_url.rstrip("/") + ENDPOINT]


def _problems(public_url: str, client_id: str, pages: Pages) -> Iterator[str]:
    if not client_id:
        yield words.NO_ID
    elif not GUID.fullmatch(client_id):
        yield words.NO_GUID
    if not public_url:
        yield words.NO_ADDRESS
    elif not _is_safe(public_url):
        yield words.NOT_SAFE
    for option, url in (("--privacy", pages.privacy), ("--terms", pages.terms)):
        if url and not _is_safe(url):
            yield words.not_a_page(option)


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def manifest(public_url: str, client_id: str, pages: Pages) -> dict[str, Any]:
    """The manifest, with the ids, the addresses and the words of this house in their places."""
    told = {
        "client_id": client_id.lower(),
        "version": version("tend"),
        "developer": words.DEVELOPER,
        "website": public_url,
        "privacy": pages.privacy or public_url,
        "terms": pages.terms or public_url,
        "full_name": words.FULL_NAME,
        "short": words.SHORT,
        "full": "\n\n".join(words.FULL),
        "domain": urlsplit(public_url).hostname or "",
    }
    made: dict[str, Any] = _filled(json.loads((PARTS / "manifest.json").read_text()), told)
    made["bots"][0]["commandLists"] = [
        _commands("personal", words.PERSONAL),
        _commands("team", words.TEAM),
    ]
    return made


def _filled(piece: Any, told: Mapping[str, str]) -> Any:
    match piece:
        case str():
            return told[piece[1:-1]] if piece.startswith("{") else piece
        case list():
            return [_filled(one, told) for one in piece]
        case dict():
            return {name: _filled(one, told) for name, one in piece.items()}
    return piece


def _commands(scope: str, commands: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    listed = [{"title": title, "description": about} for title, about in commands]
    return {"scopes": [scope], "commands": listed}


def write(made: dict[str, Any], file: Path) -> None:
    """The same settings make the same bytes."""
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr(_entry("manifest.json"), json.dumps(made, indent=2, ensure_ascii=False))
        for icon in ICONS:
            package.writestr(_entry(icon), (PARTS / icon).read_bytes())


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)  # its date is always the first of January 1980
    entry.compress_type = ZIP_DEFLATED
    return entry
