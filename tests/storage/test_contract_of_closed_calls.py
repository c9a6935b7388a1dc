"""What every store promises of closed calls: their stats, and that archiving hides nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.calls import closing, missed, ownership
from bot.domain.calls.call import Call, ClientRef, RecipeUse
from bot.domain.calls.opening import NewCall
from bot.domain.calls.stats import Transfer, stats_of
from bot.domain.calls.triage import Imputation
from bot.domain.ports import StaleVersionError
from bot.domain.stamp import SYSTEM, Stamp
from bot.storage.store import Store
from tests.storage.store_samples import (
    ALICE,
    BRUNO,
    CHLOE,
    NOW,
    POLICY,
    WEEK,
    YEAR,
    carded,
    ended,
    making,
    told,
)


async def closed(
    store: Store, origin: str = "view:1", at: datetime = NOW, *, client: str = "ACME", minutes: int = 5
) -> Call:
    """A closed call with nothing left to say."""
    call, _ = await store.calls.open(origin, YEAR, making(origin, client=client))
    done = told(ended(carded(call, f"ts:{origin}"), at, minutes=minutes))
    return await store.calls.replace(done, call.version)


async def test_stats_are_a_row_per_closed_call_oldest_closing_first(store: Store) -> None:
    await closed(store, "view:1", NOW + timedelta(hours=3), minutes=3)
    await closed(store, "view:2", NOW + timedelta(hours=1), minutes=1)
    await closed(store, "view:3", NOW + timedelta(hours=2), minutes=2, client="ZENITH")
    await store.calls.open("view:4", YEAR, making("view:4"))
    rows = await store.calls.stats()
    assert [(row.number, row.minutes1) for row in rows] == [
        ("2026-0002", 1),
        ("2026-0003", 2),
        ("2026-0001", 3),
    ]
    assert [row.number for row in await store.calls.stats("ACME")] == ["2026-0002", "2026-0001"]
    assert list(await store.calls.stats("NOBODY")) == []


async def test_stats_are_of_a_time_where_one_is_asked_for(store: Store) -> None:
    for n, client in enumerate(("ACME", "ZENITH", "ACME"), 1):
        await closed(store, f"view:{n}", NOW + timedelta(hours=n), client=client)
    first, second, third = NOW + timedelta(hours=1), NOW + timedelta(hours=2), NOW + timedelta(hours=3)

    async def found(client: str | None = None, **period: datetime) -> list[str]:
        return [row.number for row in await store.calls.stats(client, **period)]

    assert await found(since=second) == ["2026-0002", "2026-0003"]
    assert await found(until=third) == ["2026-0001", "2026-0002"]
    assert await found(since=first, until=second) == ["2026-0001"]
    assert await found("ACME", since=second) == ["2026-0003"]
    assert await found("ACME", until=first) == []
    assert await found("NOBODY", since=first) == []
    await closed(store, "view:4", second + timedelta(minutes=1))
    assert await found(since=second, until=third) == ["2026-0002", "2026-0004"]


async def test_all_figures_of_a_call_are_kept(store: Store) -> None:
    call, _ = await store.calls.open("phone:2026-11-23/1", YEAR, missed_at(NOW))
    call = ownership.call_back(call, Stamp(NOW + timedelta(minutes=7), ALICE), POLICY)
    call = replace(
        call,
        transferred=Stamp(NOW + timedelta(minutes=20), SYSTEM),
        taken=Stamp(NOW + timedelta(minutes=23), BRUNO),
        level2=BRUNO,
        recipe_use=RecipeUse("2026-0009", Stamp(NOW, ALICE)),
    )
    form = closing.CloseCall(
        imputation=Imputation.ASSISTANCE,
        solution="Réglé.",
        minutes1=5,
        minutes2=15,
        other=CHLOE,
        other_minutes=3,
    )
    call = closing.close(call, Stamp(NOW + timedelta(hours=1), ALICE), form, POLICY)
    await store.calls.replace(told(call), call.version)
    await store.calls.archive(NOW + WEEK)
    (row,) = await store.calls.stats()
    assert row == stats_of(call)
    assert (row.missed, row.called_back_after, row.level1) == (True, 7 * 60, ALICE)
    assert (row.transfer, row.taken_after, row.helped_by) == (Transfer.DEADLINE, 3 * 60, "2026-0009")
    assert row.booked == {ALICE: 5, BRUNO: 15, CHLOE: 3}


def missed_at(at: datetime) -> Callable[[str], Call]:
    draft = NewCall(
        origin="phone:2026-11-23/1",
        stamp=Stamp(at, SYSTEM),
        client=ClientRef("ACME", "Acme Industrie"),
        request="Appel manqué",
        phone="+33472000001",
    )
    return lambda number: missed.open_missed(draft, number, POLICY)


async def test_a_call_opened_by_mistake_has_no_stats(store: Store) -> None:
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    await store.calls.replace(closing.discard(call, Stamp(NOW, ALICE)), call.version)
    assert list(await store.calls.stats()) == []


async def test_stats_follow_a_correction_and_a_reopening(store: Store) -> None:
    call = await closed(store)
    assert [row.minutes1 for row in await store.calls.stats()] == [5]
    again = closing.reopen(call, Stamp(NOW + timedelta(hours=1), ALICE), POLICY)
    again = await store.calls.replace(again, call.version)
    assert list(await store.calls.stats()) == []
    await store.calls.replace(ended(again, NOW + timedelta(hours=2), minutes=40), again.version)
    assert [row.minutes1 for row in await store.calls.stats()] == [40]
    assert [row.minutes1 for row in await store.calls.stats("ACME")] == [40]


async def test_the_minutes_of_a_client_are_those_of_its_stats(store: Store) -> None:
    day = NOW.date()
    assert await store.calls.assistance_minutes("ACME") == 0
    for origin, client, minutes in (("view:1", "ACME", 5), ("view:2", "ACME", 7), ("view:3", "ZENITH", 11)):
        await closed(store, origin, client=client, minutes=minutes)
    rows = [row for row in await store.calls.stats("ACME") if row.imputation is Imputation.ASSISTANCE]
    total = sum(row.minutes1 + row.minutes2 for row in rows)
    assert total > 0
    assert await store.calls.assistance_minutes("ACME") == total
    assert await store.calls.assistance_minutes("ACME", day) == total
    assert await store.calls.assistance_minutes("ACME", day + timedelta(days=1)) == 0
    assert await store.calls.assistance_minutes("NOBODY") == 0
    call = await store.calls.get(rows[0].number)
    assert call
    again = await store.calls.replace(closing.reopen(call, Stamp(NOW, ALICE), POLICY), call.version)
    first = rows[0].minutes1 + rows[0].minutes2
    assert await store.calls.assistance_minutes("ACME") == total - first
    corrected = await store.calls.replace(told(ended(again, NOW, minutes=40)), again.version)
    kept = next(row for row in await store.calls.stats("ACME") if row.number == corrected.number)
    assert await store.calls.assistance_minutes("ACME") == total - first + kept.minutes1 + kept.minutes2
    await store.calls.archive(NOW + WEEK)
    assert await store.calls.assistance_minutes("ACME") == total - first + kept.minutes1 + kept.minutes2


async def test_a_call_is_archived_a_week_after_closing_and_once(store: Store) -> None:
    await closed(store, "view:1")
    await closed(store, "view:2", NOW + timedelta(days=20))
    await store.calls.open("view:3", YEAR, making("view:3"))
    assert await store.calls.archive(NOW + WEEK - timedelta(seconds=1)) == 0
    assert await store.calls.archive(NOW + WEEK) == 1
    assert await store.calls.archive(NOW + WEEK) == 0
    assert await store.calls.archive(NOW + timedelta(days=30)) == 1


async def test_a_call_with_something_to_say_is_not_archived(store: Store) -> None:
    call, _ = await store.calls.open("view:1", YEAR, making("view:1"))
    await store.calls.replace(ended(call), call.version)
    assert await store.calls.archive(NOW + 2 * WEEK) == 0


async def test_an_archived_call_is_found_in_every_way(store: Store) -> None:
    call = await closed(store)
    stats = list(await store.calls.stats())
    await store.calls.archive(NOW + WEEK)
    assert await store.calls.get(call.number) == call
    assert await store.calls.by_card("C0SUPPORT", "ts:view:1") == call
    assert await store.calls.recent(ALICE, "ACME", NOW) == [call]
    assert await store.calls.open("view:1", YEAR, making("view:1")) == (call, False)
    assert list(await store.calls.stats()) == stats
    assert await store.calls.open_calls() == []


async def test_the_number_of_an_archived_call_is_not_given_again(store: Store) -> None:
    await closed(store)
    await store.calls.archive(NOW + WEEK)
    call, _ = await store.calls.open("view:2", YEAR, making("view:2"))
    assert call.number == "2026-0002"


async def test_an_archived_call_may_have_its_card_drawn_again(store: Store) -> None:
    call = await closed(store)
    await store.calls.archive(NOW + WEEK)
    assert await store.calls.due_before(NOW + 2 * WEEK) == []
    redrawn = await store.calls.replace(call.refreshed(), call.version)
    assert await store.calls.get(call.number) == redrawn
    assert [wake.id for wake in await store.calls.due_before(NOW + 2 * WEEK)] == [call.number]
    with pytest.raises(StaleVersionError):
        await store.calls.replace(call, call.version)


async def test_an_archived_call_does_not_come_back(store: Store) -> None:
    call = await closed(store)
    await store.calls.archive(NOW + WEEK)
    reopened = closing.reopen(call, Stamp(NOW + WEEK, ALICE), POLICY)
    with pytest.raises(StaleVersionError):
        await store.calls.replace(reopened, call.version)
    assert await store.calls.get(call.number) == call
    assert await store.calls.open_calls() == []


async def test_calls_of_several_months_are_archived_together(store: Store) -> None:
    calls = [await closed(store, f"view:{months}", NOW - timedelta(days=31 * months)) for months in range(5)]
    assert await store.calls.archive(NOW + WEEK) == 5
    assert [await store.calls.get(call.number) for call in calls] == calls
    changed = [await store.calls.replace(replace(call, contact="Mme Durand"), call.version) for call in calls]
    assert [await store.calls.get(call.number) for call in calls] == changed


async def test_what_this_bot_knows_already_was_not_changed_elsewhere_for_long(store: Store) -> None:
    call = await closed(store)
    await store.calls.open("view:2", YEAR, making("view:2"))
    changed = await store.calls.changed_elsewhere()
    assert [each.number for each in changed] in ([], [call.number])
    assert all(each == call for each in changed)
