"""`tend report`: what the admins were told, as text, JSON, and one file that needs no network."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from bot.views import organisation as views
from bot.views import organisation_page
from bot.wording import organisation as words
from care.organisation import Silent
from storage.months import Month


def month(number: int, **more: object) -> Month:
    figures = {
        "taking_part": {"value": 45},
        "talks": {"value": 1.5 + number % 3 / 2, "give_or_take": 0.5},
        "unprompted": {"value": 0.55, "give_or_take": 0.1},
        "answered": {"value": 0.7, "give_or_take": 0.1},
        "stopped": {"value": 0.01, "give_or_take": 0.02},
        "landed": {"band": "some"},
        "effect": {"value": 0.08, "low": 0.02, "high": 0.14},
    }
    page = {"figures": figures, "halved": False, **more}
    return Month(date(2026, number, 1), datetime(2026, number + 1, 1, 9, tzinfo=UTC), page, {})


YEAR = [month(number) for number in range(1, 12)]


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_as_text_each_month_has_each_figure_in_words() -> None:
    said = "\n".join(views.lines(YEAR))
    assert said.count("in figures") == 11
    assert "Talks for each person: about 2 in the month, give or take 0.5." in said
    assert "after a hundred nudges +8 people" in said and "between +2 and +14" in said


def test_an_effect_that_may_be_nothing_says_so() -> None:
    one = {"value": 0.03, "low": -0.05, "high": 0.11}
    assert views.figure("effect", one).endswith("it may be nothing")


@pytest.mark.parametrize("why", list(Silent))
def test_each_reason_for_silence_has_words(why: Silent) -> None:
    if why is not Silent.PAUSED:
        assert views.figure("talks", {"silent": why})
    else:
        paused = Month(date(2026, 3, 1), YEAR[0].made_at, {"silent": why}, {})
        assert views.sentences(paused) == [words.PAUSED]


def test_what_is_silent_for_the_same_reason_is_said_once() -> None:
    few = {"silent": str(Silent.FEW_PEOPLE)}
    figures = {**YEAR[0].page["figures"], "talks": few, "answered": few, "landed": few}
    said = views.sentences(Month(date(2026, 3, 1), YEAR[0].made_at, {"figures": figures}, {}))
    about = [line for line in said if "fewer than 10" in line]
    assert len(about) == 1 and len(said) == len(words.ORDER) - 2
    for name in ("talks", "answered", "landed"):
        assert words.NAMES[name] in about[0]


def test_as_json_it_is_what_was_kept() -> None:
    told = json.loads(json.dumps(views.as_json(YEAR)))
    assert told["format"] == "tend-organisation"
    assert [one["month"] for one in told["months"]][:2] == ["2026-01", "2026-02"]
    assert told["months"][0]["figures"] == YEAR[0].page["figures"]


def test_before_the_first_month_it_says_when_there_will_be_one() -> None:
    assert views.lines([]) == [words.NO_MONTH]
    assert words.NO_MONTH in organisation_page.html([])


def test_the_file_asks_no_network_for_anything_and_runs_nothing() -> None:
    page = organisation_page.html(YEAR)
    tags = Tags(page).found
    assert {name for name, _ in tags} & {"script", "link", "img", "iframe"} == set()
    references = [value or "" for _, has in tags for name, value in has.items() if "href" in name]
    assert all(one.startswith("#") for one in references), "within the file alone"
    assert not re.search(r"url\((?!#)|@import", page)


def test_whoever_cannot_see_the_plots_reads_them() -> None:
    tags = Tags(organisation_page.html(YEAR)).found
    labels = [has["aria-label"] or "" for name, has in tags if name == "figure"]
    assert len(labels) == len(words.ORDER) - 1  # what is told in bands has no plot
    assert all("2026-01" in label and "2026-11" in label for label in labels)
    assert all(has.get("aria-hidden") == "true" for name, has in tags if name == "svg")


def test_no_id_stands_twice() -> None:
    ids = [has["id"] for _, has in Tags(organisation_page.html(YEAR)).found if "id" in has]
    assert len(ids) == len(set(ids))


def test_the_same_months_make_the_same_file() -> None:
    assert organisation_page.html(YEAR) == organisation_page.html(YEAR)
