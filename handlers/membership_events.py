"""Who changed, who came and who went: what the answer to «who may» is kept up with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.listeners import Listeners

Body = Mapping[str, Any]

EVENTS = ("user_change", "member_joined_channel", "member_left_channel")


@dataclass(frozen=True, kw_only=True, slots=True)
class MembershipListeners:
    """Told who has another profile, and who has joined or left which channel."""

    changed: Callable[[str], None]
    joined: Callable[[str, str], None]
    left: Callable[[str, str], None]


def register(app: AsyncApp, listeners: Listeners, membership: MembershipListeners) -> None:
    async def changed(body: Body) -> None:
        membership.changed(str(body["event"]["user"]["id"]))

    async def joined(body: Body) -> None:
        membership.joined(str(body["event"]["channel"]), str(body["event"]["user"]))

    async def left(body: Body) -> None:
        membership.left(str(body["event"]["channel"]), str(body["event"]["user"]))

    for event, listener in zip(EVENTS, (changed, joined, left), strict=True):
        app.event(event)(**listeners.event(listener))
