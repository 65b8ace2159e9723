"""What whoever imports a roster reads: line numbers and counts, never a name or an address."""

from __future__ import annotations

from collections.abc import Sequence

from care.roster import GROUP_LONGEST, MOST_BYTES, MOST_LINES, Column, Flaw

WHO = {Column.PERSON: "the person", Column.LEADER: "the leader", Column.GROUP: "the group"}
SHOWN = 100  # problems; the rest is counted


def problem(flaw: Flaw, line: int, column: Column | None, other: int) -> str:
    sentence = _sentence(flaw, WHO[column or Column.PERSON], other)
    return f"Line {line}: {sentence}" if line else sentence[:1].upper() + sentence[1:]


def _sentence(flaw: Flaw, who: str, other: int) -> str:
    """A sentence for each flaw, to stand after the number of its line."""
    return {
        Flaw.TOO_LARGE: f"the file is larger than {MOST_BYTES // 1_000_000} MB.",
        Flaw.TOO_MANY_LINES: f"the file has more than {MOST_LINES:,} lines. Please divide it.",
        Flaw.NOT_TEXT: "this is not a text file. Save the table as CSV (UTF-8).",
        Flaw.NOT_UTF8: "this is not UTF-8. Save the table as CSV (UTF-8).",
        Flaw.EMPTY: "there is nobody in this file.",
        Flaw.NO_HEADER: "the first line has to name the columns: person, leader, and if you like "
        "group.",
        Flaw.HEADER_TWICE: f"{who} has two columns.",
        Flaw.QUOTES: "a cell with quotation marks does not end.",
        Flaw.TOO_MANY_CELLS: "there are more cells than columns.",
        Flaw.MISSING: f"{who} is missing.",
        Flaw.MALFORMED: f"{who} is neither a member id (U012AB3CD) nor an e-mail address.",
        Flaw.GROUP_TOO_LONG: f"the group is longer than {GROUP_LONGEST} characters.",
        Flaw.GROUP_FORMULA: "the group begins like a formula.",
        Flaw.UNKNOWN: f"{who} is not known here.",
        Flaw.LEFT: f"{who} has left this workspace.",
        Flaw.BOT: f"{who} is a bot.",
        Flaw.GUEST: f"{who} is a guest. Tend is for colleagues of this workspace.",
        Flaw.EXTERNAL: f"{who} belongs to another organisation.",
        Flaw.SELF: "nobody can be their own leader.",
        Flaw.REPEATED: f"the same two people stand in line {other}.",
        Flaw.TWO_GROUPS: f"line {other} gives the same person another group.",
    }[flaw]


def and_more(count: int) -> str:
    return f"And {count:,} more."


REFUSED = "Nothing was changed."
NOTHING_NEW = "Nothing new."
REHEARSED = "This was a dry run: nothing was changed."
ASKED = "Each leader is asked once whether it is so; before their yes no nudge comes of it."
NO_EMAIL_SCOPE = (
    "Slack does not let Tend look people up by e-mail address. Add the optional scope "
    "users:read.email to the app and install it again, or write member ids (docs/importing.md)."
)


NO_PROFILE_SCOPE = (
    "Slack does not let Tend read profile fields. Add the optional scope users.profile:read to the "
    "app and install it again, or leave TEND_MANAGER_FIELD empty (docs/importing.md)."
)
NO_GRAPH = (
    "Microsoft Graph does not let Tend read who leads whom, or who somebody is. An admin of the "
    "tenant may grant User.Read.All to the app; a file does without it (docs/importing.md)."
)
NO_MANAGER_FIELD = (
    "TEND_MANAGER_FIELD is not set: name the profile field that says who leads somebody "
    "(docs/importing.md)."
)
ONE_SOURCE = "Give a file, or --from-profiles, and not both."
STOPPING = "Tend is being stopped."


def no_such_field(name: str) -> str:
    return f"Slack's profiles here have no field “{name}” that names people (TEND_MANAGER_FIELD)."


def unfit(count: int) -> str:
    if count == 1:
        return "1 profile names somebody who cannot lead here; it was passed over."
    return f"{count:,} profiles name somebody who cannot lead here; they were passed over."


def no_answer(code: str) -> str:
    return f"The platform did not say who is meant ({code}). Nothing was changed; please try again."


def added(count: int, lines: Sequence[int], rehearsed: bool) -> str:
    pairs = "1 new pair" if count == 1 else f"{count:,} new pairs"
    verb = "Would add" if rehearsed else "Added"
    return f"{verb} {pairs} of a leader and a report{_at(lines)}."


def again(count: int, lines: Sequence[int], rehearsed: bool) -> str:
    pairs = "1 pair" if count == 1 else f"{count:,} pairs"
    verb = "Would begin" if rehearsed else "Began"
    return f"{verb} {pairs} again that an earlier list had ended{_at(lines)}."


def ended(count: int, lines: Sequence[int], rehearsed: bool) -> str:
    pairs = "1 pair" if count == 1 else f"{count:,} pairs"
    verb = "Would end" if rehearsed else "Ended"
    return f"{verb} {pairs} of an earlier list, since somebody else leads there now{_at(lines)}."


def kept(count: int) -> str:
    if count == 1:
        return "1 other pair stays: the two named each other themselves."
    return f"{count:,} other pairs stay: those people named each other themselves."


def grouped(count: int, lines: Sequence[int], rehearsed: bool) -> str:
    people = "1 person" if count == 1 else f"{count:,} people"
    verb = "Would set" if rehearsed else "Set"
    return f"{verb} the group of {people}{_at(lines)}."


def known(count: int) -> str:
    return "1 pair was known already." if count == 1 else f"{count:,} pairs were known already."


def circle(lines: Sequence[int]) -> str:
    where = numbers(lines) if any(lines) else "who leads whom"
    return f"Please check {where}: somebody there leads their own leader in the end."


def more_columns(count: int) -> str:
    return "1 other column was not read." if count == 1 else f"{count} other columns were not read."


def _at(lines: Sequence[int]) -> str:
    """Where it stands; what comes from no file stands nowhere."""
    return f": {numbers(lines)}" if any(lines) else ""


def numbers(lines: Sequence[int]) -> str:
    """ "line 2", "lines 2, 5 to 9" """
    stretches: list[list[int]] = []
    for line in sorted(lines):
        if stretches and line == stretches[-1][-1] + 1:
            stretches[-1] = [stretches[-1][0], line]
        else:
            stretches.append([line])
    written = ", ".join(" to ".join(str(end) for end in stretch) for stretch in stretches)
    return f"{'line' if len(lines) == 1 else 'lines'} {written}"
