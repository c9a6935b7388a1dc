"""A file is written and read one document at a time, in the very bytes that a whole one has."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.errors import StoreDamagedError
from bot.storage.tiny.files import TableReader, read_tables, stream_table, with_checksum

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda some: st.lists(some, max_size=2) | st.dictionaries(st.text(max_size=3), some, max_size=2),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(
    st.integers(0, 99), st.dictionaries(st.text(max_size=3), JSON, max_size=3), max_size=5
)


def read(path: Path, table: str = "calls") -> list[Any]:
    with TableReader(path, table, dict) as reader:
        return list(reader.documents())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("streams") / "open.json"


@given(documents=DOCUMENTS.filter(bool))
def test_what_is_streamed_is_what_is_written_whole(file: Path, documents: dict[int, dict[str, Any]]) -> None:
    with stream_table(file, "calls") as put:
        for id_, document in documents.items():
            put(id_, orjson.dumps(document))
    fragments = {str(id_): orjson.Fragment(orjson.dumps(document)) for id_, document in documents.items()}
    assert file.read_bytes() == with_checksum({"calls": fragments})
    assert read(file) == [documents[id_] for id_ in sorted(documents)]


@given(documents=DOCUMENTS, others=DOCUMENTS)
def test_a_table_is_found_among_others_however_its_documents_are_laid_out(
    file: Path, documents: dict[int, dict[str, Any]], others: dict[int, dict[str, Any]]
) -> None:
    tables = {
        name: {str(id_): document for id_, document in table.items()}
        for name, table in (("a", others), ("calls", documents), ("z", others))
    }
    file.write_bytes(with_checksum(tables))
    assert read(file) == [documents[id_] for id_ in sorted(documents)]
    assert read(file, "nothing") == []
    assert read_tables(file) == tables


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.integers(0, 10_000))
def test_no_changed_bit_and_no_missing_byte_is_read(file: Path, at: int, bit: int, cut: int) -> None:
    whole = with_checksum({"calls": {str(n): {"number": f"2026-{n:04d}", "request": "ç"} for n in range(5)}})
    changed = bytearray(whole)
    changed[at % len(whole)] ^= 1 << bit
    for broken in (bytes(changed), whole[: cut % len(whole)]):
        file.write_bytes(broken)
        with pytest.raises(StoreDamagedError, match=r"open\.json cannot be read"):
            read(file)


def test_a_file_that_is_not_there_has_no_documents(tmp_path: Path) -> None:
    assert read(tmp_path / "open.json") == []
