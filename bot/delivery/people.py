"""People as Slack knows them, asked once and kept until an event says that they changed."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import DeliveryError, FailureKind, slack_error
from bot.domain.ports import UserProfile

log = structlog.get_logger(__name__)


class SlackPeople:
    """A person whom Slack cannot name just now is unknown for this once, and asked for again next time."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, UserProfile] = {}
        self._addresses: dict[str, str] = {}

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


def _person(user: dict[str, object]) -> UserProfile:
    profile = user.get("profile")
    details = profile if isinstance(profile, dict) else {}
    names = (details.get("display_name"), details.get("real_name"), user.get("real_name"), user.get("name"))
    return UserProfile(
        id=str(user["id"]),
        name=next((str(name) for name in names if name), str(user["id"])),
        email=details.get("email") or None,
        zone=str(user.get("tz") or "Europe/Paris"),
        gone=bool(user.get("deleted")),
        guest=any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        bot=bool(user.get("is_bot")),
        phone=str(details["phone"]) if details.get("phone") else None,
        full_name=next(
            (str(name) for name in (details.get("real_name"), user.get("real_name")) if name), None
        ),
    )
