"""The three channels: that they exist, that the bot is in them, and that it can look there for what it said."""

from bot.delivery.failures import SlackFailure
from bot.delivery.membership import members_of
from bot.doctor.findings import Findings, failed, ok
from bot.doctor.visit import Channel, Visit, asked, refusal

NO_SUCH_MESSAGE = "1.000000"
NOT_THERE = frozenset({"thread_not_found", "message_not_found"})
"""Slack's answers where replies may be read and there is no such thread."""


async def channels(visit: Visit) -> Findings:
    for key, id in visit.settings.channels.model_dump().items():
        async for finding in _channel(visit, key, id):
            yield finding


async def _channel(visit: Visit, key: str, id: str) -> Findings:
    check = f"channel {key}"
    try:
        info = (await asked(visit.client.conversations_info(channel=id)))["channel"]
    except SlackFailure as failure:
        yield failed(
            check,
            f"{id}: {refusal(failure)}",
            f"put the channel's id in channels.{key}; invite the bot if it is private, and use the manifest of "
            "`lina manifest --private`",
        )
        return
    channel = Channel(key, id, str(info.get("name")), private=bool(info.get("is_private")))
    if info.get("is_archived"):
        yield failed(check, f"#{channel.name} is archived", "unarchive it, or configure another channel")
        return
    visit.channels[key] = channel
    if not info.get("is_member"):
        yield failed(check, f"the bot is not in #{channel.name}", "invite it there: /invite @lina")
        return
    async for finding in _readable(visit, check, channel):
        yield finding


async def _readable(visit: Visit, check: str, channel: Channel) -> Findings:
    """History and replies settle doubts; the members are who may use the bot."""
    try:
        latest = (await asked(visit.client.conversations_history(channel=channel.id, limit=1)))["messages"]
        await _replies(visit, channel, latest[0]["ts"] if latest else NO_SUCH_MESSAGE)
        channel.members = await asked(members_of(visit.client, channel.id))
    except SlackFailure as failure:
        yield failed(
            check,
            f"#{channel.name} cannot be read: {refusal(failure)}",
            "reinstall the app with the scopes of `lina manifest`: what may have been said cannot be looked for",
        )
    else:
        yield ok(check, f"#{channel.name}, the bot is in it, history and replies can be read")


async def _replies(visit: Visit, channel: Channel, ts: str) -> None:
    try:
        await asked(visit.client.conversations_replies(channel=channel.id, ts=ts, limit=1))
    except SlackFailure as failure:
        if failure.error not in NOT_THERE:
            raise
