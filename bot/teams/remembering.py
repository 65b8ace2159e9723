"""What is learned by the way: how somebody is reached, and what their client says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.edge.payload import Body
from bot.teams import clients, events, ids
from bot.teams.addresses import Addresses, Way


class Remembering:
    """For one tenant. ``changed`` hears of whoever's zone or language is another now."""

    def __init__(self, tenant: str, addresses: Addresses, changed: Callable[[str], object]) -> None:
        self._tenant, self._addresses, self._changed = tenant, addresses, changed

    def learn(self, body: Body) -> tuple[Way, bool]:
        """How to reach them, and whether they were never heard of before."""
        self._learn_in_channel(body)
        found, person = events.way_of(body), events.person_of(body)
        known = self._addresses.of(self._tenant, events.place_of(body))
        if known is not None:
            found = _newer(found, known)
        if found == known:
            return found, False
        place, address = events.place_of(body), events.address_of(body)
        is_new = self._addresses.keep(self._tenant, place, address, found)
        if known is None or (known.zone, known.locale) != (found.zone, found.locale):
            self._changed(person)
        return found, is_new

    def _learn_in_channel(self, body: Body) -> None:
        """What a client says there holds for the person's own chat, where there is one."""
        person = events.person_of(body)
        own = None if events.is_personal(body) else self._addresses.to(self._tenant, person)
        if own is None:
            return
        told = replace(own, zone=clients.zone_of(body), locale=clients.locale_of(body))
        if (found := _newer(told, own)) != own:
            self._addresses.keep(self._tenant, ids.chat(own.conversation), person, found)
            self._changed(person)


def _newer(found: Way, known: Way) -> Way:
    """Not every activity says everything, nor a zone by its name."""
    filled = {name: value or getattr(known, name) for name, value in found.plain().items()}
    if clients.is_named(known.zone) and not clients.is_named(found.zone):
        filled["zone"] = known.zone
    return Way(**filled)
