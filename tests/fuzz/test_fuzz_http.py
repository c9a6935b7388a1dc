"""Anything at all by HTTP: nothing breaks, nobody reads a traceback, and what is not signed changes nothing.

Five seconds each here, a minute in CI; a failure prints the seed and the input.
"""

import hashlib
import hmac
import http.client
import io
import logging
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import structlog
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bot import logs
from bot.storage.tiny.check import check
from tests.fuzz.payloads import FORM, JSON, signed
from tests.fuzz.running_bot import RunningBot, running

T = TypeVar("T")

SECONDS = 30.0 if os.environ.get("CI") else 4.0
"""Of each of the two kinds."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "data"


@pytest.fixture(scope="module", autouse=True)
def logged() -> Iterator[io.StringIO]:
    """What operators would have to read."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure({"LINA_LOG": "warning"}, stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture(scope="module")
def bot(folder: Path) -> Iterator[RunningBot]:
    with running(folder) as bot:
        yield bot


def fuzz(inputs: st.SearchStrategy[T], ask: Callable[[T], None]) -> str:
    """Asks with one input after the other until the time is up; says how many there were."""
    first = random.randrange(2**32)  # noqa: S311  # any will do
    asked, until, rounds = 0, time.monotonic() + SECONDS, 0

    def once(given_input: T) -> None:
        nonlocal asked
        asked += 1
        ask(given_input)

    quiet = settings(
        max_examples=200,
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    while time.monotonic() < until:
        seed(first + rounds)(quiet(given(inputs)(once)))()
        rounds += 1
    return f"{asked} inputs from seed {first} in {SECONDS:g} s"


def answer(connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    connection.request("POST", "/slack/events", body, headers)
    response = connection.getresponse()
    return response.status, response.read().decode()


def say(capsys: pytest.CaptureFixture[str], told: str) -> None:
    """For who reads the run, CI's log among them."""
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")


@pytest.mark.timeout(300)
def test_what_is_not_signed_changes_nothing(bot: RunningBot, capsys: pytest.CaptureFixture[str]):
    before = bot.state()
    headers = st.fixed_dictionaries(
        {},
        optional={
            "X-Slack-Signature": st.from_regex(r"v0=[0-9a-f]{64}", fullmatch=True)
            | st.text("v0=abc ", max_size=80),
            "X-Slack-Request-Timestamp": st.integers(0, 2**70).map(str) | st.just(str(int(time.time()))),
            "X-Slack-Retry-Num": st.integers(0, 9).map(str),
            "Content-Type": st.sampled_from([FORM, JSON, "text/plain; charset=none", "multipart/form-data"]),
        },
    )
    with bot.connected() as connection:

        def ask(request: tuple[bytes, dict[str, str]]) -> None:
            assert answer(connection, *request) == (401, "")

        bodies = st.binary(max_size=2000) | signed.map(lambda request: request[0])
        told = fuzz(st.tuples(bodies, headers), ask)
    assert bot.state() == before
    say(capsys, f"unsigned: {told}")


@pytest.mark.timeout(300)
def test_whatever_is_signed_breaks_nothing(
    bot: RunningBot, folder: Path, capsys: pytest.CaptureFixture[str], logged: io.StringIO
):
    with bot.connected() as connection:

        def ask(request: tuple[bytes, str]) -> None:
            body, content_type = request
            stamp = str(int(time.time()))
            digest = hmac.new(bot.secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
            headers = {
                "Content-Type": content_type,
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": f"v0={digest}",
            }
            status, said = answer(connection, body, headers)
            assert status in {200, 400, 404}
            assert "Traceback" not in said

        told = fuzz(signed, ask)
    say(capsys, f"signed: {told}")
    # Bolt says so of a listener that raised, which ours never do.
    assert "Failed to run listener function" not in logged.getvalue()
    with bot.connected() as connection:
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
    numbers = [call.number for call in bot.state()[0]]  # type: ignore[attr-defined]  # the calls
    assert numbers == [f"2026-{n:04}" for n in range(1, len(numbers) + 1)]
    assert check(folder).problems == ()
