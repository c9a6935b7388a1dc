"""`lina`: all commands. Exit codes: 0 done, 1 a check failed, 2 bad usage or configuration."""

import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli.errors import exit_code_of, fail
from bot.cli.lazy import LazyCommand, LazyGroup


class Commands(LazyGroup):
    """The commands of `lina`; a group's own commands stand in its module."""

    lazy = {  # noqa: RUF012  # never changed
        "demo": LazyCommand(
            "bot.cli.demo:demo", "Start a Slack workspace on this machine with the bot in it."
        ),
        "run": LazyCommand("bot.cli.run:run", "Run the bot."),
        "doctor": LazyCommand("bot.cli.doctor:doctor", "Say what would fail later, and how to mend it."),
        "manifest": LazyCommand("bot.cli.manifest:manifest", "Print the manifest of the Slack app."),
        "clients": LazyCommand("bot.cli.clients:app", "The client directory."),
        "calls": LazyCommand("bot.cli.calls:app", "The calls."),
        "rota": LazyCommand("bot.cli.rota:app", "The rota."),
        "store": LazyCommand("bot.cli.store:app", "The store."),
        "bench": LazyCommand("bot.cli.bench:bench", "Measure the bot beside a bare Bolt application"),
    }


app = typer.Typer(
    name="lina",
    cls=Commands,
    help="The Slack bot of a client-call desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)


def _configure_logs(env: Mapping[str, str]) -> None:
    from bot import logs

    logs.configure(env)


def _import_structlog_alone() -> None:
    """Imports it without rich, which it would use for tracebacks that it never draws here: 4 MB of every bot."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # as the import system documents it: «not found»
    try:
        import structlog  # noqa: F401  # for what it finds now
    finally:
        del sys.modules["rich"]


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"lina {version('lina-bot')}")
        raise typer.Exit


@app.callback()
def lina(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """The Slack bot of a client-call desk."""
    if context.obj is not None:
        _configure_logs(context.obj)


def main() -> None:
    """Runs the command line; an error that the operator can mend is one line, without a traceback.

    Raises:
        SystemExit: with the exit code.
    """
    _import_structlog_alone()
    try:
        app(obj=os.environ)
    except Exception as error:
        code = exit_code_of(error)
        if code is None:
            raise
        fail(str(error), code)
