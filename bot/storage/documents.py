"""Documents as JSON objects and back, the same after a round trip; shared by every adapter with a disk."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.storage.errors import DocumentError, UnknownSchemaError
from bot.storage.numbers import ReservedNumbers

T = TypeVar("T")
Stored = Mapping[str, Any]


def name_of(stored: Stored, id_: str | int) -> str:
    """What to call a document that may not be decodable."""
    return str(stored.get("number", f"document {id_}"))


class Codec(Generic[T]):
    """One kind of document, in the fields of its dataclass; a field that is new takes its default."""

    def __init__(self, kind: type[T], schema: int) -> None:
        self._adapter = TypeAdapter(kind)
        self._schema = schema

    def encode(self, document: T) -> dict[str, Any]:
        """A JSON object; instants are ISO 8601, `Z` for UTC.

        Raises:
            ValueError: some text is not Unicode (half of a surrogate pair), so that no JSON can hold it.
        """
        # By way of bytes: what JSON cannot hold is refused here, before anything changes.
        fields: dict[str, Any] = orjson.loads(self._adapter.dump_json(document))
        return {"schema": self._schema} | fields

    def decode(self, stored: Stored) -> T:
        """The document.

        Raises:
            UnknownSchemaError: it says another schema, or none.
            DocumentError: a field is missing or has the wrong type.
        """
        schema = stored.get("schema")
        if schema != self._schema:
            raise UnknownSchemaError(f"schema {schema}, where this program knows {self._schema}")
        try:
            return self._adapter.validate_python(stored)
        except ValidationError as error:
            raise DocumentError(_first(error)) from error


def _first(error: ValidationError) -> str:
    detail = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}"


CALL = Codec(Call, schema=1)
WEEK = Codec(Week, schema=1)
DIRECTORY = Codec(Directory, schema=1)
RESERVED_NUMBERS = Codec(ReservedNumbers, schema=1)
