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
from handlers.outcomes import Act, Body, Outcomes, Readable
from handlers.replies import NOTHING, Line, Reply, person_of
from handlers.surfaces import Button, Command, Form, Nobody, Shortcut, Surface
from handlers.tracing import Heard, traced, traces_of, unheard

log = structlog.get_logger(__name__)

PATIENCE = 2.5
"""Seconds for the store to write before the person is told to wait; Slack gives three in all."""

Listener = dict[str, Any]
Suggest = Callable[[Body], Awaitable[list[Element]]]
Order = Callable[[Line], Awaitable[None]]

Admit = Callable[[str], Awaitable[None]]
"""Raises a `Refusal` for a person who may not."""


async def anybody(_person: str) -> None:
    """Lets everybody in."""


async def no_more(_line: Line) -> None:
    """Nothing follows an act."""


class Listening:
    """Makes Bolt's `ack`/`lazy` pairs: `app.command("/lina")(**listening.command(act))`.

    `acted` follows whatever a person did, once that person was answered; `heard` counts acknowledgements.
    """

    def __init__(
        self,
        renderer: Renderer,
        readable: Readable,
        patience: float = PATIENCE,
        *,
        admit: Admit = anybody,
        acted: Order = no_more,
        heard: Heard = unheard,
    ) -> None:
        self._renderer = renderer
        self._outcomes = Outcomes(renderer, readable)
        self._patience = patience
        self._admit = admit
        self._acted = acted
        self._heard = heard
        # Bolt copies the context for the lazy function: only a ticket survives that.
        self._orders: dict[str, Order] = {}

    def command(self, act: Act) -> Listener:
        return self._pair("command", Command(self._renderer), self._admitted(act), self._acted)

    def button(self, act: Act) -> Listener:
        return self._pair("button", Button(), self._admitted(act), self._acted)

    def form(self, act: Act) -> Listener:
        return self._pair("form", Form(self._renderer), self._admitted(act), self._acted)

    def shortcut(self, act: Act) -> Listener:
        return self._pair("shortcut", Shortcut(self._renderer), self._admitted(act), self._acted)

    def event(self, act: Callable[[Body], Awaitable[None]]) -> Listener:
        """Events have nobody to answer to; whose are heard is the listener's own question."""

        async def listened(body: Body) -> Reply:
            await act(body)
            return NOTHING

        return self._pair("event", Nobody(), listened)

    def drawing(self, draw: Order) -> Listener:
        """An event after which something is drawn."""

        async def ordered(_body: Body) -> Reply:
            return Reply(later=draw)

        return self._pair("event", Nobody(), ordered)

    def opening(self, surface: str, make: Act) -> Listener:
        """A form that is opened after the acknowledgement, so that gathering what it shows costs no second of it."""

        async def ordered(_body: Body) -> Reply:
            async def later(line: Line) -> None:
                reply = await self._outcomes.of(make, line.body)
                await made.follow(line, reply)

            return Reply(later=later)

        made: Surface = Shortcut(self._renderer) if surface == "shortcut" else Button()
        return self._pair(surface, made, self._admitted(ordered))

    def options(self, suggest: Suggest) -> Callable[..., Awaitable[None]]:
        """What a select offers while somebody types; nothing to who may not."""

        async def acknowledge(ack: AsyncAck, body: dict[str, Any]) -> None:
            offered: list[Element] = []

            async def suggested(body: Body) -> Reply:
                offered.extend(await suggest(body))
                return NOTHING

            with traced(body, secrets.token_hex(8), "options", self._heard):
                await self._outcomes.of(self._admitted(suggested), body)
                await ack(options=offered)

        return acknowledge

    def _pair(self, surface: str, made: Surface, act: Act, after: Order = no_more) -> Listener:
        async def acknowledge(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            ticket = context["order"] = secrets.token_hex(8)
            with traced(body, ticket, surface, self._heard):
                outcome = asyncio.create_task(self._outcomes.of(act, body))
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
                await self._carry_out(order, Line(body, client, context))

        return {"ack": acknowledge, "lazy": [follow]}

    async def _carry_out(self, order: Order, line: Line) -> None:
        try:
            await order(line)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("could not speak to Slack after the acknowledgement", reference=reference)
            await self._apologise(line, reference)

    async def _apologise(self, line: Line, reference: str) -> None:
        """A person who waits for a form or a word is told, where Slack left a way to."""
        if not line.body.get("response_url"):
            return
        try:
            await line.tell(self._outcomes.sorry(reference))
        except Exception:
            log.exception("could not apologise", reference=reference)

    def _admitted(self, act: Act) -> Act:
        async def admitted(body: Body) -> Reply:
            await self._admit(person_of(body))
            return await act(body)

        return admitted


def _order(
    outcome: asyncio.Task[Reply], follow: Callable[[Line, Reply], Awaitable[None]], after: Order
) -> Order:
    async def order(line: Line) -> None:
        reply = await outcome
        await follow(line, reply)
        await after(line)
        if reply.later:
            await reply.later(line)

    return order
