"""The queue's own tables and connections: a schema beside ours that may be thrown away."""

from __future__ import annotations

from procrastinate import App, __version__
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.schema import SchemaManager
from procrastinate.sync_psycopg_connector import SyncPsycopgConnector

from storage.beside import add_schema
from storage.database import Database, attentive, engine_url

CONNECTIONS = 8  # of one node, beside those to our tables


def schema() -> str:
    """Another release of the queue has tables of its own: nothing in the old ones lasts."""
    return "tend_jobs_" + "_".join(__version__.split(".")[:2])


def connector(url: str) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=_plain(url), kwargs=_session(), min_size=1, max_size=CONNECTIONS
    )


def prepare(database: Database) -> bool:
    """Make the tables where there are none; whether there was anything to do."""
    return add_schema(database, schema(), SchemaManager.get_schema())


def backlog(url: str) -> dict[str, int]:
    """How many hints wait in each queue."""
    app = App(connector=SyncPsycopgConnector(conninfo=_plain(url), kwargs=_session()))
    with app.open():
        return {row["name"]: int(row["todo"]) for row in app.job_manager.list_queues()}


def _plain(url: str) -> str:
    of_driver = attentive(engine_url(url)).set(drivername="postgresql")
    return of_driver.render_as_string(hide_password=False)


def _session() -> dict[str, str]:
    return {"options": f"-c search_path={schema()}"}
