"""The month's statement as a file: the columns of the export of calls, and who validated each line, and when."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.month import Month
from bot.domain.statements import ClientStatement
from bot.exchange import calls_export
from bot.exchange.calls_export import (
    CallsExport,
    Cell,
    Row,
    fill_sheet,
    minutes_by_imputation,
    sheet_name,
    write_cells,
    write_csv,
    write_json,
)
from bot.rendering.labels import load_labels
from bot.rendering.words import of_month
from bot.services.statement_queries import StatementView

COLUMNS = (*calls_export.COLUMNS, "valide_le", "valide_par", "modifie")
TOTALS = ("code", "client", "imputation", "minutes_n1", "minutes_n2")


def statement_rows(view: StatementView) -> list[Row]:
    """Returns a row for each call of the statement, client by client."""
    export = CallsExport(zone=view.policy.zone, names=view.names, account_manager=view.policy.account_manager)
    return rows_of(view.clients, export)


def rows_of(clients: Iterable[ClientStatement], export: CallsExport) -> list[Row]:
    """Returns a row for each call, client by client; what awaits a decision or an announcement first in each."""
    labels = load_labels()
    return [
        {
            **export.row(line.call),
            "valide_le": export.local(line.validation),
            "valide_par": export.name(line.validation.by) if line.validation else None,
            "modifie": labels.of("statement", "modified") if line.modified else None,
        }
        for client in clients
        for line in client.lines
    ]


def write_statement_csv(rows: Iterable[Row]) -> bytes:
    """Returns a CSV file for French Excel."""
    return write_csv(rows, COLUMNS)


def write_statement_json(rows: Iterable[Row]) -> bytes:
    """Returns an array of objects; instants as `2026-11-24 10:12`."""
    return write_json(rows, COLUMNS)


def write_statement_xlsx(rows: Sequence[Row]) -> bytes:
    """Returns a workbook: a sheet of all calls, and one of the sums by client and imputation."""
    labels = load_labels()
    book = Workbook()
    names: set[str] = set()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one
    first.title = sheet_name(labels.of("export", "statement"), names)
    fill_sheet(first, rows, COLUMNS)
    second = book.create_sheet(sheet_name(labels.of("export", "totals"), names))
    totals = _totals(rows)
    below = fill_sheet(second, totals, TOTALS)
    total = len(TOTALS) + 1
    write_cells(second, 1, (*TOTALS, labels.of("export", "total")), bold=True)
    for at in range(2, below):
        second.cell(at, total, f"=D{at}+E{at}")
    if totals:
        write_cells(second, below + 1, (labels.of("export", "total"),), bold=True)
        for place, column in enumerate("DEF", start=total - 2):
            second.cell(below + 1, place, f"=SUM({column}2:{column}{below - 1})")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def file_name(month: Month) -> str:
    """Returns `releve-2026-11.xlsx`."""
    return f"releve-{month}.xlsx"


def file_title(month: Month) -> str:
    """Returns `Relevé de novembre 2026`."""
    return load_labels().of("statement", "title").format(of_month=of_month(month))


def _totals(rows: Iterable[Row]) -> list[Row]:
    """The minutes by client and imputation, clients in the order of the rows."""
    by_client: dict[tuple[Cell, Cell], list[Row]] = {}
    for row in rows:
        by_client.setdefault((row["code"], row["client"]), []).append(row)
    return [
        {"code": code, "client": client, "imputation": imputation, "minutes_n1": level1, "minutes_n2": level2}
        for (code, client), own in by_client.items()
        for imputation, (level1, level2) in minutes_by_imputation(own).items()
        if level1 or level2
    ]
