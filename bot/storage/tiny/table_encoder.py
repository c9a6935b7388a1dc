"""Encodes the tables of a file again and again, at the cost of what has changed since the last time.

A document that changes goes to the end of its table, so a file begins with what has not changed for the longest time:
that part is neither encoded, nor joined, nor hashed again.
"""

import hashlib
from collections.abc import Callable, Sequence
from itertools import compress, count
from operator import is_not, ne

import orjson

from bot.storage.tiny.files import BLANK, HEAD, Tables

_CHUNK = 64
"""Entries between two states of the hash that are kept."""

_META_END = b'"}\n  }'
_TABLE = object()
"""The source of an entry that begins a table; its key is the table's name. Other sources are documents."""


class TableEncoder:
    """Encodes tables as `with_checksum` does. Documents must be replaced, never changed: identity tells them apart."""

    def __init__(self) -> None:
        self._keys: Sequence[str] = ()
        self._sources: Sequence[object] = ()
        self._encoded: list[bytes] = []
        self._chunks: list[bytes] = []
        self._hashes = [hashlib.sha256(HEAD + BLANK)]  # before the first chunk, and after each

    def encode(self, tables: Tables) -> bytes:
        """Returns the content of a file."""
        keys = [key for name, table in tables.items() for key in (name, *table)]
        sources = [source for table in tables.values() for source in (_TABLE, *table.values())]
        same = min(_same(is_not, self._sources, sources), _same(ne, self._keys, keys))
        self._encode_from(same, keys, sources)
        whole = same // _CHUNK
        del self._chunks[whole:], self._hashes[whole + 1 :]
        for begin in range(whole * _CHUNK, len(keys), _CHUNK):
            chunk = self._joined(begin)
            digest = self._hashes[-1].copy()
            digest.update(chunk)
            self._chunks.append(chunk)
            self._hashes.append(digest)
        end = self._table_end(len(keys)) + b"\n}"
        digest = self._hashes[-1].copy()
        digest.update(end)
        return b"".join((HEAD, digest.hexdigest().encode(), *self._chunks, end))

    def _encode_from(self, same: int, keys: Sequence[str], sources: Sequence[object]) -> None:
        tail = zip(self._keys[same:], self._sources[same:], self._encoded[same:], strict=True)
        known = {(key, id(source)): encoded for key, source, encoded in tail}
        new = zip(keys[same:], sources[same:], strict=True)
        self._encoded[same:] = [known.get((key, id(source))) or _encoded(key, source) for key, source in new]
        self._keys, self._sources = keys, sources

    def _joined(self, begin: int) -> bytes:
        end = min(begin + _CHUNK, len(self._keys))
        return b"".join(part for at in range(begin, end) for part in (self._before(at), self._encoded[at]))

    def _before(self, at: int) -> bytes:
        """What stands between an entry and the one before it."""
        if self._sources[at] is _TABLE:
            return self._table_end(at) + b",\n  "
        return b"\n    " if self._sources[at - 1] is _TABLE else b",\n    "

    def _table_end(self, at: int) -> bytes:
        """What ends the table before that entry."""
        if at == 0:
            return _META_END
        return b"}" if self._sources[at - 1] is _TABLE else b"\n  }"


def _same(differ: Callable[[object, object], bool], before: Sequence[object], after: Sequence[object]) -> int:
    """How many of the first entries do not differ."""
    different = compress(count(), map(differ, before, after))
    return next(different, min(len(before), len(after)))


def _encoded(key: str, source: object) -> bytes:
    if source is _TABLE:
        return orjson.dumps(key) + b": {"
    return orjson.dumps(key) + b": " + orjson.dumps(source)
