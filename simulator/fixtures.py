"""Fixtures: the people, channels and user groups that a workspace starts with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonFixture:
    """A member of the workspace; https://docs.slack.dev/reference/objects/user-object.

    Attributes:
        id: the user id, such as U0123.
        name: the display name.
        real_name: the full name; "" for the display name.
        email: the address; "" for none.
        tz: an IANA time zone, in which the person picks and reads times.
        deleted: whether the account is deactivated.
        is_bot: whether it is a bot user.
        is_restricted: whether it is a guest; `is_ultra_restricted` a guest of one channel.
        is_stranger: whether it belongs to another organisation, with which a channel is shared (Slack Connect).
        team_id: the person's own workspace; "" for the simulated one, or for another where `is_stranger`.
        enterprise_id: the enterprise of that workspace (Enterprise Grid); "" for none.
        locale: an IETF language tag.
        title: the job title in the profile.
        phone: the telephone number in the profile; "" for none.
    """

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
    team_id: str = ""
    enterprise_id: str = ""
    locale: str = "fr-FR"
    title: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ChannelFixture:
    """A channel.

    Attributes:
        id: the channel id, such as C0123.
        name: the name, without the #.
        members: the user ids of its members, without the bot.
        is_private: whether only members see it.
        is_archived: whether nobody can post in it.
        topic: its topic.
    """

    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    is_archived: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class GroupFixture:
    """A user group.

    Attributes:
        id: the group id, such as S0123.
        handle: what it is mentioned by, without the @.
        name: its title.
        users: the user ids of its members.
        writable: whether the workspace allows the bot to change its members.
    """

    id: str
    handle: str
    name: str
    users: tuple[str, ...]
    writable: bool = True


@dataclass(frozen=True, slots=True)
class WorkspaceFixture:
    """A workspace at its start.

    Attributes:
        people: its members, without the app's bot user.
        channels: its channels.
        groups: its user groups.
        team_id: the workspace's id.
        team_name: the workspace's name.
        domain: the first part of its address, `<domain>.slack.com`.
        bot_channels: the ids of the channels that the bot is a member of; None for all.
        enterprise_id: the enterprise that the workspace belongs to (Enterprise Grid); "" for none.
    """

    people: tuple[PersonFixture, ...]
    channels: tuple[ChannelFixture, ...]
    groups: tuple[GroupFixture, ...] = ()
    team_id: str = "T0LINA"
    team_name: str = "LINA"
    domain: str = "lina"
    bot_channels: tuple[str, ...] | None = None
    enterprise_id: str = ""
