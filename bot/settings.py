"""Settings: the one place that reads the environment, all of it checked before anything starts."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from bot import setting_values as values

OURS = ("TEND_", "SLACK_", "TEAMS_")
SECRETS = (
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"),
    *("TEND_SLACK_CLIENT_SECRET", "TEAMS_CLIENT_SECRET"),
)


@dataclass(frozen=True)
class Settings:
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    slack_api_url: str
    database_url: str = field(repr=False)  # with its password
    key_file: Path
    admins: tuple[str, ...]
    clock_file: Path | None
    host: str
    port: int
    log_level: str
    manager_field: str = ""  # of Slack's profiles: who leads this person
    erased_file: Path | None = None
    log_format: str = "plain"
    health_host: str = "127.0.0.1"
    health_port: int = 0  # none
    client_id: str = ""  # not SLACK_CLIENT_ID: where Bolt sees that one it keeps tokens in clear
    client_secret: str = field(default="", repr=False)
    public_url: str = ""
    teams_client_id: str = ""
    teams_secret: str = field(default="", repr=False)
    teams_tenant: str = ""
    teams_identity: str = ""  # a managed one, in place of the secret
    teams_admins: tuple[str, ...] = ()
    teams_local_url: str = ""  # a client on this machine, for trials

    @property
    def slack(self) -> bool:
        """A Slack workspace is served, or any number of them."""
        return bool(self.bot_token) or self.many

    @property
    def teams(self) -> bool:
        """A Teams tenant is served."""
        return bool(self.teams_client_id)

    @property
    def many(self) -> bool:
        """Workspaces install Tend themselves."""
        return bool(self.client_id)

    @property
    def socket_mode(self) -> bool:
        return bool(self.app_token)

    @property
    def tombstones(self) -> Path:
        """Who was erased: never in the database, never restored with it."""
        return self.erased_file or self.key_file.with_name("erased")


@contextmanager
def no_env_file() -> Iterator[None]:
    """While a library is imported that would load any .env it finds into the environment."""
    name = "PYTHON_DOTENV_DISABLED"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


class SettingsError(Exception):
    """One or more settings are missing or malformed; ``problems`` says which, in words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("settings")
        self.problems = problems


def environment() -> dict[str, str]:
    """The environment, over what .env in the working folder says."""
    from_file = {name: value or "" for name, value in dotenv_values(".env").items()}
    return {**from_file, **os.environ}


def where_they_are() -> list[str]:
    """For somebody who is told that a setting is missing: mostly they stand in another folder."""
    here = Path.cwd()
    if (here / ".env").exists():
        return []
    return [
        f"There is no .env in {here}. Settings come from the environment, and from .env in the "
        "folder where tend is started: cd there first."
    ]


def advice(found: Settings) -> list[str]:
    """What works, and should not stay so."""
    return [*_readable_tokens(Path(".env")), *_key_beside_the_database(found)]


def _readable_tokens(file: Path) -> list[str]:
    from_file = dotenv_values(file)
    if not any(from_file.get(name) for name in SECRETS):
        return []
    if not stat.S_IMODE(file.stat().st_mode) & 0o077:
        return []
    return ["Others may read .env, and tokens are in it. Mend it with: chmod 600 .env"]


def _key_beside_the_database(found: Settings) -> list[str]:
    """Whoever copies or loses that folder would have both."""
    file = found.database_url.removeprefix("sqlite:///")
    if file == found.database_url:
        return []
    folder = Path(file.partition("?")[0]).absolute().parent.resolve()
    if folder not in (found.key_file.absolute().parent, found.key_file.resolve().parent):
        return []
    return ["TEND_KEY_FILE is in the folder of the database. Move it out: a copy would hold both."]


def read(env: Mapping[str, str], needs_slack: bool = True, needs_ears: bool = False) -> Settings:
    """The settings. Raises SettingsError with every problem at once.

    ``needs_slack``: a bot token is required. ``needs_ears``: a way for Slack to reach us as well.
    """
    problems = [
        f"{name} holds a character that nobody can see: write it again."
        for name, value in env.items()
        if name.startswith(OURS) and any(unicodedata.category(letter) == "Cc" for letter in value)
    ]
    if problems:
        raise SettingsError(problems)
    many = bool(env.get("TEND_SLACK_CLIENT_ID", "").strip())
    teams = bool(env.get("TEAMS_CLIENT_ID", "").strip())
    needs_token = needs_slack and not (many or teams)
    settings = Settings(
        bot_token=values.token(env, "SLACK_BOT_TOKEN", "xoxb-", needs_token, problems),
        app_token=values.token(env, "SLACK_APP_TOKEN", "xapp-", False, problems),
        signing_secret=env.get("SLACK_SIGNING_SECRET", "").strip(),
        slack_api_url=values.api_url(env, problems),
        database_url=values.database_url(env, problems),
        key_file=Path(env.get("TEND_KEY_FILE", "").strip() or "~/.config/tend/key").expanduser(),
        admins=values.slack_admins(env, problems),
        clock_file=values.clock_file(env, problems),
        host=env.get("HOST", "").strip() or "127.0.0.1",
        port=values.port(env, "PORT", "3000", problems),
        log_level=values.level(env, problems),
        manager_field=env.get("TEND_MANAGER_FIELD", "").strip(),
        erased_file=values.path(env, "TEND_ERASED_FILE"),
        log_format=values.log_format(env, problems),
        health_host=env.get("TEND_HEALTH_HOST", "").strip() or "127.0.0.1",
        health_port=values.port(env, "TEND_HEALTH_PORT", "0", problems),
        client_id=env.get("TEND_SLACK_CLIENT_ID", "").strip(),
        client_secret=env.get("TEND_SLACK_CLIENT_SECRET", "").strip(),
        public_url=values.public_url(env, problems),
        teams_client_id=values.guid(env, "TEAMS_CLIENT_ID", problems),
        teams_secret=env.get("TEAMS_CLIENT_SECRET", "").strip(),
        teams_tenant=values.guid(env, "TEAMS_TENANT_ID", problems),
        teams_identity=env.get("TEAMS_MANAGED_IDENTITY", "").strip(),
        teams_admins=values.teams_admins(env, problems),
        teams_local_url=env.get("TEAMS_LOCAL_URL", "").strip(),
    )
    problems += _unfit_for_many(settings)
    problems += _unfit_for_teams(settings)
    is_slack = settings.slack or not settings.teams
    if needs_ears and is_slack and not (settings.app_token or settings.signing_secret):
        problems.append(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing: "
            "without one of them Slack cannot reach Tend."
        )
    if problems:
        raise SettingsError(problems)
    return settings


def _unfit_for_many(found: Settings) -> Iterator[str]:
    """One token, or a token from each workspace: never a mixture."""
    if bool(found.client_id) is not bool(found.client_secret):
        yield "TEND_SLACK_CLIENT_ID and TEND_SLACK_CLIENT_SECRET belong together: set both."
    if not found.many:
        return
    if found.bot_token:
        yield (
            "SLACK_BOT_TOKEN serves one workspace, TEND_SLACK_CLIENT_ID any number: leave one of "
            "them empty."
        )
    if found.app_token:
        yield "With TEND_SLACK_CLIENT_ID Slack reaches Tend by HTTP: leave SLACK_APP_TOKEN empty."
    if found.admins:
        yield (
            "With TEND_SLACK_CLIENT_ID leave TEND_ADMINS empty: the ids of one workspace mean "
            "nobody, or somebody else, in another. Each workspace's installer is its first admin."
        )


def _unfit_for_teams(found: Settings) -> Iterator[str]:
    """One tenant, and something that proves who we are; a trial proves nothing and stays here."""
    if not found.teams:
        if found.teams_tenant or found.teams_secret:
            yield "TEAMS_CLIENT_ID is missing: the id of the app registration in Entra."
        return
    if not found.teams_tenant:
        yield "TEAMS_TENANT_ID is missing: the id of the one Entra tenant that Tend serves."
    if found.teams_local_url:
        if not (values.is_loopback(found.teams_local_url) and found.host in values.LOOPBACK):
            yield "TEAMS_LOCAL_URL is for trials: it and HOST have to be of this machine."
        if found.teams_secret or found.teams_identity:
            yield "With TEAMS_LOCAL_URL nobody is asked for a token: set no secret beside it."
    elif bool(found.teams_secret) is bool(found.teams_identity):
        yield "Set either TEAMS_CLIENT_SECRET or TEAMS_MANAGED_IDENTITY: one of them proves Tend."
