"""What a listener answers, whatever the surface, and how Slack is spoken to after the acknowledgement."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.rendering.renderer import SlackMessage, SlackView
from handlers.payloads import Body, person_of

log = structlog.get_logger(__name__)

UNANSWERABLE = "unanswerable"
"""The key of Bolt's context of a payload whose `response_url` is not Slack's: nothing is posted there."""


UNKNOWN_BLOCK = "invalid_blocks"
"""The error of a workspace that does not have a kind of block."""


class RespondError(Exception):
    """Slack does not take what is sent by a `response_url`."""


@dataclass(frozen=True, slots=True)
class SlackContext:
    """What a listener may use once its payload is acknowledged: the payload, and the ways to answer it.

    Attributes:
        body: the payload.
        client: Slack's Web API.
        context: Bolt's context, which has the payload's `response_url`.
    """

    body: Body
    client: AsyncWebClient
    context: AsyncBoltContext

    @property
    def person(self) -> str:
        """The Slack id of the person who acted."""
        return person_of(self.body)

    async def respond(self, message: SlackMessage) -> None:
        """Shows a message to this person alone, by the payload's `response_url`, which a submission does not have."""
        await self._respond(message)

    async def respond_if_known(self, message: SlackMessage) -> bool:
        """As `respond`; returns False where this workspace does not have one of the blocks yet: nothing is shown then.

        Raises:
            RespondError: Slack refuses the message for another reason.
        """
        answer = await self._respond(message)
        if answer is None:
            return True
        if UNKNOWN_BLOCK in answer.body:
            return False
        if answer.status_code != HTTPStatus.OK:
            raise RespondError(f"{answer.status_code}: {answer.body[:200]}")
        return True

    async def _respond(self, message: SlackMessage) -> WebhookResponse | None:
        """What Slack answers; None where there is nowhere to respond to."""
        if self.context.get(UNANSWERABLE) or not self.body.get("response_url"):
            log.warning("nobody can be answered: no response_url of Slack's")
            return None
        # Bolt's own opens a session, and so a connection, for each answer.
        shared = self.client.session
        own = AsyncWebhookClient(self.body["response_url"], session=shared).send if shared else None
        respond = own or self.context.respond
        assert respond is not None  # noqa: S101  # Bolt gives one to everything that a person clicked or typed
        return await respond(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
        )

    async def post_ephemeral(self, channel: str, message: SlackMessage) -> None:
        """Shows a message to this person alone, in a channel that they are in; it needs no `response_url`."""
        await self.client.chat_postEphemeral(
            channel=channel, user=self.person, text=message.text, blocks=message.blocks
        )

    async def open_view(self, view: SlackView) -> None:
        """Opens a modal; the payload's `trigger_id` is good for three seconds."""
        await self.client.views_open(trigger_id=self.body["trigger_id"], view=view)

    async def update_view(self, view: SlackView) -> None:
        """Replaces the view in which the person acted, unless it has changed since."""
        current = self.body["view"]
        await self.client.views_update(view_id=current["id"], hash=current.get("hash"), view=view)


AfterAck = Callable[[SlackContext], Awaitable[None]]
"""Speaks to Slack after the acknowledgement."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a handler answers; the surface's `Responder` decides how it is shown.

    Attributes:
        message: shown to the person alone; None for nothing.
        form: a modal to open, or to put in the place of the one submitted; None for none.
        errors: sentences by the field of the submitted form that they stand under.
        after_ack: run after the acknowledgement and after the rest of the reply; changes nothing in the store. None
            for nothing.
    """

    message: SlackMessage | None = None
    form: SlackView | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    after_ack: AfterAck | None = None


NOTHING = Reply()
"""The reply of an act whose effect is seen elsewhere: the card, a thread."""
