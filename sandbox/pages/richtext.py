"""rich_text blocks as HTML: sections, lists, quotes and code, each a list of small runs."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from sandbox.pages.dates import at, slack_date
from sandbox.pages.emoji import EMOJI
from sandbox.pages.mrkdwn import link, mention
from sandbox.pages.reader import Reader

Json = Mapping[str, Any]

_STYLES = (("code", "code"), ("strike", "del"), ("italic", "em"), ("bold", "strong"))


def rich_text(block: Json, reader: Reader) -> Markup:
    parts = (_PARTS[part["type"]](part, reader) for part in _known(block, _PARTS))
    return Markup().join(parts)


def _known(parent: Json, table: Mapping[str, object]) -> list[Json]:
    return [part for part in parent.get("elements", []) if part.get("type") in table]


def _section(part: Json, reader: Reader) -> Markup:
    return Markup("<p>{}</p>").format(_runs(part, reader))


def _quote(part: Json, reader: Reader) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(_runs(part, reader))


def _code(part: Json, reader: Reader) -> Markup:
    return Markup("<pre>{}</pre>").format(_runs(part, reader))


def _list(part: Json, reader: Reader) -> Markup:
    tag = "ol" if part.get("style") == "ordered" else "ul"
    indent = min(max(int(part.get("indent", 0)), 0), 8)
    entries = Markup().join(
        Markup("<li>{}</li>").format(_runs(entry, reader)) for entry in part.get("elements", [])
    )
    return Markup('<{0} class="indent-{1}">{2}</{0}>').format(tag, indent, entries)


def _runs(part: Json, reader: Reader) -> Markup:
    return Markup().join(_run(run, reader) for run in part.get("elements", []))


def _run(run: Json, reader: Reader) -> Markup:
    return _styled(escape(_plain_run(run, reader)), run.get("style", {}))


def _plain_run(run: Json, reader: Reader) -> str | Markup:
    match run.get("type"):
        case "text":
            return Markup("<br>").join(str(run.get("text", "")).split("\n"))
        case "link":
            return link(str(run.get("url", "")), str(run.get("text") or run.get("url", "")))
        case "user":
            return mention(f"@{_name(reader.people, run.get('user_id'))}")
        case "channel":
            return mention(f"#{_name(reader.channels, run.get('channel_id'))}")
        case "broadcast":
            return mention(f"@{run.get('range', 'channel')}")
        case "emoji":
            return EMOJI.get(str(run.get("name")), f":{run.get('name')}:")
        case "date":
            return _date(run, reader)
        case _:
            return ""


def _name(names: Mapping[str, str], key: object) -> str:
    return names.get(str(key), str(key))


def _date(run: Json, reader: Reader) -> str:
    try:
        return slack_date(str(run.get("format", "{date}")), at(int(run["timestamp"])), reader)
    except (KeyError, ValueError, OverflowError, OSError):
        return str(run.get("fallback", ""))


def _styled(words: Markup, style: Json) -> Markup:
    for name, tag in _STYLES:
        if style.get(name):
            words = Markup("<{0}>{1}</{0}>").format(tag, words)
    return words


_PARTS: Mapping[str, Callable[[Json, Reader], Markup]] = {
    "rich_text_section": _section,
    "rich_text_list": _list,
    "rich_text_quote": _quote,
    "rich_text_preformatted": _code,
}
