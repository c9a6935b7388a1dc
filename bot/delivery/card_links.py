"""Card links: whoever waits for the link of a call's card is told as soon as the card is posted."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.domain.freshness import read_anew

LOOK_EVERY = 2.0
"""Seconds between looks into the store: another bot on it may be the one that posts the card."""

LinkOf = Callable[[str], Awaitable[str | None]]
"""The link of a call's card by the call's number; None before it is posted."""


class PostedCardLinks:
    """`link_of` reads the store; `look_every` is None where no other bot shares it."""

    def __init__(self, link_of: LinkOf, *, look_every: float | None = LOOK_EVERY) -> None:
        self._link_of = link_of
        self._look_every = look_every
        self._posted: dict[str, asyncio.Event] = {}
        self._waiting: dict[str, int] = {}

    def card_posted(self, number: str) -> None:
        """Wakes whoever waits for this call's card."""
        if event := self._posted.get(number):
            event.set()

    async def wait_for_link(self, number: str, seconds: float) -> str | None:
        """The link of the call's card; None where it is not posted within so many seconds."""
        event = self._posted.setdefault(number, asyncio.Event())
        self._waiting[number] = self._waiting.get(number, 0) + 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    return await self._link(number, event)
            return None
        finally:
            self._waiting[number] -= 1
            if not self._waiting[number]:
                del self._waiting[number], self._posted[number]

    async def _link(self, number: str, event: asyncio.Event) -> str:
        while True:
            event.clear()  # before the look: a card that is posted meanwhile is not missed
            if link := await self._link_of(number):
                return link
            try:
                async with asyncio.timeout(self._look_every):
                    await event.wait()
            except TimeoutError:
                read_anew()
