"""Taking in a client file: all of it in one change, and what became of whom."""

from collections.abc import Sequence

from bot.domain.client import Client
from bot.domain.directory import Directory, ImportDiff
from bot.domain.ports import Clients


async def import_clients(clients: Clients, new: Sequence[Client]) -> ImportDiff:
    """Durable when it returns.

    Raises:
        StoreUnwritableError: the store refused; nothing changed.
    """
    diffs: list[ImportDiff] = []

    def rule(directory: Directory) -> Directory:
        after, diff = directory.import_all(new)
        diffs.append(diff)
        return after

    await clients.change(rule)
    return diffs[-1]
