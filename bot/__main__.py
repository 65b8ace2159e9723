"""The console script, and the only file that owns a clock."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot import logs, settings
from bot.lasting import lasting
from bot.settings import Settings, SettingsError
from bot.wording import starting

if TYPE_CHECKING:
    from bot import rights
    from jobs.delivering import Clocks
    from storage.database import Database

REFUSED = 1  # exit code: nothing was done, for reasons that were told
MISTAKE = 2  # exit code: something the operator has to mend
FOR_POSTGRESQL = ("procrastinate", "psycopg", "psycopg_pool")


# --- the clocks ----------------------------------------------------------------------------------


def machine_now() -> datetime:
    """The machine's clock: leases, retries, signatures. Nothing moves it."""
    return datetime.now(UTC)  # noqa: TID251


def tend_now(clock_file: Path | None) -> datetime:
    """Tend's now: rules, records and words. A trial may move it by an offset in a file."""
    now = machine_now()
    if clock_file is None:
        return now
    try:
        return now + timedelta(seconds=float(clock_file.read_text().strip() or 0))
    except (OSError, ValueError, OverflowError):
        return now


def _clocks(found: Settings) -> Clocks:
    from jobs.delivering import Clocks

    return Clocks(partial(tend_now, found.clock_file), machine_now)


# --- commands ------------------------------------------------------------------------------------

ERASED_LOST = click.option(
    "--erased-lost", is_flag=True, help="The file of who was erased is lost for good."
)


WORKSPACE = click.option("--workspace", help="Its id, where Tend serves several.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tend", message="tend %(version)s")
def cli() -> None:
    """Tend helps leaders invest time in their people.

    A first look, with nothing to set up:  tend demo

    For your own workspace:  tend init,  then  tend run  (docs/running.md).
    """


@cli.command()
def init() -> None:
    """Create the sealing key and the database, where there are none yet."""
    from storage import database, opening
    from storage.sealing import create_key_file, read_key_file
    from storage.tombstones import Tombstones

    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        _advise(found)
        if found.key_file.exists():
            click.echo(f"The key file {found.key_file} is there already.")
        else:
            create_key_file(found.key_file)
            Tombstones(found.tombstones, read_key_file(found.key_file))  # nobody so far
            click.echo(
                f"Created the key file {found.key_file}. Back it up apart from the database."
            )
        made = opening.create(found.database_url, read_key_file(found.key_file))
        _prepare_queue(made)
        made.close()
        click.echo(f"The database is ready: {database.without_password(found.database_url)}")


def _prepare_queue(opened: Database) -> bool:
    """Where several nodes may share the work, they need a queue."""
    from storage.database import is_file

    if is_file(opened):
        return False
    from jobs.queue_tables import prepare

    return prepare(opened)


def _advise(found: Settings) -> None:
    for sentence in settings.advice(found):
        click.echo(sentence, err=True)


@cli.command()
def migrate() -> None:
    """Bring the tables of the database up to date."""
    from storage import opening, schema
    from storage.sealing import read_key_file

    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        seals = read_key_file(found.key_file)
        opened = opening.open_to_migrate(found.database_url, seals)
        try:
            changed = schema.migrate(opened)
            changed = _prepare_queue(opened) or changed
        finally:
            opened.close()
        click.echo("The tables were brought up to date." if changed else "Nothing to do.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def backup(file: Path | None) -> None:
    """Copy the database into FILE, also while Tend runs; without FILE, beside the database."""
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import backing_up

        _say_all(backing_up.run(found, file, machine_now()))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@ERASED_LOST
def restore(file: Path, erased_lost: bool) -> None:
    """Bring the backup FILE back in place of the database, with Tend stopped.

    What is there now is kept aside. More in docs/restore.md.
    """
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import restoring

        _say_all(restoring.run(found, _clocks(found), file, erased_lost))


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask again.")
@ERASED_LOST
def restored(yes: bool, erased_lost: bool) -> None:
    """Settle a database that was brought back by other means, such as pg_restore.

    With every tend stopped: all sharing waits for its owners, nothing of before is sent again.
    """
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import restoring
        from bot.wording.copies import WORD

        _make_sure(WORD, yes)
        _say_all(restoring.run_restored(found, _clocks(found), erased_lost))


@cli.command("move-to")
@click.argument("url")
def move_to(url: str) -> None:
    """Move from a SQLite file to the empty PostgreSQL at URL, with Tend stopped.

    All of it or nothing. The file is kept aside. More in docs/scaling.md.
    """
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import moving

        _say_all(moving.run(found, url, machine_now()))


@cli.command()
@click.option("--stopped", is_flag=True, help="Surely no tend run is at work on this database.")
def rekey(stopped: bool) -> None:
    """Seal everything anew with the newest key; stopped halfway, it goes on the next time."""
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import rekeying

        for line in rekeying.run(found, stopped):
            click.echo(line)


@cli.command()
def healthy() -> None:
    """Tell a supervisor, by the exit code, whether the Tend that runs here is well."""
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import health

        well = health.is_well(found)
    click.echo("well" if well else "not well")
    sys.exit(0 if well else REFUSED)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, for a program.")
def doctor(as_json: bool) -> None:
    """Look at everything that Tend needs, and say what is wrong and what to do; change nothing.

    Exit code 0 when nothing is wrong, 2 otherwise.
    """
    with plain_errors():
        env = settings.environment()
        from bot.doctor import examining

        logs.set_up("CRITICAL")
        lines = examining.examine(env, _clocks_of(env))
        told = [examining.as_json(lines)] if as_json else examining.as_text(lines)
        _say_all(told)
    sys.exit(0 if examining.is_well(lines) else MISTAKE)


def _clocks_of(env: Mapping[str, str]) -> Clocks:
    """Also where the settings are the very thing that is wrong."""
    from jobs.delivering import Clocks

    try:
        return _clocks(settings.read(env, needs_slack=False))
    except SettingsError:
        return Clocks(machine_now, machine_now)


@cli.group()
def admin() -> None:
    """Who may set the cadence, and in which channel: for when nobody in Slack can."""


@admin.command("list")
@WORKSPACE
def list_admins(workspace: str | None) -> None:
    """Show the admins, and who waits for the word of a second one."""
    _administer(workspace, "everyone")


@admin.command("add")
@click.argument("person")
@WORKSPACE
def add_admin(person: str, workspace: str | None) -> None:
    """Make PERSON, a Slack user id, an admin of Tend."""
    _administer(workspace, "add", person)


@admin.command("remove")
@click.argument("person")
@WORKSPACE
def remove_admin(person: str, workspace: str | None) -> None:
    """Take PERSON, a Slack user id, off the list; never the last one."""
    _administer(workspace, "remove", person)


@admin.command("channel")
@click.argument("channel")
@WORKSPACE
def move_admin_channel(channel: str, workspace: str | None) -> None:
    """Make CHANNEL, a channel id, the admin channel; "none" takes it away."""
    _administer(workspace, "move", channel)


def _administer(workspace: str | None, what: str, *which: str) -> None:
    with plain_errors():
        found = settings.read(settings.environment())
        from bot import administering

        logs.set_up(found.log_level if found.log_level != "INFO" else "WARNING")
        for line in administering.run(found, _clocks(found), workspace, what, *which):
            click.echo(line)


@cli.command()
@click.option(
    "--listen-only",
    is_flag=True,
    help="Only hear Slack; `tend worker` does the rest. For several nodes on PostgreSQL.",
)
def run(listen_only: bool) -> None:
    """Serve Slack and keep the timetable, until SIGTERM or Ctrl-C."""
    with plain_errors():
        found = settings.read(settings.environment(), needs_ears=True)
        if listen_only:
            _needs_a_server(found)
        _serve(found, works=not listen_only)


@cli.command()
def worker() -> None:
    """Keep the timetable and send, beside other nodes on one PostgreSQL, until SIGTERM."""
    with plain_errors():
        found = settings.read(settings.environment())
        _needs_a_server(found)
        _serve(found, listens=False)


def _serve(found: Settings, listens: bool = True, works: bool = True) -> None:
    _advise(found)
    with lasting():
        from bot import program

    logs.set_up(found.log_level, found.log_format == "json")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with program.opened(found, _clocks(found), alone=True) as tend:
        program.serve(tend, found, stop, listens, works)


def _needs_a_server(found: Settings) -> None:
    """Raises SettingsError."""
    if found.database_url.startswith("sqlite"):
        raise SettingsError(
            ["Several nodes need a server: TEND_DATABASE_URL=postgresql://… (docs/scaling.md)."]
        )


@cli.command()
@click.option("--at", "instant", metavar="ISO-INSTANT", help="Run it as of this instant.")
def tick(instant: str | None) -> None:
    """Run the timetable once, send what is due, and print what was done and why."""
    with plain_errors():
        found = settings.read(settings.environment())
        with lasting():
            from bot import program

        logs.set_up(found.log_level if found.log_level != "INFO" else "WARNING")
        at = _instant(instant) if instant else None
        with program.opened(found, _clocks(found)) as tend:
            report = tend.tick_once(at)
        for line in report.lines:
            click.echo(line)
        click.echo(report.summary())


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--from-profiles", "profiles", is_flag=True, help="Read Slack's profiles instead.")
@click.option(
    "--dry-run", "rehearse", is_flag=True, help="Say what would change, and change it not."
)
@WORKSPACE
def import_people(file: Path | None, profiles: bool, rehearse: bool, workspace: str | None) -> None:
    """Take over who leads whom from a CSV FILE or from profiles, all of it or nothing.

    More in docs/importing.md.
    """
    from bot.wording.importing import ONE_SOURCE

    if (file is None) is not profiles:
        give_up(ONE_SOURCE)
    with plain_errors():
        found = settings.read(settings.environment())
        from bot import importing

        logs.set_up(found.log_level if found.log_level != "INFO" else "WARNING")
        if file is None:
            told = importing.run_profiles(found, _clocks(found), rehearse, workspace)
        else:
            told = importing.run(found, _clocks(found), file, rehearse, workspace)
    for sentence in told.sentences:
        click.echo(sentence, err=told.refused)
    sys.exit(REFUSED if told.refused else 0)


YES = click.option("--yes", is_flag=True, help="Do not ask again.")


@cli.command("export-person")
@click.argument("person")
@click.argument("file", type=click.Path(path_type=Path))
@WORKSPACE
def export_person(person: str, file: Path, workspace: str | None) -> None:
    """Write all that is kept about PERSON, a Slack user id, into FILE, sealed by a passphrase.

    The passphrase is asked for. Nothing of it is shown here.
    """
    from bot.wording import rights as words

    with _rights(workspace) as office:
        passphrase = click.prompt(words.PASSPHRASE, hide_input=True, confirmation_prompt=True)
        _say_all(office.export(person, file, passphrase))


@cli.command("open-export")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def open_export(file: Path) -> None:
    """Print what is in FILE, which "tend export-person" wrote: JSON, for the person it is about."""
    from bot.wording import rights as words

    with plain_errors():
        from bot import rights

        passphrase = click.prompt(words.OPENS_WITH, hide_input=True, err=True)
        click.echo(rights.open_export(file, passphrase))


@cli.command("erase-person")
@click.argument("person")
@WORKSPACE
@YES
def erase_person(person: str, workspace: str | None, yes: bool) -> None:
    """Erase all that is kept about PERSON, a Slack user id, for good."""
    with _rights(workspace) as office:
        _make_sure(person, yes)
        _say_all(office.erase(person))


@cli.command("workspaces")
@click.option("--confirm", metavar="WORKSPACE", help="This one waits for no admin any more.")
def list_workspaces(confirm: str | None) -> None:
    """List the workspaces that installed Tend themselves, by their ids.

    One that somebody installed who is no admin there waits for an admin, or for your word.
    """
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import hosting

        _say_all(hosting.run(found, _clocks(found), confirm))


@cli.command("teams-package")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default="tend-teams.zip")
@click.option("--privacy", default="", metavar="URL", help="Your page about privacy.")
@click.option("--terms", default="", metavar="URL", help="Your terms of use.")
def teams_package(file: Path, privacy: str, terms: str) -> None:
    """Write FILE, the app that an administrator uploads to Microsoft Teams.

    It needs TEAMS_CLIENT_ID and TEND_PUBLIC_URL. More in docs/teams.md.
    """
    with plain_errors():
        env = settings.environment()
        others = {name: value for name, value in env.items() if not name.startswith("TEAMS_")}
        found = settings.read(others, needs_slack=False)  # the app may be there before its secret
        from bot import packing

        client_id = env.get("TEAMS_CLIENT_ID", "").strip()
        _say_all(packing.run(found, client_id, packing.Pages(privacy, terms), file))


@cli.command("purge-workspace")
@WORKSPACE
@YES
def purge_workspace(workspace: str | None, yes: bool) -> None:
    """Erase everything of everybody in a workspace, for good."""
    with _rights(workspace) as office:
        _make_sure(office.workspace, yes)
        _say_all(office.purge())


@contextmanager
def _rights(workspace: str | None) -> Iterator[rights.Office]:
    with plain_errors():
        found = settings.read(settings.environment(), needs_slack=False)
        from bot import rights

        logs.set_up(found.log_level if found.log_level != "INFO" else "WARNING")
        with rights.opened(found, _clocks(found), workspace) as office:
            yield office


def _make_sure(what: str, yes: bool) -> None:
    from bot.wording import rights as words

    if not yes and click.prompt(words.type_again(what)).strip() != what:
        give_up(words.NOTHING_DONE)


def _say_all(sentences: list[str]) -> None:
    for sentence in sentences:
        click.echo(sentence)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Into this file.")
@WORKSPACE
def report(as_json: bool, html: Path | None, workspace: str | None) -> None:
    """The organisation's page, month by month, as the admins were told."""
    with _rights(workspace) as office:
        from bot import organisation

        _say_all(organisation.run(office.database, office.workspace, as_json, html))


@cli.command("dry-run")
@WORKSPACE
def dry_run(workspace: str | None) -> None:
    """Count what next week would bring, leader by leader; nothing is sent or changed."""
    with plain_errors():
        found = settings.read(settings.environment())
        from bot import forecasting

        logs.set_up(found.log_level if found.log_level != "INFO" else "WARNING")
        for line in forecasting.run(found, _clocks(found), workspace):
            click.echo(line)


@cli.command()
@click.option("--leaders", default=200, show_default=True, type=click.IntRange(1, 2000))
@click.option("--people", default=1500, show_default=True, type=click.IntRange(1, 20000))
@click.option("--days", default=365, show_default=True, type=click.IntRange(7, 3660))
@click.option("--from", "first", default="2026-01-05", show_default=True, metavar="DAY")
@click.option("--seed", default=1, show_default=True, help="Another number, another year.")
def simulate(leaders: int, people: int, days: int, first: str, seed: int) -> None:
    """Live a year in a made-up company in minutes, and count what must never happen."""
    from bot.simulating import telling
    from bot.simulating.year import Plan

    if people < leaders:
        give_up("--people: at least as many as leaders, so that each leads somebody.")
    plan = Plan(seed, leaders, people, _midnight(first), days)
    told = telling.live_all(plan, os.cpu_count() or 1, _count_parts)
    for line in telling.report(plan, told):
        click.echo(line)
    sys.exit(0 if telling.is_clean(told) else REFUSED)


def _count_parts(done: int, of: int) -> None:
    click.echo(f"lived {done} of {of} parts", err=True)


def _midnight(day: str) -> datetime:
    try:
        return datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        give_up(f"--from {day}: not a day. For example 2026-01-05")


@cli.command()
@click.option("--port", default=8765, show_default=True, help="Where the workspace is served.")
@click.option("--reset", is_flag=True, help="Throw the last demo away first.")
@click.option("--without-tend", is_flag=True, help="The workspace alone, for a Tend of your own.")
def demo(port: int, reset: bool, without_tend: bool) -> None:
    """A small company in a local workspace, in your browser. No account, nothing to set up."""
    try:
        from bot.demo import run_demo, run_rehearsal
    except ModuleNotFoundError as missing:
        give_up(
            f"The demo needs {missing.name} too. "
            "In the folder of Tend's source: pip install '.[demo]'"
        )
    with plain_errors():
        if without_tend:
            run_rehearsal(port, machine_now)
        else:
            run_demo(port, reset, machine_now)


@cli.command("demo-teams")
@click.option("--reset", is_flag=True, help="Throw the last demo away first.")
@click.option(
    "--client", "modules", type=click.Path(path_type=Path), default=".playground", hidden=True
)
def demo_teams(reset: bool, modules: Path) -> None:
    """The same small company in Microsoft's own local Teams client. It needs Node, and no account.

    `make demo-teams` installs what it needs, and starts it.
    """
    try:
        from bot.demo.teams import run_demo
    except ModuleNotFoundError as missing:
        give_up(f"The demo needs {missing.name} too: pip install 'tend[demo,teams]'")
    with plain_errors():
        run_demo(modules, reset, machine_now)


def main() -> None:
    cli()


# --- errors for people ---------------------------------------------------------------------------


@contextmanager
def plain_errors() -> Iterator[None]:
    """Whatever the operator can mend is said in words, without a traceback or a secret."""
    try:
        yield
    except SettingsError as error:
        give_up(*error.problems, *settings.where_they_are())
    except BrokenPipeError:
        raise  # whoever read along has gone: click ends in silence
    except OSError as error:
        give_up(_of_the_machine(error))
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in FOR_POSTGRESQL:
            raise
        give_up(starting.MORE_PACKAGES)
    except Exception as error:
        if not _is_in_words(error):
            raise
        give_up(str(error), code=getattr(error, "exit_code", MISTAKE))


def _of_the_machine(error: OSError) -> str:
    said = f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": ")
    return starting.port_taken(said) if error.errno == errno.EADDRINUSE else said


def _is_in_words(error: Exception) -> bool:
    """Whether its message is for the operator. Imports what it needs only now: help is quick."""
    from storage.database import DatabaseError
    from storage.sealing import KeyFileError

    if isinstance(error, DatabaseError | KeyFileError):
        return True
    from bot.program import CannotStart
    from bot.watchdog import StandsStill

    return isinstance(error, CannotStart | StandsStill)


def give_up(*sentences: str, code: int = MISTAKE) -> NoReturn:
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(code)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        give_up(f"--at {text}: not an instant. For example 2026-11-24T09:00:00Z")
    if at.tzinfo is None:
        give_up("--at needs a zone: add Z for UTC, or an offset like +01:00")
    return at.astimezone(UTC)


if __name__ == "__main__":
    main()
