"""Tells a person who opened a call its number at once, and the link of its card once the card is posted."""

from collections.abc import Awaitable, Callable

from bot.rendering.renderer import SlackMessage
from bot.services.opening import OpenResult
from handlers.replies import AfterAck, Reply, SlackContext
from handlers.services import Services

GIVE_UP_SECONDS = 25 * 60.0
"""A `response_url` works for thirty minutes; a card that takes longer is found with `/lina appels`."""

Tell = Callable[[SlackContext, SlackMessage], Awaitable[None]]


async def for_command(services: Services, opened: OpenResult) -> Reply:
    """Returns the reply to a slash command: the acknowledgement holds the number, the `response_url` gets the link."""
    link = services.queries.card_link(opened.call)
    reply = _message(services, opened, link)
    return Reply(
        message=reply, after_ack=None if link else _with_link(services, opened, SlackContext.respond)
    )


def for_form(services: Services, opened: OpenResult) -> AfterAck:
    """Returns what follows a submission, which has no `response_url`: number and link are posted in `support`."""

    async def tell(slack: SlackContext, message: SlackMessage) -> None:
        await slack.post_ephemeral(services.support_channel, message)

    return _with_link(services, opened, tell)


def _with_link(services: Services, opened: OpenResult, tell: Tell) -> AfterAck:
    async def after_ack(slack: SlackContext) -> None:
        link = await services.card_links.wait_for_link(opened.call.number, GIVE_UP_SECONDS)
        if link:
            await tell(slack, _message(services, opened, link))

    return after_ack


def _message(services: Services, opened: OpenResult, link: str | None) -> SlackMessage:
    return services.renderer.message("opened", call=opened.call, existing=opened.existing, link=link)
