"""Keeps who is who up to date: read from the store at the start, from Slack at once, after each gap and regularly."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from bot.delivery.membership import SlackMembership
from bot.delivery.people import SlackPeople
from bot.domain.ports import PeopleRoster, RosterStore, StoreUnwritableError

log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class RosterKeeper:
    """Reads people and memberships from Slack and keeps them in the store. No method raises.

    Attributes:
        people: the profiles.
        membership: who is in the bot's channels.
        store: where both are kept between two starts.
        named: Slack ids that are known whether or not they are in a channel: the rota's members, the lead.
    """

    people: SlackPeople
    membership: SlackMembership
    store: RosterStore
    named: Iterable[str] = ()
    _stored: PeopleRoster = field(default_factory=PeopleRoster, init=False)
    _refreshing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def load(self) -> None:
        """Takes up what an earlier bot knew."""
        try:
            self._stored = await self.store.roster()
        except StoreUnwritableError as error:
            log.warning("people of an earlier start unknown", error=str(error))
            return
        self.people.remember(self._stored.people.values())
        self.membership.remember(self._stored.channels)

    async def refresh(self) -> bool:
        """Asks Slack for everybody; whether Slack answered all of it. What it does not tell stays as it was."""
        async with self._refreshing:
            told = await self.membership.refresh()
            wanted = self.membership.everybody | self.people.known | set(self.named)
            told &= await self.people.refresh(wanted)
            await self.save()
            return told

    async def save(self) -> None:
        """Writes down what is known, if it is news."""
        roster = PeopleRoster(people=dict(self.people.profiles), channels=self.membership.channels)
        if roster == self._stored:
            return
        try:
            await self.store.save_roster(roster)
        except StoreUnwritableError as error:
            log.warning("people not written down", error=str(error))
        else:
            self._stored = roster
