"""Makes the manifest as Slack's app settings take it; its French words are in `templates/manifest.toml`."""

from typing import Any

from bot.manifest.scopes import OF_METHODS, scopes_of
from bot.rendering.labels import read_toml
from handlers import events as written
from handlers import home, membership_events
from handlers.commands import COMMAND
from handlers.shortcuts import GLOBAL, ON_MESSAGE

Part = dict[str, Any]


def events(*, private: bool = False) -> list[str]:
    public = (*written.EVENTS, *membership_events.EVENTS, home.OPENED)
    return sorted([*public, *(written.PRIVATE_EVENTS if private else ())])


def scopes(*, private: bool = False) -> list[str]:
    """What the bot token must hold."""
    return scopes_of(OF_METHODS, events(private=private), private=private)


def manifest(*, http: str | None = None, private: bool = False) -> Part:
    """The whole of it.

    Args:
        http: the address of the bot, for signed HTTP; None for Socket Mode.
        private: the channels are private ones.
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
