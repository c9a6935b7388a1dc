"""Who is in the bot's channels: read once, kept by Slack's events, and read again now and then: events may be lost."""

import asyncio
from collections.abc import Iterable, Mapping

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import slack_error

log = structlog.get_logger(__name__)

PAGE = 200
TIME_LIMIT = 5.0


class SlackMembership:
    """`refresh` never raises: a channel that Slack does not tell keeps what was known of it, which may be nothing."""

    def __init__(self, client: AsyncWebClient, channels: Iterable[str]) -> None:
        self._client = client
        self._members: dict[str, set[str] | None] = dict.fromkeys(channels)

    @property
    def channels(self) -> dict[str, tuple[str, ...]]:
        """The members of each channel that is known, in order."""
        return {
            channel: tuple(sorted(members))
            for channel, members in sorted(self._members.items())
            if members is not None
        }

    @property
    def everybody(self) -> set[str]:
        """The Slack ids of who is in any of the channels."""
        return {person for members in self._members.values() for person in members or ()}

    def includes(self, person: str) -> bool | None:
        """Whether the person is in one of the channels; None when the one that Slack does not tell may be theirs."""
        known = [members for members in self._members.values() if members is not None]
        if any(person in members for members in known):
            return True
        return False if len(known) == len(self._members) else None

    def in_channel(self, channel: str, person: str) -> bool | None:
        """Whether the person is in that channel; None while Slack does not tell."""
        members = self._members.get(channel)
        return None if members is None else person in members

    def remember(self, channels: Mapping[str, Iterable[str]]) -> None:
        """Takes up what was known earlier of the channels of which nothing is known yet."""
        for channel, members in channels.items():
            if channel in self._members and self._members[channel] is None:
                self._members[channel] = set(members)

    def joined(self, channel: str, person: str) -> None:
        members = self._members.get(channel)
        if members is not None:
            members.add(person)

    def left(self, channel: str, person: str) -> None:
        members = self._members.get(channel)
        if members is not None:
            members.discard(person)

    async def refresh(self) -> bool:
        """Asks Slack for the members of each channel; whether it told all of them."""
        return all(await asyncio.gather(*(self._refresh(channel) for channel in self._members)))

    async def _refresh(self, channel: str) -> bool:
        try:
            async with asyncio.timeout(TIME_LIMIT):
                self._members[channel] = await members_of(self._client, channel)
        except Exception as error:  # noqa: BLE001  # whatever it is, the desk goes on
            log.warning("members unknown", channel=channel, error=slack_error(error).error)
            return False
        return True


async def members_of(client: AsyncWebClient, channel: str) -> set[str]:
    """All of them, page by page; raises what the client raises."""
    members: set[str] = set()
    cursor: str | None = None
    while True:
        page = await client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        members.update(page["members"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return members
