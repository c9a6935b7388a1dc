"""The client directory as a CSV file: read or refused as a whole, written so that it reads the same."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from bot.domain.client import Client, Contract
from bot.storage import clients_csv_cells as cells
from bot.storage.clients_csv_problems import ClientsFileError, Problem
from bot.storage.clients_csv_table import Row, read_table, write_table

__all__ = ["ClientsFileError", "Problem", "read_clients", "write_clients"]

T = TypeVar("T")


def read_clients(data: bytes) -> list[Client]:
    """The clients of a file, in its order.

    Raises:
        ClientsFileError: with every problem of the file.
    """
    rows, problems = read_table(data)
    readings = [_Reading(row) for row in rows]
    clients = [reading.client() for reading in readings]
    problems.extend(problem for reading in readings for problem in reading.problems)
    problems.extend(_repeated(rows))
    if problems:
        raise ClientsFileError(problems)
    return clients


def write_clients(clients: Iterable[Client]) -> bytes:
    """The file of these clients; what makes a client provisional has no column."""
    return write_table([_written(client) for client in clients])


class _Reading:
    """Reads a row, and gathers what is wrong with it; its client is good only without problems."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.problems = row.problems()
        self._unreadable = {problem.column for problem in self.problems}

    def client(self) -> Client:
        return Client(
            code=self._required("code", cells.code),
            name=self._required("nom", cells.one_line),
            phase=self._read("phase", cells.phase),
            delivered=self._read("livre_le", cells.day),
            warranty_end=self._read("garantie_fin", cells.day),
            contract=self._contract(),
            account_manager=self._read("charge_affaire", cells.one_person),
            technicians=self._read("techniciens", cells.people) or (),
            phones=self._read("telephones", cells.phones) or (),
            lina_version=self._read("version_lina", str),
            remote_access=self._read("acces_distant", str),
        )

    def _contract(self) -> Contract | None:
        reference = self._read("contrat", cells.one_line)
        start = self._read("contrat_debut", cells.day)
        end = self._read("contrat_fin", cells.day)
        hours = self._read("contrat_heures", cells.hours)
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
        except cells.CellError as error:
            self._refuse(column, str(error))
            return None

    def _refuse(self, column: str, why: str) -> None:
        self.problems.append(Problem(self._row.line, column, why))


def _repeated(rows: Iterable[Row]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        code = cells.one_line(row.cells["code"])
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
        cells.written_hours(contract.hours) if contract else "",
        client.account_manager or "",
        ", ".join(client.technicians),
        cells.written_phones(client.phones),
        client.lina_version or "",
        client.remote_access or "",
    ]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
