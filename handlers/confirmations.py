"""Telling who opened a call its number at once, and the link to its card as soon as there is one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.rendering.renderer import SlackMessage
from bot.services.opening import OpenResult
from handlers.replies import Later, Reply, SlackContext
from handlers.services import Services

LOOK_EVERY = 0.1
GIVE_UP_AFTER = 25 * 60.0
"""A response_url lives thirty minutes; a card that Slack refuses for longer is found with `/lina appels`."""

Tell = Callable[[SlackContext, SlackMessage], Awaitable[None]]


async def by_command(services: Services, opened: OpenResult) -> Reply:
    """The acknowledgement holds the number; the link follows by the response_url."""
    link = (await services.reading.call(opened.call)).link
    message = services.renderer.message("opened", call=opened.call, existing=opened.existing, link=link)

    async def tell(slack: SlackContext, linked: SlackMessage) -> None:
        await slack.tell(linked)

    return Reply(message=message, later=None if link else _when_posted(services, opened, tell))


def by_form(services: Services, opened: OpenResult) -> Later:
    """A form has no response_url: number and link come as an ephemeral word in `support`."""

    async def tell(slack: SlackContext, linked: SlackMessage) -> None:
        await slack.tell_in(services.support, linked)

    return _when_posted(services, opened, tell)


def _when_posted(services: Services, opened: OpenResult, tell: Tell) -> Later:
    async def later(slack: SlackContext) -> None:
        link = None
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP_AFTER):
                link = await _link(services, opened.call.number)
        if link:
            linked = services.renderer.message(
                "opened", call=opened.call, existing=opened.existing, link=link
            )
            await tell(slack, linked)

    return later


async def _link(services: Services, number: str) -> str:
    # Asked again and again: another bot on the same store may be the one that posts the card.
    while not (link := await services.reading.link_of(number)):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_EVERY)
    return link
