"""Seeds: the people, channels and groups that a workspace starts with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonFixture:
    """A member of the workspace; `name` is the display name, `title` what the profile says they do."""

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    tz: str = "Europe/Paris"
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    locale: str = "fr-FR"
    title: str = ""


@dataclass(frozen=True, slots=True)
class ChannelFixture:
    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    is_archived: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class GroupFixture:
    """A user group; `writable` says whether the workspace lets the bot change it."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...]
    writable: bool = True


@dataclass(frozen=True, slots=True)
class WorkspaceFixture:
    """The app's own bot user joins by itself, in `bot_channels` (all of them when None)."""

    people: tuple[PersonFixture, ...]
    channels: tuple[ChannelFixture, ...]
    groups: tuple[GroupFixture, ...] = ()
    team_id: str = "T0LINA"
    team_name: str = "LINA"
    domain: str = "lina"
    bot_channels: tuple[str, ...] | None = None
