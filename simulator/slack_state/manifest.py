"""Manifest: what the app's manifest declares; https://docs.slack.dev/reference/app-manifest."""

from collections.abc import Mapping
from typing import Any


class Manifest:
    """The parts of a manifest that the simulator applies.

    Attributes:
        scopes: the bot's OAuth scopes.
        commands: slash commands, each with its should_escape.
        slash_commands: the declarations of the commands.
        shortcuts: callback_id → `global` or `message`; `shortcut_names` has their names.
        events: the bot events subscribed to.
        bot_name: the display name of the bot user.
        is_interactive: whether interactions are sent to the app.
        has_home: whether the app has a Home tab; `has_messages_tab` whether it takes direct messages.
    """

    def __init__(self, raw: Mapping[str, Any]) -> None:
        features = raw.get("features", {})
        settings = raw.get("settings", {})
        self.scopes = frozenset[str](raw.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
        self.commands: dict[str, bool] = {
            each["command"]: each.get("should_escape", False) for each in features.get("slash_commands", ())
        }
        self.slash_commands: tuple[Mapping[str, Any], ...] = tuple(features.get("slash_commands", ()))
        self.shortcuts: dict[str, str] = {
            each["callback_id"]: each["type"] for each in features.get("shortcuts", ())
        }
        self.shortcut_names: dict[str, str] = {
            each["callback_id"]: each.get("name", each["callback_id"])
            for each in features.get("shortcuts", ())
        }
        self.events = frozenset[str](settings.get("event_subscriptions", {}).get("bot_events", ()))
        self.bot_name: str = features.get("bot_user", {}).get("display_name", "bot")
        self.is_interactive: bool = settings.get("interactivity", {}).get("is_enabled", False)
        self.has_home: bool = features.get("app_home", {}).get("home_tab_enabled", False)
        self.has_messages_tab: bool = features.get("app_home", {}).get("messages_tab_enabled", True)
