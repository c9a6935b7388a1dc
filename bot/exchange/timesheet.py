"""The timesheet: a row for each person and call, and the totals by person and day, as CSV, XLSX or JSON."""

import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.calls.bookings import Booking
from bot.exchange.calls_export import (
    Cell,
    Row,
    fill_sheet,
    sheet_name,
    tidy,
    write_cells,
    write_csv,
    write_json,
)
from bot.rendering.labels import load_labels

COLUMNS = ("date", "personne", "numero", "code", "client", "imputation", "niveau", "minutes")
TOTALS = ("personne", "date", "minutes")


def timesheet_rows(bookings: Iterable[Booking], names: Mapping[str, str]) -> list[Row]:
    """Returns a row for each booking, by day, then by person, then by number; `names` are people by Slack id."""
    rows = [_row(booking, names) for booking in bookings]
    return sorted(
        rows, key=lambda row: (row["date"], str(row["personne"] or ""), row["numero"], row["niveau"])
    )


def write_timesheet_csv(rows: Iterable[Row]) -> bytes:
    """Returns a CSV file for French Excel."""
    return write_csv(rows, COLUMNS)


def write_timesheet_json(rows: Iterable[Row]) -> bytes:
    """Returns an array of objects; days as `2026-11-24`."""
    return write_json(rows, COLUMNS)


def write_timesheet_xlsx(rows: Sequence[Row]) -> bytes:
    """Returns a workbook: a sheet of all rows, and one of the totals by person and day, which Excel sums up."""
    labels = load_labels()
    book = Workbook()
    names: set[str] = set()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one
    first.title = sheet_name(labels.of("export", "time"), names)
    fill_sheet(first, rows, COLUMNS)
    totals = _totals(rows)
    second = book.create_sheet(sheet_name(labels.of("export", "totals"), names))
    below = fill_sheet(second, totals, TOTALS)
    if totals:
        write_cells(second, below + 1, (labels.of("export", "total"), None, None), bold=True)
        second.cell(below + 1, len(TOTALS), f"=SUM(C2:C{below - 1})")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(booking: Booking, names: Mapping[str, str]) -> Row:
    person = booking.person
    cells: dict[str, Cell] = {
        "date": booking.day,
        "personne": names.get(person, person) if person else None,
        "numero": booking.number,
        "code": booking.client.code,
        "client": booking.client.name,
        "imputation": load_labels().of("imputation", booking.imputation),
        "niveau": booking.level,
        "minutes": booking.minutes,
    }
    return {column: tidy(cells[column]) for column in COLUMNS}


def _totals(rows: Iterable[Row]) -> list[Row]:
    """The minutes by person and day, in that order."""
    sums: dict[tuple[str, Cell], int] = {}
    for row in rows:
        place = (str(row["personne"] or ""), row["date"])
        minutes = row["minutes"]
        sums[place] = sums.get(place, 0) + (minutes if isinstance(minutes, int) else 0)
    ordered = sorted(sums.items(), key=lambda entry: (entry[0][0], str(entry[0][1])))
    return [
        {"personne": person or None, "date": day, "minutes": minutes} for (person, day), minutes in ordered
    ]
