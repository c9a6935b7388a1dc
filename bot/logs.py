"""Configures the logs: one line an event, coloured on a terminal, JSON elsewhere; `LINA_LOG` sets the level."""

import logging
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict

LEVELS = ("debug", "info", "warning", "error")
LIBRARIES = frozenset({"aiohttp", "apscheduler", "asyncio", "filelock", "slack_bolt", "slack_sdk", "tzlocal"})

_SECRETS = (
    (re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+"), "[token]"),
    (re.compile(r"(?<![\w.])(?:\+\d{2,3}|0)(?:[\s.()-]?\d){8,12}(?![\w.])"), "[phone]"),
)
"""Patterns that no line may hold, in a library's message or an exception's text either, and what replaces them."""

REPEATED_MOST = 50
"""Lines of one kind that are printed in `REPEATED_SECONDS`."""

REPEATED_SECONDS = 60.0
REPEATED_KINDS = 1000
"""Kinds that are counted at once; beyond that, counting begins anew."""


class RepeatedLines:
    """A filter of a handler: of warnings and errors of one kind, `REPEATED_MOST` are printed a minute.

    A kind is who says what, and with which error. The next one that is printed says in `left_out` how many were not.

    Args:
        monotonic: seconds of a monotonic clock.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kinds: dict[tuple[str, ...], tuple[float, int]] = {}

    def __call__(self, record: logging.LogRecord) -> bool:
        """Returns whether to print the record."""
        if record.levelno < logging.WARNING:
            return True
        now, kind = self._monotonic(), _kind_of(record)
        since, count = self._kinds.get(kind, (now, 0))
        if now - since >= REPEATED_SECONDS:
            _say_left_out(record, count - REPEATED_MOST)
            since, count = now, 0
        if len(self._kinds) > REPEATED_KINDS:
            self._kinds.clear()
        self._kinds[kind] = (since, count + 1)
        return count < REPEATED_MOST


def _kind_of(record: logging.LogRecord) -> tuple[str, ...]:
    said = record.msg if isinstance(record.msg, Mapping) else {"event": record.msg}
    return (record.name, record.levelname, *(str(said.get(name, "")) for name in ("event", "error")))


def _say_left_out(record: logging.LogRecord, count: int) -> None:
    if count > 0 and isinstance(record.msg, dict):
        record.msg["left_out"] = count


def configure(env: Mapping[str, str], stream: TextIO | None = None) -> None:
    """Sends structlog's and the libraries' lines through one formatter to `stream`, by default the standard error.

    Raises:
        ValueError: `LINA_LOG` names no level.
    """
    stream = stream or sys.stderr
    level = (env.get("LINA_LOG") or "info").lower()
    if level not in LEVELS:
        raise ValueError(f"LINA_LOG: {level} is no level; allowed: {', '.join(LEVELS)}")
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    terminal = stream.isatty()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
    )
    printer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, printer],
        )
    )
    handler.addFilter(no_library_chatter)
    handler.addFilter(RepeatedLines())
    logging.basicConfig(level=getattr(logging, level.upper()), handlers=[handler], force=True)


def no_library_chatter(record: logging.LogRecord) -> bool:
    """Returns whether to print the record: below a warning, libraries print whole requests, with what clients wrote.

    A filter of the handler, because Bolt sets the level of its own loggers.
    """
    if record.getMessage().endswith("`token` will be unused."):
        return False  # Bolt warns of SLACK_BOT_TOKEN, which the client that it was given has read
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in LIBRARIES


def without_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replaces tokens and telephone numbers in every text of the line; a processor of structlog."""
    return {name: _scrubbed(value) if isinstance(value, str) else value for name, value in event.items()}


def _scrubbed(text: str) -> str:
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text
