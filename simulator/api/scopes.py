"""Scopes: what a bot token must hold for each method, by kind of conversation where that matters."""

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
"""Method → scopes of which one is enough."""

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
"""Method → kind of conversation → scopes of which one is enough."""


def require(slack: SlackState, method: str, kind: ChannelKind | None = None) -> None:
    needed = ANY.get(method, ()) if kind is None else BY_KIND[method][kind]
    held = slack.manifest.scopes
    if needed and not held.intersection(needed):
        told = {"needed": ",".join(needed), "provided": ",".join(sorted(held))}
        raise SlackError("missing_scope", f"needs {' or '.join(needed)}", extra=told)
