"""The documents of one kind in one file: decoded in memory, and encoded in a TinyDB table."""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from tinydb import TinyDB
from tinydb.table import Document

from bot.storage.documents import Codec, Stored, name_of
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.tiny.disk import Disk
from bot.storage.tiny.files import Tables
from bot.storage.tiny.group_commit import GroupCommitStorage

T = TypeVar("T")

Restored = Callable[[Collection[int]], None]
"""Receives the ids of documents that a failed flush took back."""


class DocumentCollection(Generic[T]):
    """Documents by id, each replaced as a whole.

    TinyDB's table copies itself twice for each change, and merges fields where it updates. So changes wait here,
    encoded, and are given to TinyDB's storage together at the next flush, each document as a whole.

    Args:
        path: the file.
        table: the table's name.
        codec: of the documents.
        disk: where the file is written.
        restored: called after a failed flush, when `documents` are again as they are on the disk.

    Raises:
        StoreDamagedError: the file or a document in it cannot be understood.
    """

    def __init__(
        self, path: Path, table: str, codec: Codec[T], *, disk: Disk, restored: Restored | None = None
    ) -> None:
        self._codec = codec
        self._restored = restored
        self._storage = GroupCommitStorage(
            path,
            put=disk.put,
            gather=self._gather,
            restored=self._restore,
            observe_write=disk.observe_write,
        )
        self._db = TinyDB(storage=lambda: self._storage)
        # The query cache would outlive a failed flush.
        self._table = self._db.table(table, cache_size=0)
        self._changes: dict[int, Document | None] = {}
        self._documents = {
            stored.doc_id: self._decoded(path.name, stored.doc_id, stored) for stored in self._table
        }

    @property
    def documents(self) -> Mapping[int, T]:
        """The documents by id, with changes that are not yet durable."""
        return self._documents

    @property
    def is_clean(self) -> bool:
        """Whether all changes are durable."""
        return not self._changes and self._storage.is_clean

    def is_durable(self, id_: int) -> bool:
        """Whether all changes of this document are durable."""
        return id_ not in self._changes and self._storage.is_durable(self._table.name, str(id_))

    def put(self, id_: int, document: T) -> None:
        """Adds or replaces a document: in memory at once, durably once `durable` returns."""
        self._changes[id_] = Document(self._codec.encode(document), doc_id=id_)
        self._documents[id_] = document

    def drop(self, ids: Iterable[int]) -> None:
        """Removes documents, as `put` adds them; an unknown id is ignored."""
        for id_ in ids:
            if self._documents.pop(id_, None) is not None:
                self._changes[id_] = None

    async def durable(self) -> None:
        """Flushes what has changed.

        Raises:
            StoreUnwritableError: it is not on the disk, and was taken back in memory.
        """
        if not self.is_clean:
            await self._storage.durable()

    def close(self) -> None:
        """Waits for a flush that is under way, and starts none."""
        self._db.close()

    def _gather(self) -> None:
        changes, self._changes = self._changes, {}
        if not changes:
            return
        tables = self._storage.read()
        documents = dict(tables.get(self._table.name, {}))
        for id_, document in changes.items():
            documents.pop(str(id_), None)
            if document is not None:
                documents[str(id_)] = document  # at the end: see `TableEncoder`
        self._storage.write({**tables, self._table.name: documents})

    def _restore(self, lost: Tables, standing: Tables) -> None:
        before, after = lost.get(self._table.name, {}), standing.get(self._table.name, {})
        keys = {key for key in before.keys() | after.keys() if before.get(key) is not after.get(key)}
        changed = {*map(int, keys), *self._changes}
        self._changes.clear()
        for id_ in changed:
            stored = after.get(str(id_))
            if stored is None:
                self._documents.pop(id_, None)
            else:
                self._documents[id_] = self._codec.decode(stored)
        if self._restored:
            self._restored(changed)

    def _decoded(self, file: str, id_: int, stored: Stored) -> T:
        try:
            return self._codec.decode(stored)
        except DocumentError as error:
            raise StoreDamagedError(f"{file}: {name_of(stored, id_)}: {error}") from error
