"""`lina`: all commands. Exit codes: 0 done, 1 a check failed, 2 bad usage or configuration."""

import asyncio
import os
from importlib.metadata import version
from typing import Annotated

import orjson
import typer
import yaml

from bot import demo as demo_
from bot import logs
from bot.app import run as run_bot
from bot.cli import calls, clients, doctor, rota, store
from bot.cli.errors import BAD_USAGE, CHECK_FAILED, fail
from bot.domain.ports import StoreUnwritableError
from bot.manifest import manifest as make_manifest
from bot.settings import SettingsError, load_settings, parse_duration
from bot.storage.errors import StoreDamagedError, StoreInUseError, StoreMissingError
from bot.web import PortUnavailableError

app = typer.Typer(
    name="lina",
    help="The Slack bot of a client-call desk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.command()(doctor.doctor)
app.add_typer(clients.app, name="clients")
app.add_typer(calls.app, name="calls")
app.add_typer(rota.app, name="rota")
app.add_typer(store.app, name="store")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"lina {version('lina-bot')}")
        raise typer.Exit


@app.callback()
def lina(
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """The Slack bot of a client-call desk."""


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The port of the workspace.")] = 8765,
    after: Annotated[str, typer.Option(help="How long level 1 has, as 10m or 30s.")] = "10m",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Start a Slack workspace on this machine with the bot in it: no token, no network."""
    try:
        limit = parse_duration(after)
    except ValueError as error:
        raise SettingsError(f"--after: {error}") from None
    try:
        asyncio.run(demo_.run(port, limit, browser=browser, say=typer.echo))
    except OSError as error:
        raise SettingsError(f"--port {port}: {error.strerror or error}") from error


@app.command()
def run(
    http: Annotated[bool, typer.Option("--http", help="HTTP although an app token is set.")] = False,
    accept_loss: Annotated[
        bool,
        typer.Option(
            "--accept-loss", help="Go on although the store's calls are gone, above the highest number known."
        ),
    ] = False,
) -> None:
    """Run the bot: Socket Mode when SLACK_APP_TOKEN is set, else HTTP on PORT (3000)."""
    asyncio.run(run_bot(load_settings(), http=http, accept_loss=accept_loss))


@app.command()
def manifest(
    form: Annotated[str, typer.Option("--format", help="yaml or json.")] = "yaml",
    http: Annotated[
        str | None, typer.Option(help="The bot's address, for HTTP instead of Socket Mode.")
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="For private channels.")] = False,
) -> None:
    """Print the manifest of the Slack app."""
    made = make_manifest(http=http, private=private)
    if form == "json":
        typer.echo(orjson.dumps(made, option=orjson.OPT_INDENT_2).decode())
    elif form == "yaml":
        typer.echo(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), nl=False)
    else:
        raise SettingsError(f"--format: {form}; allowed: yaml, json")


def main() -> None:
    """Runs the command line; an error that the operator can mend is one line, without a traceback.

    Raises:
        SystemExit: with the exit code.
    """
    try:
        logs.configure(os.environ)
        app()
    except (SettingsError, PortUnavailableError, ValueError) as error:
        fail(str(error), BAD_USAGE)
    except (StoreInUseError, StoreMissingError, StoreDamagedError, StoreUnwritableError) as error:
        fail(str(error), CHECK_FAILED)
