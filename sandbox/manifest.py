"""Reading the app's manifest as Slack does when an app is made from it."""

from __future__ import annotations

from typing import Any, TypedDict

from sandbox.shapes import App, Command, Json


class Made(TypedDict):
    """What a manifest says about the app: arguments of World."""

    scopes: set[str]
    commands: list[Command]
    app: App


def made_from(manifest: Json, *, optional_scopes: bool = True, **app: Any) -> Made:
    """`World(..., **made_from(manifest))`; without `optional_scopes` as if they were refused."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    oauth = manifest.get("oauth_config", {}).get("scopes", {})
    home = features.get("app_home", {})
    scopes = {*oauth.get("bot", ()), *(oauth.get("bot_optional", ()) if optional_scopes else ())}
    events = settings.get("event_subscriptions", {}).get("bot_events", ())
    return Made(
        scopes=scopes,
        commands=[_command(command) for command in features.get("slash_commands", ())],
        app=App(
            name=features.get("bot_user", {}).get("display_name", "Tend"),
            home_tab_enabled=home.get("home_tab_enabled", False),
            messages_tab_enabled=home.get("messages_tab_enabled", False),
            events=frozenset(events),
            **app,
        ),
    )


def _command(command: Json) -> Command:
    return Command(
        command["command"],
        command.get("description", ""),
        command.get("usage_hint", ""),
        bool(command.get("should_escape")),
    )
