"""`lina`, as it is started: a bot without Typer, which would stay in its memory, every other command with it."""

import os
import sys

from bot.cli.errors import exit_code_of, fail
from bot.start import import_structlog_alone, run_bot

RUN_FLAGS = {"--http": "http", "--accept-loss": "accept_loss"}
"""The parameters of `bot.cli.run.run` by its options."""


def main() -> None:
    """Runs the command line; an error that the operator can mend is one line, without a traceback.

    Raises:
        SystemExit: with the exit code.
    """
    words = sys.argv[1:]
    import_structlog_alone()
    try:
        if words[:1] == ["run"] and RUN_FLAGS.keys() >= {*words[1:]}:
            run_bot(**{RUN_FLAGS[option]: True for option in words[1:]})
        else:
            from bot.cli.commands import app

            app(obj=os.environ)
    except Exception as error:
        code = exit_code_of(error)
        if code is None:
            raise
        fail(str(error), code)
