"""Events about people: profiles that change, and who joins or leaves a channel. They keep authorization up to date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.listeners import Listeners
from handlers.payloads import Body

EVENTS = ("user_change", "member_joined_channel", "member_left_channel")


@dataclass(frozen=True, kw_only=True, slots=True)
class MembershipObserver:
    """Who is told of the events.

    Attributes:
        profile_changed: called with the person, as Slack describes them now.
        joined: called with the channel's id and the person's.
        left: called with the channel's id and the person's.
    """

    profile_changed: Callable[[Mapping[str, Any]], None]
    joined: Callable[[str, str], None]
    left: Callable[[str, str], None]


def register(app: AsyncApp, listeners: Listeners, observer: MembershipObserver) -> None:
    """Registers the listeners of `EVENTS`."""

    async def profile_changed(body: Body) -> None:
        observer.profile_changed(body["event"]["user"])

    async def joined(body: Body) -> None:
        observer.joined(str(body["event"]["channel"]), str(body["event"]["user"]))

    async def left(body: Body) -> None:
        observer.left(str(body["event"]["channel"]), str(body["event"]["user"]))

    for event, handle in zip(EVENTS, (profile_changed, joined, left), strict=True):
        app.event(event)(**listeners.event(handle))
