"""Homes and stacks of modals: who sees which view, and what stands typed in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sandbox.changes import Changes
from sandbox.forms import state_of, with_ids
from sandbox.refusals import Refused
from sandbox.shapes import Change, Json, StateValues, View

STACK = 3


class Surfaces:
    """Every view of the workspace. The sources of views come here checked."""

    def __init__(self, now: Callable[[], datetime], changes: Changes) -> None:
        self._now = now
        self._changes = changes
        self._count = 0
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}

    def find(self, person: str, view_id: str) -> View:
        """A view this person sees."""
        for view in self._seen_by(person):
            if view.id == view_id:
                return view
        raise LookupError(f"{person} sees no view {view_id}")

    def by_id(self, view_id: str | None, external_id: str | None = None) -> View | None:
        for view in self._all():
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        return None

    def _seen_by(self, person: str) -> list[View]:
        home = self.homes.get(person)
        return [*([home] if home else []), *self.stacks.get(person, ())]

    def _all(self) -> list[View]:
        stacked = [view for stack in self.stacks.values() for view in stack]
        return [*self.homes.values(), *stacked]

    def open(self, person: str, source: Json) -> View:
        """A first modal; it takes the place of an open one."""
        view = self._new(person, source)
        self.stacks[person] = [replace(view, root_view_id=view.id)]
        return self._noted(self.stacks[person][0])

    def push(self, person: str, source: Json) -> View:
        stack = self.stacks.get(person, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        view = self._new(person, source)
        stack.append(replace(view, root_view_id=stack[0].id, previous_view_id=stack[-1].id))
        return self._noted(stack[-1])

    def publish(self, person: str, source: Json, view_hash: str | None = None) -> View:
        old = self.homes.get(person)
        if old is None:
            if view_hash:
                raise Refused("hash_conflict")
            view = self._new(person, source)
            self.homes[person] = replace(view, root_view_id=view.id)
            return self._noted(self.homes[person])
        return self.update(old, source, view_hash)

    def update(self, old: View, source: Json, view_hash: str | None = None) -> View:
        """Replace a view; what was typed stays in fields of the same block and action id."""
        if view_hash and view_hash != old.hash:
            raise Refused("hash_conflict")
        self._check_external_id(source, old.id)
        blocks = with_ids(source["blocks"])
        fields = {**_plain_fields(source), "blocks": blocks, "hash": self._hash()}
        return self._put(replace(old, **fields, state_values=state_of(blocks, old.state_values)))

    def type_in(self, view: View, state: StateValues) -> View:
        """The person typed: the view is the same, its hash too."""
        return self._put(replace(view, state_values=state), quietly=True)

    def drop(self, person: str, view_id: str) -> View | None:
        """Close one modal of the stack."""
        stack = self.stacks.get(person, [])
        for view in stack:
            if view.id == view_id:
                stack.remove(view)
                return self._noted(view)
        return None

    def clear(self, person: str) -> list[View]:
        """Close them all; the one on top comes first."""
        closed = list(reversed(self.stacks.pop(person, [])))
        for view in closed[:1]:
            self._noted(view)
        return closed

    def packed(self) -> Json:
        """Everything, fit for JSON, to be kept from one start of the workspace to the next."""
        return {"views": [asdict(view) for view in self._all()], "count": self._count}

    def unpack(self, packed: Json) -> None:
        """What was packed takes the place of what is here."""
        self.homes, self.stacks, self._count = {}, {}, int(packed["count"])
        for fields in packed["views"]:
            view = View(**{**fields, "blocks": tuple(fields["blocks"])})
            if view.type == "home":
                self.homes[view.person] = view
            else:
                self.stacks.setdefault(view.person, []).append(view)

    def _new(self, person: str, source: Json) -> View:
        self._check_external_id(source, None)
        self._count += 1
        blocks = with_ids(source["blocks"])
        return View(
            id=f"V{self._count:010d}",
            person=person,
            type=source["type"],
            hash=self._hash(),
            blocks=blocks,
            state_values=state_of(blocks),
            **_plain_fields(source),
        )

    def _put(self, view: View, *, quietly: bool = False) -> View:
        if view.type == "home":
            self.homes[view.person] = view
        else:
            stack = self.stacks[view.person]
            stack[next(i for i, v in enumerate(stack) if v.id == view.id)] = view
        return view if quietly else self._noted(view)

    def _noted(self, view: View) -> View:
        self._changes.note(Change(view.type, view_id=view.id), [view.person])
        return view

    def _hash(self) -> str:
        return f"{int(self._now().timestamp())}.{secrets.token_hex(4)}"

    def _check_external_id(self, source: Json, view_id: str | None) -> None:
        external_id = source.get("external_id")
        other = self.by_id(None, external_id) if external_id else None
        if other is not None and other.id != view_id:
            raise Refused("duplicate_external_id")


def _plain_fields(source: Json) -> dict[str, Any]:
    fields = {n: source[n]["text"] for n in ("title", "submit", "close") if source.get(n)}
    fields = {"title": "", "submit": None, "close": None, **fields}
    for name in ("private_metadata", "callback_id", "external_id"):
        fields[name] = source.get(name) or ""
    for name in ("notify_on_close", "clear_on_close"):
        fields[name] = bool(source.get(name))
    return fields
