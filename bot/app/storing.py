"""The store that the configuration names: the database of DATABASE_URL where there is one, else the folder."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from bot.storage.postgres.store import PostgresStore
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore


def database_of(settings: Settings) -> str | None:
    """The database's address; None where the store is a folder."""
    url = settings.secrets.database_url
    return url.get_secret_value() if url else None


@asynccontextmanager
async def store_of(settings: Settings, *, exclusive: bool = True) -> AsyncIterator[Store]:
    """Open until the end; a folder is held (`exclusive`), or looked at beside the bot that holds it.

    Raises:
        ValueError: DATABASE_URL is no address of a database.
        StoreInUseError: another bot holds the folder; a database is shared.
        StoreUnwritableError: it cannot be made, locked or reached.
        StoreMissingError: there is no such folder to look at.
        StoreDamagedError: what it holds cannot be understood.
    """
    url = database_of(settings)
    if url:
        async with await PostgresStore.open(url) as database:
            yield database
    else:
        async with TinyStore.open(settings.store.path, exclusive=exclusive) as folder:
            yield folder
