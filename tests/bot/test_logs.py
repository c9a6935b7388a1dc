"""What the log holds: one JSON line an event, which call and which request, and nothing that is not the operators'."""

import io
import json
import logging

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from bot import logs

CLIENT = "L’imprimante de Mme Durand au 06 12 34 56 78"


@pytest.fixture
def said() -> io.StringIO:
    """All that is logged at the lowest level."""
    stream = io.StringIO()
    logs.configure({"LINA_LOG": "debug"}, stream)
    return stream


def lines(said: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_one_json_line_an_event(said: io.StringIO):
    log = structlog.get_logger("bot.test")
    with bound_contextvars(request="ab12", call="2026-0042"):
        log.info("said", notice="2026-0042/1/card/1")
    logging.getLogger("some.library").warning("its %s", "own line")
    ours, theirs = lines(said)
    assert (ours["event"], ours["level"]) == ("said", "info")
    assert (ours["request"], ours["call"], ours["notice"]) == ("ab12", "2026-0042", "2026-0042/1/card/1")
    assert "timestamp" in ours
    assert (theirs["event"], theirs["level"]) == ("its own line", "warning")


def test_an_exception_is_one_line_too_and_tells_no_variable(said: io.StringIO):
    request = CLIENT
    try:
        int(request)
    except ValueError as error:
        error.args = (len(request),)
        structlog.get_logger("bot.test").exception("failed")
    (line,) = lines(said)
    assert "ValueError" in str(line["exception"])
    assert "imprimante" not in str(line)


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1234-abcDEF",
        "xapp-1-A0-99-ff",
        "06 12 34 56 78",
        "0612345678",
        "+33612345678",
        "+33 6 12 34 56 78",
        "06.12.34.56.78",
    ],
)
def test_neither_tokens_nor_telephones(said: io.StringIO, secret: str):
    structlog.get_logger("bot.test").info("heard", what=f"({secret})")
    logging.getLogger("some.library").warning("sent %s", secret)
    try:
        dict[str, str]()[f"no such thing: {secret}"]
    except KeyError:
        structlog.get_logger("bot.test").exception("failed")
    assert secret not in said.getvalue()


@pytest.mark.parametrize(
    "kept",
    ["2026-0042/1/card/1", "1764061200.000100", "2026-11-24T09:12:03", "U0123456789", "week:2026-11-23"],
)
def test_what_operators_need_stays(said: io.StringIO, kept: str):
    structlog.get_logger("bot.test").info("heard", what=kept)
    assert lines(said)[0]["what"] == kept


def test_what_libraries_say_of_whole_requests_is_not_heard(said: io.StringIO):
    for library in ("slack_sdk.web.async_client", "slack_bolt.App", "aiohttp.access"):
        logging.getLogger(library).debug(CLIENT)
        logging.getLogger(library).info(CLIENT)
    assert said.getvalue() == ""


def test_a_level_that_is_none_is_refused():
    with pytest.raises(ValueError, match="LINA_LOG: loud"):
        logs.configure({"LINA_LOG": "loud"})


def test_bolt_does_not_warn_of_a_token_that_is_used(said: io.StringIO):
    bolt = logging.getLogger("slack_bolt.AsyncApp")
    bolt.warning("As you gave `client` as well, `token` will be unused.")
    bolt.warning("Unhandled request")
    assert [json.loads(line)["event"] for line in said.getvalue().splitlines()] == ["Unhandled request"]


def warning_of(said: io.StringIO, times: int, event: str = "cannot accept", **more: str) -> int:
    """Logs it so many times; returns how many lines that printed."""
    before = len(lines(said))
    for _ in range(times):
        structlog.get_logger("bot.test").warning(event, **more)
    return len(lines(said)) - before


def test_a_warning_that_repeats_is_printed_so_many_times_a_minute(said: io.StringIO):
    assert warning_of(said, 3 * logs.REPEATED_MOST) == logs.REPEATED_MOST
    assert warning_of(said, 1, "another") == 1
    assert warning_of(said, 1, error="EMFILE") == 1


def test_what_was_left_out_is_counted_and_information_never_is():
    now = 0.0
    throttle = logs.RepeatedLines(lambda: now)

    def printed(level: int) -> logging.LogRecord | None:
        record = logging.LogRecord("bot.test", level, "", 0, {"event": "said"}, (), None)
        return record if throttle(record) else None

    assert sum(printed(logging.INFO) is not None for _ in range(200)) == 200
    assert sum(printed(logging.WARNING) is not None for _ in range(60)) == logs.REPEATED_MOST
    now = logs.REPEATED_SECONDS
    later = printed(logging.WARNING)
    assert later
    assert later.msg == {"event": "said", "left_out": 10}
