"""Who may use the bot: full members of the workspace who are in one of the channels, and account managers."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.admission import SlackWorkspace
from bot.domain.policy import Policy
from bot.domain.ports import Clients, Membership, People, UserProfile
from bot.domain.refusals import NotAMember, NotInTheChannels, NotKnownYet

PROFILE_TIMEOUT = 0.5
"""Seconds that a listener waits for the profile of a person who is not known yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessService:
    """Decides who may use the bot, without a request to Slack once a person's profile is known.

    A person whom neither the store nor Slack describes in time is asked to try again: nobody is let in unknown.

    Attributes:
        workspace: the workspace whose members may.
        people: profiles in Slack.
        membership: who is in the bot's channels.
        clients: the directory, which names the account managers.
        policy: names the account manager of clients that have none of their own.
        profile_timeout: seconds to wait for a profile; the request goes on for the person's next action.
    """

    workspace: SlackWorkspace
    people: People
    membership: Membership
    clients: Clients
    policy: Policy
    profile_timeout: float = PROFILE_TIMEOUT
    _requests: dict[str, asyncio.Task[UserProfile | None]] = field(default_factory=dict, init=False)

    async def authorize(self, id: str) -> None:
        """Returns if the person with this Slack id may use the bot.

        Raises:
            NotAMember: a guest, someone from another organisation, a deactivated account, a bot.
            NotInTheChannels: a member who is in none of the channels and manages no account.
            NotKnownYet: Slack has not said who the person is, or who is in the channels.
        """
        person = await self._profile(id)
        if person is None:
            raise NotKnownYet
        if not self.workspace.has_member(person):
            raise NotAMember
        included = self.membership.includes(id)
        if not included and not await self._is_account_manager(id, person):
            raise NotKnownYet if included is None else NotInTheChannels

    async def _profile(self, id: str) -> UserProfile | None:
        """None when Slack does not answer in time; the request goes on."""
        request = self._requests.get(id) or asyncio.create_task(self.people.person(id))
        self._requests[id] = request
        done, _ = await asyncio.wait({request}, timeout=self.profile_timeout)
        if not done:
            return None
        self._requests.pop(id, None)
        return request.result()

    async def _is_account_manager(self, id: str, person: UserProfile) -> bool:
        references = {id, person.email.casefold()} if person.email else {id}
        directory = await self.clients.directory()
        managers = (self.policy.account_manager, *(c.account_manager for c in directory.clients.values()))
        return any(_comparable(manager) in references for manager in managers if manager)


def _comparable(reference: str) -> str:
    """E-mail addresses compare in any case, Slack ids as they are."""
    return reference.casefold() if "@" in reference else reference
