"""The highest number that a card in Slack shows: a store that fell back may not know it."""

import asyncio
import re
from contextlib import aclosing
from datetime import datetime

import structlog

from bot.delivery.retry import AUTH_ERRORS, DeliveryError, FailureKind
from bot.delivery.slack_gateway import SlackGateway

log = structlog.get_logger(__name__)

_CARD = re.compile(r"((\d{4})-(\d{4,}))/\d+/card/\d+")
_CARDS = 100
"""As many of the newest are looked at: a card that was posted anew may be an older call's."""

AGAIN_AFTER = 5.0


async def last_number(gateway: SlackGateway, support: str, since: datetime | None = None) -> str | None:
    """None where there is no card, posted since then. Asks until Slack answers.

    Raises:
        DeliveryError: Slack does not let the channel be read.
    """
    while True:
        try:
            return await _newest(gateway, support, since)
        except DeliveryError as failure:
            if failure.kind is FailureKind.PERMANENT or failure.error in AUTH_ERRORS:
                raise
            log.warning("the last number is not known yet", error=failure.error)
            await asyncio.sleep(failure.wait.total_seconds() if failure.wait else AGAIN_AFTER)


async def _newest(gateway: SlackGateway, support: str, since: datetime | None) -> str | None:
    cards: list[re.Match[str]] = []
    async with aclosing(gateway.marked(support, since)) as marked:
        async for key, _ in marked:
            if card := _CARD.fullmatch(key):
                cards.append(card)
            if len(cards) == _CARDS:
                break
    highest = max(cards, key=lambda card: (int(card[2]), int(card[3])), default=None)
    return highest[1] if highest else None
