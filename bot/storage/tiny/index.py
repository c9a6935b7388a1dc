"""Finds calls without reading a file: by origin, card and client; and holds their figures and when they next speak."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.calls.stats import CallStats
from bot.storage.indexing import Card, oldest_closing_first
from bot.storage.numbers import highest_count, number_of, parts_of
from bot.storage.tiny.index_cache import IndexedCall

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of a call; `month` names the file it retired to, None while it is among the open ones."""

    row: IndexedCall
    month: str | None


class CallIndex:
    due_before: dict[str, datetime]

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._origins: dict[str, str] = {}
        self._cards: dict[Card, str] = {}
        self._of_client: defaultdict[str, set[str]] = defaultdict(set)
        self._highest: defaultdict[int, int] = defaultdict(int)
        self._reserved: defaultdict[int, int] = defaultdict(int)
        self._stats: dict[str, CallStats] = {}
        self._all_stats: Sequence[CallStats] | None = None
        self.due_before = {}

    def __getitem__(self, number: str) -> Entry:
        return self._entries[number]

    def get(self, number: str) -> Entry | None:
        return self._entries.get(number)

    def numbers(self) -> list[str]:
        """Those of one file together, so that going through them reads each file once."""
        return sorted(self._entries, key=lambda number: (self._entries[number].month or "", number))

    def by_origin(self, origin: str) -> str | None:
        return self._origins.get(origin)

    def by_card(self, card: Card) -> str | None:
        return self._cards.get(card)

    def of_client(self, code: str) -> Iterable[IndexedCall]:
        return [self._entries[number].row for number in self._of_client.get(code, ())]

    def in_month(self, month: str) -> list[str]:
        return [number for number, entry in self._entries.items() if entry.month == month]

    def stats_of_client(self, client: str | None) -> Sequence[CallStats]:
        """Oldest closing first; everybody's, where no client is given."""
        if client is not None:
            rows = (self._stats.get(number) for number in self._of_client.get(client, ()))
            return oldest_closing_first(row for row in rows if row)
        if self._all_stats is None:
            self._all_stats = oldest_closing_first(self._stats.values())
        return self._all_stats

    def next_number(self, year: int) -> str:
        return number_of(year, max(self._highest[year], self._reserved[year]) + 1)

    def reserve(self, year: int, count: int) -> None:
        """Numbers up to this one are taken, whoever has them."""
        self._reserved[year] = max(count, self._reserved[year])

    def put(self, row: IndexedCall, month: str | None) -> None:
        """Remembers the call as it is now, and the file it is in."""
        self._unlink(row.number)
        self._entries[row.number] = Entry(row, month)
        self._origins[row.origin] = row.number
        self._cards.update(dict.fromkeys(row.cards, row.number))
        self._of_client[row.client].add(row.number)
        year, count = parts_of(row.number)
        self._highest[year] = max(count, self._highest[year])
        _keep(self.due_before, row.number, row.wake)
        self._book(row.number, row.stats)

    def forget(self, number: str) -> None:
        """The call was never written: its number is free again."""
        self._unlink(number)
        self._entries.pop(number, None)
        self.due_before.pop(number, None)
        self._book(number, None)
        year, _ = parts_of(number)
        self._highest[year] = highest_count(year, self._entries)

    def _book(self, number: str, stats: CallStats | None) -> None:
        if self._stats.get(number) != stats:
            _keep(self._stats, number, stats)
            self._all_stats = None

    def _unlink(self, number: str) -> None:
        if entry := self._entries.get(number):
            self._origins.pop(entry.row.origin, None)
            self._of_client[entry.row.client].discard(number)
            for card in entry.row.cards:
                self._cards.pop(card, None)


def _keep(values: dict[str, V], number: str, value: V | None) -> None:
    if value is None:
        values.pop(number, None)
    else:
        values[number] = value
