"""What Ana answered and what Maya guessed is looked for wherever it could have been left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import backing_up
from sandbox.company import ANA, MAYA
from storage.database import Tx
from storage.exporting import export
from storage.tables import audit, metadata
from tests.bot.scenes import TEAM, sent, start
from tests.bot.test_markers import log as log
from tests.bot.test_privacy import addressee, pieces
from tests.bot.test_pulse import FIVE, MAYAS, WEDNESDAY, answers, grow, question
from tests.office import ADMIN_CHANNEL, NAMES, Office, open_office, text_of

ANSWERED = re.compile("not_yet|now_and_then|Not yet|Now and then")  # by Ana alone
GUESSED = re.compile("steady")  # by Maya; her word is another one


@dataclass
class Round:
    """A round that was lived through, and copies of what there was in it."""

    office: Office
    log: StringIO
    sealed: list[bytes] = field(default_factory=list)  # of each answer, while it was there
    exports: dict[str, str] = field(default_factory=dict)  # of everybody, in the open round
    backups: list[Path] = field(default_factory=list)  # of the week before and the week after

    def live(self, folder: Path) -> None:
        self.backups.append(self._backup(folder / "before.backup"))
        self.office.clock.at = WEDNESDAY
        self.office.tick()
        self._answer()
        self.sealed = self.office.look(_sealed)
        self.exports = self.office.look(_exports)
        self.office.later(days=7)
        self.backups.append(self._backup(folder / "after.backup"))

    def _answer(self) -> None:
        ana, maya = self.office.person("Ana"), self.office.person("Maya")
        ana.press("Answer", question(ana))
        assert ana.submit(asked="not_yet", did="now_and_then", knows="often").accepted
        ana.press("Change", question(ana))
        ana.close()
        for name in FIVE[1:]:
            answers(self.office.person(name))
        maya.press("My guess", maya.home())
        assert maya.submit(guess="steady").accepted

    def _backup(self, file: Path) -> Path:
        backing_up.run(self.office.settings, file, self.office.machine())
        return file


def _sealed(tx: Tx) -> list[bytes]:
    rows = tx.all(select(metadata.tables["pulse_answers"].c.sealed))
    return [row.sealed.encode()[20:90] for row in rows if row.sealed]


def _exports(tx: Tx) -> dict[str, str]:
    everybody = {*NAMES.values(), *MAYAS}
    return {who: json.dumps(export(tx, TEAM, who, WEDNESDAY)) for who in everybody}


@pytest.fixture(scope="module")
def lived(log: StringIO, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    with open_office(tmp_path_factory.mktemp("canary")) as office:
        start(office)
        with office.tend.database.begin() as tx:
            grow(tx, office)
        found = Round(office, log)
        found.live(tmp_path_factory.mktemp("backups"))
        yield found


def test_there_was_something_to_look_for(lived: Round) -> None:
    assert len(lived.sealed) == 5
    assert ANSWERED.search(lived.exports[ANA]) and GUESSED.search(lived.exports[MAYA])


def test_no_line_of_the_log_and_no_metric_holds_it(lived: Round) -> None:
    written = lived.log.getvalue()
    assert "redrawn" in written, "there was something to look at"
    for told in (written, lived.office.tend.metrics.text().decode()):
        assert not ANSWERED.search(told) and not GUESSED.search(told)
        assert not any(one.decode() in told for one in lived.sealed)


def test_no_line_of_the_log_says_who_answered(lived: Round) -> None:
    redrawn = [line for line in lived.log.getvalue().splitlines() if "redrawn" in line]
    messages = {one.id for who in MAYAS for one in sent(lived.office, who)}
    assert len(redrawn) >= 5 and messages
    for line in redrawn:
        assert not any(one in line for one in (*MAYAS, *messages)), line


def test_what_is_chosen_is_drawn_for_whoever_chose_it_alone(lived: Round) -> None:
    drawn = 0
    for call in lived.office.world.calls:
        chosen = [
            piece["initial_option"] for piece in pieces(call.arguments) if "initial_option" in piece
        ]
        if ANSWERED.search(json.dumps(chosen)):
            drawn += 1
            assert addressee(lived.office, call) == ANA
        if GUESSED.search(json.dumps(chosen)):
            assert addressee(lived.office, call) == MAYA
    assert drawn, "Ana looked at hers again"


def test_no_message_says_it(lived: Round) -> None:
    for call in lived.office.world.calls:
        if call.method.startswith("chat."):
            said = json.dumps(call.arguments)
            assert not ANSWERED.search(said) and not GUESSED.search(said)


def test_nobody_else_is_shown_it(lived: Round) -> None:
    """Colleagues, another leader, and an admin who turns the questions off and on again."""
    ines = lived.office.person("Ines")
    for typed in ("pulse 8", "pulse off", "pulse on", "settings"):
        ines.command("/cadence", typed, ADMIN_CHANNEL)
    for name in ("Ben", "Tom", "Ines"):
        lived.office.person(name).home()
        for place in lived.office.person(name).screen():
            assert not ANSWERED.search(text_of(place)) and not GUESSED.search(text_of(place)), name


def test_it_is_in_no_export_but_one_s_own_and_afterwards_in_none(lived: Round) -> None:
    for who, told in lived.exports.items():
        assert who == ANA or not ANSWERED.search(told), who
        assert who == MAYA or not GUESSED.search(told), who
    later = lived.office.look(_exports)
    assert not any(ANSWERED.search(told) for told in later.values())
    assert GUESSED.search(later[MAYA])


def test_no_act_on_record_says_who_answered_or_what(lived: Round) -> None:
    rows = [str(row) for row in lived.office.look(lambda tx: tx.all(select(audit)))]
    assert rows and not any(ANSWERED.search(row) or GUESSED.search(row) for row in rows)
    assert not any("pulse" in row and person in row for row in rows for person in MAYAS)


def test_after_the_close_no_file_and_no_backup_holds_a_byte_of_it(lived: Round) -> None:
    """Neither of the week before nor of the week after: only one of that week does, sealed."""
    database = Path(lived.office.settings.database_url.removeprefix("sqlite:///"))
    files = [*database.parent.glob(f"{database.name}*"), *lived.backups]
    assert len(files) >= 3
    for file in files:
        held = file.read_bytes()
        assert not any(one in held for one in lived.sealed), file.name
        assert not GUESSED.search(held.decode("latin-1")), file.name
