"""Builds the manifest; its French texts are in `templates/manifest.toml`.

Slack's page: https://docs.slack.dev/reference/app-manifest.
"""

from typing import Any

from bot.manifest.scopes import OF_METHODS, scopes_of
from bot.rendering.labels import read_toml
from handlers import events as message_events
from handlers import home, membership_events
from handlers.commands import COMMAND
from handlers.shortcuts import GLOBAL, ON_MESSAGE

Part = dict[str, Any]


def events(*, private: bool = False) -> list[str]:
    """Returns the events that the bot subscribes to, sorted; with `private`, those of private channels too."""
    public = (*message_events.EVENTS, *membership_events.EVENTS, home.OPENED)
    return sorted([*public, *(message_events.PRIVATE_EVENTS if private else ())])


def scopes(*, private: bool = False) -> list[str]:
    """Returns the scopes that the bot token needs, sorted."""
    return scopes_of(OF_METHODS, events(private=private), private=private)


def manifest(*, http: str | None = None, private: bool = False) -> Part:
    """Returns the whole manifest.

    Args:
        http: the address at which Slack reaches the bot; None for Socket Mode.
        private: whether the channels are private ones.
    """
    address = f"{http.rstrip('/')}/slack/events" if http else None
    words = read_toml("manifest.toml")
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": words["name"],
            "description": words["description"],
            "background_color": "#1f3a5f",
        },
        "features": _features(words, address),
        "oauth_config": {"scopes": {"bot": scopes(private=private)}},
        "settings": _settings(address, private=private),
    }


def _features(words: Part, address: str | None) -> Part:
    command = {"command": COMMAND, **words["command"], "should_escape": True}
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": words["bot"], "always_online": True},
        "slash_commands": [command | ({"url": address} if address else {})],
        "shortcuts": [
            {"type": "global", "callback_id": GLOBAL, **words["shortcut"][GLOBAL]},
            {"type": "message", "callback_id": ON_MESSAGE, **words["shortcut"][ON_MESSAGE]},
        ],
    }


def _settings(address: str | None, *, private: bool) -> Part:
    request = {"request_url": address} if address else {}
    menus = {"message_menu_options_url": address} if address else {}
    return {
        "event_subscriptions": {**request, "bot_events": events(private=private)},
        "interactivity": {"is_enabled": True, **request, **menus},
        "org_deploy_enabled": False,
        "socket_mode_enabled": address is None,
        "token_rotation_enabled": False,
    }
