"""The three channels: that they exist, that the bot is in them, and that it can look there for what it said."""

from bot.delivery.membership import members_of
from bot.delivery.retry import DeliveryError
from bot.doctor.context import ChannelInfo, DoctorContext, asked, refusal
from bot.doctor.findings import Findings, failed, ok

NO_SUCH_MESSAGE = "1.000000"
NOT_THERE = frozenset({"thread_not_found", "message_not_found"})
"""Slack's answers where replies may be read and there is no such thread."""


async def channels(context: DoctorContext) -> Findings:
    for key, id in context.settings.channels.model_dump().items():
        async for finding in _channel(context, key, id):
            yield finding


async def _channel(context: DoctorContext, key: str, id: str) -> Findings:
    check = f"channel {key}"
    try:
        info = (await asked(context.client.conversations_info(channel=id)))["channel"]
    except DeliveryError as failure:
        yield failed(
            check,
            f"{id}: {refusal(failure)}",
            f"put the channel's id in channels.{key}; invite the bot if it is private, and use the manifest of "
            "`lina manifest --private`",
        )
        return
    channel = ChannelInfo(key, id, str(info.get("name")), private=bool(info.get("is_private")))
    if info.get("is_archived"):
        yield failed(check, f"#{channel.name} is archived", "unarchive it, or configure another channel")
        return
    context.channels[key] = channel
    if not info.get("is_member"):
        yield failed(check, f"the bot is not in #{channel.name}", "invite it there: /invite @lina")
        return
    async for finding in _readable(context, check, channel):
        yield finding


async def _readable(context: DoctorContext, check: str, channel: ChannelInfo) -> Findings:
    """History and replies settle doubts; the members are who may use the bot."""
    try:
        latest = (await asked(context.client.conversations_history(channel=channel.id, limit=1)))["messages"]
        await _replies(context, channel, latest[0]["ts"] if latest else NO_SUCH_MESSAGE)
        channel.members = await asked(members_of(context.client, channel.id))
    except DeliveryError as failure:
        yield failed(
            check,
            f"#{channel.name} cannot be read: {refusal(failure)}",
            "reinstall the app with the scopes of `lina manifest`: what may have been said cannot be looked for",
        )
    else:
        yield ok(check, f"#{channel.name}, the bot is in it, history and replies can be read")


async def _replies(context: DoctorContext, channel: ChannelInfo, ts: str) -> None:
    try:
        await asked(context.client.conversations_replies(channel=channel.id, ts=ts, limit=1))
    except DeliveryError as failure:
        if failure.error not in NOT_THERE:
            raise
