"""The JSON form of documents, in which every store with a disk keeps them."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
import orjson

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.ports import PeopleRoster
from bot.domain.rota.week import Week
from bot.storage import schema1
from bot.storage.errors import DocumentError, UnknownSchemaError
from bot.storage.numbers import ReservedNumbers

SCHEMA = 2
"""The version of the JSON form that is written; version 1 is read too."""

T = TypeVar("T")
Stored = Mapping[str, Any]


def name_of(stored: Stored, id_: str | int) -> str:
    """How an error message names a document that may not be decodable: its number, else `document <id_>`."""
    return str(stored.get("number", f"document {id_}"))


class Codec(Generic[T]):
    """Encodes one kind of document as a JSON object of its dataclass's fields, and decodes it.

    A field that is missing takes the dataclass's default, so a field with a default may be added without a new schema.

    Args:
        kind: the dataclass.
        from_schema1: changes a document of schema 1 into one of schema 2; by default, only the version differs.
    """

    def __init__(self, kind: type[T], from_schema1: Callable[[Stored], Stored] = dict) -> None:
        self._kind = kind
        self._from_schema1 = from_schema1

    def encode(self, document: T) -> dict[str, Any]:
        """Returns a JSON object; instants are ISO 8601, `Z` for UTC.

        Raises:
            ValueError: some text is not Unicode (half of a surrogate pair), so that no JSON can hold it.
        """
        # Serialised to bytes and parsed again, so that invalid text is refused before anything changes.
        fields: dict[str, Any] = orjson.loads(msgspec.json.encode(document))
        return {"schema": SCHEMA, **fields}

    def text(self, document: T) -> str:
        """Returns what `encode` does, as JSON text. Raises as `encode`."""
        fields = msgspec.json.encode(document)
        return f'{{"schema":{SCHEMA},{fields[1:].decode()}'

    def decode(self, stored: Stored) -> T:
        """Returns the document.

        Raises:
            UnknownSchemaError: its schema is neither 1 nor 2.
            DocumentError: a field is missing or has the wrong type.
        """
        match stored.get("schema"):
            case 1:
                stored = self._from_schema1(stored)
            case schema if schema != SCHEMA:
                raise UnknownSchemaError(f"schema {schema}, where this program knows {SCHEMA}")
        try:
            return msgspec.convert(stored, self._kind)
        except msgspec.ValidationError as error:
            raise DocumentError(_with_field_first(str(error))) from error


def _with_field_first(problem: str) -> str:
    """`owner: Expected …` of msgspec's «Expected … - at `$.owner`»."""
    text, _, field = problem.partition(" - at `$.")
    return f"{field.removesuffix('`')}: {text}" if field else text


CALL = Codec(Call, schema1.call)
WEEK = Codec(Week, schema1.week)
DIRECTORY = Codec(Directory)
ROSTER = Codec(PeopleRoster)
RESERVED_NUMBERS = Codec(ReservedNumbers)
