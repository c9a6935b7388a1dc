"""Scopes: what a bot token must hold for each method, by kind of conversation where that matters."""

from collections.abc import Mapping

from simulator.refusal import Refusal
from simulator.workspace import Kind
from simulator.world import World

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

_READ: Mapping[Kind, tuple[str, ...]] = {
    "public": ("channels:read",),
    "private": ("groups:read",),
    "im": ("im:read",),
}
_HISTORY: Mapping[Kind, tuple[str, ...]] = {
    "public": ("channels:history",),
    "private": ("groups:history",),
    "im": ("im:history",),
}
_TOPIC: Mapping[Kind, tuple[str, ...]] = {
    "public": ("channels:manage", "channels:write.topic"),
    "private": ("groups:write", "groups:write.topic"),
    "im": ("im:write", "im:write.topic"),
}

BY_KIND: Mapping[str, Mapping[Kind, tuple[str, ...]]] = {
    "conversations.info": _READ,
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
    "conversations.setTopic": _TOPIC,
}
"""Method → kind of conversation → scopes of which one is enough."""


def require(world: World, method: str, kind: Kind | None = None) -> None:
    needed = ANY.get(method, ()) if kind is None else BY_KIND[method][kind]
    held = world.manifest.scopes
    if needed and not held.intersection(needed):
        told = {"needed": ",".join(needed), "provided": ",".join(sorted(held))}
        raise Refusal("missing_scope", f"needs {' or '.join(needed)}", extra=told)
