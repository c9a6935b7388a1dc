"""A whole bot on any store and any Slack, as `lina run` builds it."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot, BotConfig, Resources, build
from bot.delivery.identity import identify
from bot.domain.ports import Clock
from bot.storage.store import Store


async def bot_on(config: BotConfig, store: Store, client: AsyncWebClient, clock: Clock) -> Bot:
    """Wired, once Slack has said who it is; nothing listens yet."""
    identity = await identify(client)
    return build(Resources(config=config, store=store, client=client, identity=identity, clock=clock))
