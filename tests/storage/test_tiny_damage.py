"""A damaged file: always noticed, named and set aside; the generation before it is used, and never an empty store."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calls.call import Call
from bot.domain.clients.client import Client
from bot.storage.errors import StoreDamagedError, StoreLostError
from bot.storage.tiny.check import check
from bot.storage.tiny.files import ChecksumError, with_checksum, without_checksum
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told, week
from tests.storage.tampered_files import DAMAGES, Damage, flipped

LATER = NOW + 2 * WEEK
NAMES = ("open.json", "2026-11.json", "weeks.json", "clients.json")


async def opened(store: TinyStore, origin: str) -> Call:
    return (await store.calls.open(origin, YEAR, making(origin)))[0]


async def archived(store: TinyStore, origin: str) -> Call:
    call = await opened(store, origin)
    call = await store.calls.replace(told(ended(call)), call.version)
    await store.calls.archive(LATER)
    return call


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Every file in its second generation: calls 1 and 2 archived one after the other, call 3 edited."""
    async with TinyStore.open(tmp_path) as store:
        await archived(store, "view:1")
        await archived(store, "view:2")
        call = await opened(store, "view:3")
        await store.calls.replace(replace(call, contact="Mme Durand"), call.version)
        standing = await store.weeks.add(week())
        await store.weeks.replace(replace(standing, person=None), standing.version)
        await store.clients.change(lambda d: d.with_client(Client(code="ACME", name="Acme")))
        await store.clients.change(lambda d: d.with_client(Client(code="BETA", name="Beta")))
    return tmp_path


def damaged(path: Path, damage: Damage) -> bytes:
    content = damage(path.read_bytes())
    path.unlink()  # the previous generation may be a link to it
    path.write_bytes(content)
    return content


def aside(folder: Path) -> dict[str, bytes]:
    """What was set aside."""
    return {path.name: path.read_bytes() for path in folder.glob("*.damaged-*")}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.integers(1, 10_000))
def test_no_bit_can_change_and_no_byte_be_missing(at: int, bit: int, cut: int) -> None:
    whole = with_checksum(
        {"calls": {str(n): {"number": f"2026-{n:04d}", "request": "imprimante"} for n in range(9)}}
    )
    content = bytearray(whole)
    content[at % len(whole)] ^= 1 << bit
    for broken in (bytes(content), whole[: -(cut % len(whole)) or None]):
        if broken != whole:
            with pytest.raises(ChecksumError):
                without_checksum(broken)
    assert len(without_checksum(whole)["calls"]) == 9


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_damaged_file_is_set_aside_and_the_generation_before_it_used(
    folder: Path, name: str, damage: Damage
) -> None:
    before = (folder / f"{name}.previous").read_bytes()
    content = damaged(folder / name, damage)
    async with TinyStore.open(folder) as store:
        for n in (1, 2, 3):
            await store.calls.get(f"2026-{n:04d}")
        assert (await store.clients.directory()).clients
        assert await store.weeks.every()
    assert (folder / name).read_bytes() == before
    ((aside_as, kept),) = aside(folder).items()
    assert aside_as.startswith(f"{name}.damaged-")
    assert kept == content
    assert f"{aside_as}: damaged, and set aside by the bot" in check(folder).problems


async def test_what_fell_back_is_told_until_it_is_settled(folder: Path) -> None:
    damaged(folder / "open.json", DAMAGES["torn"])
    for _ in range(2):  # a bot that dies at once tells it again
        async with TinyStore.open(folder) as store:
            (line,) = store.fell_back
            assert line.startswith("open.json cannot be read: its checksum does not match")
            assert "open.json.damaged-" in line
    async with TinyStore.open(folder) as store:
        store.settle()
        assert store.fell_back == ()
    async with TinyStore.open(folder) as store:
        assert store.fell_back == ()


async def test_the_lost_generation_is_one_write(folder: Path) -> None:
    damaged(folder / "open.json", DAMAGES["torn"])
    async with TinyStore.open(folder) as store:
        call = await store.calls.get("2026-0003")
        assert call is not None
        assert (call.contact, call.version) == (None, 0)


async def test_a_month_that_is_damaged_without_losing_a_byte_is_found_when_it_is_read(folder: Path) -> None:
    damaged(folder / "2026-11.json", lambda whole: flipped(whole, -10))
    async with TinyStore.open(folder) as store:
        assert not store.fell_back
        assert await store.calls.get("2026-0002") is None
        assert await store.calls.get("2026-0001") is not None
        assert len(store.fell_back) == 1
        assert [row.number for row in await store.calls.stats()] == ["2026-0001"]
        assert (await opened(store, "view:4")).number == "2026-0004"


@pytest.mark.parametrize("name", NAMES)
async def test_without_a_generation_before_it_the_store_is_not_opened(folder: Path, name: str) -> None:
    (folder / f"{name}.previous").unlink()
    content = damaged(folder / name, DAMAGES["torn"])
    with pytest.raises(StoreDamagedError, match=rf"{name} cannot be read.*no previous generation") as refusal:
        TinyStore.open(folder)
    assert (folder / name).read_bytes() == content
    assert aside(folder) == {}
    (folder / name).unlink()
    if name == "open.json":
        with pytest.raises(StoreLostError):
            TinyStore.open(folder)
    else:
        async with TinyStore.open(folder) as store:
            assert store.fell_back == ()
    del refusal  # kept until here: it must not be what lets the lock go


async def test_two_damaged_generations_are_both_named(folder: Path) -> None:
    damaged(folder / "open.json", DAMAGES["torn"])
    damaged(folder / "open.json.previous", DAMAGES["empty"])
    with pytest.raises(StoreDamagedError, match=r"open\.json cannot be read.*open\.json\.previous cannot be"):
        TinyStore.open(folder)
    assert any("neither can its previous generation" in problem for problem in check(folder).problems)


@pytest.mark.parametrize("name", NAMES)
async def test_a_bot_that_dies_while_falling_back_falls_back_again(folder: Path, name: str) -> None:
    before = (folder / f"{name}.previous").read_bytes()
    (folder / name).rename(folder / f"{name}.damaged-20261124T091203.000000Z")
    with pytest.raises(StoreDamagedError, match=f"{name} is missing"):
        TinyStore.open(folder, exclusive=False)
    async with TinyStore.open(folder) as store:
        assert len(store.fell_back) == 1
    assert (folder / name).read_bytes() == before


async def test_a_reading_command_refuses_a_damaged_file_and_changes_nothing(folder: Path) -> None:
    damaged(folder / "open.json", DAMAGES["torn"])
    before = contents(folder)
    with pytest.raises(StoreDamagedError, match=r"open\.json cannot be read"):
        TinyStore.open(folder, exclusive=False)
    assert contents(folder) == before


async def test_check_says_which_generation_the_bot_will_use(folder: Path) -> None:
    damaged(folder / "open.json", DAMAGES["torn"])
    (problem,) = check(folder).problems
    assert problem.endswith("its previous generation is whole, and is used when the bot starts")


async def test_the_generation_before_is_what_the_file_was(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        for n in (4, 5, 6):
            before = (folder / "open.json").read_bytes()
            await opened(store, f"view:{n}")
            assert (folder / "open.json.previous").read_bytes() == before
            assert (folder / "open.json").read_bytes() != before
    assert (folder / "open.json").stat().st_nlink == 1


async def test_reserved_numbers_are_not_given_now_or_later(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        await store.calls.reserve("2026-0041")
        await store.calls.reserve("2026-0007")
        await store.calls.reserve("2025-0099")
    async with TinyStore.open(folder) as store:
        assert (await opened(store, "view:4")).number == "2026-0042"
        assert (await store.calls.open("view:5", 2025, making("view:5")))[0].number == "2025-0100"


@pytest.fixture
def cache(folder: Path) -> Path:
    return folder / "2026-11.rows.json"


async def known(folder: Path) -> list[object]:
    """What is known of the archived calls without reading them."""
    async with TinyStore.open(folder) as store:
        again, is_new = await store.calls.open("view:2", YEAR, making("view:2"))
        return [list(await store.calls.stats()), await store.calls.due_before(LATER), again.number, is_new]


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(with_checksum({"of": {}, "rows": {}})),
        lambda path: path.write_bytes(
            with_checksum({**without_checksum(path.read_bytes()), "rows": {"1": {"number": "x"}}})
        ),
    ],
    ids=["missing", "empty", "of another generation", "of another program"],
)
async def test_a_cache_that_is_missing_damaged_or_older_is_made_anew(
    folder: Path, cache: Path, change: Callable[[Path], object]
) -> None:
    before, told_before = contents(folder), await known(folder)
    change(cache)
    assert await known(folder) == told_before
    assert contents(folder)[cache.name] == before[cache.name]


async def test_a_start_reads_caches_alone(folder: Path) -> None:
    told_before = await known(folder)
    month = folder / "2026-11.json"
    content = month.read_bytes()
    # Of the month only its beginning and its size are looked at.
    month.write_bytes(content[:200] + b"\0" * (len(content) - 200))
    async with TinyStore.open(folder) as store:
        assert [list(await store.calls.stats()), await store.calls.due_before(LATER)] == told_before[:2]
        assert store.fell_back == ()
