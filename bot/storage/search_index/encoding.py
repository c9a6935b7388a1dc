"""How a closed call stands in the database: its texts packed in a row, the stems by column."""

import zlib
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.domain.calls.closed_texts import ClosedText
from bot.domain.calls.stats import CallStats
from bot.storage.search_index.words import GENERIC_WORDS, STOP_WORDS, words_of

Row = tuple[Any, ...]

PER_SECOND = 1000
"""Row numbers of the calls closed within one second."""

SCHEMA = """
CREATE VIRTUAL TABLE stems USING fts5(
    request, diagnosis, solution, recipe, client, marks, content='', tokenize='ascii'
);
CREATE VIRTUAL TABLE frequencies USING fts5vocab(stems, col);
CREATE TABLE calls (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, client TEXT NOT NULL, level INTEGER NOT NULL,
    helped_by TEXT, text BLOB
);
CREATE INDEX recipes_of_use ON calls (helped_by) WHERE helped_by IS NOT NULL;
"""
WEIGHTS = "INSERT INTO stems (stems, rank) VALUES ('rank', 'bm25(4.0, 2.0, 2.0, 3.0, 1.5, 0.0)')"
"""The columns' weights: request, diagnosis, solution, recipe, client, and the filters' marks, which weigh nothing."""

ADD_STEMS = """
INSERT INTO stems (rowid, request, diagnosis, solution, recipe, client, marks) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
FORGET_STEMS = """
INSERT INTO stems (stems, rowid, request, diagnosis, solution, recipe, client, marks)
VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)
"""
"""Without a copy of the texts, FTS5 has to be told what it is to forget."""

ADD = "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?)"


def row_of(id: int, stats: CallStats, text: ClosedText | None) -> Row:
    """The row of a call, whose number in the table is `id`; `text_of` reads its last column again."""
    packed = _packed(text) if text else None
    return id, stats.number, stats.client, stats.solved_at, stats.helped_by, packed


def columns_of(code: str, level: int, text: ClosedText) -> tuple[tuple[str, ...], set[str]]:
    """The stems of each column, and all words as they are written; `code` is the client's, `level` who solved it."""
    client = f"{text.client_name} {code}"
    texts = (text.request, text.diagnosis, text.solution, text.recipe, client)
    words = [[*words_of(each)] for each in texts]
    marks = [f"level{level}", client_mark(code), *(["recipe"] * bool(text.recipe))]
    columns = (*(" ".join(stem for _, stem in some) for some in words), " ".join(marks))
    return columns, {word for some in words for word, _ in some}


def client_mark(code: str) -> str:
    """A token of ASCII letters and digits, whatever the code is made of."""
    return f"client{code.casefold().encode().hex()}"


def first_id(since: datetime | None) -> int:
    """The least number in the table of what was closed at that instant (aware) or later; 0 for all."""
    return int(since.timestamp()) * PER_SECOND if since else 0


def closed_at(id: int) -> datetime:
    """When the call of that number in the table was closed, to the second (aware UTC)."""
    return datetime.fromtimestamp(id // PER_SECOND, UTC)


_COMMON = " ".join(sorted({*STOP_WORDS, *GENERIC_WORDS}, key=len)).encode() + b'","C0","17.0'
"""What the texts of calls have in common, so that each can be packed small by itself."""


def _packed(text: ClosedText) -> bytes:
    values = [
        text.client_name,
        text.request,
        text.solution,
        text.diagnosis,
        text.recipe,
        text.channel,
        text.ts,
    ]
    packer = zlib.compressobj(zdict=_COMMON)
    return packer.compress(orjson.dumps(values)) + packer.flush()


def text_of(packed: bytes) -> ClosedText:
    """The texts that stand packed in a row's last column."""
    name, request, solution, diagnosis, recipe, channel, ts = orjson.loads(
        zlib.decompressobj(zdict=_COMMON).decompress(packed)
    )
    return ClosedText(
        client_name=name,
        request=request,
        solution=solution,
        diagnosis=diagnosis,
        recipe=recipe,
        channel=channel,
        ts=ts,
    )
