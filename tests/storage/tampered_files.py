"""Changes a store's files as no bot would, yet with a valid checksum."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from bot.storage.tiny.files import with_checksum, without_checksum


def edited(path: Path, before: str, after: str) -> None:
    """Other text in the documents."""
    text = orjson.dumps(without_checksum(path.read_bytes())).decode()
    assert before in text
    path.write_bytes(with_checksum(orjson.loads(text.replace(before, after))))


def added(path: Path, table: str, id_: int, document: dict[str, Any]) -> None:
    tables = without_checksum(path.read_bytes())
    tables[table][str(id_)] = document
    path.write_bytes(with_checksum(tables))


def documents(path: Path, table: str) -> list[dict[str, Any]]:
    return list(without_checksum(path.read_bytes())[table].values())


Damage = Callable[[bytes], bytes]

DAMAGES: dict[str, Damage] = {
    "torn": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "zeroed at the end": lambda whole: whole[:-20] + b"\0" * 20,
    "a bit of a text": lambda whole: (
        whole.replace(b"imprimante", b"imprimanue") if b"imprimante" in whole else flipped(whole, -10)
    ),
    "a bit of a space": lambda whole: flipped(whole, 3),
    "the last byte gone": lambda whole: whole[:-1],
    "a byte more": lambda whole: whole + b"\n",
    "a bit of the checksum": lambda whole: flipped(whole, 60),
}


def flipped(whole: bytes, at: int) -> bytes:
    """One bit is another."""
    content = bytearray(whole)
    content[at] ^= 1
    return bytes(content)
