"""`lina manifest`."""

from typing import Annotated

import orjson
import typer
import yaml

from bot.manifest import manifest as make_manifest
from bot.settings import SettingsError


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
