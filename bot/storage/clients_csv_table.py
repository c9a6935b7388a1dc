"""The client file as a table: encoding, delimiter, header and rows, whatever the cells hold."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.storage.clients_csv_problems import ClientsFileError, Problem

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
)
OPTIONAL = ("contrat_debut",)
LONGEST_CELL = 500
_SHOWN = 40  # in a file with another delimiter, the whole header is one column


@dataclass(frozen=True, slots=True)
class Row:
    """A record's cells by column, stripped; `line` is the one it starts on."""

    line: int
    cells: dict[str, str]

    def problems(self) -> list[Problem]:
        """What no cell may hold."""
        return [
            *(Problem(self.line, name, "a NUL byte") for name, cell in self.cells.items() if "\0" in cell),
            *(
                Problem(self.line, name, f"{len(cell)} characters, at most {LONGEST_CELL} are allowed")
                for name, cell in self.cells.items()
                if len(cell) > LONGEST_CELL
            ),
        ]


def read_table(data: bytes) -> tuple[list[Row], list[Problem]]:
    """The rows that can be read, and what keeps the others from it.

    Raises:
        ClientsFileError: there is no header to read rows by.
    """
    problems: list[Problem] = []
    records = _records(_decoded(data), problems)
    line, header = next(records, (1, []))
    columns = [name.lower() for name in header]
    faults = problems or _header_problems(line, columns)
    if faults:
        raise ClientsFileError(faults)
    return list(_rows(columns, records, problems)), problems


def write_table(rows: Sequence[Sequence[str]]) -> bytes:
    """As French Excel opens it: UTF-8 with a byte order mark, semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([COLUMNS, *rows])
    return text.getvalue().encode("utf-8-sig")


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ClientsFileError([Problem(1, "", "the file is neither UTF-8 nor Windows-1252")])


def _records(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not empty, with the line it starts on; broken quoting ends them with a problem."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ",", strict=True)
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
    cells = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _rows(
    columns: Sequence[str], records: Iterable[tuple[int, list[str]]], problems: list[Problem]
) -> Iterator[Row]:
    for line, cells in records:
        if len(cells) > len(columns):
            problems.append(Problem(line, "", f"{len(cells)} cells under a header of {len(columns)}"))
        else:
            # Like Excel, which leaves out delimiters there, the trimming took the empty cells at the end.
            yield Row(line, dict(zip_longest(columns, cells, fillvalue="")))


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
