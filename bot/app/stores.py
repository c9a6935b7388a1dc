"""The store that the configuration names: the database of DATABASE_URL where there is one, else the folder.

The database's libraries are imported only where there is a database: they are a third of the bot's memory.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.settings import Settings, SettingsError
from bot.storage.observation import ObserveWrite, unobserved
from bot.storage.report import StoreReport
from bot.storage.snapshot import StoreSnapshot
from bot.storage.store import Store
from bot.storage.tiny.check import check as check_folder
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.snapshot import TinySnapshot


def database_of(settings: Settings) -> str | None:
    """The database's address; None where the store is a folder.

    Raises:
        SettingsError: DATABASE_URL is no address of a database.
    """
    secret = settings.secrets.database_url
    return _address("DATABASE_URL", secret.reveal()) if secret else None


@asynccontextmanager
async def store_of(
    settings: Settings,
    *,
    exclusive: bool = True,
    observe_write: ObserveWrite = unobserved,
    accept_loss: bool = False,
) -> AsyncIterator[Store]:
    """Open until the end; a folder is held (`exclusive`), or looked at beside the bot that holds it.

    Raises:
        StoreLostError: the calls of a folder are gone, and the loss was not accepted.
        SettingsError: DATABASE_URL is no address of a database.
        StoreInUseError: another bot holds the folder; a database is shared.
        StoreUnwritableError: it cannot be made, locked or reached.
        StoreMissingError: there is no such folder to look at.
        StoreDamagedError: what it holds cannot be understood.
    """
    url = database_of(settings)
    if url:
        from bot.storage.postgres.store import PostgresStore

        async with await PostgresStore.open(url, observe_write=observe_write) as database:
            yield database
    else:
        async with TinyStore.open(
            settings.store.path, exclusive=exclusive, observe_write=observe_write, accept_loss=accept_loss
        ) as folder:
            yield folder


async def check(settings: Settings) -> StoreReport:
    """Reads everything, beside the bot. Raises as `store_of` does for a database."""
    url = database_of(settings)
    if url is None:
        return check_folder(settings.store.path)
    from bot.storage.postgres.check import check as check_database

    return await check_database(url)


def snapshot_of(settings: Settings, *, exclusive: bool = False) -> StoreSnapshot:
    """The configured store as a whole; with `exclusive`, a folder only while no bot holds it."""
    url = database_of(settings)
    return _in_database(url) if url else TinySnapshot(settings.store.path, exclusive=exclusive)


def snapshot_at(address: str, name: str) -> StoreSnapshot:
    """The store at a database's address, or in a folder.

    Args:
        address: of the database, with a scheme; else a folder's path.
        name: where the address comes from, for the error.

    Raises:
        SettingsError: it is an address of something else.
    """
    if "://" in address:
        return _in_database(_address(name, address))
    return TinySnapshot(Path(address))


def _in_database(url: str) -> StoreSnapshot:
    from bot.storage.postgres.snapshot import PostgresSnapshot

    return PostgresSnapshot(url)


def _address(name: str, text: str) -> str:
    from bot.storage.postgres.database import url_of

    try:
        url_of(text)
    except ValueError as error:
        raise SettingsError(f"{name}: {error}") from None
    return text
