"""What tests of several folders share: a PostgreSQL, started when the first of them asks for it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.storage import postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server's database."""
    with postgres_server.server() as url:
        yield url


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    """The address of a database that is this test's alone."""
    with postgres_server.schema(postgres, f"test_{uuid4().hex}") as url:
        yield url
