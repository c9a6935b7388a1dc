"""The files that commands write: whole or not at all, and never in the place of what is no file."""

import os
import threading
from pathlib import Path

import pytest

from bot.cli.files import write_file
from bot.settings import SettingsError


def test_a_file_is_made_or_replaced_whole(tmp_path: Path):
    file = tmp_path / "out.csv"
    write_file(file, b"one")
    write_file(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_what_is_no_regular_file_is_written_to(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"one")
    reader.join(5)
    assert read == [b"one"]
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "target").write_bytes(b"before")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    write_file(link, b"after")
    assert link.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"after"


@pytest.mark.parametrize("place", ["nowhere/out.csv", "."])
def test_a_place_that_takes_no_file_is_named(tmp_path: Path, place: str):
    with pytest.raises(SettingsError) as refused:
        write_file(tmp_path / place, b"one")
    assert str(tmp_path / place) in str(refused.value)
    assert list(tmp_path.iterdir()) == []
