"""Tells a person who opened a call its number and the link of its card, in one line, once the card is posted.

Where that takes longer than `NUMBER_AFTER`, a line with the number alone comes first. The one with the link then
replaces nothing: replacing a command's answer is said to post a second message (slackapi/bolt-js#2287).
"""

import time
from collections.abc import Awaitable, Callable

from bot.rendering.renderer import SlackMessage
from bot.services.opening import OpenResult
from handlers.replies import AfterAck, Reply, SlackContext
from handlers.services import Services

NUMBER_AFTER = 2.0
"""Seconds to wait for the card before the number is told without its link."""

LATE_SECONDS = 30.0
"""A card that Slack holds up for so long is said to be on its way."""

RESPONSE_URL_SECONDS = 25 * 60.0
"""A `response_url` works for thirty minutes; a card that takes longer is told in `support`."""

GIVE_UP_SECONDS = 24 * 60 * 60.0
"""A card that takes longer is found with `/lina appels`."""

Tell = Callable[[SlackContext, SlackMessage], Awaitable[None]]


def for_command(
    services: Services, opened: OpenResult, monotonic: Callable[[], float] = time.monotonic
) -> Reply:
    """Returns the reply to a slash command or a button: acknowledged without text, then told by the `response_url`."""
    return Reply(after_ack=_told(services, opened, SlackContext.respond, monotonic))


def for_form(services: Services, opened: OpenResult) -> AfterAck:
    """Returns what follows a submission, which has no `response_url`: the line is posted in `support`."""
    return _told(services, opened, _in_support(services), time.monotonic)


def _told(services: Services, opened: OpenResult, tell: Tell, monotonic: Callable[[], float]) -> AfterAck:
    number = opened.call.number

    async def after_ack(slack: SlackContext) -> None:
        began = monotonic()
        link = await services.card_links.wait_for_link(number, NUMBER_AFTER)
        if link is None:
            await tell(slack, await _message(services, opened, None))
            link = await services.card_links.wait_for_link(number, LATE_SECONDS - NUMBER_AFTER)
        if link is None and await services.queries.waits_for_rate_limit(number):
            await tell(slack, services.renderer.message("rate_limited", number=number))
        link = link or await services.card_links.wait_for_link(number, GIVE_UP_SECONDS)
        if link:
            in_time = monotonic() - began < RESPONSE_URL_SECONDS
            last = tell if in_time else _in_support(services)
            await last(slack, await _message(services, opened, link))

    return after_ack


def _in_support(services: Services) -> Tell:
    async def tell(slack: SlackContext, message: SlackMessage) -> None:
        await slack.post_ephemeral(services.support_channel, message)

    return tell


async def _message(services: Services, opened: OpenResult, link: str | None) -> SlackMessage:
    others = await services.queries.other_open_calls(opened.call) if link else []
    return services.renderer.message(
        "opened", call=opened.call, existing=opened.existing, link=link, others=others
    )
