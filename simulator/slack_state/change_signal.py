"""ChangeSignal: lets tasks wait for a change of the workspace."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_HEARTBEAT = 0.05


class ChangeSignal:
    """Wakes waiting tasks at every change.

    Attributes:
        count: the number of changes so far.
    """

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wakes all who wait."""
        self.count += 1
        passed, self._next = self._next, asyncio.Event()
        passed.set()

    async def until(self, condition: Callable[[], T | None], timeout: float, dump: Callable[[], str]) -> T:  # noqa: ASYNC109 - the contract's own name
        """Returns the condition's first truthy value; AssertionError with `dump()` after `timeout` real seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (value := condition()):
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"not true after {timeout:g} s; the workspace shows:\n{dump()}")
            await self.changed(min(left, _HEARTBEAT))
        return value

    async def changed(self, seconds: float) -> None:
        """Returns at the next change, or after that many real seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._next.wait()
        except TimeoutError:
            return
