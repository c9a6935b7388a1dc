"""What a listener answers, whatever the surface: words, a form, errors under a form's inputs, something for later."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.rendering.renderer import SlackMessage, SlackView
from handlers.payloads import MalformedError


@dataclass(frozen=True, slots=True)
class SlackContext:
    """The way back to the person after the acknowledgement."""

    body: Mapping[str, Any]
    client: AsyncWebClient
    context: AsyncBoltContext

    @property
    def person(self) -> str:
        return person_of(self.body)

    async def tell(self, message: SlackMessage) -> None:
        """An ephemeral word by the response_url."""
        respond = self.context.respond
        assert respond is not None  # noqa: S101  # Bolt gives one to everything that a person clicked or typed
        await respond(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
        )

    async def tell_in(self, channel: str, message: SlackMessage) -> None:
        """An ephemeral word where there is no response_url."""
        await self.client.chat_postEphemeral(
            channel=channel, user=self.person, text=message.text, blocks=message.blocks
        )

    async def open(self, view: SlackView) -> None:
        await self.client.views_open(trigger_id=self.body["trigger_id"], view=view)

    async def redraw(self, view: SlackView) -> None:
        """Puts this view in the place of the one that the person acted on."""
        shown = self.body["view"]
        await self.client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=view)


Later = Callable[[SlackContext], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """`later` speaks to Slack once the acknowledgement is out, and changes nothing."""

    message: SlackMessage | None = None
    form: SlackView | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    later: Later | None = None


NOTHING = Reply()


def person_of(body: Mapping[str, Any]) -> str:
    """Who acted, in any of Slack's payloads."""
    user = body.get("user")
    try:
        if isinstance(user, dict):
            return str(user["id"])
        return str(body["event"]["user"] if "event" in body else body["user_id"])
    except (KeyError, TypeError) as error:
        raise MalformedError("nobody acted") from error
