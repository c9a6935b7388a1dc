"""The leases of a store that one bot has to itself: every one is granted."""


class SoleBot:
    async def hold(self, _id: str, _seconds: float, /) -> bool:
        return True

    async def release(self, _id: str, /) -> None:
        """Nobody waits for it."""
