"""People as Slack knows them, asked once, kept until an event says that they changed, and asked for again regularly."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import DeliveryError, FailureKind, slack_error
from bot.domain.ports import UserProfile

log = structlog.get_logger(__name__)

PAGE = 200
"""People a page of `users.list`, as Slack recommends."""

TIME_LIMIT = 5.0
"""Seconds for all of them, and for each person who is asked for alone."""

ONE_BY_ONE = 40
"""How many are asked for alone in one turn at most: `users.info` allows some hundred a minute."""


class SlackPeople:
    """A person whom Slack cannot name just now is unknown for this once, and asked for again next time."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, UserProfile] = {}
        self._addresses: dict[str, str] = {}

    @property
    def profiles(self) -> Mapping[str, UserProfile]:
        """Everybody who is known, by Slack id."""
        return self._known

    @property
    def known(self) -> set[str]:
        """The Slack ids of who is known."""
        return set(self._known)

    def remember(self, people: Iterable[UserProfile]) -> None:
        """Takes up what an earlier start knew of people of whom nothing is known yet."""
        for person in people:
            self._known.setdefault(person.id, person)

    def told(self, user: Mapping[str, Any]) -> None:
        """An event of Slack tells what a person's profile is now."""
        person = _person(user)
        self.forget(person.id)
        self._known[person.id] = person

    async def refresh(self, wanted: Iterable[str]) -> bool:
        """Asks for these people again, and for whoever is known; whether Slack told all of them.

        Nobody is forgotten because Slack does not answer; whom it does not know any more is.
        """
        missing = set(wanted)
        try:
            async with asyncio.timeout(TIME_LIMIT):
                listed = await self._list()
        except Exception as error:  # noqa: BLE001  # whatever it is, they are asked for one by one
            log.warning("people not listed", error=slack_error(error).error)
            listed = {}
        for person in listed.values():
            if person.id in missing:
                self._learn(person)
        missing -= listed.keys()
        asked = sorted(missing)[:ONE_BY_ONE]
        told = await asyncio.gather(*map(self._ask_again, asked))
        return all(told) and len(asked) == len(missing)

    async def person(self, id: str) -> UserProfile | None:
        try:
            return await self._person(id)
        except DeliveryError as failure:
            _not_named(id, failure)
            return None

    async def find(self, reference: str) -> str | None:
        try:
            return await self.reach(reference)
        except DeliveryError as failure:
            _not_named(reference, failure)
            return None

    async def reach(self, reference: str) -> str:
        """The Slack id of an id or an e-mail address.

        Raises:
            DeliveryError: permanent when nobody has that address, retryable when Slack does not say.
        """
        if "@" not in reference:
            return reference
        if reference not in self._addresses:
            found = await self._ask("users.lookupByEmail", email=reference)
            self._known[found.id] = found
            self._addresses[reference] = found.id
        return self._addresses[reference]

    async def address(self, reference: str) -> str | None:
        """The e-mail address of a Slack id, or the address itself; None when the profile has none.

        Raises:
            DeliveryError: permanent when nobody has that id, retryable when Slack does not say.
        """
        return reference if "@" in reference else (await self._person(reference)).email

    async def meet(self, reference: str) -> UserProfile:
        """Whoever has that id or address.

        Raises:
            DeliveryError: permanent when nobody has it, retryable when Slack does not say.
        """
        return await self._person(await self.reach(reference))

    def forget(self, id: str) -> None:
        """Their profile changed: ask again."""
        self._known.pop(id, None)
        self._addresses = {address: known for address, known in self._addresses.items() if known != id}

    async def _person(self, id: str) -> UserProfile:
        if id not in self._known:
            self._known[id] = await self._ask("users.info", user=id)
        return self._known[id]

    async def _list(self) -> dict[str, UserProfile]:
        people: dict[str, UserProfile] = {}
        cursor: str | None = None
        while True:
            page = await self._client.users_list(limit=PAGE, cursor=cursor)
            for user in page["members"]:
                person = _person(user)
                people[person.id] = person
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return people

    async def _ask_again(self, id: str) -> bool:
        """Whether Slack told; a person whom nobody is any more is forgotten."""
        try:
            async with asyncio.timeout(TIME_LIMIT):
                self._learn(await self._ask("users.info", user=id))
        except (DeliveryError, TimeoutError) as failure:
            if isinstance(failure, DeliveryError) and failure.kind is FailureKind.PERMANENT:
                self.forget(id)
                return True
            return False
        return True

    def _learn(self, person: UserProfile) -> None:
        before = self._known.get(person.id)
        if before and before.email != person.email:
            self.forget(person.id)
        self._known[person.id] = person

    async def _ask(self, method: str, **arguments: str) -> UserProfile:
        try:
            answer = await self._client.api_call(method, params=arguments)
        except Exception as error:
            raise slack_error(error).repeatable() from error
        return _person(answer["user"])


def _not_named(reference: str, failure: DeliveryError) -> None:
    """A name is not worth failing for."""
    expected = failure.kind is FailureKind.PERMANENT
    log.info("person unknown", person=reference, error=failure.error, exc_info=None if expected else failure)


def _person(user: Mapping[str, Any]) -> UserProfile:
    profile = user.get("profile")
    details = profile if isinstance(profile, dict) else {}
    enterprise = user.get("enterprise_user")
    names = (details.get("display_name"), details.get("real_name"), user.get("real_name"), user.get("name"))
    return UserProfile(
        id=str(user["id"]),
        name=next((str(name) for name in names if name), str(user["id"])),
        email=details.get("email") or None,
        zone=str(user.get("tz") or "Europe/Paris"),
        gone=bool(user.get("deleted")),
        guest=any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        bot=bool(user.get("is_bot")),
        team=str(user.get("team_id") or details.get("team") or ""),
        enterprise=enterprise.get("enterprise_id") if isinstance(enterprise, Mapping) else None,
        phone=str(details["phone"]) if details.get("phone") else None,
        full_name=next(
            (str(name) for name in (details.get("real_name"), user.get("real_name")) if name), None
        ),
    )
