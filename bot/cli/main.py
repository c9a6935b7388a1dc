"""`lina`, as it is started: a bot without Typer, which would stay in its memory, every other command with it."""

import gc
import os
import sys
from collections.abc import Sequence

from bot.cli.errors import exit_code_of, fail

RUN_FLAGS = {"--http": "http", "--accept-loss": "accept_loss"}
"""The parameters of `bot.cli.run.run` by its options."""


def main() -> None:
    """Runs the command line; an error that the operator can mend is one line, without a traceback.

    Raises:
        SystemExit: with the exit code.
    """
    words = sys.argv[1:]
    _import_structlog_alone()
    try:
        if words[:1] == ["run"] and RUN_FLAGS.keys() >= {*words[1:]}:
            _run(words[1:])
        else:
            from bot.cli.commands import app

            app(obj=os.environ)
    except Exception as error:
        code = exit_code_of(error)
        if code is None:
            raise
        fail(str(error), code)


def _run(options: Sequence[str]) -> None:
    """Does what `bot.cli.run` does, without what describes its options."""
    # What is imported stays: a sixth of a start went into looking for garbage in it, and so would each later look.
    gc.disable()
    import asyncio

    from bot import logs
    from bot.app.run import run
    from bot.settings import load_settings

    gc.freeze()
    gc.enable()
    logs.configure(os.environ)
    flags = {RUN_FLAGS[option] for option in options}
    asyncio.run(run(load_settings(), http="http" in flags, accept_loss="accept_loss" in flags))


def _import_structlog_alone() -> None:
    """Imports it without rich, which it would use for tracebacks that it never draws here: 4 MB of every bot."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # as the import system documents it: «not found»
    try:
        import structlog  # noqa: F401  # for what it finds now
    finally:
        del sys.modules["rich"]
