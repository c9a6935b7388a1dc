"""`lina calls timesheet` and `statement`: three formats, typed cells, totals, and texts that would be formulas."""

import asyncio
import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from openpyxl import load_workbook

from bot.domain import statements
from bot.domain.calls.call import Call, ClientRef
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.month import Month
from bot.domain.rota.week import Validation, Week
from bot.storage.tiny.folder import TinyStore
from tests.cli.stocked_folder import StockedFolder, moved_to, said
from tests.cli.test_export_calls import FORMULAS
from tests.rendering.sample_calls import (
    CALLS,
    HELPED,
    amended,
    closed,
    opened,
    repair,
    stamp,
    taken,
    to_quote,
    waiting,
)

TIMESHEET = "date;personne;numero;code;client;imputation;niveau;minutes"
STATEMENT = (
    "numero;ouvert_le;clos_le;code;client;nature;imputation;decision;minutes_n1;minutes_n2;niveau;technicien;"
    "developpeur;charge_affaire;facturation_annoncee_par;facturation_annoncee_le;mise_a_jour;solution;demande;"
    "valide_le;valide_par;modifie"
)
NEXT_MONTH = datetime(2026, 12, 5, 8, 0, tzinfo=UTC)

Table = list[dict[str, Any]]


@pytest.fixture
def stocked(tmp_path: Path) -> StockedFolder:
    return StockedFolder(tmp_path)


def written(stocked: StockedFolder, command: str, name: str, *words: str, month: str = "2026-11") -> bytes:
    done = stocked.lina("calls", command, "--month", month, *words, name)
    assert (done.returncode, done.stderr) == (0, "")
    return (stocked.folder / name).read_bytes()


def csv_of(stocked: StockedFolder, command: str, *words: str, month: str = "2026-11") -> Table:
    text = written(stocked, command, "f.csv", *words, month=month).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def helped() -> Call:
    return CALLS["helped by another"]()


def test_a_row_is_one_persons_time_on_one_call(stocked: StockedFolder):
    stocked.stock([helped(), closed(), opened(), CALLS["discarded"](), moved_to(closed(), NEXT_MONTH)])
    raw = written(stocked, "timesheet", "temps.csv")
    assert raw.startswith(b"\xef\xbb\xbf" + TIMESHEET.encode() + b"\r\n")
    assert [list(row.values()) for row in csv_of(stocked, "timesheet")] == [
        ["2026-11-24", "Alice Martin", "2026-0001", "ACME", "Acme Industrie", "Dépannage", "1", "12"],
        ["2026-11-24", "Alice Martin", "2026-0002", "ACME", "Acme Industrie", "Projet", "1", "12"],
        ["2026-11-24", "Bruno Petit", "2026-0001", "ACME", "Acme Industrie", "Dépannage", "2", "65"],
        ["2026-11-24", "U0DENIS", "2026-0001", "ACME", "Acme Industrie", "Dépannage", "2", "25"],
    ]
    assert len(csv_of(stocked, "timesheet", month="2026-12")) == 1
    assert csv_of(stocked, "timesheet", month="2026-10") == []


def test_the_workbook_of_time_is_typed_and_sums_up_people_and_days(stocked: StockedFolder):
    second = moved_to(closed(), datetime(2026, 11, 25, 9, tzinfo=UTC))
    stocked.stock([helped(), closed(), second])
    book = load_workbook(io.BytesIO(written(stocked, "timesheet", "temps.xlsx")))
    assert book.sheetnames == ["Temps", "Totaux"]
    rows, totals = book["Temps"], book["Totaux"]
    assert (rows["A2"].value, rows["A2"].number_format) == (datetime(2026, 11, 24), "yyyy-mm-dd")  # noqa: DTZ001  # a cell has no zone
    assert (rows["G2"].value, rows["H2"].value, rows["H2"].data_type) == (1, 12, "n")
    assert [[cell.value for cell in row] for row in totals.iter_rows()] == [
        ["personne", "date", "minutes"],
        ["Alice Martin", datetime(2026, 11, 24), 24],  # noqa: DTZ001  # a cell has no zone
        ["Alice Martin", datetime(2026, 11, 25), 12],  # noqa: DTZ001  # a cell has no zone
        ["Bruno Petit", datetime(2026, 11, 24), 65],  # noqa: DTZ001  # a cell has no zone
        ["U0DENIS", datetime(2026, 11, 24), 25],  # noqa: DTZ001  # a cell has no zone
        [None, None, None],
        ["total", None, "=SUM(C2:C5)"],
    ]


def test_json_and_csv_hold_the_same(stocked: StockedFolder):
    stocked.stock([helped(), closed(to_quote(), form=QUOTE)])
    for command in ("timesheet", "statement"):
        objects = orjson.loads(written(stocked, command, "f.json"))
        texts = [{k: "" if v is None else str(v) for k, v in row.items()} for row in objects]
        assert texts == csv_of(stocked, command)
        assert objects


def test_the_sums_of_all_three_files_are_one(stocked: StockedFolder):
    stocked.stock([helped(), closed(), amended(helped()), closed(taken(waiting(repair())), form=HELPED)])
    exported = _export(stocked)
    for column, level in (("minutes_n1", "1"), ("minutes_n2", "2")):
        booked = sum(int(r["minutes"]) for r in csv_of(stocked, "timesheet") if r["niveau"] == level)
        stated = sum(int(row[column]) for row in csv_of(stocked, "statement"))
        assert booked == stated == sum(int(row[column]) for row in exported)


def test_a_statement_is_by_client_with_what_awaits_first(stocked: StockedFolder):
    beta = replace(closed(), client=ClientRef("BETA", "Beta"))
    stocked.stock([closed(), beta, closed(to_quote(), form=QUOTE), to_quote(), opened()])
    raw = written(stocked, "statement", "releve.csv")
    assert raw.startswith(b"\xef\xbb\xbf" + STATEMENT.encode() + b"\r\n")
    rows = csv_of(stocked, "statement")
    assert [(row["code"], row["numero"], row["decision"]) for row in rows] == [
        ("ACME", "2026-0003", "à décider"),
        ("ACME", "2026-0004", "à décider"),
        ("ACME", "2026-0001", ""),
        ("BETA", "2026-0002", ""),
    ]
    assert [row["numero"] for row in csv_of(stocked, "statement", "--client", "beta")] == ["2026-0002"]
    assert csv_of(stocked, "statement", month="2026-10") == []


async def validate(folder: Path, call: Call) -> None:
    month = Month(2026, 11)
    lines = {"2026-0001": statements.summary_of(call)}
    made = Validation(month=str(month), client="ACME", stamp=stamp("U0CAMILLE", 60), lines=lines)
    async with TinyStore.open(folder) as store:
        week = await store.weeks.add(Week(monday=statements.statement_week(month)))
        await store.weeks.replace(week.with_validation(made), week.version)


@pytest.mark.parametrize(
    ("since", "mark"), [(helped(), ""), (amended(helped()), "modifié depuis la validation")]
)
def test_a_validated_line_says_by_whom_and_whether_it_changed_since(
    stocked: StockedFolder, since: Call, mark: str
):
    stocked.stock([since])
    asyncio.run(validate(stocked.data, helped()))
    (row,) = csv_of(stocked, "statement")
    assert (row["valide_le"], row["valide_par"], row["modifie"]) == ("2026-11-24 15:00", "Camille Roy", mark)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_people_wrote_is_no_formula_in_any_cell(stocked: StockedFolder, text: str):
    form = CloseCall(
        imputation=Imputation.PROJECT, solution=f"x{text}", minutes1=5, other=text, other_minutes=3
    )
    stocked.stock([closed(replace(opened(request=text), client=ClientRef("ACME", text)), form=form)])
    for command in ("timesheet", "statement"):
        for row in csv_of(stocked, command):
            assert not any(str(cell).lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())
        book = load_workbook(io.BytesIO(written(stocked, command, "f.xlsx")))
        first = book.worksheets[0]
        assert {cell.data_type for row in first.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}
        hostile = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type == "s" for cell in hostile if cell.value == text)


def test_the_totals_of_a_statement_are_excels(stocked: StockedFolder):
    stocked.stock([helped(), closed(), replace(closed(), client=ClientRef("BETA", "=Beta"))])
    totals = load_workbook(io.BytesIO(written(stocked, "statement", "releve.xlsx")))["Totaux"]
    assert [[cell.value for cell in row] for row in totals.iter_rows()] == [
        ["code", "client", "imputation", "minutes_n1", "minutes_n2", "total"],
        ["BETA", "=Beta", "Projet", 12, 0, "=D2+E2"],
        ["ACME", "Acme Industrie", "Projet", 12, 0, "=D3+E3"],
        ["ACME", "Acme Industrie", "Dépannage", 12, 90, "=D4+E4"],
        [None] * 6,
        ["total", None, None, "=SUM(D2:D4)", "=SUM(E2:E4)", "=SUM(F2:F4)"],
    ]
    assert (totals["B2"].data_type, totals["F2"].data_type) == ("s", "f")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("timesheet", "f.csv"), "--month"),
        (("timesheet", "--month", "2026-13", "f.csv"), "--month: 2026-13; allowed: a year and a month"),
        (("statement", "--month", "2026-11", "--format", "pdf", "f.csv"), "--format: pdf"),
    ],
)
def test_bad_usage_is_told(stocked: StockedFolder, words: Sequence[str], told: str):
    stocked.stock([])
    done = stocked.lina("calls", *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_an_unknown_client_is_told(stocked: StockedFolder):
    stocked.stock([closed()])
    done = stocked.lina("calls", "statement", "--month", "2026-11", "--client", "NOBODY", "f.csv")
    assert (done.returncode, done.stderr.strip()) == (1, "lina: there is no client NOBODY")


def test_the_history_tells_of_the_clients_mail_and_of_the_correction(stocked: StockedFolder):
    mailed = said(amended(helped()))
    notices = tuple(replace(n, claimed_at=n.due) for n in mailed.notices)
    stocked.stock([replace(mailed, notices=notices)])
    shown = " ".join(stocked.lina("calls", "show", "2026-0001").stdout.split())
    assert "2026-11-24 14:12:00" in shown
    assert "mailed to the client: contact@acme.example" in shown
    assert "report, version 2: Forfait" in shown


QUOTE = CloseCall(imputation=Imputation.TO_QUOTE, solution="À voir.", minutes1=5)


def _export(stocked: StockedFolder) -> Table:
    done = stocked.lina("calls", "export", "--month", "2026-11", "e.csv")
    assert done.returncode == 0
    text = (stocked.folder / "e.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
