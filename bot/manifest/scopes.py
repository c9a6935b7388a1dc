"""The scopes that Slack asks for: of each Web API method that is called, and of each event that is listened to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """`always`, and what the same costs in private channels and in direct messages."""

    always: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()


NOTHING = Needs()
READS = Needs(always=("channels:read",), private=("groups:read",))
HISTORY = Needs(always=("channels:history",), private=("groups:history",))

OF_METHODS: Mapping[str, Needs] = {
    "apps.connections.open": NOTHING,  # the app-level token's own scope, connections:write
    "auth.test": NOTHING,
    "chat.postEphemeral": Needs(always=("chat:write",)),
    "chat.postMessage": Needs(always=("chat:write",)),
    "chat.delete": Needs(always=("chat:write",)),
    "chat.update": Needs(always=("chat:write",)),
    "conversations.history": Needs(
        always=("channels:history",), private=("groups:history",), direct=("im:history",)
    ),
    "conversations.info": READS,
    "conversations.members": READS,
    "conversations.open": Needs(always=("im:write",)),
    "conversations.replies": HISTORY,
    "conversations.setTopic": Needs(always=("channels:manage",), private=("groups:write",)),
    "usergroups.list": Needs(always=("usergroups:read",)),
    "usergroups.users.update": Needs(always=("usergroups:write",)),
    "users.info": Needs(always=("users:read",)),
    "users.lookupByEmail": Needs(always=("users:read", "users:read.email")),
    "views.open": NOTHING,
    "views.publish": NOTHING,
    "views.update": NOTHING,
}

OF_EVENTS: Mapping[str, Needs] = {
    "app_home_opened": NOTHING,
    "member_joined_channel": READS,
    "member_left_channel": READS,
    "message.channels": Needs(always=("channels:history",)),
    "message.groups": Needs(private=("groups:history",)),
    "user_change": Needs(always=("users:read",)),
}


def scopes_of(methods: Iterable[str], events: Iterable[str], *, private: bool) -> list[str]:
    """What the bot token must hold, sorted.

    Raises:
        KeyError: a method or an event whose scopes nobody has written down.
    """
    needs = [*(OF_METHODS[name] for name in methods), *(OF_EVENTS[name] for name in events)]
    wanted = {"commands"}
    for need in needs:
        wanted.update(need.always, need.direct, need.private if private else ())
    return sorted(wanted)
