"""What every store promises of calls: numbers without gaps, one call an origin, compare-and-set."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.calls.call import Call, Correction
from bot.domain.ports import StaleVersionError
from bot.domain.stamp import Stamp
from bot.storage.store import Store
from tests.storage.store_samples import ALICE, BRUNO, NOW, YEAR, carded, ended, making


async def opened(store: Store, origin: str = "view:1") -> Call:
    call, is_new = await store.calls.open(origin, YEAR, making(origin))
    assert is_new
    return call


async def test_the_first_call_of_a_year_has_its_first_number(store: Store) -> None:
    numbers = [(await opened(store, f"view:{i}")).number for i in range(3)]
    next_year, _ = await store.calls.open("view:next", YEAR + 1, making("view:next"))
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]
    assert next_year.number == "2027-0001"


async def test_reserved_numbers_are_above_what_is_given_next(store: Store) -> None:
    assert await store.last_number() is None
    await store.reserve_number("2026-0041")
    await store.reserve_number("2026-0007")
    await store.reserve_number("2025-0099")
    assert await store.last_number() == "2026-0041"
    assert (await opened(store)).number == "2026-0042"
    assert await store.last_number() == "2026-0042"
    assert (await store.calls.open("view:2", 2025, making("view:2")))[0].number == "2025-0100"


async def test_what_was_opened_is_read_again_as_it_was(store: Store) -> None:
    call = await opened(store)
    assert await store.calls.get(call.number) == call == making("view:1")("2026-0001")


@pytest.mark.parametrize("unknown", ["2026-0002", "2027-0001", "week:2026-11-23", "", "nonsense"])
async def test_no_call_has_an_unknown_number(store: Store, unknown: str) -> None:
    await opened(store)
    assert await store.calls.get(unknown) is None


async def test_the_same_form_opens_one_call_and_gets_it_as_it_stands(store: Store) -> None:
    call = await opened(store)
    edited = await store.calls.replace(replace(call, request="écran noir"), call.version)
    assert await store.calls.open("view:1", YEAR, making("view:1")) == (edited, False)


async def test_the_same_form_many_times_at_once_opens_one_call(store: Store) -> None:
    answers = await asyncio.gather(*(store.calls.open("view:1", YEAR, making("view:1")) for _ in range(20)))
    assert [is_new for _, is_new in answers].count(True) == 1
    assert {call.number for call, _ in answers} == {"2026-0001"}


async def test_a_hundred_calls_at_once_have_a_hundred_numbers_in_a_row(store: Store) -> None:
    calls = await asyncio.gather(*(opened(store, f"view:{i}") for i in range(100)))
    assert sorted(call.number for call in calls) == [f"2026-{n:04d}" for n in range(1, 101)]


async def test_a_call_that_is_refused_takes_no_number(store: Store) -> None:
    def refuse(number: str) -> Call:
        raise LookupError(number)

    with pytest.raises(LookupError, match="2026-0001"):
        await store.calls.open("view:refused", YEAR, refuse)
    assert (await opened(store)).number == "2026-0001"
    assert (await opened(store, "view:refused")).number == "2026-0002"


async def test_a_replacement_has_the_next_version_and_is_what_is_read(store: Store) -> None:
    call = await opened(store)
    written = await store.calls.replace(replace(call, request="écran noir"), call.version)
    assert written == replace(call, request="écran noir", version=call.version + 1)
    assert await store.calls.get(call.number) == written


async def test_a_replacement_leaves_nothing_of_what_was_there(store: Store) -> None:
    call = await opened(store)
    emptied = replace(call, phone=None, notices=(), contact="Mme Durand")
    written = await store.calls.replace(emptied, call.version)
    assert await store.calls.get(call.number) == replace(emptied, version=written.version)


async def test_a_stale_replacement_changes_nothing(store: Store) -> None:
    call = await opened(store)
    first = await store.calls.replace(replace(call, request="écran noir"), call.version)
    with pytest.raises(StaleVersionError):
        await store.calls.replace(replace(call, request="trop tard"), call.version)
    assert await store.calls.get(call.number) == first


async def test_what_was_never_opened_is_not_replaced(store: Store) -> None:
    with pytest.raises(StaleVersionError):
        await store.calls.replace(making("view:1")("2026-0001"), 0)
    assert await store.calls.get("2026-0001") is None
    assert await store.calls.open_calls() == []


async def test_of_many_who_saw_the_same_version_one_writes(store: Store) -> None:
    call = await opened(store)
    attempts = [store.calls.replace(replace(call, request=f"demande {i}"), call.version) for i in range(20)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    written = [outcome for outcome in outcomes if isinstance(outcome, Call)]
    stale = [outcome for outcome in outcomes if isinstance(outcome, StaleVersionError)]
    assert (len(written), len(stale)) == (1, 19)
    assert await store.calls.get(call.number) == written[0]


async def test_changes_that_read_again_on_conflict_are_all_kept(store: Store) -> None:
    call = await opened(store)

    async def add(word: str) -> None:
        while True:
            seen = await store.calls.get(call.number)
            assert seen
            try:
                await store.calls.replace(replace(seen, request=f"{seen.request} {word}"), seen.version)
            except StaleVersionError:
                continue
            return

    await asyncio.gather(*(add(f"mot{i}") for i in range(20)))
    final = await store.calls.get(call.number)
    assert final
    assert set(final.request.split()[2:]) == {f"mot{i}" for i in range(20)}
    assert final.version == call.version + 20


async def test_open_calls_are_those_not_closed_oldest_first(store: Store) -> None:
    for minutes in (3, 1, 2):
        origin = f"view:{minutes}"
        at = NOW + timedelta(minutes=minutes)
        await store.calls.open(origin, YEAR, making(origin, at=at))
    closed = await store.calls.get("2026-0003")
    assert closed
    await store.calls.replace(ended(closed), closed.version)
    assert [call.origin for call in await store.calls.open_calls()] == ["view:1", "view:3"]


async def test_open_calls_of_a_client_stay_in_order_when_they_change_hands(store: Store) -> None:
    for n, client in enumerate(("ACME", "BETA", "ACME")):
        origin = f"view:{n}"
        await store.calls.open(origin, YEAR, making(origin, client=client, at=NOW + timedelta(minutes=n)))
    first, second, third = await store.calls.open_calls()
    await store.calls.replace(ended(first), first.version)
    await store.calls.replace(replace(second, client=third.client), second.version)
    assert [call.number for call in await store.calls.open_calls("ACME")] == [second.number, third.number]
    assert await store.calls.open_calls("BETA") == []
    reopened = await store.calls.get(first.number)
    assert reopened
    await store.calls.replace(replace(reopened, state=first.state, closed=None), reopened.version)
    numbers = [first.number, second.number, third.number]
    assert [call.number for call in await store.calls.open_calls("ACME")] == numbers
    assert [call.number for call in await store.calls.open_calls()] == numbers


async def test_recent_calls_are_one_persons_for_one_client_newest_first(store: Store) -> None:
    async def open_at(minutes: int, by: str = ALICE, client: str = "ACME") -> str:
        origin = f"{by}/{client}/{minutes}"
        at = NOW + timedelta(minutes=minutes)
        call, _ = await store.calls.open(origin, YEAR, making(origin, by=by, client=client, at=at))
        return call.number

    await open_at(0)
    first, second = await open_at(1), await open_at(2)
    await open_at(2, by=BRUNO)
    await open_at(2, client="ZENITH")
    closed = await store.calls.get(second)
    assert closed
    await store.calls.replace(ended(closed), closed.version)
    found = await store.calls.recent(ALICE, "ACME", NOW + timedelta(minutes=1))
    assert [call.number for call in found] == [second, first]
    assert await store.calls.recent(ALICE, "NOBODY", NOW) == []


@pytest.mark.parametrize("request_", ["imprimante HS", 'l’été « où ? » 100 % _\\ "n"', "NUL \0 et \n fin"])
async def test_recent_calls_may_be_those_with_the_very_request(store: Store, request_: str) -> None:
    async def opened_with(origin: str, text: str) -> Call:
        make = making(origin)
        call, _ = await store.calls.open(origin, YEAR, lambda number: replace(make(number), request=text))
        return call

    texts = (request_, request_ + "!", "autre", "avec NUL \0")
    made = [await opened_with(f"view:{n}", text) for n, text in enumerate(texts)]
    assert await store.calls.recent(ALICE, "ACME", NOW, request_) == [made[0]]
    assert await store.calls.recent(ALICE, "ACME", NOW, "jamais") == []
    assert len(await store.calls.recent(ALICE, "ACME", NOW)) == len(made)


async def test_a_call_follows_the_client_it_is_edited_to(store: Store) -> None:
    call = await opened(store)
    moved = replace(call, client=replace(call.client, code="ZENITH"))
    moved = await store.calls.replace(moved, call.version)
    assert await store.calls.recent(ALICE, "ACME", NOW) == []
    assert await store.calls.recent(ALICE, "ZENITH", NOW) == [moved]


async def test_a_call_is_found_by_its_card(store: Store) -> None:
    call = await opened(store)
    await opened(store, "view:2")
    assert await store.calls.by_card("C0SUPPORT", "1764.1") is None
    posted = await store.calls.replace(carded(call, "1764.1"), call.version)
    assert await store.calls.by_card("C0SUPPORT", "1764.1") == posted
    assert await store.calls.by_card("C0SUPPORT", "1764.2") is None
    assert await store.calls.by_card("C0DEV", "1764.1") is None


async def test_a_card_that_was_posted_anew_is_found_under_its_new_ts(store: Store) -> None:
    call = await opened(store)
    posted = await store.calls.replace(carded(call, "1764.1"), call.version)
    anew = await store.calls.replace(carded(posted, "1764.9"), posted.version)
    assert await store.calls.by_card("C0SUPPORT", "1764.9") == anew
    assert await store.calls.by_card("C0SUPPORT", "1764.1") is None


async def test_a_call_wakes_when_it_next_has_something_to_say(store: Store) -> None:
    call = await opened(store)
    tomorrow = NOW + timedelta(days=1)
    later, _ = await store.calls.open("view:2", YEAR, making("view:2", at=tomorrow))
    assert await store.calls.due_before(NOW) == []
    assert [wake.id for wake in await store.calls.due_before(tomorrow)] == [call.number]
    soon = await store.calls.due_before(tomorrow + timedelta(seconds=1))
    assert [(wake.id, wake.at) for wake in soon] == [(call.number, NOW), (later.number, tomorrow)]


async def test_a_call_with_nothing_left_to_say_does_not_wake(store: Store) -> None:
    call = await opened(store)
    silent = await store.calls.replace(replace(call, notices=()), call.version)
    assert await store.calls.due_before(NOW + timedelta(days=365)) == []
    await store.calls.replace(call, silent.version)
    assert [wake.id for wake in await store.calls.due_before(NOW + timedelta(seconds=1))] == [call.number]


async def test_calls_that_await_a_correction_are_found_open_or_closed_oldest_first(store: Store) -> None:
    asked = [await opened(store, f"view:{i}") for i in range(4)]
    wanted = replace(asked[0], correction=Correction(asked=Stamp(NOW, ALICE)))
    await store.calls.replace(ended(wanted), asked[0].version)
    delivered = Correction(asked=Stamp(NOW, ALICE), delivered=Stamp(NOW, BRUNO), word="corrigé")
    await store.calls.replace(replace(asked[1], correction=delivered), asked[1].version)
    still = replace(asked[2], correction=Correction(asked=Stamp(NOW, ALICE), taken=Stamp(NOW, BRUNO)))
    await store.calls.replace(still, asked[2].version)
    found = await store.calls.awaiting_correction()
    assert [call.number for call in found] == ["2026-0001", "2026-0003"]


async def test_the_last_calls_of_a_person_are_those_they_opened_newest_first(store: Store) -> None:
    for n in range(4):
        await store.calls.open(f"view:{n}", YEAR, making(f"view:{n}", at=NOW + timedelta(minutes=n)))
    await store.calls.open("view:b", YEAR, making("view:b", by=BRUNO))
    found = await store.calls.opened_by(ALICE, 3)
    assert [call.number for call in found] == ["2026-0004", "2026-0003", "2026-0002"]
    assert [call.number for call in await store.calls.opened_by(BRUNO, 3)] == ["2026-0005"]
    assert await store.calls.opened_by("U0NOBODY", 3) == []
