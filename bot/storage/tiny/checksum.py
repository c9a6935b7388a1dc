"""The checksum that a file of tables carries: whatever was torn, flipped or edited is noticed when it is read."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

_META = "_meta"
_BLANK = b"0" * 64
_HEAD = b'{\n  "_meta": {\n    "1": {"sha256":"'
"""How every file begins: with a table of one document, which holds the digest of the whole, itself left blank."""

_FROM, _TO = len(_HEAD), len(_HEAD) + len(_BLANK)


class ChecksumError(ValueError):
    """The content is not what was written."""


def with_checksum(tables: Mapping[str, Any]) -> bytes:
    """A JSON object of TinyDB's tables, one document a line."""
    meta = {"1": orjson.Fragment(b'{"sha256":"' + _BLANK + b'"}')}
    content = orjson.dumps({_META: meta, **tables}, option=orjson.OPT_INDENT_2)
    return b"".join((_HEAD, _digest(content), content[_TO:]))


def without_checksum(content: bytes) -> dict[str, Any]:
    """The tables.

    Raises:
        BrokenSealError: with what is wrong.
    """
    told = _told(content)
    if told != _digest(content):
        raise ChecksumError("its checksum does not match: it was torn, damaged or edited")
    tables: dict[str, Any] = orjson.loads(content)
    del tables[_META]
    return tables


def checksum_of(path: Path) -> str | None:
    """The checksum that a file states, unverified; None where there is none to read."""
    try:
        with path.open("rb") as file:
            return _told(file.read(_TO)).decode()
    except (OSError, ChecksumError):
        return None


def _told(content: bytes) -> bytes:
    told = content[_FROM:_TO]
    if not content.startswith(_HEAD) or len(told) < len(_BLANK) or not told.isalnum():
        raise ChecksumError("it does not begin with its checksum")
    return told


def _digest(content: bytes) -> bytes:
    digest = hashlib.sha256(_HEAD + _BLANK)
    digest.update(memoryview(content)[_TO:])
    return digest.hexdigest().encode()
