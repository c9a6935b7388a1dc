"""Who waits for an acknowledgement: what nobody waits for lets them go first."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LET_FIRST = 0.05
"""Seconds for which somebody who waits is let go first; whoever waits longer waits for the store."""


class WaitingPeople:
    """Counts those whose payload is not acknowledged yet.

    Args:
        let_first: seconds; see `LET_FIRST`.
    """

    def __init__(self, let_first: float = LET_FIRST) -> None:
        self._seconds = let_first
        self._count = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Within it, somebody waits."""
        self._count += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._nobody.set()

    async def let_first(self) -> None:
        """Returns once nobody waits, or whoever does has been let first for long enough."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._nobody.wait()
