"""Documents come back from JSON as they went."""

import builtins
import collections.abc
import dataclasses
import types
import typing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.call import Call
from bot.domain.clients.directory import Directory
from bot.domain.rota.week import Week
from bot.domain.stamp import Stamp
from bot.storage.documents import CALL, DIRECTORY, WEEK, Codec, T
from bot.storage.errors import DocumentError, UnknownSchemaError
from tests.storage.store_samples import NOW, ended, making

LEAVES: dict[object, st.SearchStrategy[Any]] = {
    datetime: st.datetimes(timezones=st.just(UTC)),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    int: st.integers(-(2**53), 2**53),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of an annotation; every field of a dataclass or a named tuple is drawn."""
    if dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
        return st.deferred(lambda: st.builds(typing.cast("type", kind), **fields(kind)))
    arguments = typing.get_args(kind)
    match typing.get_origin(kind):
        case builtins.tuple if Ellipsis in arguments:
            return st.lists(values(arguments[0]), max_size=2).map(tuple)
        case builtins.tuple:
            return st.tuples(*map(values, arguments))
        case types.UnionType | typing.Union:
            return st.one_of(*map(values, arguments))
        case collections.abc.Mapping:
            return st.dictionaries(*map(values, arguments), max_size=2)
    return LEAVES[kind] if kind in LEAVES else st.from_type(kind)


def fields(kind: Any) -> dict[str, st.SearchStrategy[Any]]:
    return {name: values(hint) for name, hint in typing.get_type_hints(kind).items()}


def assert_same_after_json(codec: Codec[T], document: T) -> None:
    encoded = codec.encode(document)
    read = codec.decode(orjson.loads(orjson.dumps(encoded)))
    assert read == document
    assert codec.encode(read) == encoded


@given(values(Call))
def test_a_call_comes_back_as_it_went(call: Call) -> None:
    assert_same_after_json(CALL, call)


@given(values(Week))
def test_a_week_comes_back_as_it_went(week: Week) -> None:
    assert_same_after_json(WEEK, week)


@given(values(Directory))
def test_a_directory_comes_back_as_it_went(directory: Directory) -> None:
    assert_same_after_json(DIRECTORY, directory)


def test_a_document_is_plain_json_with_its_fields_names() -> None:
    encoded = CALL.encode(ended(making("view:1")("2026-0001")))
    assert encoded["opened"] == {"at": "2026-11-24T09:12:03Z", "by": "U0ALICE"}
    assert (encoded["schema"], encoded["state"]) == (2, "closed")
    assert encoded["notices"][0]["kind"] == "card"


def test_a_fact_that_is_an_enum_comes_back_as_its_text() -> None:
    class Colour(StrEnum):
        RED = "red"

    call = making("view:1")("2026-0001").thread_line(
        "painted", Stamp(NOW, "U0ALICE"), colour=Colour.RED, coats=2, dry=True
    )
    facts = CALL.decode(CALL.encode(call)).notices[-1].facts
    assert (facts["colour"], facts["coats"], facts["dry"]) == ("red", 2, True)
    assert facts["dry"] is True


@pytest.mark.parametrize("schema", [0, 3, "1", "2", None])
def test_a_document_of_another_schema_is_not_guessed_at(schema: object) -> None:
    stored = CALL.encode(making("view:1")("2026-0001")) | {"schema": schema}
    with pytest.raises(UnknownSchemaError, match="schema"):
        CALL.decode(stored)


def test_a_document_without_a_field_it_needs_is_not_understood() -> None:
    stored = CALL.encode(making("view:1")("2026-0001"))
    del stored["owner"]
    with pytest.raises(DocumentError, match="owner"):
        CALL.decode(stored)


def test_a_document_from_before_a_field_was_added_takes_its_default() -> None:
    call = replace(making("view:1")("2026-0001"), source=None)
    stored = CALL.encode(call)
    del stored["source"]
    assert CALL.decode(stored) == call


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        CALL.encode(replace(making("view:1")("2026-0001"), request="\ud83d"))
