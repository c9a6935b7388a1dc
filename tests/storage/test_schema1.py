"""What the last version with schema 1 wrote is read as it was, and written again as schema 2."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from hypothesis import given

from bot.domain.calls.call import Call, State
from bot.domain.calls.stats import CallStats, stats_of
from bot.domain.outbox.notice import DelayReason, DeliveryState, NoticeKey, NoticeKind, Queue
from bot.domain.rota.week import Week
from bot.storage.backup import BackupFile
from bot.storage.documents import CALL, WEEK
from bot.storage.errors import DocumentError, StoreDamagedError
from bot.storage.indexing import oldest_closing_first
from bot.storage.postgres.check import check as check_database
from bot.storage.postgres.snapshot import PostgresSnapshot
from bot.storage.postgres.store import PostgresStore
from bot.storage.snapshot import Record, StoreSnapshot, line_of, transfer
from bot.storage.store import Store
from bot.storage.tiny.check import check as check_folder
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.index_cache import read_cache
from bot.storage.tiny.snapshot import TinySnapshot
from tests.storage import schema1_stores
from tests.storage.schema1_stores import BACKUP, call_of_schema1, leaves, week_of_schema1
from tests.storage.tampered_files import documents, edited
from tests.storage.test_documents import values

RUNNING = "2026-0005"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    schema1_stores.put_folder(tmp_path / "schema1")
    return tmp_path / "schema1"


@pytest.fixture
def database(database_url: str) -> str:
    schema1_stores.put_database(database_url)
    return database_url


@pytest.fixture(params=["folder", "database"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    place = request.getfixturevalue(request.param)
    opened = TinyStore.open(place) if isinstance(place, Path) else await PostgresStore.open(place)
    yield opened
    await opened.close()


async def records(snapshot: StoreSnapshot) -> list[Record]:
    async with aclosing(snapshot.records()) as found:
        return [record async for record in found]


async def kept(kind: type) -> list[Any]:
    """The documents of one kind, as the backup has them."""
    return [r.document for r in await records(BackupFile(BACKUP)) if isinstance(r.document, kind)]


def silent(_step: str, _records: int) -> None:
    """Nobody watches."""


async def test_folder_database_and_backup_hold_the_same(folder: Path, database: str) -> None:
    found = await records(BackupFile(BACKUP))
    assert len(found) == 25
    assert await records(TinySnapshot(folder)) == found
    assert await records(PostgresSnapshot(database)) == found


async def test_nothing_is_lost_or_guessed() -> None:
    """Every value of a document is still there, beside the defaults of the fields that came later."""
    found = await records(BackupFile(BACKUP))
    for old, record in zip(schema1_stores.stored_documents(), found, strict=True):
        assert leaves(orjson.loads(line_of(record))["document"]) >= leaves(old)


async def test_what_has_a_new_name_is_what_it_was() -> None:
    calls: dict[str, Call] = {call.number: call for call in await kept(Call)}
    held = calls[RUNNING].callback
    assert held
    assert (held.until, held.stamp.by) == (datetime(2026, 11, 24, 15, tzinfo=UTC), "U0ALICE")
    unconfirmed = [n for n in calls["2026-0006"].notices if n.state is DeliveryState.UNCONFIRMED]
    assert [(n.attempt, n.delay_reason, n.error) for n in unconfirmed] == [(2, DelayReason.SLACK, "timeout")]
    assert unconfirmed[0].claimed_at
    assert unconfirmed[0].retry_at
    assert (str(unconfirmed[0].queue), unconfirmed[0].key.kind) == ("dev", NoticeKind.LEVEL2)
    card = calls["2026-0006"].card
    assert card
    assert card.key == NoticeKey("2026-0006", 1, NoticeKind.CARD, 1)
    assert (card.revision, card.posted_revision) == (3, 2)
    assert card.duplicate_check_at
    assert {call.state for call in calls.values()} == {*State} - {
        State.TO_CALL_BACK
    }  # which schema 1 did not know
    weeks: list[Week] = await kept(Week)
    assert [len(week.moves) for week in weeks if week.moves]
    assert [week.last_viewed for week in weeks if week.last_viewed]
    queues = {notice.queue for week in weeks for notice in week.notices}
    assert Queue.direct_message("U0ALICE") in queues


async def test_a_store_of_schema_1_answers(store: Store) -> None:
    calls = {call.number: call for call in await kept(Call)}
    assert {call.number: call async for call in store.calls.every()} == calls
    assert await store.weeks.every() == await kept(Week)
    assert list(await store.calls.stats()) == stats_from(calls.values())
    for call in calls.values():
        assert call.card is None or await store.calls.by_card(call.card.channel or "", call.card.ts or "")
        known = await store.calls.open(call.origin, 2026, lambda number: renumbered(calls[RUNNING], number))
        assert known == (call, False)
    made, _ = await store.calls.open("new", 2026, lambda number: renumbered(calls[RUNNING], number))
    assert made.number == "2026-0032"


def stats_from(calls: Any) -> list[CallStats]:
    return oldest_closing_first(stats for call in calls if (stats := stats_of(call)))


def renumbered(call: Call, number: str) -> Call:
    return CALL.decode({**CALL.encode(call), "number": number, "origin": "new", "notices": []})


async def test_what_is_written_has_schema_2_and_the_rest_waits(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        call = await store.calls.get(RUNNING)
        assert call
        await store.calls.replace(call, call.version)
    stored = {document["number"]: document for document in documents(folder / "open.json", "calls")}
    schemas = {number: document["schema"] for number, document in stored.items()}
    assert schemas.pop(RUNNING) == 2
    assert set(schemas.values()) == {1}
    assert "callback" in stored[RUNNING]
    assert "hold" not in stored[RUNNING]
    assert check_folder(folder).problems == ()


async def test_a_row_that_is_written_has_schema_2(database: str) -> None:
    async with await PostgresStore.open(database) as store:
        call = await store.calls.get(RUNNING)
        assert call
        written = await store.calls.replace(call, call.version)
        assert await store.calls.get(RUNNING) == written
    with psycopg.connect(database) as connection:
        schemas = connection.execute(
            "SELECT body ->> 'schema' FROM calls WHERE id = %s", [RUNNING]
        ).fetchall()
    assert schemas == [("2",)]
    assert (await check_database(database)).problems == ()


async def test_index_caches_of_schema_1_are_made_anew(folder: Path) -> None:
    month = folder / "2026-10.json"
    edited(month.with_suffix(".rows.json"), '"client":"ACME"', '"client":"OTHER"')
    assert read_cache(month) is None
    async with TinyStore.open(folder) as store:
        assert list(await store.calls.stats()) == stats_from(await kept(Call))
    anew = read_cache(month)
    assert anew
    assert {row.client for row in anew} == {"ACME"}


async def test_stats_of_schema_1_are_made_anew(database: str) -> None:
    """Although the shape is that of its fields, the row says what its document does not."""
    with psycopg.connect(database) as connection:
        connection.execute(
            """UPDATE figures SET body = replace(body::text, '"ACME"', '"OTHER"')::json WHERE body IS NOT NULL"""
        )
    async with await PostgresStore.open(database) as store:
        assert list(await store.calls.stats()) == stats_from(await kept(Call))
    assert (await check_database(database)).problems == ()


@pytest.mark.parametrize("target", ["folder", "database"])
async def test_a_backup_of_schema_1_restores(tmp_path: Path, database_url: str, target: str) -> None:
    restored: StoreSnapshot = (
        TinySnapshot(tmp_path / "new") if target == "folder" else PostgresSnapshot(database_url)
    )
    await transfer(BackupFile(BACKUP), restored, silent)
    assert await records(restored) == await records(BackupFile(BACKUP))


async def test_a_store_of_schema_1_copies_and_is_backed_up_with_schema_2(
    tmp_path: Path, folder: Path, database: str
) -> None:
    await transfer(TinySnapshot(folder), BackupFile(tmp_path / "of folder"), silent)
    await transfer(PostgresSnapshot(database), TinySnapshot(tmp_path / "copied"), silent)
    await transfer(TinySnapshot(tmp_path / "copied"), BackupFile(tmp_path / "of copy"), silent)
    content = (tmp_path / "of folder").read_bytes()
    assert content == (tmp_path / "of copy").read_bytes()
    assert content.startswith(b'{"format":"lina-store","schema":2}\n')
    assert b'"schema":1' not in content


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.replace(b"imprimante HS", b"imprimante KO", 1),
        lambda content: b"\n".join(content.splitlines()[:-2] + content.splitlines()[-1:]) + b"\n",
        lambda content: content.replace(b'"kind":"floor"', b'"kind":"floors"'),
        lambda content: content.replace(b'"schema":1}\n', b'"schema":3}\n', 1),
    ],
    ids=["a text", "a line gone", "an unknown kind", "an unknown schema"],
)
async def test_a_damaged_backup_of_schema_1_is_refused(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "damaged").write_bytes(damage(BACKUP.read_bytes()))
    with pytest.raises(StoreDamagedError):
        await records(BackupFile(tmp_path / "damaged"))


def _as_of_schema1(document: Any) -> Any:
    """Schema 1 gave nothing up for a fault: its "failed" is a rejected notice."""
    return replace(
        document,
        notices=tuple(
            replace(n, state=DeliveryState.REJECTED) if n.state is DeliveryState.FAILED else n
            for n in document.notices
        ),
    )


@given(values(Call).map(_as_of_schema1))
def test_any_call_of_schema_1_is_read_as_it_was(call: Call) -> None:
    encoded = CALL.encode(call)
    read = CALL.decode(call_of_schema1(encoded))
    assert (read, CALL.encode(read)) == (call, encoded)


@given(values(Week).map(_as_of_schema1))
def test_any_week_of_schema_1_is_read_as_it_was(week: Week) -> None:
    encoded = WEEK.encode(week)
    read = WEEK.decode(week_of_schema1(encoded))
    assert (read, WEEK.encode(read)) == (week, encoded)


async def test_facts_keep_the_names_that_fields_have_lost() -> None:
    call = (await kept(Call))[0]
    stored = call_of_schema1(CALL.encode(call))
    stored["notices"][0]["facts"] = {"why": "deadline", "act": "doubtful", "state": "failed"}
    assert CALL.decode(stored).notices[0].facts == stored["notices"][0]["facts"]


@pytest.mark.parametrize("wrong", [None, 7, "text", [7], {"key": 7, "lane": None, "state": []}])
async def test_a_malformed_document_of_schema_1_is_named_not_mended(wrong: object) -> None:
    stored = call_of_schema1(CALL.encode((await kept(Call))[0]))
    with pytest.raises(DocumentError, match="notices"):
        CALL.decode({**stored, "notices": [wrong]})
    with pytest.raises(DocumentError, match="reports"):
        CALL.decode({**stored, "reports": wrong or 7})
