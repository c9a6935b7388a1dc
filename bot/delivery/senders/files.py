"""Files in Slack: the workbook of a month's statement, beside its messages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.delivery.people import SlackPeople
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.slack_gateway import SlackFile, SlackGateway
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Location, Notice
from bot.domain.ports import Document
from bot.domain.rota.week import Week
from bot.rendering.labels import load_labels
from bot.services.statements import StatementQueries, StatementView


@dataclass(kw_only=True)
class StatementFileSender:
    """Shares the workbook. A file carries no key: before another attempt, its name is looked for in the channel."""

    gateway: SlackGateway
    statements: StatementQueries
    people: SlackPeople
    rate_limiter: RateLimiter
    service: str
    searchable: bool = field(default=False, init=False)

    async def target(self, notice: Notice) -> str:
        """The service channel's id; for a person, the channel of the bot's direct messages with them."""
        if notice.to == self.service:
            return notice.to
        return await self.gateway.direct_message_channel(await self.people.reach(notice.to))

    @asynccontextmanager
    async def turn(self, target: str, *, update: bool = False) -> AsyncIterator[None]:  # noqa: ARG002  # never updated
        await self.rate_limiter.acquire_post(target)
        yield

    async def send(
        self, document: Document, notice: Notice, target: str, _standing: Location | None = None
    ) -> None:
        """Shares the file, unless an earlier attempt did.

        Raises:
            DeliveryError: with what is known about the attempt.
        """
        file = await document.accept(self, notice)
        if notice.attempt > 1 and await self.gateway.has_file(target, file.name, notice.due):
            return
        await self.gateway.upload(target, file, load_labels().of("statement", "file_comment"))

    async def call(self, _call: Call, notice: Notice) -> SlackFile:
        raise DeliveryError(FailureKind.PERMANENT, f"a call has no {notice.kind}")

    async def week(self, _week: Week, notice: Notice) -> SlackFile:
        view = await self.statements.of_notice(notice)
        return await asyncio.to_thread(_workbook, view)


def _workbook(view: StatementView) -> SlackFile:
    # Once a month: openpyxl is not held in memory for it until then.
    from bot.exchange.statement_file import (  # noqa: PLC0415
        file_name,
        file_title,
        statement_rows,
        write_statement_xlsx,
    )

    content = write_statement_xlsx(statement_rows(view))
    return SlackFile(file_name(view.month), file_title(view.month), content)
