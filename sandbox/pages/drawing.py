"""Block Kit JSON as HTML: one small template for each block and each element."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup, escape

from sandbox.pages import dates
from sandbox.pages.fields import State, field_name, standing
from sandbox.pages.mrkdwn import mrkdwn, safe_url
from sandbox.pages.reader import Reader
from sandbox.pages.richtext import rich_text

Json = dict[str, Any]

_ODD = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True)
class Surface:
    """Where blocks stand. `container` is what an interaction sends along to name the place."""

    kind: Literal["message", "modal", "home"]
    id: str
    container: Mapping[str, str] = field(default_factory=dict)
    state: State = field(default_factory=dict)


def environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=ChainableUndefined,  # an app may leave out whatever Slack lets it leave out
    )
    templates.filters.update(words=words, rich_text=rich_text, safe_url=safe_url, mrkdwn=mrkdwn)
    templates.filters.update(when=dates.when, day_heading=dates.day_heading, at=dates.at)
    templates.filters.update(clock_time=dates.clock_time, long_date=dates.long_date)
    templates.filters.update(local_input=local_input, dom_id=dom_id)
    templates.globals.update(dom_id=dom_id, field_name=field_name, standing=standing)
    templates.globals.update(options_of=options_of, conversations=conversations)
    return templates


def draw(
    templates: Environment, blocks: Sequence[Json], reader: Reader, surface: Surface
) -> Markup:
    page = templates.get_template("blocks.html")
    return Markup(page.render(blocks=blocks, reader=reader, surface=surface))


def words(text: Json | None, reader: Reader) -> Markup:
    """A text object: mrkdwn is drawn, plain_text stays as it was typed."""
    if not text:
        return Markup()
    typed = str(text.get("text", ""))
    return mrkdwn(typed, reader) if text.get("type") == "mrkdwn" else escape(typed)


def dom_id(*parts: str) -> str:
    """The same for the same parts, so that focus can be kept, and different for different ones.

    It never holds a dot: the templates put one before what they add to it.
    """
    return "-".join(_ODD.sub(lambda odd: f"_{ord(odd[0]):x}_", str(part)) for part in parts)


def options_of(element: Json) -> list[tuple[str, str]]:
    groups = [group["options"] for group in element.get("option_groups") or []]
    options = [option for group in (*groups, element.get("options") or []) for option in group]
    return [(option["value"], option["text"]["text"]) for option in options]


def conversations(element: Json, reader: Reader) -> list[tuple[str, str]]:
    """The reader's channels that the element's filter lets through, by name."""
    wanted = (element.get("filter") or {}).get("include") or ("public", "private", "im")
    offered = [entry for entry in reader.channels.items() if reader.kinds.get(entry[0]) in wanted]
    return sorted(offered, key=lambda entry: entry[1].casefold())


def local_input(seconds: str, reader: Reader) -> str:
    """Seconds since 1970 as the browser's own field for a date and time wants them."""
    return f"{reader.local(dates.at(int(seconds))):%Y-%m-%dT%H:%M}" if seconds else ""
