"""The Slack app's manifest: exactly what the listeners register and what the courier calls."""

from collections.abc import Mapping
from typing import Any

from handlers.commands import COMMAND
from handlers.events import EVENTS, PRIVATE_EVENTS
from handlers.shortcuts import GLOBAL, ON_MESSAGE

METHOD_SCOPES: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history",),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history",),
    "conversations.setTopic": ("channels:manage",),
    "usergroups.users.update": ("usergroups:write",),
    "users.info": ("users:read",),
    "users.lookupByEmail": ("users:read", "users:read.email"),
    "views.open": (),
    "views.update": (),
}
"""Every Web API method that is called, with the scopes it needs."""

DIRECT_MESSAGES = ("im:history",)
"""To look for a doubtful word in a person's direct messages."""

PRIVATE_SCOPES = ("groups:history", "groups:write")


def scopes(*, private: bool = False) -> list[str]:
    wanted = {"commands", *DIRECT_MESSAGES, *(s for needed in METHOD_SCOPES.values() for s in needed)}
    return sorted(wanted | set(PRIVATE_SCOPES if private else ()))


def manifest(*, http: str | None = None, private: bool = False) -> dict[str, Any]:
    """As Slack's app settings take it.

    Args:
        http: the address of the bot, for signed HTTP; None for Socket Mode.
        private: the channels are private ones.
    """
    address = {"url": f"{http.rstrip('/')}/slack/events"} if http else {}
    request = {"request_url": address["url"]} if http else {}
    interactivity: dict[str, Any] = {"is_enabled": True, **request}
    if http:
        interactivity["message_menu_options_url"] = address["url"]
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "LINA",
            "description": "Les appels des clients : un fil par appel, le niveau 2 après dix minutes, un compte rendu.",
            "background_color": "#1f3a5f",
        },
        "features": {
            "bot_user": {"display_name": "lina", "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Les appels des clients",
                    "usage_hint": "appel acme imprimante HS",
                    "should_escape": True,
                    **address,
                }
            ],
            "shortcuts": [
                {
                    "name": "Nouvel appel",
                    "type": "global",
                    "callback_id": GLOBAL,
                    "description": "Ouvre l’appel d’un client",
                },
                {
                    "name": "Ouvrir un appel",
                    "type": "message",
                    "callback_id": ON_MESSAGE,
                    "description": "Ouvre un appel avec le texte de ce message",
                },
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes(private=private)}},
        "settings": {
            "event_subscriptions": {
                **request,
                "bot_events": sorted([*EVENTS, *(PRIVATE_EVENTS if private else ())]),
            },
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": http is None,
            "token_rotation_enabled": False,
        },
    }
