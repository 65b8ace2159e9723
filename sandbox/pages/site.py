"""What every answer of the page needs: the world, the clock, the templates, and who is asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment
from starlette.exceptions import HTTPException
from starlette.requests import Request

from sandbox.pages.clock import Travel
from sandbox.pages.reader import Reader
from sandbox.pages.seen import reader_for
from sandbox.shapes import Channel, Person
from sandbox.world import World


@dataclass(frozen=True)
class Site:
    """The page's own belongings; nothing in here changes but the world and the clock."""

    world: World
    travel: Travel | None
    tips: Sequence[str]
    templates: Environment

    def now(self) -> datetime:
        return self.travel.now() if self.travel else self.world.now()

    def person(self, request: Request) -> Person:
        person = self.world.people.get(request.path_params["person"])
        if person is None or not person.is_human:
            raise HTTPException(404, "Nobody of that name can sign in here.")
        return person

    def reader(self, person: Person) -> Reader:
        return reader_for(self.world, person, self.now())

    def channel(self, person: Person, channel_id: str) -> Channel:
        """The channel, if the person is in it: nobody learns of the others."""
        for channel in self.world.channels_of(person.id):
            if channel.id == channel_id:
                return channel
        raise HTTPException(404, "There is no such channel, or you are not in it.")
