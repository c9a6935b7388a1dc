"""Encodes the tables of a file again and again, at the cost of what has changed since the last time.

A document that changes goes to the end of its table, so a file begins with what has not changed for the longest time:
that part is neither encoded, nor joined, nor hashed again.
"""

import hashlib
from collections.abc import Sequence

import orjson

from bot.storage.tiny.files import BLANK, HEAD, Tables

_CHUNK = 64
"""Entries between two states of the hash that are kept."""

_META_END = b'"}\n  }'
_TABLE = object()

_Entry = tuple[str, object]
"""A document's id and the document; or a table's name and `_TABLE`, before its documents."""


class TableEncoder:
    """Encodes tables as `with_checksum` does. Documents must be replaced, never changed: identity tells them apart."""

    def __init__(self) -> None:
        self._entries: Sequence[_Entry] = ()
        self._encoded: list[bytes] = []
        self._chunks: list[bytes] = []
        self._hashes = [hashlib.sha256(HEAD + BLANK)]  # before the first chunk, and after each

    def encode(self, tables: Tables) -> bytes:
        """Returns the content of a file."""
        entries = [entry for name, table in tables.items() for entry in ((name, _TABLE), *table.items())]
        same = _same_beginning(self._entries, entries)
        self._encode_from(same, entries)
        whole = same // _CHUNK
        del self._chunks[whole:], self._hashes[whole + 1 :]
        for begin in range(whole * _CHUNK, len(entries), _CHUNK):
            chunk = self._joined(begin)
            digest = self._hashes[-1].copy()
            digest.update(chunk)
            self._chunks.append(chunk)
            self._hashes.append(digest)
        end = self._table_end(len(entries)) + b"\n}"
        digest = self._hashes[-1].copy()
        digest.update(end)
        return b"".join((HEAD, digest.hexdigest().encode(), *self._chunks, end))

    def _encode_from(self, same: int, entries: Sequence[_Entry]) -> None:
        tail = zip(self._entries[same:], self._encoded[same:], strict=True)
        known = {(key, id(source)): encoded for (key, source), encoded in tail}
        self._encoded[same:] = [
            known.get((key, id(source))) or _encoded(key, source) for key, source in entries[same:]
        ]
        self._entries = entries

    def _joined(self, begin: int) -> bytes:
        end = min(begin + _CHUNK, len(self._entries))
        return b"".join(part for at in range(begin, end) for part in (self._before(at), self._encoded[at]))

    def _before(self, at: int) -> bytes:
        """What stands between an entry and the one before it."""
        if self._entries[at][1] is _TABLE:
            return self._table_end(at) + b",\n  "
        return b"\n    " if self._entries[at - 1][1] is _TABLE else b",\n    "

    def _table_end(self, at: int) -> bytes:
        """What ends the table before that entry."""
        if at == 0:
            return _META_END
        return b"}" if self._entries[at - 1][1] is _TABLE else b"\n  }"


def _same_beginning(before: Sequence[_Entry], after: Sequence[_Entry]) -> int:
    """How many of the first entries are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    different = (at for at, (old, new) in pairs if old[1] is not new[1] or old[0] != new[0])
    return next(different, min(len(before), len(after)))


def _encoded(key: str, source: object) -> bytes:
    if source is _TABLE:
        return orjson.dumps(key) + b": {"
    return orjson.dumps(key) + b": " + orjson.dumps(source)
