"""All commands of `lina`. Exit codes: 0 done, 1 a check failed, 2 bad usage or configuration."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated

import typer

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
