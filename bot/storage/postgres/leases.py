"""Leases of documents, by the database's clock, for several bots that share one database."""

import time

from bot.domain.freshness import read_anew
from bot.storage.postgres.database import Database

WITH_OPENING = 40.0
"""Seconds of the lease that whoever opens a call has of it: ten more than are asked for when it is delivered."""

_HOLD = """
    INSERT INTO leases (id, owner, until)
    VALUES (%(id)s, %(owner)s, clock_timestamp() + %(seconds)s * interval '1 second')
    ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, until = excluded.until
    WHERE leases.owner = excluded.owner OR leases.until <= clock_timestamp()
    RETURNING id
"""


class PostgresLeases:
    """The `Leases` port over the table `leases`.

    Attributes:
        owner: a name that no other bot has.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self.owner = owner
        self._database = database
        self._granted: dict[str, float] = {}

    async def hold(self, id: str, seconds: float, /) -> bool:
        """See `Leases`."""
        if self._granted.pop(id, 0.0) >= time.monotonic() + seconds:
            return True
        held = await self._database.run(_HOLD, {"id": id, "owner": self.owner, "seconds": seconds})
        read_anew()  # another bot may have written to the document until now
        return bool(held)

    async def release(self, id: str, /) -> None:
        """See `Leases`."""
        self._granted.pop(id, None)
        await self._release([id])

    def granted(self, id: str, until: float) -> None:
        """Takes note of a lease that was taken by the write that made the document.

        Args:
            id: of the document.
            until: when it ends, in seconds of `time.monotonic`.
        """
        now = time.monotonic()
        self._granted = {known: end for known, end in self._granted.items() if end > now}
        self._granted[id] = until

    async def give_up(self) -> None:
        """Releases the leases of which nobody has made use."""
        granted, self._granted = self._granted, {}
        if granted:
            await self._release([*granted])

    async def _release(self, ids: list[str]) -> None:
        await self._database.run(
            "DELETE FROM leases WHERE id = ANY(%(ids)s) AND owner = %(owner)s",
            {"ids": ids, "owner": self.owner},
        )
