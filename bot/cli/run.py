"""`lina run`."""

import asyncio
from typing import Annotated

import typer

from bot.app.run import run as run_bot
from bot.settings import load_settings


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
