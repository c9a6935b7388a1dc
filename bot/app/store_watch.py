"""What a folder asks of the bot that holds it; a database asks nothing."""

import asyncio
from datetime import timedelta

import structlog

from bot.delivery.last_number import last_number
from bot.delivery.retry import DeliveryError
from bot.delivery.slack_gateway import SlackGateway
from bot.domain.policy import Policy
from bot.domain.ports import Clock, StoreUnwritableError
from bot.services.outbox import Outbox
from bot.storage.errors import StoreLostError
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore

log = structlog.get_logger(__name__)

INBOX_EVERY = 1.0
LOOK_BACK = timedelta(days=366)
"""How far back cards are looked for when the store knows no call."""


async def recover_lost_writes(store: Store, gateway: SlackGateway, policy: Policy, clock: Clock) -> None:
    """After the store fell back: what may have been said is doubted, and numbers that Slack shows are taken."""
    if not isinstance(store, TinyStore) or not store.fell_back:
        return
    for line in store.fell_back:
        log.error("the store fell back", told=line)
    await Outbox(store.calls, store.weeks, policy, clock).mark_uncertain()
    await store.reserve_traced_numbers()
    try:
        number = await last_number(gateway, policy.channels.support)
    except DeliveryError as failure:
        log.error("numbers may be given twice: support cannot be read", error=failure.error)  # noqa: TRY400  # Slack's word is all there is
        return
    if number:
        await store.calls.reserve(number)
    store.settle()


async def refuse_forgotten_calls(
    store: Store, gateway: SlackGateway, policy: Policy, clock: Clock, *, accept_loss: bool
) -> None:
    """Does nothing where the store knows a call, or a year of `support` shows no card.

    Raises:
        StoreLostError: a card stands in Slack whose call the store does not know; or the loss is accepted, and Slack
            does not let the channel be read. An accepted loss reserves the numbers up to that card's.
    """
    if await store.last_number() is not None:
        return
    try:
        shown = await last_number(gateway, policy.channels.support, clock.now() - LOOK_BACK)
    except DeliveryError as failure:
        if accept_loss:
            raise StoreLostError(
                f"numbers may be given twice: support cannot be read: {failure.error}"
            ) from failure
        log.warning("whether cards stand in support is not known: it cannot be read", error=failure.error)
        return
    if shown is None:
        return
    if not accept_loss:
        raise StoreLostError(
            f"the store knows no call, but the card of {shown} stands in Slack: is it the right store? Restore a "
            "backup (lina store restore), or go on above that number with `lina run --accept-loss`"
        )
    await store.reserve_number(shown)


async def watch_store(store: Store, stop: asyncio.Event) -> None:
    """Returns when told to stop.

    Raises:
        StoreUnwritableError: the store can promise nothing any more.
    """
    if not isinstance(store, TinyStore):
        await stop.wait()
        return
    stopped, failed = asyncio.create_task(stop.wait()), asyncio.create_task(store.failed())
    looking = asyncio.create_task(_look(store))
    try:
        await asyncio.wait({stopped, failed}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (stopped, failed, looking):
            task.cancel()
        await asyncio.gather(stopped, failed, looking, return_exceptions=True)
    if not failed.cancelled():
        raise StoreUnwritableError(failed.result())


async def _look(store: TinyStore) -> None:
    while True:
        try:
            await store.import_drop.look()
        except OSError as error:
            log.warning("the inbox cannot be used", error=str(error))
        await asyncio.sleep(INBOX_EVERY)
