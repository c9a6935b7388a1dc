"""`lina store`: is what is on the disk whole?"""

import typer

from bot.cli.failing import CHECK_FAILED
from bot.settings import load_settings
from bot.storage.tiny.check import check as check_folder

app = typer.Typer(help="The store.", no_args_is_help=True)


@app.callback()
def store() -> None:
    """The store."""


@app.command()
def check() -> None:
    """Read everything and name what is wrong; exit 1 when something is."""
    report = check_folder(load_settings().store.path)
    typer.echo(
        f"{report.calls_open} calls in the running file, {report.calls_retired} retired, "
        f"{report.weeks} weeks, {report.clients} clients"
    )
    for problem in report.problems:
        typer.echo(problem)
    if report.problems:
        raise typer.Exit(CHECK_FAILED)
    typer.echo("whole")
