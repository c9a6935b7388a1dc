"""Logs: one line an event; readable on a terminal, JSON elsewhere. Level by `LINA_LOG`."""

import logging
import sys
from collections.abc import Mapping

import structlog

LEVELS = ("debug", "info", "warning", "error")


def configure(env: Mapping[str, str]) -> None:
    """Sends structlog's and the libraries' lines through one formatter to the standard error.

    Raises:
        ValueError: `LINA_LOG` names no level.
    """
    level = (env.get("LINA_LOG") or "info").lower()
    if level not in LEVELS:
        raise ValueError(f"LINA_LOG: {level} is no level; allowed: {', '.join(LEVELS)}")
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        cache_logger_on_first_use=True,
    )
    final: list[structlog.typing.Processor] = [] if terminal else [structlog.processors.format_exc_info]
    printer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final, printer],
        )
    )
    logging.basicConfig(level=getattr(logging, level.upper()), handlers=[handler], force=True)
    for library in ("apscheduler", "slack_bolt", "slack_sdk", "aiohttp.access", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING if level != "debug" else logging.DEBUG)
