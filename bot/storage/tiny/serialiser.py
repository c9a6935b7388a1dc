"""Tables to bytes: a document that has not changed since the last time is not encoded again."""

from collections.abc import Mapping
from typing import Any

import orjson

from bot.storage.tiny.checksum import with_checksum
from bot.storage.tiny.files import Table, Tables

_Known = dict[str, tuple[Mapping[str, Any], orjson.Fragment]]


class Serialiser:
    """Relies on documents being replaced, never changed: it knows them again by identity."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def bytes_of(self, tables: Tables) -> bytes:
        """The content of a file."""
        self._known = {name: self._encoded(name, table) for name, table in tables.items()}
        fragments = {
            name: {key: fragment for key, (_, fragment) in known.items()}
            for name, known in self._known.items()
        }
        return with_checksum(fragments)

    def _encoded(self, name: str, table: Table) -> _Known:
        before = self._known.get(name, {})
        return {
            key: known
            if (known := before.get(key)) and known[0] is document
            else (document, orjson.Fragment(orjson.dumps(document)))
            for key, document in table.items()
        }
