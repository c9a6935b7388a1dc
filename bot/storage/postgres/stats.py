"""Stats of closed calls: a row for each, written with its call; all are kept in memory."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import orjson

from bot.domain.calls.call import Call
from bot.domain.calls.stats import CallStats, stats_of
from bot.storage.documents import CALL, SCHEMA, Codec
from bot.storage.postgres.columns import Columns, decoded
from bot.storage.stats_index import StatsIndex

_STATS = Codec(CallStats)

SHAPE = " ".join([f"schema{SCHEMA}", *(field.name for field in fields(CallStats))])
"""A row of another shape was written by another version of this program, and is made anew from its call."""

_ROW = "INSERT INTO figures (number, shape, body)"
_PUT = """
    ON CONFLICT (number) DO UPDATE
    SET shape = excluded.shape, body = excluded.body, written = pg_current_xact_id()
    WHERE figures.body::text IS DISTINCT FROM excluded.body::text OR figures.shape <> excluded.shape OR %(anyhow)s
"""

PUT_STATS = f"{_ROW} VALUES (%(number)s, %(shape)s, %(stats)s::json) {_PUT}"

_WITH_STATS = f"""
    WITH written AS (WRITE), counted AS ({_ROW} SELECT id, %(shape)s, %(stats)s::json FROM written {_PUT})
    SELECT * FROM written
"""  # noqa: S608  # of this package


def with_stats(write: str) -> str:
    """Returns the statement that writes a call and its row of stats at once.

    Args:
        write: the statement that writes the call, and returns its `id`; the other returns what it does.
    """
    return _WITH_STATS.replace("WRITE", write)


class StatsTable:
    """The stats of all closed calls, as far as they were told.

    Attributes:
        outdated: the numbers of those that were told in another shape.
    """

    def __init__(self) -> None:
        self.outdated: set[str] = set()
        self._rows: dict[str, CallStats] = {}
        self._index = StatsIndex()
        self._changed: set[str] = set()

    def take(self, number: str, body: bytes | None, call: bytes | None) -> None:
        """Takes a row as it is stored.

        Args:
            number: of the call.
            body: the stats; None where there is nothing to tell of the call.
            call: the call itself, where the row is of another shape.

        Raises:
            StoreDamagedError: the call cannot be understood.
        """
        self._changed.add(number)
        if call is not None:
            self.outdated.add(number)
            self._keep(number, stats_of(decoded(CALL, call)))
        else:
            self._keep(number, _STATS.decode(orjson.loads(body)) if body else None)

    def changed(self) -> list[str]:
        """Returns the numbers of the calls whose rows were told since this was last asked."""
        changed, self._changed = self._changed, set()
        return sorted(changed)

    def row(self, number: str) -> Columns:
        """Returns the row of a call as it is to be written."""
        return row_of(number, self._rows.get(number))

    def of(
        self, client: str | None, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CallStats]:
        """Returns the stats of a client, or of everybody; oldest closing first.

        Of those closed at `since` or later and before `until` (aware), if they are given.
        """
        return self._index.of(client, since, until)

    def assistance_minutes(self, client: str, since: date | None) -> int:
        """See `Calls`."""
        return self._index.assistance_minutes(client, since)

    def _keep(self, number: str, stats: CallStats | None) -> None:
        self._index.replace(self._rows.pop(number, None), stats)
        if stats:
            self._rows[number] = stats


def row_of(number: str, stats: CallStats | None, *, anyhow: bool = False) -> dict[str, Any]:
    """Returns the values of `PUT_STATS` for a call; a call that was reopened has no stats to tell.

    Args:
        number: of the call.
        stats: of the call.
        anyhow: whether the row counts as written though it says the same as before.
    """
    return {
        "number": number,
        "shape": SHAPE,
        "stats": _STATS.text(stats) if stats else None,
        "anyhow": anyhow,
    }


def values_of(call: Call) -> dict[str, Any] | None:
    """Returns the values of a call's row; None for a call that never had a report, which needs none."""
    if not call.reports:
        return None
    # A redaction and another version change the texts, which other bots search, and maybe no figure.
    return row_of(call.number, stats_of(call), anyhow=not call.request or len(call.reports) > 1)
