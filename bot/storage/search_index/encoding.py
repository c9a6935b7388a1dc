"""How a closed call stands in the database: the figures in a row, the texts packed, the stems by column."""

import zlib
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.domain.calls.closed_calls import ClosedCall, ClosedText, Transfer
from bot.domain.calls.triage import Imputation
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
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, client TEXT NOT NULL, opened INTEGER NOT NULL,
    imputation TEXT NOT NULL, minutes1 INTEGER NOT NULL, minutes2 INTEGER NOT NULL, level INTEGER NOT NULL,
    level1 TEXT NOT NULL, booked TEXT, transfer TEXT, taken_after INTEGER, helped_by TEXT, text BLOB
);
CREATE VIEW figures AS SELECT
    id, number, client, opened, imputation, minutes1, minutes2, level, level1, booked, transfer, taken_after,
    helped_by, text FROM calls;
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

ADD = "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def row_of(id: int, figures: ClosedCall, text: ClosedText | None) -> Row:
    """The row of a call, whose number in the table is `id`; what `figures_of` and `text_of` read again."""
    return (
        *(id, figures.number, figures.client, int(figures.opened_at.timestamp())),
        *(figures.imputation, figures.minutes1, figures.minutes2, figures.solved_at),
        *(figures.level1, _booked(figures), figures.transfer, figures.taken_after, figures.helped_by),
        _packed(text) if text else None,
    )


def columns_of(figures: ClosedCall, text: ClosedText) -> tuple[tuple[str, ...], set[str]]:
    """The stems of each column, and all words as they are written."""
    client = f"{text.client_name} {figures.client}"
    texts = (text.request, text.diagnosis, text.solution, text.recipe, client)
    words = [[*words_of(each)] for each in texts]
    marks = [f"level{figures.solved_at}", client_mark(figures.client), *(["recipe"] * bool(text.recipe))]
    columns = (*(" ".join(stem for _, stem in some) for some in words), " ".join(marks))
    return columns, {word for some in words for word, _ in some}


def client_mark(code: str) -> str:
    """A token of ASCII letters and digits, whatever the code is made of."""
    return f"client{code.casefold().encode().hex()}"


def first_id(since: datetime | None) -> int:
    """The least number in the table of what was closed at that instant (aware) or later; 0 for all."""
    return int(since.timestamp()) * PER_SECOND if since else 0


def _booked(figures: ClosedCall) -> str | None:
    """Who booked minutes, as JSON; None where it was level 1 alone, as it mostly is."""
    usual = {figures.level1: figures.minutes1} if figures.minutes1 else {}
    return None if figures.booked == usual else orjson.dumps(figures.booked).decode()


def figures_of(row: Row) -> ClosedCall:
    """The figures of a row of the view `figures`."""
    id, number, client, opened, imputation, minutes1, minutes2, level, level1, *rest = row
    booked, transfer, taken_after, helped_by, _ = rest
    return ClosedCall(
        number=number,
        client=client,
        opened_at=datetime.fromtimestamp(opened, UTC),
        closed_at=datetime.fromtimestamp(id // PER_SECOND, UTC),
        imputation=Imputation(imputation),
        minutes1=minutes1,
        minutes2=minutes2,
        solved_at=level,
        level1=level1,
        booked=orjson.loads(booked) if booked else {level1: minutes1} if minutes1 else {},
        transfer=Transfer(transfer) if transfer else None,
        taken_after=taken_after,
        helped_by=helped_by,
    )


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
