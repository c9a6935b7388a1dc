"""The OAuth scopes that each method requires, by kind of conversation where that matters; https://docs.slack.dev/reference/scopes."""

from collections.abc import Mapping

from simulator.slack_error import SlackError
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import ChannelKind

ANY: Mapping[str, tuple[str, ...]] = {
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.join": ("channels:join",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "usergroups.users.update": ("usergroups:write",),
    "pins.add": ("pins:write",),
    "pins.remove": ("pins:write",),
    "pins.list": ("pins:read",),
    "bookmarks.add": ("bookmarks:write",),
    "reactions.add": ("reactions:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "conversations.open": ("im:write",),
}
"""Method → scopes, one of which is enough."""

_READ: Mapping[ChannelKind, tuple[str, ...]] = {
    "public": ("channels:read",),
    "private": ("groups:read",),
    "im": ("im:read",),
}
_HISTORY: Mapping[ChannelKind, tuple[str, ...]] = {
    "public": ("channels:history",),
    "private": ("groups:history",),
    "im": ("im:history",),
}
_TOPIC: Mapping[ChannelKind, tuple[str, ...]] = {
    "public": ("channels:manage", "channels:write.topic"),
    "private": ("groups:write", "groups:write.topic"),
    "im": ("im:write", "im:write.topic"),
}

BY_KIND: Mapping[str, Mapping[ChannelKind, tuple[str, ...]]] = {
    "conversations.info": _READ,
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
    "conversations.setTopic": _TOPIC,
}
"""Method → kind of conversation → scopes, one of which is enough."""


def require(slack: SlackState, method: str, kind: ChannelKind | None = None) -> None:
    """Raises SlackError(missing_scope) unless the manifest has a scope for the method, in that kind of conversation."""
    needed = ANY.get(method, ()) if kind is None else BY_KIND[method][kind]
    granted = slack.manifest.scopes
    if needed and not granted.intersection(needed):
        extra = {"needed": ",".join(needed), "provided": ",".join(sorted(granted))}
        raise SlackError("missing_scope", f"needs {' or '.join(needed)}", extra=extra)
