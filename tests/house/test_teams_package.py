"""The app for Microsoft Teams: valid by Microsoft's own schema, and asking for nothing it can do
without."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest

from bot import packing, settings
from bot.packing import ICONS, PARTS, Pages
from bot.settings import SettingsError
from tests.house.reading import ROOT
from tests.house.terminal import Terminal

SCHEMA = ROOT.parent / "shared" / "schemas" / "teams-manifest-v1.25.json"
APP = "1B7B3A2C-0d4e-4f5a-8b6c-7d8e9f0a1b2c"
ADDRESS = "https://tend.example.com"
NOWHERE = settings.read({}, needs_slack=False)
HERE = replace(NOWHERE, public_url=ADDRESS)


def made(**pages: str) -> dict[str, Any]:
    return packing.manifest(ADDRESS, APP, Pages(**pages))


def test_the_manifest_is_valid_by_microsofts_own_schema() -> None:
    if not SCHEMA.exists():
        pytest.skip("Microsoft's schema of manifests does not lie beside this clone")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    # Not jsonschema.validate: a pattern of the schema, for Excel's functions, is none in Python.
    rules = jsonschema.Draft4Validator(schema)
    rules.validate(made())
    with pytest.raises(jsonschema.ValidationError):
        rules.validate({**made(), "id": "tend"})


def test_no_place_is_left_empty() -> None:
    assert "{" not in json.dumps(made()).replace('{"', "").replace("{}", "")
    assert made()["id"] == made()["bots"][0]["botId"] == APP.lower()
    assert made()["validDomains"] == ["tend.example.com"]


def test_tend_asks_for_no_permission_no_files_and_no_calls() -> None:
    bot = made()["bots"][0]
    asked = {"authorization", "webApplicationInfo", "devicePermissions", "composeExtensions"}
    assert not asked & made().keys()
    assert not any(bot[f"supports{what}"] for what in ("Files", "Calling", "Video"))


def test_what_is_private_is_offered_in_the_personal_chat_alone() -> None:
    lists = made()["bots"][0]["commandLists"]
    offered = {one["scopes"][0]: {c["title"] for c in one["commands"]} for one in lists}
    assert offered["personal"] == {"mygoals", "mypeople", "home", "help"}
    assert offered["team"] == {"cadence", "help"}


def test_what_the_menu_shows_of_a_command_is_not_cut_off() -> None:
    lists = made()["bots"][0]["commandLists"]
    commands = [command for one in lists for command in one["commands"]]
    assert [c for c in commands if len(c["title"]) > 32 or len(c["description"]) > 128] == []


def test_people_are_led_to_pages_of_the_organisation() -> None:
    there = made(privacy="https://example.com/privacy", terms="https://example.com/terms")
    assert there["developer"]["privacyUrl"] == "https://example.com/privacy"
    assert there["developer"]["termsOfUseUrl"] == "https://example.com/terms"
    assert made()["developer"]["privacyUrl"] == ADDRESS


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_an_icon_has_the_size_that_teams_asks_for(name: str, size: int) -> None:
    assert pixels(PARTS / name)[:2] == (size, size)


def test_the_outline_is_white_on_nothing() -> None:
    width, height, depth, rows = pixels(PARTS / "outline.png")
    dots = [tuple(row[x * depth : x * depth + depth]) for row in rows for x in range(width)]
    assert depth == 4 and len(dots) == width * height
    drawn = [dot for dot in dots if dot[3]]
    assert 50 < len(drawn) < len(dots) / 2
    assert {dot[:3] for dot in drawn} == {(255, 255, 255)}


def pixels(file: Path) -> tuple[int, int, int, list[bytes]]:
    """Width, height, bytes a dot, and the rows of a PNG with eight bits a colour."""
    data, at, packed = file.read_bytes(), 8, b""
    width, height, bits, colours = struct.unpack(">IIBB", data[16:26])
    assert bits == 8
    depth = {2: 3, 6: 4}[colours]
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        packed += data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return width, height, depth, unfiltered(zlib.decompress(packed), width * depth, depth)


def unfiltered(raw: bytes, length: int, depth: int) -> list[bytes]:
    rows, above = [], bytes(length)
    for start in range(0, len(raw), length + 1):
        above = unfiltered_row(raw[start], raw[start + 1 : start + 1 + length], above, depth)
        rows.append(above)
    return rows


def unfiltered_row(how: int, coded: bytes, above: bytes, depth: int) -> bytes:
    row = bytearray()
    for x, value in enumerate(coded):
        left, corner = (row[x - depth], above[x - depth]) if x >= depth else (0, 0)
        guesses = (0, left, above[x], (left + above[x]) // 2, paeth(left, above[x], corner))
        row.append((value + guesses[how]) % 256)
    return bytes(row)


def paeth(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((left, up, corner), key=lambda one: abs(near - one))


# --- tend teams-package --------------------------------------------------------------------------


def test_the_package_holds_the_manifest_and_the_icons_at_its_root(tmp_path: Path) -> None:
    file = tmp_path / "tend.zip"
    said = packing.run(HERE, APP, Pages(), file)
    with ZipFile(file) as package:
        assert set(package.namelist()) == {"manifest.json", *ICONS}
        assert json.loads(package.read("manifest.json")) == made()
    assert said[-1] == f"{ADDRESS}/teams/messages"


def test_the_same_settings_make_the_same_package(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        packing.run(HERE, APP, Pages(), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    ("found", "app", "pages", "said"),
    [
        (HERE, "", Pages(), "TEAMS_CLIENT_ID is missing"),
        (HERE, "tend", Pages(), "TEAMS_CLIENT_ID is malformed"),
        (NOWHERE, APP, Pages(), "TEND_PUBLIC_URL is missing"),
        (replace(HERE, public_url="http://127.0.0.1:3000"), APP, Pages(), "https://"),
        (HERE, APP, Pages(privacy="javascript:alert(1)"), "--privacy"),
        (HERE, APP, Pages(terms="https://[broken"), "--terms"),
    ],
)
def test_what_is_missing_or_malformed_is_said_and_nothing_is_written(
    tmp_path: Path, found: settings.Settings, app: str, pages: Pages, said: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        packing.run(found, app, pages, tmp_path / "tend.zip")
    assert [problem for problem in refused.value.problems if said in problem]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_command_writes_it_from_the_settings(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, {"TEAMS_CLIENT_ID": APP, "TEND_PUBLIC_URL": ADDRESS})
    told = terminal.tend("teams-package").worked()
    assert "Wrote tend-teams.zip." in told and f"{ADDRESS}/teams/messages" in told
    assert (tmp_path / "tend-teams.zip").exists()
    refused = terminal.tend("teams-package", TEAMS_CLIENT_ID="").refused()
    assert "TEAMS_CLIENT_ID is missing" in refused
