"""Manifest: what the app declared, which is all that Slack sends it and lets it do."""

from collections.abc import Mapping
from typing import Any


class Manifest:
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
