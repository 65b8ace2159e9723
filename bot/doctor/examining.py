"""`tend doctor`: the list of checks, and the report. A check that breaks is a line, not an end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

from bot.doctor import here, tenant, there, working
from bot.doctor.patient import Finding, Level, NotLookedAt, Patient, warn, wrong
from bot.settings import SettingsError
from bot.wording import doctor as words
from jobs.delivering import Clocks
from storage.database import DatabaseError
from storage.sealing import KeyFileError

Check = Callable[[Patient], Iterable[Finding]]

CHECKS: Mapping[str, Check] = {
    "settings": here.look_at_settings,
    "key": here.look_at_key,
    "erased": here.look_at_erased,
    "database": here.look_at_database,
    "room": here.look_at_room,
    "zones": here.look_at_zones,
    "workspaces": there.look_at_workspaces,
    "bot token": there.look_at_token,
    "clock": here.look_at_clock,
    "server clock": here.look_at_servers_clock,
    "scopes": there.look_at_scopes,
    "way in": there.look_at_ears,
    "teams": tenant.look_at_teams,
    "admin channel": there.look_at_admin_channel,
    "start": there.look_at_start,
    "process": working.look_at_process,
    "timetable": working.look_at_timetable,
    "backlog": working.look_at_backlog,
    "endings": working.look_at_endings,
}
OF_SLACK = ("bot token", "scopes", "way in", "server clock")
OF_ONE_TOKEN = ("bot token", "scopes", "admin channel", "start")
OWN: Mapping[str, type[Exception]] = {"database": DatabaseError, "key": KeyFileError}


@dataclass(frozen=True)
class Line:
    check: str
    level: Level
    said: str
    do: str


def examine(
    env: Mapping[str, str], clocks: Clocks, checks: Mapping[str, Check] = CHECKS
) -> list[Line]:
    patient = Patient(env, clocks)
    with patient.stack:
        return [
            Line(name, one.level, one.said, one.do)
            for name, check in checks.items()
            if not (name in OF_ONE_TOKEN and patient.is_of_many)
            if patient.is_of_slack or name not in OF_SLACK
            for one in _findings(name, check, patient)
        ]


def _findings(name: str, check: Check, patient: Patient) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check(patient))
    except (NotLookedAt, SettingsError, KeyFileError, DatabaseError) as error:
        if name in OWN and isinstance(error, OWN[name]):
            found.append(wrong(str(error), words.MEND_DATABASE))
        else:
            found.append(warn(words.NOT_LOOKED_AT, ""))
    except Exception as error:  # its message may quote anything
        found.append(wrong(words.broke(type(error).__name__), words.REPORT_IT))
    return found


def is_well(lines: Sequence[Line]) -> bool:
    return not any(line.level is Level.WRONG for line in lines)


# --- the report ----------------------------------------------------------------------------------


def as_text(lines: Sequence[Line]) -> list[str]:
    return [part for line in lines for part in _told(line)] + [_summary(lines)]


def _told(line: Line) -> list[str]:
    said = f"{line.level:<6}{line.check:<15}{line.said}"
    return [said, f"{'':<21}{line.do}"] if line.do else [said]


def _summary(lines: Sequence[Line]) -> str:
    count = [line.level for line in lines].count
    return words.in_all(count(Level.WRONG), count(Level.WARN))


def as_json(lines: Sequence[Line]) -> str:
    checks = [asdict(line) for line in lines]
    return json.dumps({"tend": version("tend"), "well": is_well(lines), "checks": checks}, indent=2)
