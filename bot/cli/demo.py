"""`lina demo`."""

import asyncio
from typing import Annotated

import typer

from bot.demo import run as run_demo
from bot.settings import SettingsError, parse_duration


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
        asyncio.run(run_demo(port, limit, browser=browser, say=typer.echo))
    except OSError as error:
        raise SettingsError(f"--port {port}: {error.strerror or error}") from error
