"""`lina run`."""

from typing import Annotated

import typer

from bot.start import run_bot


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
    run_bot(http=http, accept_loss=accept_loss)
