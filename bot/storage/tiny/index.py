"""Finds calls in memory, without reading a file: by origin, card, client and month."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import TypeVar

from bot.domain.calls.stats import CallStats
from bot.storage.indexing import Card
from bot.storage.numbers import highest_count, number_of, parts_of
from bot.storage.stats_index import StatsIndex
from bot.storage.tiny.index_cache import IndexedCall

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A call in the index.

    Attributes:
        call: what the index holds of it.
        month: the month of the archive that it is in (`2026-11`); None while it is in `open.json`.
    """

    call: IndexedCall
    month: str | None


class CallIndex:
    """All calls of a folder.

    Attributes:
        next_action_at: when a call's notices are next to be looked at (aware UTC), by number; others are never.
    """

    next_action_at: dict[str, datetime]

    def __init__(self) -> None:
        self.next_action_at = {}
        self._entries: dict[str, IndexEntry] = {}
        self._origins: dict[str, str] = {}
        self._cards: dict[Card, str] = {}
        self._of_client: defaultdict[str, list[str]] = defaultdict(list)  # in the order of opening
        self._highest: defaultdict[int, int] = defaultdict(int)
        self._reserved: defaultdict[int, int] = defaultdict(int)
        self._stats = StatsIndex()

    def __getitem__(self, number: str) -> IndexEntry:
        return self._entries[number]

    def get(self, number: str) -> IndexEntry | None:
        """Returns the entry of a number; None if there is none."""
        return self._entries.get(number)

    def numbers(self) -> list[str]:
        """Returns all numbers, month by month, so that whoever reads the calls reads each file once."""
        return sorted(self._entries, key=lambda number: (self._entries[number].month or "", number))

    def by_origin(self, origin: str) -> str | None:
        """Returns the number of the call of this origin."""
        return self._origins.get(origin)

    def by_card(self, card: Card) -> str | None:
        """Returns the number of the call that this message is, or was, the card of."""
        return self._cards.get(card)

    def recent(self, client: str, since: datetime) -> list[IndexedCall]:
        """Returns the calls of a client that were opened since that instant (aware), newest first."""
        newest_first = (self._entries[number].call for number in reversed(self._of_client.get(client, ())))
        return list(takewhile(lambda call: call.opened_at >= since, newest_first))

    def opened_by(self, person: str) -> list[IndexedCall]:
        """Returns the calls that a person opened, newest first."""
        own = (entry.call for entry in self._entries.values() if entry.call.by == person)
        return sorted(own, key=lambda call: (call.opened_at, call.number), reverse=True)

    def in_month(self, month: str) -> list[str]:
        """Returns the numbers of the calls in a month's archive."""
        return [number for number, entry in self._entries.items() if entry.month == month]

    def stats(self, client: str | None) -> Sequence[CallStats]:
        """Returns the stats of a client's closed calls, or of everybody's; oldest closing first."""
        return self._stats.of(client)

    def assistance_minutes(self, client: str, since: date | None) -> int:
        """See `Calls`."""
        return self._stats.assistance_minutes(client, since)

    def next_number(self, year: int) -> str:
        """Returns the lowest number of a year that is above all that are taken or reserved."""
        return number_of(year, self._count(year) + 1)

    def last_number(self) -> str | None:
        """Returns the highest number of the latest year in which one is taken or reserved; None if none is."""
        year = max((y for y in (*self._highest, *self._reserved) if self._count(y)), default=None)
        return None if year is None else number_of(year, self._count(year))

    def reserve(self, year: int, count: int) -> None:
        """Reserves the numbers of a year up to this one."""
        self._reserved[year] = max(count, self._reserved[year])

    def put(self, call: IndexedCall, month: str | None) -> None:
        """Adds or replaces a call, with the month of the archive that it is in."""
        before = self._unlink(call.number)
        self._entries[call.number] = IndexEntry(call, month)
        self._origins[call.origin] = call.number
        self._cards.update(dict.fromkeys(call.cards, call.number))
        insort(self._of_client[call.client], call.number, key=self._age)
        year, count = parts_of(call.number)
        self._highest[year] = max(count, self._highest[year])
        _set(self.next_action_at, call.number, call.next_action_at)
        self._stats.replace(before, call.stats)

    def remove(self, number: str) -> None:
        """Removes a call that was never written; its number is free again."""
        self._stats.replace(self._unlink(number), None)
        self._entries.pop(number, None)
        self.next_action_at.pop(number, None)
        year, _ = parts_of(number)
        self._highest[year] = highest_count(year, self._entries)

    def _unlink(self, number: str) -> CallStats | None:
        """Returns the stats that the call had."""
        entry = self._entries.get(number)
        if entry is None:
            return None
        self._origins.pop(entry.call.origin, None)
        same_client = self._of_client[entry.call.client]
        del same_client[bisect_left(same_client, self._age(number), key=self._age)]
        for card in entry.call.cards:
            self._cards.pop(card, None)
        return entry.call.stats

    def _age(self, number: str) -> tuple[datetime, str]:
        return self._entries[number].call.opened_at, number

    def _count(self, year: int) -> int:
        return max(self._highest.get(year, 0), self._reserved.get(year, 0))


def _set(values: dict[str, V], number: str, value: V | None) -> None:
    if value is None:
        values.pop(number, None)
    else:
        values[number] = value
