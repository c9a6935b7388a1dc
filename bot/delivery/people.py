"""People as Slack knows them, asked once and kept until an event says that they changed."""

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.failures import failure_of
from bot.domain.ports import Person

log = structlog.get_logger(__name__)


class SlackPeople:
    """A person whom Slack cannot name just now is unknown for this once, and asked for again next time."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, Person] = {}
        self._addresses: dict[str, str] = {}

    async def person(self, id: str) -> Person | None:
        if id not in self._known:
            found = await self._ask("users.info", user=id)
            if found is None:
                return None
            self._known[id] = found
        return self._known[id]

    async def find(self, reference: str) -> str | None:
        if "@" not in reference:
            return reference
        if reference not in self._addresses:
            found = await self._ask("users.lookupByEmail", email=reference)
            if found is None:
                return None
            self._known[found.id] = found
            self._addresses[reference] = found.id
        return self._addresses[reference]

    def forget(self, id: str) -> None:
        """Their profile changed: ask again."""
        self._known.pop(id, None)
        self._addresses = {address: known for address, known in self._addresses.items() if known != id}

    async def _ask(self, method: str, **arguments: str) -> Person | None:
        try:
            answer = await self._client.api_call(method, params=arguments)
        except Exception as error:  # a name is not worth failing for
            word = failure_of(error).error
            expected = isinstance(error, SlackApiError) and word in {"users_not_found", "user_not_found"}
            log.info("person unknown", method=method, error=word, exc_info=None if expected else error)
            return None
        return _person(answer["user"])


def _person(user: dict[str, object]) -> Person:
    profile = user.get("profile")
    details = profile if isinstance(profile, dict) else {}
    names = (details.get("display_name"), details.get("real_name"), user.get("real_name"), user.get("name"))
    return Person(
        id=str(user["id"]),
        name=next((str(name) for name in names if name), str(user["id"])),
        email=details.get("email") or None,
        zone=str(user.get("tz") or "Europe/Paris"),
        gone=bool(user.get("deleted")),
        guest=any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        bot=bool(user.get("is_bot")),
    )
