"""Finds calls without reading a file: by origin, card and client; and holds their figures and when they next speak."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar

from bot.domain.call import Call
from bot.domain.figures import Figure, figure_of
from bot.domain.notice import next_at
from bot.storage.facets import Card, cards_of, oldest_closing_first
from bot.storage.numbers import highest_count, number_of, parts_of

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of a call; `month` names the file it retired to, None while it is among the open ones."""

    month: str | None
    origin: str
    cards: tuple[Card, ...]
    client: str
    by: str
    opened_at: datetime

    @classmethod
    def of(cls, call: Call, month: str | None) -> Self:
        return cls(
            month, call.origin, tuple(cards_of(call)), call.client.code, call.opened.by, call.opened.at
        )


class CallIndex:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._origins: dict[str, str] = {}
        self._cards: dict[Card, str] = {}
        self._of_client: defaultdict[str, set[str]] = defaultdict(set)
        self._highest: dict[int, int] = {}
        self._figures: dict[str, Figure] = {}
        self._all_figures: Sequence[Figure] | None = None
        self.wakes: dict[str, datetime] = {}

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

    def of_client(self, code: str) -> Iterable[tuple[str, Entry]]:
        return [(number, self._entries[number]) for number in self._of_client.get(code, ())]

    def figures_of(self, client: str | None) -> Sequence[Figure]:
        """Oldest closing first; everybody's, where no client is given."""
        if client is not None:
            rows = (self._figures.get(number) for number in self._of_client.get(client, ()))
            return oldest_closing_first(row for row in rows if row)
        if self._all_figures is None:
            self._all_figures = oldest_closing_first(self._figures.values())
        return self._all_figures

    def next_number(self, year: int) -> str:
        return number_of(year, self._highest.get(year, 0) + 1)

    def put(self, call: Call, month: str | None) -> None:
        """Remembers the call as it is now, and the file it is in."""
        self._unlink(call.number)
        entry = Entry.of(call, month)
        self._entries[call.number] = entry
        self._origins[entry.origin] = call.number
        self._cards.update(dict.fromkeys(entry.cards, call.number))
        self._of_client[entry.client].add(call.number)
        year, count = parts_of(call.number)
        self._highest[year] = max(count, self._highest.get(year, 0))
        _keep(self.wakes, call.number, next_at(call.notices))
        self._book(call.number, figure_of(call))

    def forget(self, number: str) -> None:
        """The call was never written: its number is free again."""
        self._unlink(number)
        self._entries.pop(number, None)
        self.wakes.pop(number, None)
        self._book(number, None)
        year, _ = parts_of(number)
        self._highest[year] = highest_count(year, self._entries)

    def _book(self, number: str, figure: Figure | None) -> None:
        if self._figures.get(number) != figure:
            _keep(self._figures, number, figure)
            self._all_figures = None

    def _unlink(self, number: str) -> None:
        if entry := self._entries.get(number):
            self._origins.pop(entry.origin, None)
            self._of_client[entry.client].discard(number)
            for card in entry.cards:
                self._cards.pop(card, None)


def _keep(values: dict[str, V], number: str, value: V | None) -> None:
    if value is None:
        values.pop(number, None)
    else:
        values[number] = value
