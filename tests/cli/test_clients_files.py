"""`lina clients`: a file comes in whole or not at all, and goes out to come in again."""

import asyncio
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.domain.clients.directory import Directory
from bot.storage.tiny.folder import TinyStore
from tests.cli.terminal import Terminal

HEADER = (
    "code;nom;phase;livre_le;garantie_fin;contrat;contrat_debut;contrat_fin;contrat_heures;charge_affaire;"
    "techniciens;telephones;version_lina;acces_distant\n"
)
ACME = (
    "ACME;Acme Industrie;livré;24/11/2025;;C-1;2026-01-01;31/12/2026;7,5;U0CAMILLE;U0BRUNO;"
    "06 12 34 56 78 (Mme Durand);4.8;https://drive.example.fr/acces/acme\n"
)
BOIS = "BOIS;Boiseries du Rhône;projet;;;;;;;farid@example.fr;;;5.1;\n"


def directory(terminal: Terminal) -> Directory:
    async def read() -> Directory:
        async with TinyStore.open(terminal.data, exclusive=False) as store:
            return await store.clients.directory()

    return asyncio.run(read())


def test_a_file_comes_in_and_again_changes_nothing(terminal: Terminal):
    terminal.write("clients.csv", HEADER + ACME + BOIS)
    done = terminal.lina("clients", "import", "clients.csv")
    assert (done.code, done.err, done.out) == (0, "", "2 added, 0 changed, 0 unchanged\n")
    assert directory(terminal).clients["BOIS"].name == "Boiseries du Rhône"
    again = terminal.lina("clients", "import", "clients.csv")
    assert again.out == "0 added, 0 changed, 2 unchanged\n"


def test_importing_again_updates_and_removes_nobody(terminal: Terminal):
    terminal.write("clients.csv", (HEADER + ACME + BOIS).encode("cp1252"))
    terminal.lina("clients", "import", "clients.csv")
    terminal.write("clients.csv", HEADER + ACME.replace("4.8", "5.1"))
    assert terminal.lina("clients", "import", "clients.csv").out == "0 added, 1 changed, 0 unchanged\n"
    clients = directory(terminal).clients
    assert (clients["ACME"].lina_version, "BOIS" in clients) == ("5.1", True)


@pytest.mark.parametrize("known", [True, False])
def test_a_dry_run_says_what_would_be_and_changes_nothing(terminal: Terminal, *, known: bool):
    terminal.write("clients.csv", HEADER + ACME)
    if known:
        terminal.lina("clients", "import", "clients.csv")
    terminal.write("clients.csv", HEADER + ACME.replace("Acme Industrie", "Acme") + BOIS)
    done = terminal.lina("clients", "import", "--dry-run", "clients.csv")
    counts = "1 added, 1 changed" if known else "2 added, 0 changed"
    codes = "added: BOIS\nchanged: ACME\n" if known else "added: ACME\nadded: BOIS\n"
    assert (done.code, done.out) == (0, f"would be: {counts}, 0 unchanged\n{codes}")
    assert list(directory(terminal).clients) == ["ACME"] if known else not terminal.data.exists()


def test_a_bad_file_is_refused_whole_with_each_line_and_column(terminal: Terminal):
    terminal.write("clients.csv", HEADER + ACME)
    terminal.lina("clients", "import", "clients.csv")
    before = directory(terminal)
    bad = BOIS.replace("projet", "fini") + "CARTON;Cartonnages;livré;31/02/2026;;;;;;;;;;\n"
    terminal.write("clients.csv", HEADER + ACME.replace("Acme Industrie", "Acme") + bad)
    for words in (["import"], ["import", "--dry-run"]):
        done = terminal.lina("clients", *words, "clients.csv")
        assert (done.code, done.out) == (1, "")
        first, second = done.err.splitlines()
        assert first.startswith("lina: clients.csv: ")
        assert all(word in first for word in ("line 3", "phase", "fini"))
        assert all(word in second for word in ("line 4", "livre_le", "31/02/2026"))
    assert directory(terminal) == before


def test_a_column_that_is_absent_changes_nothing(terminal: Terminal):
    header = HEADER.replace("\n", ";mail\n")
    terminal.write("clients.csv", header + ACME.replace("\n", ";contact@acme.example\n"))
    terminal.lina("clients", "import", "clients.csv")
    older = (HEADER + ACME).replace("contrat_debut;", "").replace("2026-01-01;", "").replace("4.8", "5.1")
    terminal.write("clients.csv", older)
    assert terminal.lina("clients", "import", "clients.csv").out == "0 added, 1 changed, 0 unchanged\n"
    acme = directory(terminal).clients["ACME"]
    assert (acme.lina_version, acme.mail) == ("5.1", "contact@acme.example")
    assert acme.contract
    assert acme.contract.start == date(2026, 1, 1)
    terminal.write("clients.csv", header + ACME.replace("C-1", "C-2").replace("\n", ";\n"))
    terminal.lina("clients", "import", "clients.csv")
    assert directory(terminal).clients["ACME"].mail is None


@pytest.mark.parametrize("name", ["clients.xlsx", "Clients.XLS", "clients.ods"])
def test_a_workbook_is_refused_by_name_with_what_to_save_instead(terminal: Terminal, name: str):
    terminal.write(name, HEADER + ACME)
    done = terminal.lina("clients", "import", name)
    assert (done.code, done.out) == (1, "")
    assert name in done.line
    assert "CSV UTF-8" in done.line
    assert not terminal.data.exists()


def test_a_workbook_under_another_name_is_refused_too(terminal: Terminal):
    content = io.BytesIO()
    Workbook().save(content)
    terminal.write("clients.csv", content.getvalue())
    done = terminal.lina("clients", "import", "clients.csv")
    assert done.code == 1
    assert "xlsx" in done.line
    assert "CSV UTF-8" in done.line


def test_a_formula_goes_out_harmless_and_comes_in_as_it_was(terminal: Terminal):
    terminal.write("clients.csv", HEADER + ACME.replace("Acme Industrie", '"=HYPERLINK(""http://x"")"'))
    terminal.lina("clients", "import", "clients.csv")
    terminal.lina("clients", "export", "out.csv")
    assert ";\"'=HYPERLINK(" in (terminal.folder / "out.csv").read_text("utf-8-sig")
    assert terminal.lina("clients", "import", "out.csv").out == "0 added, 0 changed, 1 unchanged\n"
    assert directory(terminal).clients["ACME"].name == '=HYPERLINK("http://x")'


def test_what_goes_out_comes_in_again_unchanged(terminal: Terminal):
    terminal.write("clients.csv", HEADER + ACME + BOIS)
    terminal.lina("clients", "import", "clients.csv")
    before = directory(terminal).clients
    assert terminal.lina("clients", "export", "out.csv").out == "2 clients written to out.csv\n"
    assert terminal.lina("clients", "import", "out.csv").out == "0 added, 0 changed, 2 unchanged\n"
    assert directory(terminal).clients == before
    terminal.lina("clients", "export", "again.csv")
    assert (terminal.folder / "again.csv").read_bytes() == (terminal.folder / "out.csv").read_bytes()


def test_there_is_nothing_to_write_where_there_is_no_store(terminal: Terminal):
    done = terminal.lina("clients", "export", "out.csv")
    assert done.code == 1
    assert "there is no store at data" in done.line
    assert not (terminal.folder / "out.csv").exists()


def test_a_file_that_cannot_be_written_is_named(terminal: Terminal):
    terminal.write("clients.csv", HEADER + ACME)
    terminal.lina("clients", "import", "clients.csv")
    nowhere = str(Path("nowhere") / "out.csv")
    done = terminal.lina("clients", "export", nowhere)
    assert done.code == 2
    assert nowhere in done.line
