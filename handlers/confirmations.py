"""Tells a person who opened a call its number and the link of its card, in one line, once the card is posted.

Where that takes longer than `NUMBER_AFTER`, a line with the number alone comes first. The one with the link then
replaces nothing: replacing a command's answer is said to post a second message (slackapi/bolt-js#2287).
"""

from collections.abc import Awaitable, Callable

from bot.rendering.renderer import SlackMessage
from bot.services.opening import OpenResult
from handlers.replies import AfterAck, Reply, SlackContext
from handlers.services import Services

NUMBER_AFTER = 2.0
"""Seconds to wait for the card before the number is told without its link."""

GIVE_UP_SECONDS = 25 * 60.0
"""A `response_url` works for thirty minutes; a card that takes longer is found with `/lina appels`."""

Tell = Callable[[SlackContext, SlackMessage], Awaitable[None]]


def for_command(services: Services, opened: OpenResult) -> Reply:
    """Returns the reply to a slash command or a button: acknowledged without text, then told by the `response_url`."""
    return Reply(after_ack=_told(services, opened, SlackContext.respond))


def for_form(services: Services, opened: OpenResult) -> AfterAck:
    """Returns what follows a submission, which has no `response_url`: the line is posted in `support`."""

    async def tell(slack: SlackContext, message: SlackMessage) -> None:
        await slack.post_ephemeral(services.support_channel, message)

    return _told(services, opened, tell)


def _told(services: Services, opened: OpenResult, tell: Tell) -> AfterAck:
    async def after_ack(slack: SlackContext) -> None:
        number = opened.call.number
        link = await services.card_links.wait_for_link(number, NUMBER_AFTER)
        if link is None:
            await tell(slack, await _message(services, opened, None))
            link = await services.card_links.wait_for_link(number, GIVE_UP_SECONDS)
        if link:
            await tell(slack, await _message(services, opened, link))

    return after_ack


async def _message(services: Services, opened: OpenResult, link: str | None) -> SlackMessage:
    others = await services.queries.other_open_calls(opened.call) if link else []
    return services.renderer.message(
        "opened", call=opened.call, existing=opened.existing, link=link, others=others
    )
