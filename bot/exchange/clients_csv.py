"""The client directory as a CSV file, which is read or refused as a whole."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TypeVar

from bot.domain.clients.client import Client, Contract
from bot.domain.clients.directory import ClientImport, OptionalField
from bot.exchange import clients_cells, spreadsheets
from bot.exchange.spreadsheets import DelimitedText

COLUMNS = (
    "code",
    "nom",
    "phase",
    "livre_le",
    "garantie_fin",
    "contrat",
    "contrat_debut",
    "contrat_fin",
    "contrat_heures",
    "charge_affaire",
    "techniciens",
    "telephones",
    "version_lina",
    "acces_distant",
    "mail",
)
OPTIONAL = {"contrat_debut": OptionalField.CONTRACT_START, "mail": OptionalField.MAIL}
"""Columns that a file may lack, and what it then says nothing about."""

MAX_CELL = 500
"""Characters of a cell."""

_SHOWN = 40
"""Characters of an unknown column's name that are repeated; with another delimiter, the whole header is one name."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason to refuse a client file.

    Attributes:
        line: of the file, counted from 1 as editors do.
        column: the column's name; empty if it is the whole line.
        why: what is wrong.
    """

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        return (
            f"line {self.line}, {self.column}: {self.why}" if self.column else f"line {self.line}: {self.why}"
        )


class ClientsFileError(Exception):
    """A client file is refused as a whole.

    Attributes:
        problems: all reasons, by line.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class _CsvRow:
    """A record of the file.

    Attributes:
        line: the line that it starts on.
        cells: its cells by column, stripped.
    """

    line: int
    cells: dict[str, str]

    def problems(self) -> list[Problem]:
        """Returns what no cell may hold, whatever its column."""
        return [
            *(Problem(self.line, name, "a NUL byte") for name, cell in self.cells.items() if "\0" in cell),
            *(
                Problem(self.line, name, f"{len(cell)} characters, at most {MAX_CELL} are allowed")
                for name, cell in self.cells.items()
                if len(cell) > MAX_CELL
            ),
        ]


def read_clients(data: bytes) -> list[Client]:
    """Returns the clients of a file, in its order. Raises as `read_import`."""
    return list(read_import(data).clients)


def read_import(data: bytes) -> ClientImport:
    """Returns the clients of a file, in its order, and what it says nothing about.

    Raises:
        ClientsFileError: the file is refused, with every problem of it.
    """
    columns, rows, problems = _read_table(data)
    readings = [_Reading(row) for row in rows]
    clients = [reading.client() for reading in readings]
    problems.extend(problem for reading in readings for problem in reading.problems)
    problems.extend(_repeated(rows))
    if problems:
        raise ClientsFileError(problems)
    unsaid = frozenset(field for column, field in OPTIONAL.items() if column not in columns)
    return ClientImport(clients=tuple(clients), unsaid=unsaid)


def write_clients(clients: Iterable[Client]) -> bytes:
    """Returns a file that reads as these clients; what makes a client provisional has no column."""
    return _write_table([_written(client) for client in clients])


def _read_table(data: bytes) -> tuple[list[str], list[_CsvRow], list[Problem]]:
    """Returns the columns, the rows that can be read, and why the others cannot.

    Raises:
        ClientsFileError: the file has no header to read rows by.
    """
    problems: list[Problem] = []
    records = _records(_text(data), problems)
    line, header = next(records, (1, []))
    columns = [name.lower() for name in header]
    faults = problems or _header_problems(line, columns)
    if faults:
        raise ClientsFileError(faults)
    return columns, list(_rows(columns, records, problems)), problems


def _write_table(rows: Sequence[Sequence[str]]) -> bytes:
    """Returns a CSV file for French Excel: UTF-8 with a byte order mark, semicolons, no formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(spreadsheets.neutralised, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _text(data: bytes) -> DelimitedText:
    kind = spreadsheets.workbook_kind(data)
    if kind:
        raise ClientsFileError([Problem(1, "", f"the file is {kind}: {spreadsheets.SAVE_AS}")])
    try:
        return spreadsheets.decode(data)
    except UnicodeDecodeError:
        problem = Problem(1, "", "the file is neither UTF-8, UTF-16 nor Windows-1252")
        raise ClientsFileError([problem]) from None


def _records(file: DelimitedText, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yields each record that is not empty, with its first line; broken quoting adds a problem and ends the records."""
    reader = csv.reader(io.StringIO(file.text, newline=""), delimiter=file.delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            problems.append(Problem(line, "", f"from here on the file cannot be read: {error}"))
            return
        if record is None:
            return
        cells = _trimmed(record)
        if cells:
            yield line, cells


def _trimmed(record: Sequence[str]) -> list[str]:
    cells = [_tidy(cell) for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _tidy(cell: str) -> str:
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    return spreadsheets.restored(spreadsheets.without_invisible(lines).strip()).strip()


def _rows(
    columns: Sequence[str], records: Iterable[tuple[int, list[str]]], problems: list[Problem]
) -> Iterator[_CsvRow]:
    for line, cells in records:
        if len(cells) > len(columns):
            extra = f"cell {len(columns) + 1}"
            problems.append(Problem(line, extra, f"{len(cells)} cells under a header of {len(columns)}"))
        else:
            # Like Excel, which leaves out delimiters there, the trimming took the empty cells at the end.
            yield _CsvRow(line, dict(zip_longest(columns, cells, fillvalue="")))


def _header_problems(line: int, columns: Sequence[str]) -> list[Problem]:
    if not columns:
        return [Problem(line, "", "the file is empty")]
    return [
        *(
            Problem(line, name[:_SHOWN], "unknown column")
            for name in dict.fromkeys(columns)
            if name not in COLUMNS
        ),
        *(Problem(line, name, "the column is there twice") for name in COLUMNS if columns.count(name) > 1),
        *(
            Problem(line, name, "the column is missing")
            for name in COLUMNS
            if name not in columns and name not in OPTIONAL
        ),
    ]


class _Reading:
    """Reads the client of a row, and collects what is wrong with it; the client is of use only without problems."""

    def __init__(self, row: _CsvRow) -> None:
        self._row = row
        self.problems = row.problems()
        self._unreadable = {problem.column for problem in self.problems}

    def client(self) -> Client:
        return Client(
            code=self._required("code", clients_cells.code),
            name=self._required("nom", clients_cells.one_line),
            phase=self._read("phase", clients_cells.phase),
            delivered=self._read("livre_le", clients_cells.day),
            warranty_end=self._read("garantie_fin", clients_cells.day),
            contract=self._contract(),
            account_manager=self._read("charge_affaire", clients_cells.one_person),
            technicians=self._read("techniciens", clients_cells.people) or (),
            phones=self._read("telephones", clients_cells.phones) or (),
            lina_version=self._read("version_lina", clients_cells.version),
            remote_access=self._read("acces_distant", str),
            mail=self._read("mail", clients_cells.mail),
        )

    def _contract(self) -> Contract | None:
        reference = self._read("contrat", clients_cells.one_line)
        start = self._read("contrat_debut", clients_cells.day)
        end = self._read("contrat_fin", clients_cells.day)
        hours = self._read("contrat_heures", clients_cells.hours)
        if start and end and end < start:
            self._refuse("contrat_fin", f"{end} is before contrat_debut, {start}")
        if reference:
            return Contract(reference=reference, start=start, end=end, hours=hours)
        for column in ("contrat_debut", "contrat_fin", "contrat_heures"):
            if self._row.cells.get(column):
                self._refuse(column, "filled although contrat is empty")
        return None

    def _required(self, column: str, read: Callable[[str], str]) -> str:
        if not self._row.cells[column]:
            self._refuse(column, "must not be empty")
        return self._read(column, read) or ""

    def _read(self, column: str, read: Callable[[str], T]) -> T | None:
        cell = self._row.cells.get(column)
        if not cell or column in self._unreadable:
            return None
        try:
            return read(cell)
        except clients_cells.CellError as error:
            self._refuse(column, str(error))
            return None

    def _refuse(self, column: str, why: str) -> None:
        self.problems.append(Problem(self._row.line, column, why))


def _repeated(rows: Iterable[_CsvRow]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        code = clients_cells.one_line(row.cells["code"])
        line = first.setdefault(code.casefold(), row.line)
        if code and line != row.line:
            yield Problem(row.line, "code", f"{code!r} is already on line {line}")


def _written(client: Client) -> list[str]:
    contract = client.contract
    return [
        client.code,
        client.name,
        client.phase.value if client.phase else "",
        _day(client.delivered),
        _day(client.warranty_end),
        contract.reference if contract else "",
        _day(contract.start) if contract else "",
        _day(contract.end) if contract else "",
        clients_cells.written_hours(contract.hours) if contract else "",
        client.account_manager or "",
        ", ".join(client.technicians),
        clients_cells.written_phones(client.phones),
        client.lina_version or "",
        client.remote_access or "",
        client.mail or "",
    ]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
