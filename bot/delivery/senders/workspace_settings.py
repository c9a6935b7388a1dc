"""The workspace's settings that follow the rota: the topic of `support`, the user group of level 1."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Location, Notice, NoticeKind
from bot.domain.ports import Document
from bot.domain.rota.week import Week
from bot.rendering.renderer import Renderer
from bot.services.queries import QueryService


@dataclass(kw_only=True)
class WorkspaceSettingsSender:
    """Sets them to what the week says. Setting them twice does no harm, so nothing is looked for."""

    gateway: SlackGateway
    queries: QueryService
    renderer: Renderer
    searchable: bool = field(default=False, init=False)

    async def target(self, notice: Notice) -> str:
        """The channel's or the user group's id."""
        return notice.to

    @asynccontextmanager
    async def turn(self, _target: str, *, update: bool = False) -> AsyncIterator[None]:  # noqa: ARG002  # two a week
        yield

    async def send(
        self, document: Document, notice: Notice, _target: str, _standing: Location | None = None
    ) -> None:
        await document.accept(self, notice)

    def call(self, _call: Call, notice: Notice) -> Awaitable[None]:
        raise DeliveryError(FailureKind.PERMANENT, f"a call has no {notice.kind}")

    async def week(self, week: Week, notice: Notice) -> None:
        if notice.kind is NoticeKind.TOPIC:
            topic = self.renderer.topic(await self.queries.week(week, notice))
            await self.gateway.set_topic(notice.to, topic)
            return
        # Slack knows no empty group: where nobody is free, whoever has to find somebody is in it.
        person = week.person or await self._lead()
        if person:
            await self.gateway.set_usergroup(notice.to, person)

    async def _lead(self) -> str | None:
        lead = self.queries.policy.escalation.lead
        return await self.queries.people.find(lead) if lead else None
