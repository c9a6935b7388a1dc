"""Who may: full members of the workspace who are in one of the channels, and account managers."""

import asyncio
from collections.abc import Iterator

import structlog

from bot.domain.policy import Policy
from bot.domain.ports import Clients, Membership, People, UserProfile
from bot.domain.refusals import NotAMember, NotInTheChannels

log = structlog.get_logger(__name__)

PATIENCE = 0.5
"""Seconds that an unknown person may cost the acknowledgement; the answer is kept for their next click."""


class Access:
    """Costs no request once a person is known. What Slack cannot tell is decided for the person, never for a guest."""

    def __init__(
        self,
        *,
        people: People,
        membership: Membership,
        clients: Clients,
        policy: Policy,
        patience: float = PATIENCE,
    ) -> None:
        self._people = people
        self._membership = membership
        self._clients = clients
        self._policy = policy
        self._patience = patience
        self._asking: dict[str, asyncio.Task[UserProfile | None]] = {}

    async def authorize(self, id: str) -> None:
        """Returns for who may.

        Raises:
            NotAMember: a guest, someone from another workspace, an account that is gone, a bot.
            NotInTheChannels: a member who has nothing to do with the service.
        """
        person = await self._person(id)
        if person and (person.gone or person.guest or person.bot):
            raise NotAMember
        included = self._membership.includes(id)
        if included is False and not await self._manages(id, person):
            raise NotInTheChannels
        if person is None or included is None:
            log.warning("admitted untold", person=id, known=person is not None, included=included)

    async def _person(self, id: str) -> UserProfile | None:
        """None when Slack does not say in time; it goes on being asked."""
        asking = self._asking.get(id) or asyncio.create_task(self._people.person(id))
        self._asking[id] = asking
        done, _ = await asyncio.wait({asking}, timeout=self._patience)
        if not done:
            return None
        self._asking.pop(id, None)
        return asking.result()

    async def _manages(self, id: str, person: UserProfile | None) -> bool:
        own = {id, person.email.casefold()} if person and person.email else {id}
        return any(manager in own for manager in await self._managers())

    async def _managers(self) -> Iterator[str]:
        directory = await self._clients.directory()
        named = (self._policy.account_manager, *(c.account_manager for c in directory.clients.values()))
        return (manager.casefold() if "@" in manager else manager for manager in named if manager)
