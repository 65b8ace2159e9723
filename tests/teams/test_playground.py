"""Microsoft's local client: it starts with our company in it, talks to nobody else, and ends."""

from __future__ import annotations

import json
import socket
import urllib.request
from pathlib import Path

import pytest

from sandbox.company import ANA, MAYA
from sandbox.playground import cast
from sandbox.playground.client import CannotPlay, Client, client
from tests.house.reading import ROOT
from tests.office import wait_until
from tests.teams.apart import MODULES, apart, needs_playground
from tests.teams.echo import echo

PORT = 56150
FOLDER = ROOT / "sandbox" / "playground"


@pytest.mark.slow
@needs_playground
@apart
def test_who_opens_the_chat_is_announced_to_tend_and_hears_from_it(tmp_path: Path) -> None:
    with echo() as bot, client(MODULES, tmp_path, MAYA, bot.url, PORT) as there:
        there.install()
        wait_until(lambda: bool(bot.of("installationUpdate")), "nothing was announced")
        came = bot.of("installationUpdate")[0]
        assert came["from"]["aadObjectId"] == cast.object_id(MAYA)
        assert came["channelData"]["tenant"]["id"] == cast.TENANT
        assert came["serviceUrl"] == there.service
        assert posted(there.service, "Hello") == 201
        wait_until(lambda: said(there) == ["Hello"], "it was not recorded")
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", PORT)) != 0, "the client still runs"


def said(there: Client) -> list[str]:
    messages = (one for one in there.recorded() if one["activityName"] == "message")
    return [one["request"]["body"]["text"] for one in messages]


def posted(service: str, text: str) -> int:
    url = f"{service}/v3/conversations/{cast.chat(MAYA)}/activities"
    body = json.dumps({"type": "message", "text": text, "from": {"id": cast.BOT}}).encode()
    asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return int(answer.status)


@pytest.mark.slow
@needs_playground
@apart
def test_whoever_plays_reaches_this_machine_alone() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial, pytest.raises(OSError):
        trial.connect(("192.0.2.1", 53))
    with socket.create_server(("127.0.0.1", 0)) as here:
        socket.create_connection(here.getsockname()).close()


@pytest.mark.slow
@needs_playground
@apart
def test_a_taken_port_is_told_instead_of_used_by_another_name(tmp_path: Path) -> None:
    with (
        socket.create_server(("0.0.0.0", PORT)),
        pytest.raises(CannotPlay, match=f"Port {PORT} is taken"),
        client(MODULES, tmp_path, ANA, "http://127.0.0.1:9/", PORT),
    ):
        pass


def test_a_client_that_is_not_installed_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotPlay, match="is not installed"),
        client(tmp_path, tmp_path, ANA, "http://127.0.0.1:9/", PORT),
    ):
        pass


def test_each_has_ids_of_their_own_and_five_others() -> None:
    for me in cast.EVERYBODY:
        told = json.loads(cast.config(me))
        everybody = [told["currentUser"], *told["users"]]
        assert len({one["aadObjectId"] for one in everybody}) == len(everybody) == 6
        assert told["currentUser"]["aadObjectId"] == cast.object_id(me)


def test_what_npm_installs_is_locked_by_hashes_and_names_no_server() -> None:
    asked = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    text = (FOLDER / "package-lock.json").read_text()
    locked = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert "resolved" not in text and "registry" not in text
    assert all(one["integrity"].startswith("sha512-") for one in locked.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert not any(one.get("hasInstallScript") for one in locked.values())
