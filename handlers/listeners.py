"""Wraps every listener: decode, act, acknowledge what is durable, explain, and only then speak to Slack.

Nothing escapes to Bolt: a listener that raises after its acknowledgement can turn it into a 404.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from structlog.contextvars import bound_contextvars

from bot.rendering.elements import Element
from bot.rendering.renderer import Renderer
from handlers.error_boundary import Action, Body, ErrorBoundary, Readable
from handlers.replies import NOTHING, Reply, SlackContext, person_of
from handlers.responders import (
    ButtonResponder,
    CommandResponder,
    EventResponder,
    FormResponder,
    Responder,
    ShortcutResponder,
)
from handlers.tracing import OnAcknowledged, nobody_counts, traced, traces_of

log = structlog.get_logger(__name__)

PATIENCE = 2.5
"""Seconds for the store to write before the person is told to wait; Slack gives three in all."""

Listener = dict[str, Any]
Suggest = Callable[[Body], Awaitable[list[Element]]]
Order = Callable[[SlackContext], Awaitable[None]]

Authorize = Callable[[str], Awaitable[None]]
"""Raises a `Refusal` for a person who may not."""


async def anybody(_person: str) -> None:
    """Lets everybody in."""


async def no_more(_line: SlackContext) -> None:
    """Nothing follows an act."""


class Listeners:
    """Makes Bolt's `ack`/`lazy` pairs: `app.command("/lina")(**listeners.command(act))`.

    `acted` follows whatever a person did, once that person was answered; `acknowledged` counts acknowledgements.
    """

    def __init__(
        self,
        renderer: Renderer,
        readable: Readable,
        patience: float = PATIENCE,
        *,
        authorize: Authorize = anybody,
        acted: Order = no_more,
        acknowledged: OnAcknowledged = nobody_counts,
    ) -> None:
        self._renderer = renderer
        self._boundary = ErrorBoundary(renderer, readable)
        self._patience = patience
        self._authorize = authorize
        self._acted = acted
        self._heard = acknowledged
        # Bolt copies the context for the lazy function: only a ticket survives that.
        self._orders: dict[str, Order] = {}

    def command(self, act: Action) -> Listener:
        return self._pair("command", CommandResponder(self._renderer), self._authorized(act), self._acted)

    def button(self, act: Action) -> Listener:
        return self._pair("button", ButtonResponder(), self._authorized(act), self._acted)

    def form(self, act: Action) -> Listener:
        return self._pair("form", FormResponder(self._renderer), self._authorized(act), self._acted)

    def shortcut(self, act: Action) -> Listener:
        return self._pair("shortcut", ShortcutResponder(self._renderer), self._authorized(act), self._acted)

    def event(self, act: Callable[[Body], Awaitable[None]]) -> Listener:
        """Events have nobody to answer to; whose are heard is the listener's own question."""

        async def listened(body: Body) -> Reply:
            await act(body)
            return NOTHING

        return self._pair("event", EventResponder(), listened)

    def drawing(self, draw: Order) -> Listener:
        """An event after which something is drawn."""

        async def ordered(_body: Body) -> Reply:
            return Reply(later=draw)

        return self._pair("event", EventResponder(), ordered)

    def opening(self, surface: str, make: Action) -> Listener:
        """A form that is opened after the acknowledgement, so that gathering what it shows costs no second of it."""

        async def ordered(_body: Body) -> Reply:
            async def later(slack: SlackContext) -> None:
                reply = await self._boundary.of(make, slack.body)
                await made.follow(slack, reply)

            return Reply(later=later)

        made: Responder = ShortcutResponder(self._renderer) if surface == "shortcut" else ButtonResponder()
        return self._pair(surface, made, self._authorized(ordered))

    def options(self, suggest: Suggest) -> Callable[..., Awaitable[None]]:
        """What a select offers while somebody types; nothing to who may not."""

        async def acknowledge(ack: AsyncAck, body: dict[str, Any]) -> None:
            offered: list[Element] = []

            async def suggested(body: Body) -> Reply:
                offered.extend(await suggest(body))
                return NOTHING

            with traced(body, secrets.token_hex(8), "options", self._heard):
                await self._boundary.of(self._authorized(suggested), body)
                await ack(options=offered)

        return acknowledge

    def _pair(self, surface: str, made: Responder, act: Action, after: Order = no_more) -> Listener:
        async def acknowledge(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            ticket = context["order"] = secrets.token_hex(8)
            with traced(body, ticket, surface, self._heard):
                outcome = asyncio.create_task(self._boundary.of(act, body))
                done, _ = await asyncio.wait({outcome}, timeout=self._patience)
                follow = made.follow if done else made.follow_late
                self._orders[ticket] = _order(outcome, follow, after)
                await ack(**(made.acknowledge(outcome.result()) if done else made.waiting()))

        async def follow(body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
            ticket = str(context.get("order"))
            order = self._orders.pop(ticket, None)
            if order is None:
                return
            with bound_contextvars(request=ticket, **traces_of(body)):
                await self._carry_out(order, SlackContext(body, client, context))

        return {"ack": acknowledge, "lazy": [follow]}

    async def _carry_out(self, order: Order, slack: SlackContext) -> None:
        try:
            await order(slack)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("could not speak to Slack after the acknowledgement", reference=reference)
            await self._apologise(slack, reference)

    async def _apologise(self, slack: SlackContext, reference: str) -> None:
        """A person who waits for a form or a word is told, where Slack left a way to."""
        if not slack.body.get("response_url"):
            return
        try:
            await slack.tell(self._boundary.sorry(reference))
        except Exception:
            log.exception("could not apologise", reference=reference)

    def _authorized(self, act: Action) -> Action:
        async def authorized(body: Body) -> Reply:
            await self._authorize(person_of(body))
            return await act(body)

        return authorized


def _order(
    outcome: asyncio.Task[Reply], follow: Callable[[SlackContext, Reply], Awaitable[None]], after: Order
) -> Order:
    async def order(slack: SlackContext) -> None:
        reply = await outcome
        await follow(slack, reply)
        await after(slack)
        if reply.later:
            await reply.later(slack)

    return order
