"""`lina store copy`, `backup` and `restore`: a store moves, whole or not at all; commands use the one that is named."""

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.cli.terminal import ROOT, Terminal
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


@pytest.mark.parametrize("port", ["abc", "0", "99999", "p/w@database"])
def test_a_port_that_is_none_is_one_line_without_the_address(terminal: Terminal, port: str):
    store(terminal)
    for option in (("--to", f"postgresql://lina:hush@database:{port}/lina"), ()):
        terminal.env["STORE_COPY_TO"] = f"postgresql://lina:hush@database:{port}/lina"
        done = terminal.lina("store", "copy", *option)
        assert done.code == 2
        assert done.line.startswith(
            f"lina: {option[0] if option else 'STORE_COPY_TO'}: its port is no number"
        )
        assert "hush" not in done.line


def test_the_target_comes_from_the_environment(terminal: Terminal):
    store(terminal)
    terminal.env["STORE_COPY_TO"] = "there"
    assert terminal.lina("store", "copy").code == 0
    assert (terminal.folder / "there" / "open.json").exists()
    assert "STORE_COPY_TO" in terminal.lina("store", "copy", "--help").out
    terminal.env.clear()
    done = terminal.lina("store", "copy")
    assert (done.code, "STORE_COPY_TO" in done.line) == (2, True)


@pytest.mark.parametrize("options", [(), ("--to", "-")])
def test_the_target_is_asked_for_at_a_terminal_and_not_shown(terminal: Terminal, options: tuple[str, ...]):
    store(terminal)
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "bot", "store", "copy", *options]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # noqa: S603  # the program under test
        command, cwd=terminal.folder, env=env, stdin=its, stdout=its, stderr=its, start_new_session=True
    ) as process:
        os.close(its)
        shown = b""
        while b"not shown" not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, b"there\n")
        with suppress(OSError):  # how a pseudo-terminal says that its other end is closed
            while some := os.read(ours, 1000):
                shown += some
    os.close(ours)
    assert process.returncode == 0, shown
    assert b"there" not in shown.replace(b"there may", b"")
    assert (terminal.folder / "there" / "open.json").exists()


def test_an_address_that_is_none_is_refused_before_anything_starts(terminal: Terminal):
    terminal.env["DATABASE_URL"] = "secret"
    done = terminal.lina("store", "check")
    assert (done.code, done.line) == (
        2,
        "lina: DATABASE_URL: not the address of a database; allowed: postgresql://…",
    )
