"""What is encoded bit by bit is what is encoded at once, whatever changed in between."""

from collections.abc import Mapping
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.tiny.files import Table, with_checksum, without_checksum
from bot.storage.tiny.table_encoder import TableEncoder

steps = st.lists(
    st.tuples(
        st.sampled_from(["calls", 'é"x']), st.integers(0, 200), st.sampled_from(["put", "drop", "clear"])
    ),
    max_size=40,
)


def at_once(tables: Mapping[str, Table]) -> bytes:
    """The file with one document a line."""
    return with_checksum(
        {
            name: {key: orjson.Fragment(orjson.dumps(document)) for key, document in table.items()}
            for name, table in tables.items()
        }
    )


def stepped(tables: dict[str, Table], name: str, key: int, what: str) -> dict[str, Table]:
    """The tables after a change; a document that changes goes to the end."""
    documents: dict[str, Any] = dict(tables.get(name, {}))
    documents.pop(str(key), None)
    if what == "put":
        documents[str(key)] = {"n": key, "text": "l’été\n"}
    elif what == "clear":
        documents = {}
    return {**tables, name: documents}


@given(st.integers(0, 150), steps)
def test_a_file_is_the_same_as_when_it_is_encoded_at_once(
    many: int, changes: list[tuple[str, int, str]]
) -> None:
    encoder = TableEncoder()
    tables: dict[str, Table] = {"calls": {str(n): {"n": n} for n in range(many)}} if many else {}
    assert encoder.encode(tables) == at_once(tables)
    for name, key, what in changes:
        tables = stepped(tables, name, key, what)
        content = encoder.encode(tables)
        assert content == at_once(tables)
        assert without_checksum(content) == tables


def test_after_a_failed_flush_the_older_tables_are_encoded_again() -> None:
    encoder = TableEncoder()
    before: dict[str, Table] = {"calls": {str(n): {"n": n} for n in range(130)}}
    encoder.encode(before)
    encoder.encode(stepped(before, "calls", 3, "put"))
    assert encoder.encode(before) == at_once(before)
