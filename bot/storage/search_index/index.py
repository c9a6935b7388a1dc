"""`SearchIndex`: the `CallSearch` port over a SQLite database in memory.

A table of full text (FTS5, without a copy of the texts) holds the stems, a plain one the packed texts.
Rows are numbered by closing, so that the newest are read first and a period is a range. All work on the database is
done in a thread, one piece at a time: SQLite lets the bot run meanwhile.
"""

import asyncio
import sqlite3
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import orjson

from bot.domain.calls.call import Call
from bot.domain.calls.closed_texts import ClosedText, closed_text_of
from bot.domain.calls.likeness import Candidate, close_calls, likeness
from bot.domain.calls.stats import CallStats, stats_of
from bot.domain.ports import RememberedCall, SearchQuery, SearchResult
from bot.storage.search_index.encoding import (
    ADD,
    ADD_STEMS,
    FORGET_STEMS,
    PER_SECOND,
    SCHEMA,
    WEIGHTS,
    Row,
    client_mark,
    closed_at,
    columns_of,
    first_id,
    row_of,
    text_of,
)
from bot.storage.search_index.vocabulary import Vocabulary
from bot.storage.search_index.words import GENERIC_STEMS, Word, stems_of, words_of

SHOWN = 8
"""Hits at most."""

_WEIGHED = 2000
"""Of the rows that match, the last closed are ranked: a word of every call would take longer than anybody waits."""

_COMPARED = 200
"""How many of the best rows are compared with a new demand."""

_SUBJECTS, _LEAST_CALLS = 5, 3
_GENERIC_RARITY = 0.2
_COMMONNESS = 3
"""How fast a word that many demands have counts for less: a subject that comes back is a subject all the same."""
_FEW_CALLS = 100
"""Below so many calls, how often a stem stands says little about how rare it is."""

T = TypeVar("T")


class SearchIndex:
    """The closed calls in memory. What another task puts meanwhile waits for its turn."""

    def __init__(self) -> None:
        # One thread: it uses the connection alone, in the order of asking, and the C library keeps memory for one.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        # Closed with the index: Python 3.13 warns of a connection that nobody closed.
        weakref.finalize(self, self._database.close)
        self._database.executescript(SCHEMA)
        self._database.execute(WEIGHTS)
        self._vocabulary = Vocabulary()
        self._rarities: dict[str, float] = {}
        self._complete = False

    @property
    def complete(self) -> bool:
        """See `CallSearch`."""
        return self._complete

    async def put(self, calls: Sequence[Call]) -> None:
        """See `CallSearch`."""
        await self._run(lambda: self._put(calls))

    def mark_complete(self) -> None:
        """See `CallSearch`."""
        self._complete = True

    async def search(self, query: SearchQuery) -> SearchResult:
        """See `CallSearch`."""
        return await self._run(lambda: self._search(query))

    async def remembered(self, numbers: Sequence[str]) -> list[RememberedCall]:
        """See `CallSearch`."""
        return await self._run(lambda: self._remembered(numbers))

    async def close_to(self, request: str, client: str, same_version: frozenset[str]) -> list[str]:
        """See `CallSearch`."""
        return await self._run(lambda: self._close_to(request, client, same_version))

    async def likeness(self, request: str, other: str) -> float:
        """See `CallSearch`."""
        stems = stems_of(request), stems_of(other)
        return await self._run(lambda: likeness(*stems, self._rarity))

    async def subjects(
        self, since: datetime, until: datetime, client: str | None = None
    ) -> list[tuple[str, int]]:
        """See `CallSearch`."""
        return await self._run(lambda: self._subjects(since, until, client))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # In the thread.

    def _put(self, calls: Iterable[Call]) -> None:
        self._database.execute("BEGIN")
        try:
            for call in calls:
                self._forget(call.number)
                if stats := stats_of(call):
                    self._add(stats, closed_text_of(call))
        finally:
            self._database.execute("COMMIT")
            self._rarities.clear()

    def _forget(self, number: str) -> None:
        row = self._one("SELECT * FROM calls WHERE number = ?", number)
        if row is None:
            return
        id, _, client, level, _, packed = row
        if packed:
            columns, words = columns_of(client, level, text_of(packed))
            self._database.execute(FORGET_STEMS, (id, *columns))
            self._vocabulary.add(words, -1)
        self._database.execute("DELETE FROM calls WHERE id = ?", (id,))

    def _add(self, stats: CallStats, text: ClosedText | None) -> None:
        id = self._next_id(stats.closed_at)
        self._database.execute(ADD, row_of(id, stats, text))
        if text:
            columns, words = columns_of(stats.client, stats.solved_at, text)
            self._database.execute(ADD_STEMS, (id, *columns))
            self._vocabulary.add(words)

    def _next_id(self, closed_at: datetime) -> int:
        first = int(closed_at.timestamp()) * PER_SECOND
        last = self._one("SELECT max(id) FROM calls WHERE id BETWEEN ? AND ?", first, first + PER_SECOND - 1)
        return first if last is None or last[0] is None else int(last[0]) + 1

    def _search(self, query: SearchQuery) -> SearchResult:
        words = [*dict.fromkeys(words_of(query.words))]
        filters, first = _filters(query), first_id(query.since)
        if query.words.strip() and not words:
            return SearchResult(hits=(), complete=self._complete)
        if not words:
            return self._result(self._last_closed(query))
        found: dict[int, None] = {}
        for match in self._matches(words, filters):
            found |= dict.fromkeys(self._ranked(match, first))
            if len(found) >= SHOWN:
                break
        if not found:
            nearest = [near for word, _ in words for near in self._vocabulary.nearest(word)]
            return SearchResult(hits=(), nearest=tuple(dict.fromkeys(nearest))[:3], complete=self._complete)
        return self._result([*found][:SHOWN])

    def _matches(self, words: Sequence[Word], filters: str) -> Iterator[str]:
        """Yields the questions to FTS5, the strictest first: all words as typed, then as they may have been meant.

        Then fewer and fewer of them, the commonest left out first; then each alone, the rarest first.
        """
        yield from _questions([{stem} for _, stem in words], filters)
        meant = [{stem, *self._vocabulary.variants(word)} for word, stem in words]
        yield from _questions(meant, filters)
        known = sorted((n, i) for i, some in enumerate(meant) if (n := sum(map(self._count, some))))
        rarest = [meant[i] for _, i in known]
        for left in range(len(rarest) - (len(rarest) == len(words)), 1, -1):
            yield from _questions(rarest[:left], filters)
        if len(words) > 1:
            for some in rarest:
                yield from _questions([some], filters)

    def _count(self, stem: str) -> int:
        """In how many columns of closed calls this stem stands."""
        found = self._one("SELECT sum(doc) FROM frequencies WHERE term = ?", stem)
        return int(found[0] or 0) if found else 0

    def _ranked(self, match: str, first: int) -> list[int]:
        rows = self._rows(
            "SELECT rowid, rank FROM stems WHERE stems MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?",
            *(match, first, _WEIGHED),
        )
        return [id for id, _ in sorted(rows, key=lambda row: (row[1], -row[0]))[:SHOWN]]

    def _last_closed(self, query: SearchQuery) -> list[int]:
        rows = self._rows(
            "SELECT id FROM calls WHERE text IS NOT NULL AND id >= ? AND (client = ? OR ? IS NULL)"
            " AND (level = ? OR ? IS NULL) ORDER BY id DESC LIMIT ?",
            *(first_id(query.since), query.client, query.client, query.level, query.level, SHOWN),
        )
        return [row[0] for row in rows]

    def _result(self, ids: Sequence[int]) -> SearchResult:
        rows = {row[0]: row for row in self._by_id(ids)}
        return SearchResult(
            hits=tuple(self._hit(rows[id]) for id in ids if id in rows), complete=self._complete
        )

    def _by_id(self, ids: Sequence[int]) -> list[Row]:
        wanted = orjson.dumps(ids).decode()
        return self._rows("SELECT * FROM calls WHERE id IN (SELECT value FROM json_each(?))", wanted)

    def _hit(self, row: Row) -> RememberedCall:
        id, number, _, _, _, packed = row
        served = self._one("SELECT count(*) FROM calls WHERE helped_by = ?", number)
        return RememberedCall(
            number=number,
            closed_at=closed_at(id),
            text=text_of(packed),
            served=int(served[0]) if served else 0,
        )

    def _remembered(self, numbers: Sequence[str]) -> list[RememberedCall]:
        statement = "SELECT * FROM calls WHERE number = ? AND text IS NOT NULL"
        rows = [self._one(statement, number) for number in numbers]
        return [self._hit(row) for row in rows if row]

    def _close_to(self, request: str, client: str, same_version: frozenset[str]) -> list[str]:
        stems = stems_of(request)
        telling = sorted(stems - GENERIC_STEMS)
        if not telling:
            return []
        match = "request : (" + " OR ".join(f'"{stem}"' for stem in telling) + ")"
        rows = self._rows(
            "SELECT rowid, rank FROM stems WHERE stems MATCH ? ORDER BY rowid DESC LIMIT ?", match, _WEIGHED
        )
        best = [id for id, _ in sorted(rows, key=lambda row: row[1])[:_COMPARED]]
        candidates = [self._candidate(row, client, same_version) for row in self._by_id(best)]
        return close_calls(stems, candidates, self._rarity)

    def _candidate(self, row: Row, client: str, same_version: frozenset[str]) -> Candidate:
        _, number, theirs, _, _, packed = row
        text = text_of(packed)
        return Candidate(
            number=number,
            stems=stems_of(text.request),
            same_client=theirs == client,
            same_version=theirs in same_version,
            has_recipe=bool(text.recipe),
        )

    def _rarity(self, stem: str) -> float:
        """From the share of the demands that have this stem."""
        if stem not in self._rarities:
            total = self._one("SELECT count(*) FROM calls")
            having = self._one("SELECT doc FROM frequencies WHERE term = ? AND col = 'request'", stem)
            share = (having[0] if having else 0) / max(total[0] if total else 0, _FEW_CALLS)
            self._rarities[stem] = (_GENERIC_RARITY if stem in GENERIC_STEMS else 1.0) / (
                1 + _COMMONNESS * share
            )
        return self._rarities[stem]

    def _closed(self, since: datetime, until: datetime, client: str | None) -> Iterator[Row]:
        return self._database.execute(
            "SELECT * FROM calls WHERE id >= ? AND id < ? AND (client = ? OR ? IS NULL) ORDER BY id",
            (first_id(since), first_id(until), client, client),
        )

    def _subjects(self, since: datetime, until: datetime, client: str | None) -> list[tuple[str, int]]:
        calls: Counter[str] = Counter()
        spelt: dict[str, Counter[str]] = {}
        packed = (row[-1] for row in self._closed(since, until, client))
        for text in map(text_of, filter(None, packed)):
            words = {stem: word for word, stem in words_of(text.request) if word.isalpha()}
            calls.update(words.keys() - GENERIC_STEMS)
            for stem, word in words.items():
                spelt.setdefault(stem, Counter())[word] += 1
        often = [(stem, n) for stem, n in calls.most_common(_SUBJECTS) if n >= _LEAST_CALLS]
        return [(spelt[stem].most_common(1)[0][0], n) for stem, n in often]

    def _rows(self, statement: str, *values: object) -> list[Row]:
        return self._database.execute(statement, values).fetchall()

    def _one(self, statement: str, *values: object) -> Row | None:
        row: Row | None = self._database.execute(statement, values).fetchone()
        return row


_TEXTS = "{request diagnosis solution recipe client}"


def _questions(words: Sequence[set[str]], filters: str) -> Iterator[str]:
    """Yields what asks for rows with all these words, each in any of its spellings: recipes first."""
    every = " AND ".join(
        "(" + " OR ".join(f'{_TEXTS} : "{stem}"' for stem in sorted(some)) + ")" for some in words
    )
    yield f"{every} AND marks:recipe{filters}"
    yield f"{every}{filters}"


def _filters(query: SearchQuery) -> str:
    marks = [client_mark(query.client)] if query.client else []
    marks += [f"level{query.level}"] if query.level else []
    return "".join(f" AND marks:{mark}" for mark in marks)
