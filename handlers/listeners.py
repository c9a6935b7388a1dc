"""The one wrapper of every listener: authorize, run the handler, acknowledge, and only then speak to Slack.

Three habits of Slack and Bolt shape this module:

- Slack gives three seconds for the acknowledgement. It is sent once the store has written, or after `ACK_TIMEOUT`
  when the store is slow; then the outcome is told later.
- A listener that raises after its acknowledgement makes Bolt answer 404 although it was acknowledged, so nothing may
  escape: `ErrorBoundary` and `_run_after_ack` catch all.
- Bolt's `lazy` functions get a deep copy of the whole request, and run even when the `ack` function failed. So what is
  said after the acknowledgement runs in a task of ours.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.freshness import read_anew
from bot.rendering.elements import Element
from bot.rendering.renderer import Renderer
from bot.services.waiting import WaitingPeople
from handlers.error_boundary import ErrorBoundary, Handler, NameUsers
from handlers.payloads import Body, person_of
from handlers.replies import NOTHING, AfterAck, Reply, SlackContext
from handlers.responders import (
    ButtonResponder,
    CommandResponder,
    EventResponder,
    Responder,
    ShortcutResponder,
    SubmissionResponder,
)
from handlers.tracing import OnAcknowledged, ignore_acknowledgement, traced

log = structlog.get_logger(__name__)

ACK_TIMEOUT = 2.5
"""Seconds for the handler to end before the person is told to wait; Slack gives three in all."""

BoltListener = Callable[..., Awaitable[None]]
"""A listener function of Bolt's, which gets its arguments by their names."""

Suggest = Callable[[Body], Awaitable[list[Element]]]
"""Returns the options that a select offers for what was typed."""

Authorize = Callable[[str], Awaitable[None]]
"""Raises a `Refusal` for a person who may not use the bot."""


async def allow_everyone(_person: str) -> None:
    """Refuses nobody."""


async def do_nothing(_slack: SlackContext) -> None:
    """Does nothing after an acknowledgement."""


class Listeners:
    """Makes Bolt's listeners from handlers: `app.command("/lina")(listeners.command(handler))`.

    Args:
        renderer: renders refusals, apologies and the «saving» messages.
        name_users: see `ErrorBoundary`.
        ack_timeout: seconds; see `ACK_TIMEOUT`.
        authorize: asked before each handler, but not for events.
        after_action: run for whatever a person did, once that person was answered.
        on_acknowledged: told of each acknowledgement.
        client: Slack's Web API; None for the client that Bolt makes for each payload, which cannot have a session of
            ours, because Bolt copies it deeply.
        waiting: told of who waits for an acknowledgement.
        store_refused: see `ErrorBoundary`.
    """

    def __init__(
        self,
        renderer: Renderer,
        name_users: NameUsers,
        ack_timeout: float = ACK_TIMEOUT,
        *,
        authorize: Authorize = allow_everyone,
        after_action: AfterAck = do_nothing,
        on_acknowledged: OnAcknowledged = ignore_acknowledgement,
        client: AsyncWebClient | None = None,
        waiting: WaitingPeople | None = None,
        store_refused: Callable[[str], None] | None = None,
    ) -> None:
        self._waiting = waiting or WaitingPeople()
        self._renderer = renderer
        self._boundary = ErrorBoundary(renderer, name_users, store_refused)
        self._ack_timeout = ack_timeout
        self._authorize = authorize
        self._after_action = after_action
        self._on_acknowledged = on_acknowledged
        self._client = client
        self._answering: set[asyncio.Task[None]] = set()

    async def finish(self, seconds: float) -> None:
        """What is still said after acknowledgements may take so many seconds; then it is ended."""
        answering = {task for task in self._answering if task is not asyncio.current_task()}
        if answering:
            _, late = await asyncio.wait(answering, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def command(self, handler: Handler) -> BoltListener:
        return self._of_person("command", CommandResponder(self._renderer), handler)

    def button(self, handler: Handler) -> BoltListener:
        return self._of_person("button", ButtonResponder(), handler)

    def submission(self, handler: Handler) -> BoltListener:
        return self._of_person("form", SubmissionResponder(self._renderer), handler)

    def shortcut(self, handler: Handler) -> BoltListener:
        return self._of_person("shortcut", ShortcutResponder(self._renderer), handler)

    def event(self, handle: Callable[[Body], Awaitable[None]]) -> BoltListener:
        """An event: nobody is answered, and whose events count is for the handler to decide."""

        async def handler(body: Body) -> Reply:
            await handle(body)
            return NOTHING

        return self._listener("event", EventResponder(), handler)

    def event_after_ack(self, after_ack: AfterAck) -> BoltListener:
        """An event that is acknowledged at once and handled after that."""

        async def handler(_body: Body) -> Reply:
            return Reply(after_ack=after_ack)

        return self._listener("event", EventResponder(), handler)

    def form_opener(self, surface: str, make_form: Handler) -> BoltListener:
        """A button or shortcut that opens a form: acknowledged at once, for what the form shows takes time to gather.

        Args:
            surface: `button` or `shortcut`.
            make_form: returns the form, or what is said instead of it.
        """

        async def handler(_body: Body) -> Reply:
            async def open_form(slack: SlackContext) -> None:
                reply = await self._boundary.run(make_form, slack.body)
                await responder.respond(slack, reply)

            return Reply(after_ack=open_form)

        responder: Responder = (
            ShortcutResponder(self._renderer) if surface == "shortcut" else ButtonResponder()
        )
        return self._listener(surface, responder, self._authorized(handler))

    def options(self, suggest: Suggest) -> BoltListener:
        """The options of a select, which the acknowledgement holds; none for who may not use the bot."""

        async def acknowledge(ack: AsyncAck, body: dict[str, Any]) -> None:
            offered: list[Element] = []

            async def handler(body: Body) -> Reply:
                offered.extend(await suggest(body))
                return NOTHING

            with traced(body, secrets.token_hex(8), "options", self._on_acknowledged):
                await self._boundary.run(self._authorized(handler), body)
                await ack(options=offered)

        return acknowledge

    def _of_person(self, surface: str, responder: Responder, handler: Handler) -> BoltListener:
        return self._listener(surface, responder, self._authorized(handler), self._after_action)

    def _listener(
        self, surface: str, responder: Responder, handler: Handler, after_action: AfterAck = do_nothing
    ) -> BoltListener:
        async def listen(
            ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            read_anew()
            slack = SlackContext(body, self._client or client, context)
            with (
                self._waiting.one_more(),
                traced(body, secrets.token_hex(8), surface, self._on_acknowledged),
            ):
                outcome = asyncio.create_task(self._boundary.run(handler, body))
                done, _ = await asyncio.wait({outcome}, timeout=self._ack_timeout)
                await ack(
                    **(responder.acknowledge(outcome.result()) if done else responder.acknowledge_pending())
                )
                respond = responder.respond if done else responder.respond_late
                after_ack = _after_ack(outcome, respond, after_action)
                answering = asyncio.create_task(self._run_after_ack(after_ack, slack))
                self._answering.add(answering)
                answering.add_done_callback(self._answering.discard)

        return listen

    async def _run_after_ack(self, after_ack: AfterAck, slack: SlackContext) -> None:
        try:
            await after_ack(slack)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("could not speak to Slack after the acknowledgement", reference=reference)
            await self._apologise(slack, reference)

    async def _apologise(self, slack: SlackContext, reference: str) -> None:
        """Tells a person who waits for a form or a message, where the payload has a `response_url`."""
        if not slack.body.get("response_url"):
            return
        try:
            await slack.respond(self._boundary.apology(reference))
        except Exception:
            log.exception("could not apologise", reference=reference)

    def _authorized(self, handler: Handler) -> Handler:
        async def authorized(body: Body) -> Reply:
            await self._authorize(person_of(body))
            return await handler(body)

        return authorized


def _after_ack(
    outcome: asyncio.Task[Reply],
    respond: Callable[[SlackContext, Reply], Awaitable[None]],
    after_action: AfterAck,
) -> AfterAck:
    async def after_ack(slack: SlackContext) -> None:
        reply = await outcome
        await respond(slack, reply)
        await after_action(slack)
        if reply.after_ack:
            await reply.after_ack(slack)

    return after_ack
