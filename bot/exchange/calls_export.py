"""The export of calls for invoicing: a row for each call, written as CSV, XLSX or JSON."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import orjson
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.calls import invoicing, quote_decision
from bot.domain.calls.call import Call, CloseReason, Report
from bot.domain.calls.triage import Imputation
from bot.domain.month import Month
from bot.domain.stamp import Stamp
from bot.exchange.spreadsheets import neutralised
from bot.rendering.labels import load_labels
from bot.rendering.reports import visible_text
from bot.rendering.text import cut

COLUMNS = (
    "numero",
    "ouvert_le",
    "clos_le",
    "code",
    "client",
    "nature",
    "imputation",
    "decision",
    "minutes_n1",
    "minutes_n2",
    "niveau",
    "technicien",
    "developpeur",
    "charge_affaire",
    "facturation_annoncee_par",
    "facturation_annoncee_le",
    "mise_a_jour",
    "solution",
    "demande",
)
MINUTES = ("minutes_n1", "minutes_n2")
"""The columns of minutes, at level 1 and at level 2."""

Cell = str | int | datetime | date | None
"""An instant is in the service's time zone and has none itself; None is an empty cell."""

Row = Mapping[str, Cell]
"""The cells of a call by column."""

LONGEST_CELL = 32_767
"""Characters that Excel accepts in a cell."""

LONGEST_NAME = 31
"""Characters that Excel accepts in the name of a sheet."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDTHS = {"client": 28, "solution": 60, "demande": 60, "charge_affaire": 20, "modifie": 32}
_WIDTH = 17
_TIME = "yyyy-mm-dd hh:mm"
_DAY = "yyyy-mm-dd"
_BOLD = Font(bold=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallsExport:
    """How calls become rows.

    Attributes:
        zone: of the instants in the rows.
        names: people by Slack id or e-mail address.
        account_manager: of clients that have none; None if there is no such person.
    """

    zone: ZoneInfo
    names: Mapping[str, str]
    account_manager: str | None = None

    def rows(self, calls: Iterable[Call]) -> list[Row]:
        """Returns a row for each call: first those that await a decision or an announcement; each part by number."""
        ordered = sorted(calls, key=lambda call: (not (_undecided(call) or _unannounced(call)), call.number))
        return [self.row(call) for call in ordered]

    def includes(self, call: Call, month: Month | None) -> bool:
        """Whether the call is exported for this month of closing, or for all months when it is None.

        Open calls always are; calls that were opened by mistake never are.
        """
        if call.closed is None:
            return True
        if call.close_reason is CloseReason.DISCARDED:
            return False
        return month is None or month.includes(call.closed.at.astimezone(self.zone))

    def row(self, call: Call) -> Row:
        """Returns the cells of one call."""
        report = call.reports[-1] if call.reports and not call.is_open else None
        labels = load_labels()
        level = report.level if report else 2 if call.level2 else 1
        cells: dict[str, Cell] = {
            "numero": call.number,
            "ouvert_le": self.local(call.opened),
            "clos_le": self.local(call.closed),
            "code": call.client.code,
            "client": call.client.name,
            "nature": _nature(call),
            "imputation": labels.of("imputation", call.imputation) if call.imputation else None,
            "decision": _decision(call),
            "minutes_n1": report.booked1 if report else None,
            "minutes_n2": report.booked2 if report else None,
            "niveau": level,
            **self._people(call, report),
            "facturation_annoncee_le": self._announced(call),
            "mise_a_jour": labels.of("export", "yes" if report and report.updated else "no"),
            "solution": report.solution if report else None,
            "demande": call.request,
        }
        return {column: tidy(cells[column]) for column in COLUMNS}

    def _people(self, call: Call, report: Report | None) -> dict[str, Cell]:
        return {
            "technicien": self.name(report.level1 if report else call.level1),
            "developpeur": self.name(report.level2 if report else call.level2),
            "charge_affaire": self.name(call.account_manager or self.account_manager),
            "facturation_annoncee_par": self.name(call.invoicing.stamp.by if call.invoicing else None),
        }

    def _announced(self, call: Call) -> Cell:
        if _unannounced(call):
            return load_labels().of("export", "to_announce")
        return self.local(call.invoicing.stamp) if call.invoicing else None

    def name(self, person: str | None) -> str | None:
        """Returns the name of a Slack id or an e-mail address; the reference itself if unknown."""
        return self.names.get(person, person) if person else None

    def local(self, stamp: Stamp | None) -> datetime | None:
        """Returns a stamp's instant as a cell, to the minute."""
        local = stamp.at.astimezone(self.zone) if stamp else None
        return local.replace(tzinfo=None, second=0, microsecond=0) if local else None


def write_csv(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> bytes:
    """Returns a CSV file for French Excel: semicolons, UTF-8 with a byte order mark; no text is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(row[column]) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_json(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> bytes:
    """Returns an array of objects; instants as `2026-11-24 10:12`."""
    objects = [{column: _text(row[column]) for column in columns} for row in rows]
    return orjson.dumps(objects, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_xlsx(rows: Sequence[Row]) -> bytes:
    """Returns a workbook: a sheet of all calls, and one for each account manager, with the sums of its minutes."""
    labels = load_labels()
    book = Workbook()
    names: set[str] = set()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one
    first.title = sheet_name(labels.of("export", "all"), names)
    fill_sheet(first, rows)
    for manager in sorted({str(row["charge_affaire"] or "") for row in rows}):
        own = [row for row in rows if str(row["charge_affaire"] or "") == manager]
        sheet = book.create_sheet(sheet_name(manager or labels.of("export", "no_manager"), names))
        _total(sheet, fill_sheet(sheet, own), own)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _nature(call: Call) -> str | None:
    answer = next((a for a in call.triage if a.node in {"during", "after"}), None)
    return load_labels().of(f"answer.{answer.node}", answer.answer) if answer else None


def _decision(call: Call) -> str | None:
    if _undecided(call):
        return load_labels().of("export", "to_decide")
    return load_labels().of("choice", call.decision.choice) if call.decision else None


def _undecided(call: Call) -> bool:
    return quote_decision.awaited(call)


def _unannounced(call: Call) -> bool:
    return invoicing.announcement_required(call, call.imputation)


def tidy(cell: Cell) -> Cell:
    """Returns the cell without what nobody sees; None for a text of which nothing is left."""
    return (visible_text(cell) or None) if isinstance(cell, str) else cell


def _harmless(cell: Cell) -> str | int | None:
    return neutralised(cell) if isinstance(cell, str) else _text(cell)


def _text(cell: Cell) -> str | int | None:
    """Returns the cell as a text file has it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else cell


def fill_sheet(sheet: Worksheet, rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> int:
    """Writes the header and the rows; returns the first row below them."""
    write_cells(sheet, 1, columns, bold=True)
    sheet.freeze_panes = "A2"
    at = 1
    for at, row in enumerate(rows, start=2):
        write_cells(sheet, at, [row[column] for column in columns])
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, _WIDTH)
    return at + 1


def _total(sheet: Worksheet, at: int, rows: Iterable[Row]) -> None:
    """Writes the minutes by imputation, below the calls and an empty row."""
    write_cells(sheet, at + 1, ("imputation", *MINUTES, load_labels().of("export", "total")), bold=True)
    for place, (imputation, (level1, level2)) in enumerate(minutes_by_imputation(rows).items(), start=at + 2):
        write_cells(sheet, place, (imputation, level1, level2, level1 + level2))


def minutes_by_imputation(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Returns the minutes at level 1 and at level 2, by the imputation's label, in the order of `Imputation`."""
    labels = load_labels()
    totals: dict[str, tuple[int, int]] = {labels.of("imputation", i): (0, 0) for i in Imputation}
    for row in rows:
        imputation, first, second = row["imputation"], *(row[column] for column in MINUTES)
        if isinstance(imputation, str) and isinstance(first, int) and isinstance(second, int):
            before = totals[imputation]
            totals[imputation] = before[0] + first, before[1] + second
    return totals


def write_cells(sheet: Worksheet, at: int, cells: Sequence[Cell], *, bold: bool = False) -> None:
    """Writes a row; no text is taken for a formula."""
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
    if isinstance(value, date):
        cell.number_format = _TIME if isinstance(value, datetime) else _DAY


def sheet_name(wished: str, taken: set[str]) -> str:
    """Returns a name for a sheet that Excel accepts and that no other sheet has."""
    clean = _FORBIDDEN.sub(" ", wished).strip(" '") or "-"
    name, n = clean[:LONGEST_NAME], 1
    while name.casefold() in taken:
        n += 1
        suffix = f" ({n})"
        name = clean[: LONGEST_NAME - len(suffix)] + suffix
    taken.add(name.casefold())
    return name
