"""A bot that froze or died: another one takes over when its lease has run out, and nothing is said twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import pytest

from bot.domain.clients.directory import Directory
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from bot.domain.ports import Leases
from bot.storage.postgres.store import PostgresStore
from simulator import FaultKind, Simulator
from tests.delivery.post_office import PostOffice, stocked
from tests.support.workspace import ALICE, PATIENCE, SUPPORT

LOOKUP, POST = "users.lookupByEmail", "chat.postMessage"
"""DELTA's account manager is an address, which is looked up for the card: between its claim and its post."""

FROZEN = 4.0
"""Seconds that Slack takes to answer a bot that stands still, while the other one does its work."""


@dataclass
class Watch:
    """What a bot's running time is."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class Refusals:
    """Leases that tell when one was not granted."""

    leases: Leases
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def hold(self, id: str, seconds: float, /) -> bool:
        granted = await self.leases.hold(id, seconds)
        if not granted:
            self.seen.set()
        return granted

    async def release(self, id: str, /) -> None:
        await self.leases.release(id)


@dataclass(frozen=True)
class TwoBots:
    """Each with connections of its own; time passes for both, for the workspace and for the leases alike."""

    simulator: Simulator
    url: str
    watch: Watch
    first: PostOffice
    second: PostOffice
    refusals: Refusals

    def later(self, seconds: float) -> None:
        self.watch.seconds += seconds
        self.simulator.clock.advance(timedelta(seconds=seconds))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("UPDATE leases SET until = until - make_interval(secs => %s)", (seconds,))

    async def asked(self, method: str, channel: str | None = None) -> None:
        """Once the first bot has asked Slack that."""
        await self.simulator.until(lambda: self.first.asked(method, channel))

    async def second_says_all(self, number: str) -> None:
        await self.second.dispatcher.ring(number)
        await self.second.quiet()

    async def one_card(self, number: str) -> None:
        """The call's card stands, and it stands once."""
        card = await self.second.notice(number, NoticeKind.CARD)
        assert card.state is DeliveryState.SENT
        assert [message.ts for message in self.first.said(card.key)] == [card.ts]


@pytest.fixture
async def bots(simulator: Simulator, database_url: str) -> AsyncIterator[TwoBots]:
    watch = Watch()
    sample = await stocked(simulator).clients.directory()
    async with await PostgresStore.open(database_url) as one, await PostgresStore.open(database_url) as other:
        await one.clients.change(lambda d: Directory(clients=sample.clients, version=d.version))
        refusals = Refusals(other.leases)
        first = PostOffice(simulator, one, running=watch)
        second = PostOffice(simulator, other, running=watch, leases=refusals)
        await first.start()
        await second.start()
        yield TwoBots(simulator, database_url, watch, first, second, refusals)
        await first.stop()
        await second.stop()


async def test_who_was_frozen_before_posting_does_not_post_after_another_has(bots: TwoBots):
    bots.first.strike(FaultKind.DELAY, LOOKUP, delay=FROZEN)
    number = await bots.first.open("DELTA")
    await bots.asked(LOOKUP)
    assert (await bots.second.notice(number, NoticeKind.CARD)).state is DeliveryState.SENDING

    bots.later(seconds=31)
    await bots.second_says_all(number)
    await bots.one_card(number)

    await bots.first.quiet()
    await bots.one_card(number)
    assert bots.first.posts(SUPPORT) == 1


async def test_who_was_frozen_and_lost_nothing_posts_all_the_same(bots: TwoBots):
    bots.first.strike(FaultKind.DELAY, LOOKUP, delay=FROZEN)
    number = await bots.first.open("DELTA")
    await bots.asked(LOOKUP)
    bots.later(seconds=16)  # less is left than a post may need
    await bots.first.quiet()
    assert (await bots.first.notice(number, NoticeKind.CARD)).state is DeliveryState.DUE
    assert bots.first.posts(SUPPORT) == 0

    await bots.first.later(seconds=2)
    await bots.one_card(number)


async def test_who_was_frozen_while_posting_is_found_to_have_posted(bots: TwoBots):
    bots.first.strike(FaultKind.DELAY, POST, channel=SUPPORT, delay=FROZEN)
    number = await bots.first.open("DELTA")
    await bots.asked(POST, SUPPORT)
    bots.later(seconds=31)
    await bots.second_says_all(number)
    await bots.one_card(number)
    await bots.first.quiet()
    await bots.one_card(number)
    assert bots.first.posts(SUPPORT) == 1


async def test_a_failure_that_is_learnt_too_late_does_not_take_back_what_another_said(bots: TwoBots):
    bots.first.strike(FaultKind.DELAY, POST, channel=SUPPORT, delay=FROZEN)
    hasty = PostOffice(bots.simulator, bots.first.store, running=bots.watch, time_limit=FROZEN - 1)
    number = await hasty.open("DELTA")
    await bots.asked(POST, SUPPORT)
    bots.later(seconds=31)
    await bots.second_says_all(number)
    await hasty.quiet()
    card = await bots.second.notice(number, NoticeKind.CARD)
    assert (card.state, card.error) == (DeliveryState.SENT, None)
    await hasty.stop()


async def test_a_bot_that_died_is_followed_when_its_lease_has_run_out(bots: TwoBots):
    number = await bots.first.open("DELTA")
    await bots.first.stop(seconds=0)
    assert await bots.first.store.leases.hold(number, 30)
    assert (await bots.second.notice(number, NoticeKind.CARD)).state is DeliveryState.SENDING

    await bots.second.dispatcher.ring(number)
    assert not await bots.second.leases.acquire(number)
    assert (await bots.second.notice(number, NoticeKind.CARD)).state is DeliveryState.SENDING

    bots.later(seconds=31)
    await bots.second.quiet()
    await bots.one_card(number)
    assert (await bots.second.notice(number, NoticeKind.CARD)).attempt == 2


async def test_what_is_written_while_another_bot_speaks_is_said_when_it_lets_go(bots: TwoBots):
    number = await bots.first.opened("DELTA")
    await bots.first.leases.released()
    assert await bots.first.store.leases.hold(number, 30)
    bots.refusals.seen.clear()
    await bots.second.calls.call_level2(number, ALICE)
    await asyncio.wait_for(bots.refusals.seen.wait(), PATIENCE)
    assert (await bots.second.notice(number, NoticeKind.LEVEL2)).state is DeliveryState.DUE
    await bots.first.store.leases.release(number)
    await bots.second.quiet()
    assert (await bots.second.notice(number, NoticeKind.LEVEL2)).state is DeliveryState.SENT
