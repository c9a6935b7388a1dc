"""A new card's first attempt is begun in the write that opens the call, and made by the bot that began it alone."""

from bot.delivery.rate_limit import Limits, Rate
from bot.domain.outbox.notice import DeliveryState, NoticeKind
from simulator import Simulator
from tests.delivery.post_office import PostOffice, stocked
from tests.storage.memory import MemoryCalls, MemoryStore
from tests.support.workspace import SUPPORT

SLOW = Limits(post=Rate(1, 60.0))
"""One post a minute."""


async def test_a_card_is_posted_after_one_write_and_recorded_by_a_second(simulator: Simulator):
    writes: list[float] = []
    store = MemoryStore(calls=MemoryCalls(observe_write=writes.append), clients=stocked(simulator).clients)
    office = PostOffice(simulator, store)
    await office.start()
    number = await office.open("DELTA")
    opened = await office.notice(number, NoticeKind.CARD)
    assert (opened.state, opened.attempt, len(writes)) == (DeliveryState.SENDING, 1, 1)
    await office.quiet()
    card = await office.notice(number, NoticeKind.CARD)
    assert (card.state, card.attempt, len(writes)) == (DeliveryState.SENT, 1, 2)
    assert len(office.said(card.key)) == 1
    await office.stop()


async def test_a_card_that_has_to_wait_its_turn_is_not_begun(simulator: Simulator):
    office = PostOffice(simulator, stocked(simulator), limits=SLOW)
    await office.start()
    await office.opened("DELTA")
    second = await office.open("DELTA", "écran noir")
    assert (await office.notice(second, NoticeKind.CARD)).state is DeliveryState.DUE
    await office.stop(seconds=0)


async def test_an_attempt_that_another_bot_has_resolved_is_not_made_again(office: PostOffice):
    number = await office.open("DELTA")
    begun = await office.notice(number, NoticeKind.CARD)
    await PostOffice(office.simulator, office.store).outbox.recover(number)
    assert (await office.notice(number, NoticeKind.CARD)).state is DeliveryState.UNCONFIRMED
    await office.quiet()
    assert office.said(begun.key) == []  # it may stand already: it is looked for first
    for _ in range(3):
        await office.later(seconds=3)
    assert len(office.said(begun.key)) == 1
    assert office.posts(SUPPORT) == 1


async def test_an_attempt_is_taken_once(office: PostOffice):
    number = await office.open("DELTA")
    begun = await office.notice(number, NoticeKind.CARD)
    assert office.outbox.take_begun(begun)
    assert not office.outbox.take_begun(begun)
