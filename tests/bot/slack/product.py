"""A little product of its own, so that the adapter is tested without the real one."""

from __future__ import annotations

from enum import StrEnum

from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    ChoicesField,
    Confirm,
    DateField,
    Divider,
    Do,
    Facts,
    Form,
    Heading,
    LineField,
    Link,
    Open,
    Option,
    PeopleField,
    Person,
    PersonField,
    Strong,
    Text,
    TimeField,
    Typed,
    View,
)


class Action(StrEnum):
    WE_TALKED = "we_talked"
    ERASE = "erase"


class Name(StrEnum):
    GOAL = "goal"
    PLAN = "plan"


def invitation(typed: str = "Learn to weld") -> View:
    ask_first = Confirm("Erase it?", "It cannot be brought back.", "Erase", "Keep")
    return View(
        summary=("An invitation about ", Person("U0ANA")),
        parts=(
            Heading("This week"),
            Text((Person("U0ANA"), " shared a ", Strong("goal"), " & hopes you ask:")),
            Typed(typed),
            Facts((("Last talk", "3 weeks ago"), ("Rhythm", "every 2 weeks"))),
            Buttons(
                (
                    Button("We talked", Do(Action.WE_TALKED, "n1"), style="primary"),
                    Button("Plan it", Open(Name.PLAN, "n1")),
                    Button("Erase", Do(Action.ERASE, "n1"), style="danger", confirm=ask_first),
                    Button("Read more", Link("https://tend.example/why")),
                )
            ),
            Divider(),
            Text(("Only you see this.",), quiet=True),
        ),
    )


def plain_view(words: str = "Recorded.") -> View:
    return View(summary=(words,), parts=(Text((words,)),))


def goal_form(title: str = "", about: str = "i1") -> Form:
    return Form(
        name=Name.GOAL,
        title="A goal",
        id=about,
        submit="Save",
        parts=(
            Text(("Nobody sees it until you press Share.",)),
            LineField("title", "Title", value=title, longest=120),
            LineField("details", "Details", "If you like", True, "", 1000, several_lines=True),
            ChoiceField("kind", "Kind", options=_options("work", "personal"), value="work"),
            ChoiceField("topic", "Topic", options=_options(*map(str, range(12))), value="3"),
            ChoicesField("days", "Days", options=_options("mon", "tue"), values=("tue",)),
            ChoicesField("weeks", "Weeks", optional=True, options=_options(*map(str, range(11)))),
            DateField("day", "Day", value="2026-11-23"),
            TimeField("time", "Time", value="09:30"),
            PersonField("leader", "Leader", value="U0MAYA"),
            PeopleField("team", "Team", values=("U0ANA", "U0BEN")),
        ),
    )


def _options(*names: str) -> tuple[Option, ...]:
    return tuple(Option(name, name.title(), f"About {name}") for name in names)
