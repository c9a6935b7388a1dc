"""Rows of calls as CSV, for French Excel, and as JSON."""

import csv
import io
from collections.abc import Iterable

import orjson

from bot.storage.exports import COLUMNS, Cell, Row, written

_FORMULA = ("=", "+", "-", "@", "\t")


def write_csv(rows: Iterable[Row]) -> bytes:
    """Semicolons, UTF-8 with a byte order mark; what a client wrote is no formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(row[column]) for column in COLUMNS] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_json(rows: Iterable[Row]) -> bytes:
    objects = [{column: written(row[column]) for column in COLUMNS} for row in rows]
    return orjson.dumps(objects, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _harmless(cell: Cell) -> str | int | None:
    # An apostrophe before it is how spreadsheets themselves mark a text.
    starts = isinstance(cell, str) and cell.lstrip().startswith(_FORMULA)
    return f"'{cell}" if starts else written(cell)
