"""Tells the service channel, once and from memory, that the store refuses writes (surface 5 and 12)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.delivery.retry import DeliveryError
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.ports import StoreUnwritableError
from bot.rendering.renderer import SlackMessage

log = structlog.get_logger(__name__)

AGAIN_AFTER = 5.0
"""Seconds before the message is posted again, where Slack refuses it or does not answer."""

KEY = "store/refused"
"""The key in the message's metadata: it is none of a document's."""


@dataclass(kw_only=True)
class StoreAlarm:
    """A `StoreObserver` that speaks. It is told of each refusal, and posts for the first one after a successful write.

    Attributes:
        gateway: posts the message.
        channel: the Slack id of the service channel.
        message: makes the message of what the system said.
        probe: tries whether the store can be written to.
    """

    gateway: SlackGateway
    channel: str
    message: Callable[[str], SlackMessage]
    probe: Callable[[], Awaitable[None]]
    _telling: asyncio.Task[None] | None = field(default=None, init=False)

    @property
    def is_raised(self) -> bool:
        """Whether the store is refusing, as far as is known."""
        return self._telling is not None

    def refused(self, error: str) -> None:
        """See `StoreObserver`."""
        if self._telling is None:
            log.error("the store refuses writes", error=error)
            self._telling = asyncio.create_task(self._tell(error))

    def written(self) -> None:
        """See `StoreObserver`."""
        if self._telling is not None:
            log.warning("the store takes writes again")
            self._telling.cancel()
            self._telling = None

    async def look(self) -> None:
        """Tries a store that is not known to refuse. Does not raise."""
        if self.is_raised:
            return
        try:
            await self.probe()
        except StoreUnwritableError as error:
            self.refused(str(error))

    def stop(self) -> None:
        """Says nothing any more."""
        if self._telling:
            self._telling.cancel()

    async def _tell(self, error: str) -> None:
        while True:
            try:
                await self.gateway.post(self.channel, self.message(error), KEY)
            except DeliveryError as failure:
                log.warning("the service was not told", error=failure.error)
                await asyncio.sleep(failure.wait.total_seconds() if failure.wait else AGAIN_AFTER)
            else:
                return
