"""Starts a bot in a process of its own: what is imported stays, and is not looked through for garbage."""

import gc
import os
import sys


def run_bot(*, http: bool = False, accept_loss: bool = False, limited: bool = True) -> None:
    """Runs the bot as the working directory and the environment configure it, until it is told to stop.

    Args:
        http: see `bot.app.run.run`.
        accept_loss: see there.
        limited: whether it keeps to what Slack allows; not in a workspace without limits.
    """
    # A sixth of a start went into looking for garbage among modules; without `freeze`, each later look would go there.
    gc.disable()
    import_structlog_alone()
    import asyncio

    from bot import logs
    from bot.app.run import run
    from bot.delivery.rate_limit import Limits
    from bot.settings import load_settings

    gc.freeze()
    gc.enable()
    logs.configure(os.environ)
    limits = Limits() if limited else Limits.lifted()
    asyncio.run(run(load_settings(), http=http, accept_loss=accept_loss, limits=limits))


def import_structlog_alone() -> None:
    """Imports it without rich, which it would use for tracebacks that it never draws here: 4 MB of every bot."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # as the import system documents it: «not found»
    try:
        import structlog  # noqa: F401  # for what it finds now
    finally:
        del sys.modules["rich"]
