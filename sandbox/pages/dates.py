"""Moments in words, in the reader's zone: Slack's `<!date^...>` tokens and the page's own."""

import re
from datetime import UTC, datetime, timedelta

from sandbox.pages.reader import Reader

_TOKEN = re.compile(r"\{([a-z_]+)\}")
_AGO = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def slack_date(pattern: str, moment: datetime, reader: Reader) -> str:
    """`{date_short_pretty} at {time}` filled in; an unknown token stays as it was typed."""
    return _TOKEN.sub(lambda found: _token(found[1], moment, reader) or found[0], pattern)


def clock_time(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M %p}"


def long_date(moment: datetime) -> str:
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"


def when(moment: datetime, reader: Reader) -> str:
    """A coming or past moment as a person would say it: `tomorrow, 10:00 AM`."""
    local = reader.local(moment)
    day = _near_day(local, reader) or f"{local:%a} {local.day} {local:%b}"
    return f"{day}, {clock_time(local)}"


def day_heading(moment: datetime, reader: Reader) -> str:
    local = reader.local(moment)
    near = _near_day(local, reader)
    return near.capitalize() if near else long_date(local)


def _token(name: str, moment: datetime, reader: Reader) -> str | None:
    local = reader.local(moment)
    if name == "ago":
        return _ago(moment, reader.now)
    if name.endswith("_pretty"):
        return _near_day(local, reader) or _plain(name.removesuffix("_pretty"), local)
    return _plain(name, local)


def _plain(name: str, local: datetime) -> str | None:
    match name:
        case "date_num":
            return f"{local:%Y-%m-%d}"
        case "date":
            return f"{local:%B} {_ordinal(local.day)}, {local.year}"
        case "date_short":
            return f"{local:%b} {local.day}, {local.year}"
        case "date_long":
            return f"{local:%A, %B} {_ordinal(local.day)}, {local.year}"
        case "time":
            return clock_time(local)
        case "time_secs":
            return f"{local.hour % 12 or 12}:{local:%M:%S %p}"
        case _:
            return None


def _near_day(local: datetime, reader: Reader) -> str | None:
    days = local.date() - reader.local(reader.now).date()
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days // timedelta(days=1))


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return f"{day}th"
    return f"{day}{({1: 'st', 2: 'nd', 3: 'rd'}).get(day % 10, 'th')}"


def _ago(moment: datetime, now: datetime) -> str:
    seconds = (now - moment).total_seconds()
    for size, unit in _AGO:
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            words = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"
