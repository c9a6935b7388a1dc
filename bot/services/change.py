"""The one way a document changes: read, decide by a pure rule, compare and set; on conflict decide again."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from bot.domain.clients.directory import Directory
from bot.domain.ports import Clients, D, Records, StaleVersionError, StoreUnwritableError
from bot.domain.refusals import Refusal, StoreRefused, TooBusy, UnknownCall

TRIES = 5

T = TypeVar("T")

_locks: WeakKeyDictionary[object, WeakValueDictionary[str, asyncio.Lock]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """A document before and after a rule; the same object twice where the rule changed nothing.

    Attributes:
        before: as it was read from the store.
        after: as it stands in the store now.
    """

    before: T
    after: T

    @property
    def is_new(self) -> bool:
        """Whether this change wrote anything."""
        return self.after is not self.before


async def change(records: Records[D], id: str, rule: Callable[[D], D]) -> Changed[D]:
    """Applies a rule to a stored document; a rule that returns what it was given writes nothing.

    Raises:
        UnknownCall: there is no such document.
        Refusal: the rule's, unchanged.
        TooBusy: others were quicker `TRIES` times.
        StoreRefused: the store cannot be written, or not be reached at all.
    """
    async with _lock(records, id):
        for attempt in range(TRIES):
            try:
                with refusing_unwritable_store():
                    before, after = await _decided(records, id, rule, again=attempt > 0)
                    if after is not before:
                        after = await records.replace(after, before.version)
                    return Changed(before, after)
            except StaleVersionError:
                continue
    raise TooBusy


async def _decided(records: Records[D], id: str, rule: Callable[[D], D], *, again: bool) -> tuple[D, D]:
    """The document and what the rule makes of it.

    A document as it was last seen will do where the rule changes it: the comparison finds out whether it still stands.
    To do nothing, to refuse, or to decide again, the document is read.
    """
    seen = None if again else records.last_seen(id)
    if seen is not None:
        with suppress(Refusal):
            after = rule(seen)
            if after is not seen:
                return seen, after
    before = await existing(records, id)
    return before, rule(before)


async def change_directory(clients: Clients, rule: Callable[[Directory], Directory]) -> Changed[Directory]:
    """Applies a rule to the client directory; returns it as the rule found it, and as it was written.

    Raises:
        Refusal: the rule's, unchanged.
        StoreUnwritableError: the store refused; nothing changed.
    """
    found: Directory | None = None

    def noting(directory: Directory) -> Directory:
        nonlocal found
        found = directory  # of the last time that the store applied the rule
        return rule(directory)

    after = await clients.change(noting)
    assert found is not None  # noqa: S101  # the store has applied the rule
    return Changed(found, after)


async def existing(records: Records[D], id: str) -> D:
    """The document with this id.

    Raises:
        UnknownCall: there is none.
    """
    found = await records.get(id)
    if found is None:
        raise UnknownCall(id)
    return found


@contextmanager
def refusing_unwritable_store() -> Iterator[None]:
    """Turns a store that cannot be written into the refusal that people are told.

    Raises:
        StoreRefused: the store raised `StoreUnwritableError`.
    """
    try:
        yield
    except StoreUnwritableError as error:
        raise StoreRefused from error


def _lock(records: object, id: str) -> asyncio.Lock:
    """Serialises the changes of a document within this process; only other processes can still interleave."""
    return _locks.setdefault(records, WeakValueDictionary()).setdefault(id, asyncio.Lock())
