"""What tests of several folders share: how much hypothesis tries, and one PostgreSQL, started when first asked for."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.storage import postgres_server

# A busy machine is no fault of the code: neither an example's time nor the inputs' is judged.
settings.register_profile(
    "short",
    deadline=None,
    max_examples=25 if os.environ.get("CI") else 50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("short"), max_examples=500)
settings.load_profile("short")

# As in `lina run`: rich draws a traceback with all its variables, which takes longer than what is tested.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

TOGETHER = {"browser", "fuzz", "torture"}
"""Folders whose tests one worker runs, one after the other: they share a browser, a bot, the machine's patience."""


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command that a test runs in this process sets what is logged, and where: for this test alone."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(folder))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a database: one server for each of xdist's workers."""
    with postgres_server.server() as url:
        yield url


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    """The address of a database that is this test's alone."""
    with postgres_server.schema(postgres, f"test_{uuid4().hex}") as url:
        yield url
