"""Who is reading: what names, days and hours on a page are drawn for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo


@dataclass(frozen=True)
class Reader:
    """One person at one moment; `people` and `channels` give the names this person may see."""

    id: str
    zone: tzinfo
    now: datetime
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)  # of channels: public, private, im
    members: Mapping[str, str] = field(default_factory=dict)  # those a form may offer

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)
