"""`lina store copy`, `backup` and `restore`: a store moves, whole or not at all; commands use the one that is named."""

import re

import pytest

from tests.cli.terminal import Terminal
from tests.cli.test_calls_and_store import store

DIGEST = re.compile(r"2 records, the same on both sides, SHA-256 ([0-9a-f]{64})$")


def digest(out: str) -> str:
    found = DIGEST.search(out.strip())
    assert found, out
    return found[1]


def test_a_folder_moves_to_a_database_and_back(terminal: Terminal, database_url: str):
    store(terminal)
    there = terminal.lina("store", "copy", "--to", database_url)
    assert (there.code, there.err) == (0, "")
    terminal.env["DATABASE_URL"] = database_url
    assert terminal.lina("calls", "show", "2026-0002").out.startswith("2026-0002 Acme [Industrie] (ACME)")
    counts, verdict = terminal.lina("store", "check").out.splitlines()
    assert (counts, verdict) == ("2 calls running, 0 retired, 0 weeks, 0 clients", "whole")
    back = terminal.lina("store", "copy", "--to", "back")
    assert digest(back.out) == digest(there.out)
    del terminal.env["DATABASE_URL"]
    terminal.env["LINA_STORE__PATH"] = "back"
    assert terminal.lina("calls", "show", "2026-0002").code == 0


def test_a_store_is_backed_up_and_restored_in_another(terminal: Terminal, database_url: str):
    store(terminal)
    written = terminal.lina("store", "backup", "lina.backup")
    assert (written.code, written.err) == (0, "")
    terminal.env["DATABASE_URL"] = database_url
    restored = terminal.lina("store", "restore", "lina.backup")
    assert digest(restored.out) == digest(written.out)
    again = terminal.lina("store", "restore", "lina.backup")
    assert (again.code, again.line) == (1, "lina: there is a store in the database already")


def test_clients_are_imported_into_the_database_that_is_named(terminal: Terminal, database_url: str):
    terminal.env["DATABASE_URL"] = database_url
    header = "code;nom;phase;livre_le;garantie_fin;contrat;contrat_fin;contrat_heures;charge_affaire"
    terminal.write(
        "clients.csv", f"{header};techniciens;telephones;version_lina;acces_distant\nACME;Acme{';' * 11}\n"
    )
    assert terminal.lina("clients", "import", "clients.csv").code == 0
    assert not terminal.data.exists()
    assert terminal.lina("store", "check").out.startswith("0 calls running, 0 retired, 0 weeks, 1 clients")


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (
            ("copy", "--to", "mysql://x/y"),
            2,
            "lina: --to: not the address of a database; allowed: postgresql://…",
        ),
        (("copy", "--to", "data"), 1, "lina: there is a store at data already"),
        (("backup", "lina.toml"), 1, "lina: lina.toml exists already"),
        (("backup", "nowhere/x"), 1, "lina: nowhere/x was not written: No such file or directory"),
        (("restore", "none"), 1, "lina: none cannot be read: No such file or directory"),
        (("restore", "lina.toml"), 1, "lina: lina.toml is no backup of a store"),
    ],
)
def test_what_cannot_be_done_is_one_line(terminal: Terminal, words: tuple[str, ...], code: int, line: str):
    if words[0] != "restore":
        store(terminal)
    done = terminal.lina("store", *words)
    assert (done.code, done.line) == (code, line)


def test_an_address_that_is_none_is_refused_before_anything_starts(terminal: Terminal):
    terminal.env["DATABASE_URL"] = "secret"
    done = terminal.lina("store", "check")
    assert (done.code, done.line) == (
        2,
        "lina: DATABASE_URL: not the address of a database; allowed: postgresql://…",
    )
