"""Forms that somebody has before them: Teams sends back what was typed, and nothing of the form."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from bot.ui import Actor, Form, Submitted

MOST = 1000


class Shown:
    """The newest forms, in memory: whoever restarts Tend has some people open theirs again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._forms: OrderedDict[tuple[str, str, str], Form] = OrderedDict()
        self._lock = Lock()

    def keep(self, actor: Actor, form: Form) -> None:
        with self._lock:
            self._forms[(actor.person, form.name, form.id)] = form
            self._forms.move_to_end((actor.person, form.name, form.id))
            while len(self._forms) > self._most:
                self._forms.popitem(last=False)

    def of(self, event: Submitted) -> Form | None:
        with self._lock:
            return self._forms.get((event.actor.person, event.form, event.id))
