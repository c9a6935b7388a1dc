"""Rows of calls as a workbook: all of them, then a sheet for each account manager with minutes by imputation."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.triage import Imputation
from bot.rendering.labels import load_labels
from bot.rendering.text import cut
from bot.storage.exports import COLUMNS, MINUTES, Cell, Row

LONGEST_CELL = 32_767
LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDTHS = {"client": 28, "solution": 60, "charge_affaire": 20}
_WIDTH = 17
_TIME = "yyyy-mm-dd hh:mm"
_BOLD = Font(bold=True)


def write_xlsx(rows: Sequence[Row]) -> bytes:
    labels = load_labels()
    book = Workbook()
    names: set[str] = set()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one
    first.title = _name(labels.of("export", "all"), names)
    _fill(first, rows)
    for manager in sorted({str(row["charge_affaire"] or "") for row in rows}):
        own = [row for row in rows if str(row["charge_affaire"] or "") == manager]
        sheet = book.create_sheet(_name(manager or labels.of("export", "no_manager"), names))
        _total(sheet, _fill(sheet, own), own)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Row]) -> int:
    """Returns the first row below them."""
    _write(sheet, 1, COLUMNS, bold=True)
    sheet.freeze_panes = "A2"
    at = 1
    for at, row in enumerate(rows, start=2):
        _write(sheet, at, [row[column] for column in COLUMNS])
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, _WIDTH)
    return at + 1


def _total(sheet: Worksheet, at: int, rows: Iterable[Row]) -> None:
    """Minutes by imputation, below the calls and an empty row."""
    _write(sheet, at + 1, ("imputation", *MINUTES, load_labels().of("export", "total")), bold=True)
    for place, (imputation, (level1, level2)) in enumerate(
        _minutes_by_imputation(rows).items(), start=at + 2
    ):
        _write(sheet, place, (imputation, level1, level2, level1 + level2))


def _minutes_by_imputation(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Minutes at each level, by the imputation's name, in the order of `Imputation`."""
    labels = load_labels()
    totals: dict[str, tuple[int, int]] = {labels.of("imputation", i): (0, 0) for i in Imputation}
    for row in rows:
        imputation, first, second = row["imputation"], *(row[column] for column in MINUTES)
        if isinstance(imputation, str) and isinstance(first, int) and isinstance(second, int):
            before = totals[imputation]
            totals[imputation] = before[0] + first, before[1] + second
    return totals


def _write(sheet: Worksheet, at: int, cells: Sequence[Cell], *, bold: bool = False) -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(at, column)
        assert isinstance(cell, SheetCell)  # noqa: S101  # nothing is merged
        _put(cell, value)
        if bold:
            cell.font = _BOLD


def _put(cell: SheetCell, value: Cell) -> None:
    cell.value = cut(value, LONGEST_CELL) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # it takes a text that begins with = for a formula
        cell.quotePrefix = value.startswith("=")
    if isinstance(value, datetime):
        cell.number_format = _TIME


def _name(wished: str, taken: set[str]) -> str:
    """A sheet's name that Excel accepts and no other sheet has, whatever a person is called."""
    clean = _FORBIDDEN.sub(" ", wished).strip(" '") or "-"
    name, n = clean[:LONGEST_NAME], 1
    while name.casefold() in taken:
        n += 1
        suffix = f" ({n})"
        name = clean[: LONGEST_NAME - len(suffix)] + suffix
    taken.add(name.casefold())
    return name
