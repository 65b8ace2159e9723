"""The settings of one workspace, or of many, and never a mixture."""

from __future__ import annotations

import pytest

from bot import settings
from bot.settings import Settings, SettingsError

MANY = {
    "TEND_SLACK_CLIENT_ID": "1.2",
    "TEND_SLACK_CLIENT_SECRET": "hush-hush",
    "SLACK_SIGNING_SECRET": "shhh",
}


def read(**more: str) -> Settings:
    return settings.read({**MANY, **more}, needs_ears=True)


def test_for_many_no_bot_token_is_needed() -> None:
    found = read(TEND_PUBLIC_URL="https://tend.example.com")
    assert found.many and found.public_url == "https://tend.example.com"
    assert "hush-hush" not in repr(found)


def test_for_one_the_bot_token_is_needed_as_before() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({"SLACK_SIGNING_SECRET": "shhh"}, needs_ears=True)
    assert [one.partition(" ")[0] for one in refused.value.problems] == ["SLACK_BOT_TOKEN"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "leave one of them empty"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "leave SLACK_APP_TOKEN empty"),
        ({"TEND_ADMINS": "U012AB3CD"}, "leave TEND_ADMINS empty"),
        ({"TEND_SLACK_CLIENT_SECRET": ""}, "belong together"),
        ({"TEND_SLACK_CLIENT_ID": "", "SLACK_BOT_TOKEN": "xoxb-1"}, "belong together"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
        ({"TEND_PUBLIC_URL": "http://tend.example.com"}, "TEND_PUBLIC_URL is malformed"),
        ({"TEND_PUBLIC_URL": "tend.example.com"}, "TEND_PUBLIC_URL is malformed"),
        ({"TEND_PUBLIC_URL": "https://tend.example.com?x=1"}, "TEND_PUBLIC_URL is malformed"),
    ],
)
def test_a_mixture_is_refused_in_words(more: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**more)
    assert [one for one in refused.value.problems if words in one]
