"""What has gone wrong, told from the wire and from what was planned; Tend's rows only excuse."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from storage.deliveries import UNASKED
from tests.faults.ledger import Line
from tests.faults.morning import TALK_AT
from tests.faults.outcomes import OUTCOMES
from tests.faults.scenario import Scenario
from tests.people import BERLIN

POISON = 3
TOO_LATE = "too late"
AT_ANY_HOUR = ("reply", "notice")
OPENS, CLOSES = time(9), time(17)
SATURDAY = 5


@dataclass
class Figures:
    """Faults by kind, and how much there was of everything."""

    wrong: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)  # each that is wrong, in words

    def __iadd__(self, other: Figures) -> Figures:
        self.wrong.update(other.wrong)
        self.counts.update(other.counts)
        self.told += other.told
        return self

    def fault(self, kind: str, about: str) -> None:
        self.wrong[kind] += 1
        self.told.append(f"{kind}: {about}")


@dataclass
class Oracle:
    scenario: Scenario
    lines: list[Line]
    secrets: dict[str, tuple[str, ...]]
    withdrawable: str

    def judge(self) -> Figures:
        found = Figures()
        for check in (self._each_once, self._to_whom, self._in_time, self._withdrawn, self._slots):
            for kind, about in check():
                found.fault(kind, f"{about} ({self.scenario.name})")
        found.counts.update(self._counts())
        return found

    # --- what there is -----------------------------------------------------------------------

    def _of(self, what: str) -> list[Line]:
        return [line for line in self.lines if line["what"] == what]

    @cached_property
    def planned(self) -> dict[str, Line]:
        return {line["id"]: line for line in self._of("planned")}

    @cached_property
    def stands(self) -> dict[str, list[Line]]:
        found = defaultdict(list)
        for line in self._of("stands"):
            found[line["delivery"]].append(line)
        return found

    @cached_property
    def rows(self) -> dict[str, Line]:
        return {line["id"]: line for line in self._of("row")}

    @cached_property
    def deaths(self) -> Counter[str]:
        return Counter(line["delivery"] for line in self._of("died"))

    @cached_property
    def deaths_at(self) -> Counter[str]:
        """At whose messages: not every step knows which message it is about."""
        return Counter(line["address"] for line in self._of("died"))

    @cached_property
    def answers(self) -> dict[str, list[str]]:
        """How the requests to send each message went."""
        found = defaultdict(list)
        for line in self._of("asked"):
            found[line["delivery"]].append(line["outcome"])
        return found

    # --- exactly once, or a reason -------------------------------------------------------------

    def _each_once(self) -> Iterator[tuple[str, str]]:
        for id, planned in self.planned.items():
            times, about = len(self.stands[id]), f"{planned['slot']} {id}"
            if times > 1:
                too_late = any(OUTCOMES[name].kind == TOO_LATE for name in self.answers[id])
                yield f"doubled, {TOO_LATE}" if too_late else "doubled", about
            if times == 0 and not self._is_excused(id, planned):
                yield "lost", f"{about} {self.rows.get(id)}"
            if self._is_sent_blindly(id):
                yield "unknown, and sent again", about
        for id in self.stands.keys() - self.planned.keys():
            yield "never planned", id

    def _is_excused(self, id: str, planned: Line) -> bool:
        row = self.rows.get(id)
        state, why = (row["state"], row["why"]) if row else ("", "")
        if state == "skipped" and planned["kind"] == "today" and why == "revoked":
            return self._is_over(TALK_AT.isoformat())  # what it tells of has come
        if state == "skipped" and why == "inactive":
            return planned["address"] in self._not_known
        if state == "skipped":
            return why == "stale" and self._is_over(planned["stale_at"])
        if state == "dead" and why == "poison":
            return self.deaths_at[planned["address"]] >= POISON
        if state == "dead":
            return why in self._codes
        return state == "unknown" and self._cannot_be_looked_for

    def _is_over(self, stale_at: str | None) -> bool:
        """By the end."""
        if stale_at is None:
            return False
        ended = datetime.fromisoformat(max(line["at"] for line in self._of("round")))
        return ended >= datetime.fromisoformat(stale_at)

    @cached_property
    def _codes(self) -> set[str]:
        """What Slack refused for good: a person, or a drawing twice."""
        met = {OUTCOMES[line["outcome"]] for line in self._of("asked")}
        return {one.code for one in met if one.kind in ("person", "unfit, and shortened too")}

    @cached_property
    def _not_known(self) -> set[str]:
        """Of whom Slack said that there is nobody of that id."""
        asked = [line for line in self._of("asked") if line["method"] == "users.info"]
        nobody = ("user_not_found", "user_not_visible")
        return {one["about"] for one in asked if OUTCOMES[one["outcome"]].code in nobody}

    @cached_property
    def _cannot_be_looked_for(self) -> bool:
        looks = ("conversations.open", "conversations.history")
        asked = [line for line in self._of("asked") if line["method"] in looks]
        refused = any(OUTCOMES[line["outcome"]].kind == "person" for line in asked)
        return self.scenario.is_blind or refused

    def _is_sent_blindly(self, id: str) -> bool:
        """Where nobody can look, no request follows one that may have been done."""
        if not self.scenario.is_blind:
            return False
        asked = [OUTCOMES[name] for name in self.answers[id]]
        return any(one.is_ambiguous for one in asked[:-1])

    # --- to whom, when, what -------------------------------------------------------------------

    def _to_whom(self) -> Iterator[tuple[str, str]]:
        for line in self._of("stands"):
            planned = self.planned.get(line["delivery"])
            if planned and planned["address"] != line["address"]:
                yield "wrong person", f"{planned['slot']} stands with {line['address']}"
        for line in (*self._of("stands"), *self._of("redrawn")):
            for secret, readers in self.secrets.items():
                if secret in line["text"] and line["channel"].removeprefix("D") not in readers:
                    yield "wrong person", f"{secret!r} in {line['channel']}"

    def _in_time(self) -> Iterator[tuple[str, str]]:
        a_day: Counter[tuple[str, str]] = Counter()
        for line in self._of("stands"):
            planned, at = self.planned.get(line["delivery"]), datetime.fromisoformat(line["at"])
            if planned is None:
                continue
            local = at.astimezone(ZoneInfo(BERLIN))
            stale_at = planned["stale_at"]
            if stale_at is not None and at >= datetime.fromisoformat(stale_at):
                yield "stale", f"{planned['slot']} at {at}"
            is_open = OPENS <= local.time() < CLOSES and local.weekday() < SATURDAY
            if not is_open and planned["kind"] not in AT_ANY_HOUR:
                yield "out of hours", f"{planned['slot']} at {local}"
            if planned["kind"] in UNASKED and line is self.stands[line["delivery"]][0]:
                a_day[line["address"], f"{local:%F}"] += 1
        for (address, day), times in a_day.items():
            if times > 1:
                yield "burst", f"{times} to {address} on {day}"

    def _withdrawn(self) -> Iterator[tuple[str, str]]:
        """Nothing that was asked of Slack after she had stopped sharing names it, and in the end
        it stands nowhere.
        """
        withdrawn, last = False, dict[str, Line]()
        asked_after: set[str] = set()
        for line in self.lines:
            if line["what"] == "withdrawn":
                withdrawn = True
            if line["what"] == "asked" and withdrawn:
                asked_after.add(line["about"])
            if line["what"] in ("stands", "redrawn"):
                about = line["delivery"] if line["what"] == "stands" else line["ts"]
                last[line["ts"]] = line
                if self.withdrawable in line["text"] and about in asked_after:
                    yield "after withdrawal", f"{line['what']} {about}"
        for ts, line in last.items():
            if withdrawn and self.withdrawable in line["text"] and not self._may_stay(ts):
                yield "after withdrawal", f"stands for good: {ts}"

    def _may_stay(self, ts: str) -> bool:
        """Slack refused to change it, or nobody could find out that it stands."""
        fine = ("done", "lost answer", "lost request")
        redrawn = [line for line in self._of("asked") if line["method"] == "chat.update"]
        kinds = [OUTCOMES[line["outcome"]].kind for line in redrawn if line["about"] == ts]
        if any(kind not in fine for kind in kinds):
            return True
        ids = [line["delivery"] for line in self._of("stands") if line["ts"] == ts]
        if any(OUTCOMES[name].kind == TOO_LATE for id in ids for name in self.answers[id]):
            return True
        row = self.rows.get(ids[0]) if ids else None
        return row is not None and row["state"] in ("unknown", "dead")

    def _slots(self) -> Iterator[tuple[str, str]]:
        """No slot has two messages, and two replies say two things."""
        times = Counter(planned["slot"] for planned in self.planned.values())
        for slot, count in times.items():
            if count > 1:
                yield "doubled", f"{count} for {slot}"

    # --- how much ------------------------------------------------------------------------------

    def _counts(self) -> Iterator[str]:
        for id in self.planned:
            yield "deliveries"
            asked = [OUTCOMES[name] for name in self.answers[id]]
            if self.deaths[id] or any(one.kind != "done" for one in asked):
                yield "faulted"
            row = self.rows.get(id)
            yield f"ended {row['state']}" if row else "ended erased"
        yield from ("kills" for _ in self._of("died"))
        yield "scenarios"
