"""Messages in Slack: posted, updated in place, looked for, deleted."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

from bot.delivery.dev_mentions import DevMentions
from bot.delivery.history_search import HistorySearch
from bot.delivery.leases import DocumentLeases
from bot.delivery.people import SlackPeople
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.retry import RATE_LIMITED, DeliveryError, FailureKind
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Location, Notice, NoticeKind, QueueKind
from bot.domain.outbox.notices import parent
from bot.domain.ports import Document
from bot.domain.rota.week import Week
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.queries import QueryService
from bot.services.statements import StatementQueries

BROADCAST = frozenset({NoticeKind.REMINDER, NoticeKind.CORRECTION_REMINDER})
"""Kinds that are posted in a thread and shown in its channel too."""


@dataclass(frozen=True, kw_only=True)
class MessageRenderer:
    """Makes the message of a notice from its document, as it should stand now."""

    queries: QueryService
    statements: StatementQueries
    renderer: Renderer
    dev_mentions: DevMentions

    def of(self, document: Document, notice: Notice) -> Awaitable[SlackMessage]:
        """The message of one of the document's notices."""
        return document.accept(self, notice)

    async def call(self, call: Call, notice: Notice) -> SlackMessage:
        view = await self.queries.call(call, notice)
        if notice.kind in {NoticeKind.LEVEL2, NoticeKind.REMINDER, NoticeKind.CORRECTION_REMINDER}:
            ping = notice.kind is NoticeKind.LEVEL2
            pinged = None if ping else await self.queries.last_ping()
            view = replace(view, mentions_dev=self.dev_mentions.claim(notice, view.now, pinged))
        return self.renderer.notice(view)

    async def week(self, week: Week, notice: Notice) -> SlackMessage:
        if notice.kind is NoticeKind.STATEMENT:
            return self.renderer.notice(await self.statements.of_notice(notice))
        return self.renderer.notice(await self.queries.week(week, notice))


@dataclass(kw_only=True)
class SlackSender:
    """Channels and direct messages. Every message carries its notice's key in its metadata."""

    gateway: SlackGateway
    messages: MessageRenderer
    people: SlackPeople
    leases: DocumentLeases
    rate_limiter: RateLimiter
    searchable: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        self._history = HistorySearch(self.gateway)

    async def target(self, notice: Notice) -> str:
        """The channel's id; for a person, the channel of the bot's direct messages with them."""
        if notice.queue.kind is not QueueKind.DIRECT_MESSAGE:
            return notice.to
        return await self.gateway.direct_message_channel(await self.people.reach(notice.to))

    @asynccontextmanager
    async def turn(self, target: str, *, update: bool = False) -> AsyncIterator[None]:
        if update:
            await self.rate_limiter.acquire_update()
        else:
            await self.rate_limiter.acquire_post(target)
        yield

    async def send(
        self, document: Document, notice: Notice, target: str, standing: Location | None = None
    ) -> Location:
        """Posts the message, or updates the one at `standing`.

        Raises:
            DeliveryError: also, retryable, when the document's lease is too short for a post to end within it.
        """
        message = await self.messages.of(document, notice)
        if standing:
            with _telling_refusals(self.rate_limiter.update_refused):
                await self.gateway.update(standing, message)
            return standing
        if not self.leases.allows_post(document.id):
            raise DeliveryError(FailureKind.RETRYABLE, "lease_too_short")
        with _telling_refusals(lambda wait: self.rate_limiter.post_refused(target, wait)):
            return await self.gateway.post(
                target,
                message,
                str(notice.key),
                _thread(document, notice),
                broadcast=notice.kind in BROADCAST,
            )

    async def find(self, document: Document, notice: Notice) -> list[Location]:
        """Every copy of the notice's message, oldest first: any of its attempts may have posted one.

        Raises:
            DeliveryError: the channel cannot be read just now.
        """
        target = await self.target(notice)
        # Sent again after an unconfirmed attempt, it may stand since any of its attempts.
        since = notice.due if notice.duplicate_check_at or not notice.claimed_at else notice.claimed_at
        return await self._history.find(target, _thread(document, notice), str(notice.key), since)

    async def delete(self, location: Location) -> None:
        """Deletes one copy of a message.

        Raises:
            DeliveryError: it was not deleted.
        """
        await self.gateway.delete(location)


@contextmanager
def _telling_refusals(refused: Callable[[float], None]) -> Iterator[None]:
    """Tells the rate limiter that Slack found a request too fast, and how many seconds it asks to wait."""
    try:
        yield
    except DeliveryError as error:
        if error.error == RATE_LIMITED:
            refused(error.wait.total_seconds() if error.wait else 1.0)
        raise


def _thread(document: Document, notice: Notice) -> str | None:
    above = parent(document.notices, notice)
    return above.ts if above else None
