"""`lina calls export`: the three formats, the months, what comes first, and texts that would be formulas."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.calls import quote_decision
from bot.domain.calls.call import Call, ClientRef, QuoteChoice
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.exchange.calls_export import COLUMNS
from tests.cli.stocked_folder import StockedFolder, moved_to
from tests.rendering.sample_calls import CALLS, closed, opened, repair, stamp, taken, to_quote
from tests.rendering.sample_policy import POLICY

HEADER = (
    "numero;ouvert_le;clos_le;code;client;nature;imputation;decision;minutes_n1;minutes_n2;niveau;technicien;"
    "developpeur;charge_affaire;facturation_annoncee_par;facturation_annoncee_le;mise_a_jour;solution;demande"
)
OCTOBER = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
MIDNIGHT_IN_PARIS = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)

Table = list[dict[str, Any]]


@pytest.fixture
def stocked(tmp_path: Path) -> StockedFolder:
    return StockedFolder(tmp_path)


def export(stocked: StockedFolder, name: str, *words: str) -> bytes:
    done = stocked.lina("calls", "export", *words, name)
    assert (done.returncode, done.stderr) == (0, "")
    return (stocked.folder / name).read_bytes()


def csv_of(stocked: StockedFolder, *words: str) -> Table:
    text = export(stocked, "appels.csv", *words).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def json_of(stocked: StockedFolder, *words: str) -> Table:
    rows: Table = orjson.loads(export(stocked, "appels.json", *words))
    return rows


def book_of(stocked: StockedFolder) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(export(stocked, "appels.xlsx")))
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in sheets}


def full() -> Call:
    return CALLS["closed in full"]()


def test_one_row_holds_what_invoicing_needs(stocked: StockedFolder):
    stocked.stock([full()])
    raw = export(stocked, "appels.csv")
    assert raw.startswith(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n")
    assert csv_of(stocked) == [
        {
            "numero": "2026-0001",
            "ouvert_le": "2026-11-24 14:00",
            "clos_le": "2026-11-24 14:12",
            "code": "ACME",
            "client": "Acme Industrie",
            "nature": "Problème constaté",
            "imputation": "Dépannage",
            "decision": "",
            "minutes_n1": "12",
            "minutes_n2": "65",
            "niveau": "2",
            "technicien": "Alice Martin",
            "developpeur": "Bruno Petit",
            "charge_affaire": "Camille Roy",
            "facturation_annoncee_par": "Alice Martin",
            "facturation_annoncee_le": "2026-11-24 14:12",
            "mise_a_jour": "oui",
            "solution": "Spouleur redémarré",
            "demande": "imprimante HS",
        }
    ]


def test_what_is_undecided_or_unannounced_comes_first_and_says_so(stocked: StockedFolder):
    quoted = replace(CloseCall(imputation=Imputation.TO_QUOTE, solution="À voir."), minutes1=5)
    stocked.stock([closed(), repair(), closed(to_quote(), form=quoted), full()])
    rows = csv_of(stocked)
    assert [row["numero"] for row in rows] == ["2026-0002", "2026-0003", "2026-0001", "2026-0004"]
    assert [row["facturation_annoncee_le"] for row in rows][:3] == ["à annoncer", "", ""]
    assert [row["decision"] for row in rows] == ["", "à décider", "", ""]


def test_a_decision_and_a_refusal_are_told_with_their_author(stocked: StockedFolder):
    decided = quote_decision.decide(
        closed(to_quote(), form=_quote()), stamp("U0CAMILLE", 60), QuoteChoice.SUPPLEMENT, POLICY
    )
    stocked.stock([decided, CALLS["refused"]()])
    first, second = csv_of(stocked)
    assert (first["decision"], first["imputation"]) == ("Complément", "Complément")
    assert (second["imputation"], second["facturation_annoncee_par"]) == ("Sans suite", "Alice Martin")
    assert second["facturation_annoncee_le"] == "2026-11-24 14:03"


def test_open_calls_are_always_there_and_mistakes_never(stocked: StockedFolder):
    stocked.stock([taken(), CALLS["discarded"](), CALLS["reopened"]()])
    rows = csv_of(stocked, "--month", "2020-01")
    assert [row["numero"] for row in rows] == ["2026-0001", "2026-0003"]
    assert [(row["clos_le"], row["minutes_n1"], row["niveau"]) for row in rows] == [
        ("", "", "2"),
        ("", "", "1"),
    ]


def test_a_month_is_the_closings_in_the_houses_own_time(stocked: StockedFolder):
    archived = [moved_to(closed(), OCTOBER), moved_to(closed(), MIDNIGHT_IN_PARIS)]
    stocked.stock([*archived, closed()], archive=datetime(2027, 1, 1, tzinfo=UTC))
    assert [row["numero"] for row in csv_of(stocked, "--month", "2026-10")] == ["2026-0001"]
    assert [row["numero"] for row in csv_of(stocked, "--month", "2026-11")] == ["2026-0002", "2026-0003"]
    assert len(csv_of(stocked)) == 3


def test_the_three_formats_hold_the_same(stocked: StockedFolder):
    stocked.stock(
        [full(), closed(), repair(), taken(), CALLS["refused"](), closed(to_quote(), form=_quote())]
    )
    from_csv, from_json, (head, *lines) = csv_of(stocked), json_of(stocked), book_of(stocked)["Appels"]
    assert head == list(COLUMNS)
    assert [_text(list(row.values())) for row in from_json] == [list(row.values()) for row in from_csv]
    assert [_text(line) for line in lines] == [list(row.values()) for row in from_csv]


def test_a_workbook_is_typed_and_frozen_with_a_sheet_for_each_account_manager(stocked: StockedFolder):
    other = replace(full(), account_manager="U0BRUNO", client=ClientRef("BETA", "Beta"))
    stocked.stock([full(), closed(), other])
    book = load_workbook(io.BytesIO(export(stocked, "appels.xlsx")))
    assert book.sheetnames == ["Appels", "Bruno Petit", "Camille Roy"]
    first = book["Appels"]
    assert first.freeze_panes == "A2"
    assert first["B2"].value == datetime(2026, 11, 24, 14, 0)  # noqa: DTZ001  # a cell has no zone
    assert first["B2"].is_date
    assert (first["I2"].value, first["I2"].data_type) == (12, "n")
    rows = book_of(stocked)
    assert ["Dépannage", 12, 65, 77] in [row[:4] for row in rows["Bruno Petit"]]
    assert ["Projet", 12, 0, 12] in [row[:4] for row in rows["Camille Roy"]]
    assert [row[0] for row in rows["Camille Roy"]][:3] == ["numero", "2026-0001", "2026-0002"]


FORMULAS = ["=1+1", "+33 4 a", "-2+3", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x";"y")']


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_client_wrote_is_no_formula(stocked: StockedFolder, text: str):
    form = CloseCall(imputation=Imputation.PROJECT, solution=f"{text}")
    written = closed(replace(opened(), client=ClientRef("ACME", text)), form=form)
    stocked.stock([written])
    row = csv_of(stocked)[0]
    assert row["client"] == f"'{text}"
    assert row["solution"] == f"'{text.strip()}"
    assert json_of(stocked)[0]["client"] == text
    book = load_workbook(io.BytesIO(export(stocked, "appels.xlsx")))
    cell = book["Appels"]["E2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", ["-2", "-7,5", "+33 6 12 34 56 78"])
def test_a_number_or_a_telephone_is_written_as_it_is(stocked: StockedFolder, text: str):
    stocked.stock([closed(form=CloseCall(imputation=Imputation.PROJECT, solution=text))])
    assert csv_of(stocked)[0]["solution"] == text


def test_hostile_texts_are_told_whole_or_say_that_they_are_not(stocked: StockedFolder):
    text = 'a;b"c\nd\x00\x1b\u202ee ' + "x" * 40_000
    stocked.stock([closed(form=CloseCall(imputation=Imputation.PROJECT, solution=text))])
    told = 'a;b"c\nde ' + "x" * 40_000
    assert csv_of(stocked)[0]["solution"] == told
    assert json_of(stocked)[0]["solution"] == told
    shown = str(book_of(stocked)["Appels"][1][COLUMNS.index("solution")])
    assert (len(shown), shown[-1]) == (32_767, "…")


@pytest.mark.parametrize("name", ["A/B:C*?[x]\\", "'", "Appels", "x" * 60, "=1"])
def test_whatever_an_account_manager_is_called_the_workbook_opens(stocked: StockedFolder, name: str):
    stocked.stock([replace(full(), account_manager=name), replace(full(), account_manager=f"{name}2")])
    titles = list(book_of(stocked))
    assert len({title.casefold() for title in titles}) == 3
    assert all(0 < len(title) <= 31 for title in titles)


def test_unknown_people_keep_their_id(stocked: StockedFolder):
    stocked.stock([replace(full(), account_manager="U0NOBODY")])
    assert csv_of(stocked)[0]["charge_affaire"] == "U0NOBODY"


def test_the_format_is_the_files_or_the_one_asked_for(stocked: StockedFolder):
    stocked.stock([full()])
    assert export(stocked, "appels.txt").startswith(b"\xef\xbb\xbfnumero")
    assert export(stocked, "appels.txt", "--format", "json").startswith(b"[")
    assert export(stocked, "appels.csv", "--format", "xlsx").startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "pdf"), "--format: pdf; allowed: csv, xlsx, json"),
        (("--month", "11-2026"), "--month: 11-2026; allowed: a year and a month, such as 2026-11"),
        (("--month", "2026-13"), "--month: 2026-13"),
        (("--month", "2026-1"), "--month: 2026-1"),
    ],
)
def test_bad_usage_is_one_line(stocked: StockedFolder, words: Sequence[str], told: str):
    stocked.stock([])
    done = stocked.lina("calls", "export", *words, "appels.csv")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told in done.stderr
    assert not (stocked.folder / "appels.csv").exists()


def _quote() -> CloseCall:
    return CloseCall(imputation=Imputation.TO_QUOTE, solution="À voir.", minutes1=5)


def _text(cells: Sequence[Any]) -> list[str]:
    """Cells as CSV writes them."""
    shape: Callable[[Any], str] = lambda c: f"{c:%Y-%m-%d %H:%M}" if isinstance(c, datetime) else str(c)  # noqa: E731
    return ["" if cell is None else shape(cell) for cell in cells]
