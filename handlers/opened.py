"""Telling who opened a call its number at once, and the link to its card as soon as there is one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.desk.opening import Opened
from bot.rendering.renderer import Message
from handlers.desks import Desks
from handlers.replies import Later, Line, Reply

LOOK_EVERY = 0.1
GIVE_UP_AFTER = 25 * 60.0
"""A response_url lives thirty minutes; a card that Slack refuses for longer is found with `/lina appels`."""

Tell = Callable[[Line, Message], Awaitable[None]]


async def by_command(desks: Desks, opened: Opened) -> Reply:
    """The acknowledgement holds the number; the link follows by the response_url."""
    link = (await desks.reading.call(opened.call)).link
    message = desks.renderer.message("opened", call=opened.call, existing=opened.existing, link=link)

    async def tell(line: Line, linked: Message) -> None:
        await line.tell(linked)

    return Reply(message=message, later=None if link else _when_posted(desks, opened, tell))


def by_form(desks: Desks, opened: Opened) -> Later:
    """A form has no response_url: number and link come as an ephemeral word in `support`."""

    async def tell(line: Line, linked: Message) -> None:
        await line.tell_in(desks.support, linked)

    return _when_posted(desks, opened, tell)


def _when_posted(desks: Desks, opened: Opened, tell: Tell) -> Later:
    async def later(line: Line) -> None:
        link = None
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP_AFTER):
                link = await _link(desks, opened.call.number)
        if link:
            linked = desks.renderer.message("opened", call=opened.call, existing=opened.existing, link=link)
            await tell(line, linked)

    return later


async def _link(desks: Desks, number: str) -> str:
    # Asked again and again: another bot on the same store may be the one that posts the card.
    while not (link := await desks.reading.link_of(number)):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_EVERY)
    return link
