"""Wraps every listener: decode, act, acknowledge what is durable, explain, and only then speak to Slack.

Nothing escapes to Bolt: a listener that raises after its acknowledgement can turn it into a 404.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.refusals import Refusal
from bot.rendering.renderer import Message, Renderer
from bot.rendering.text import Mrkdwn, unescape
from handlers.replies import NOTHING, Line, Reply
from handlers.surfaces import Button, Command, Form, Nobody, Shortcut, Surface

log = structlog.get_logger(__name__)

PATIENCE = 2.5
"""Seconds for the store to write before the person is told to wait; Slack gives three in all."""

Body = Mapping[str, Any]
Listener = dict[str, Any]
Act = Callable[[Body], Awaitable[Reply]]
Readable = Callable[[str], Awaitable[str]]
Order = Callable[[Line], Awaitable[None]]


class Listening:
    """Makes Bolt's `ack`/`lazy` pairs: `app.command("/lina")(**listening.command(act))`."""

    def __init__(self, renderer: Renderer, readable: Readable, patience: float = PATIENCE) -> None:
        """`readable` gives the names of those whom a text mentions, for where Slack shows no mention."""
        self._renderer = renderer
        self._readable = readable
        self._patience = patience
        # Bolt copies the context for the lazy function: only a ticket survives that.
        self._orders: dict[str, Order] = {}

    def command(self, act: Act) -> Listener:
        return self._pair(Command(self._renderer), act)

    def button(self, act: Act) -> Listener:
        return self._pair(Button(), act)

    def form(self, act: Act) -> Listener:
        return self._pair(Form(self._renderer), act)

    def shortcut(self, act: Act) -> Listener:
        return self._pair(Shortcut(self._renderer), act)

    def event(self, act: Callable[[Body], Awaitable[None]]) -> Listener:
        """Events have nobody to answer to."""

        async def listened(body: Body) -> Reply:
            await act(body)
            return NOTHING

        return self._pair(Nobody(), listened)

    def opening(self, surface: str, make: Act) -> Listener:
        """A form that is opened after the acknowledgement, so that gathering what it shows costs no second of it."""

        async def ordered(_body: Body) -> Reply:
            async def later(line: Line) -> None:
                reply = await self._outcome(make, line.body)
                await made.follow(line, reply)

            return Reply(later=later)

        made: Surface = Shortcut(self._renderer) if surface == "shortcut" else Button()
        return self._pair(made, ordered)

    def _pair(self, surface: Surface, act: Act) -> Listener:
        async def acknowledge(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            outcome = asyncio.create_task(self._outcome(act, body))
            done, _ = await asyncio.wait({outcome}, timeout=self._patience)
            if done:
                reply = outcome.result()
                self._leave(context, _follower(surface, reply))
                await ack(**surface.acknowledge(reply))
            else:
                self._leave(context, _late_follower(surface, outcome))
                await ack(**surface.waiting())

        async def follow(body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
            order = self._orders.pop(str(context.get("order")), None)
            if order is None:
                return
            line = Line(body, client, context)
            try:
                await order(line)
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("could not speak to Slack after the acknowledgement", reference=reference)
                await self._apologise(line, reference)

        return {"ack": acknowledge, "lazy": [follow]}

    def _leave(self, context: AsyncBoltContext, order: Order) -> None:
        ticket = secrets.token_hex(8)
        self._orders[ticket] = order
        context["order"] = ticket

    async def _apologise(self, line: Line, reference: str) -> None:
        """A person who waits for a form or a word is told, where Slack left a way to."""
        if not line.body.get("response_url"):
            return
        try:
            await line.tell(self._renderer.message("sorry", reference=reference))
        except Exception:
            log.exception("could not apologise", reference=reference)

    async def _outcome(self, act: Act, body: Body) -> Reply:
        try:
            return await act(body)
        except Refusal as refusal:
            log.info("refused", refusal=type(refusal).__name__, exc_info=refusal.__cause__)
            return await self._told(self._renderer.refusal(refusal), refusal.field or _first_input(body))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("listener failed", reference=reference)
            sorry = self._renderer.message("sorry", reference=reference)
            return await self._told(sorry.text, _first_input(body), sorry)

    async def _told(self, sentence: Mrkdwn, field: str | None, message: Message | None = None) -> Reply:
        """A sentence as a message, and under an input where there is one: a form keeps what was typed."""
        told = message or self._renderer.message("text", words=sentence)
        if field is None:
            return Reply(message=told)
        return Reply(message=told, errors={field: await self._readable(unescape(sentence))})


def _first_input(body: Body) -> str | None:
    """The first input of the form that was submitted; None for anything else."""
    view = body.get("view") or {}
    return next((str(b["block_id"]) for b in view.get("blocks", ()) if b.get("type") == "input"), None)


def _follower(surface: Surface, reply: Reply) -> Order:
    async def order(line: Line) -> None:
        await surface.follow(line, reply)
        if reply.later:
            await reply.later(line)

    return order


def _late_follower(surface: Surface, outcome: asyncio.Task[Reply]) -> Order:
    async def order(line: Line) -> None:
        reply = await outcome
        await surface.follow_late(line, reply)
        if reply.later:
            await reply.later(line)

    return order
