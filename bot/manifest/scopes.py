"""The scopes that each Web API method and each event needs, from their pages in https://docs.slack.dev/reference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredScopes:
    """The scopes that a method or an event needs.

    Attributes:
        always: in public channels, and where there is no channel.
        private: in private channels, besides.
        direct: in direct messages, besides.
    """

    always: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()


NO_SCOPES = RequiredScopes()
READ_CHANNELS = RequiredScopes(always=("channels:read",), private=("groups:read",))
READ_HISTORY = RequiredScopes(always=("channels:history",), private=("groups:history",))

OF_METHODS: Mapping[str, RequiredScopes] = {
    "apps.connections.open": NO_SCOPES,  # the app-level token's own scope, connections:write
    "auth.test": NO_SCOPES,
    "chat.postEphemeral": RequiredScopes(always=("chat:write",)),
    "chat.postMessage": RequiredScopes(always=("chat:write",)),
    "chat.delete": RequiredScopes(always=("chat:write",)),
    "chat.update": RequiredScopes(always=("chat:write",)),
    "conversations.history": RequiredScopes(
        always=("channels:history",), private=("groups:history",), direct=("im:history",)
    ),
    "conversations.info": READ_CHANNELS,
    "conversations.members": READ_CHANNELS,
    "conversations.open": RequiredScopes(always=("im:write",)),
    "conversations.replies": READ_HISTORY,
    "conversations.setTopic": RequiredScopes(always=("channels:manage",), private=("groups:write",)),
    "files.completeUploadExternal": RequiredScopes(always=("files:write",)),
    "files.getUploadURLExternal": RequiredScopes(always=("files:write",)),
    "usergroups.list": RequiredScopes(always=("usergroups:read",)),
    "usergroups.users.update": RequiredScopes(always=("usergroups:write",)),
    "users.info": RequiredScopes(always=("users:read",)),
    "users.list": RequiredScopes(always=("users:read",)),
    "users.lookupByEmail": RequiredScopes(always=("users:read", "users:read.email")),
    "views.open": NO_SCOPES,
    "views.publish": NO_SCOPES,
    "views.update": NO_SCOPES,
}

OF_EVENTS: Mapping[str, RequiredScopes] = {
    "app_home_opened": NO_SCOPES,
    "member_joined_channel": READ_CHANNELS,
    "member_left_channel": READ_CHANNELS,
    "message.channels": RequiredScopes(always=("channels:history",)),
    "message.groups": RequiredScopes(private=("groups:history",)),
    "user_change": RequiredScopes(always=("users:read",)),
}


def scopes_of(methods: Iterable[str], events: Iterable[str], *, private: bool) -> list[str]:
    """Returns the scopes for these methods and events, sorted.

    Raises:
        KeyError: a method or an event that the tables above lack.
    """
    needs = [*(OF_METHODS[name] for name in methods), *(OF_EVENTS[name] for name in events)]
    wanted = {"commands"}
    for need in needs:
        wanted.update(need.always, need.direct, need.private if private else ())
    return sorted(wanted)
