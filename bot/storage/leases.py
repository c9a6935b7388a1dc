"""Leases for a store that only one bot uses."""


class SoleBotLeases:
    """The `Leases` port where no other bot competes: every lease is granted."""

    async def hold(self, _id: str, _seconds: float, /) -> bool:
        """Returns True."""
        return True

    async def release(self, _id: str, /) -> None:
        """Does nothing."""
