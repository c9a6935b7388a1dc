"""Checks the three channels: they exist, the bot is in them, and it can search their history."""

from dataclasses import asdict

from bot.delivery.membership import members_of
from bot.delivery.retry import DeliveryError
from bot.doctor.context import ChannelInfo, DoctorContext, call_slack, refusal
from bot.doctor.findings import Findings, failed, ok

NO_SUCH_MESSAGE = "1.000000"
NOT_THERE = frozenset({"thread_not_found", "message_not_found"})
"""Slack's errors when replies may be read but there is no such thread."""


async def check_channels(context: DoctorContext) -> Findings:
    """Yields the findings of each configured channel, and adds what Slack says of it to `context.channels`."""
    for key, id in asdict(context.settings.channels).items():
        async for finding in _check_channel(context, key, id):
            yield finding


async def _check_channel(context: DoctorContext, key: str, id: str) -> Findings:
    check = f"channel {key}"
    try:
        info = (await call_slack(context.client.conversations_info(channel=id)))["channel"]
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
    async for finding in _check_readable(context, check, channel):
        yield finding


async def _check_readable(context: DoctorContext, check: str, channel: ChannelInfo) -> Findings:
    """Reads history and replies, which reconciling needs, and the members, who may use the bot."""
    try:
        latest = (await call_slack(context.client.conversations_history(channel=channel.id, limit=1)))[
            "messages"
        ]
        await _read_replies(context, channel, latest[0]["ts"] if latest else NO_SUCH_MESSAGE)
        channel.members = await call_slack(members_of(context.client, channel.id))
    except DeliveryError as failure:
        yield failed(
            check,
            f"#{channel.name} cannot be read: {refusal(failure)}",
            "reinstall the app with the scopes of `lina manifest`: what may have been said cannot be looked for",
        )
    else:
        yield ok(check, f"#{channel.name}, the bot is in it, history and replies can be read")


async def _read_replies(context: DoctorContext, channel: ChannelInfo, ts: str) -> None:
    try:
        await call_slack(context.client.conversations_replies(channel=channel.id, ts=ts, limit=1))
    except DeliveryError as failure:
        if failure.error not in NOT_THERE:
            raise
