"""Names of channels and user groups, as people read them; asked once and kept."""

from collections.abc import Awaitable, Callable

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import slack_error

log = structlog.get_logger(__name__)


class SlackPlaceNames:
    """What Slack does not tell is unknown for this once, and asked for again next time."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, str] = {}

    async def channel(self, id: str) -> str | None:
        """The name of a channel without `#`; None when Slack does not tell."""
        return await self._name(id, self._ask_channel)

    async def group(self, id: str) -> str | None:
        """The handle of a user group without `@`; None when Slack does not tell."""
        return await self._name(id, self._ask_groups)

    async def _name(self, id: str, ask: Callable[[str], Awaitable[dict[str, str]]]) -> str | None:
        if id not in self._known:
            try:
                self._known |= await ask(id)
            except Exception as error:  # noqa: BLE001  # a name is not worth failing for
                log.info("place unknown", place=id, error=slack_error(error).error)
        return self._known.get(id)

    async def _ask_channel(self, id: str) -> dict[str, str]:
        answer = await self._client.conversations_info(channel=id)
        return {id: str(answer["channel"]["name"])}

    async def _ask_groups(self, _id: str) -> dict[str, str]:
        answer = await self._client.usergroups_list()
        return {str(group["id"]): str(group["handle"]) for group in answer["usergroups"]}
