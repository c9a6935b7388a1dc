"""Serialises people, channels, user groups and messages as Slack does; https://docs.slack.dev/reference/objects."""

from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.fixtures import GroupFixture, PersonFixture
from simulator.json_types import Json
from simulator.slack_state.ids import APP_ID, BOT_ID, BOT_USER
from simulator.slack_state.messages import Message
from simulator.slack_state.workspace import Channel, Workspace


def message_json(message: Message, channel: Channel, *, all_metadata: bool = True) -> Json:
    """A message; `all_metadata=False` leaves only the metadata's event_type, as without include_all_metadata."""
    document: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.bot_id:
        document |= {
            "bot_id": message.bot_id,
            "app_id": APP_ID,
            "bot_profile": {"id": BOT_ID, "app_id": APP_ID},
        }
    if message.blocks:
        document["blocks"] = list(message.blocks)
    if message.files:
        document["files"] = list(message.files)
    if message.subtype:
        document["subtype"] = message.subtype
    if message.edited:
        document["edited"] = {"user": message.user, "ts": message.ts}
    if message.metadata is not None:
        document["metadata"] = (
            message.metadata if all_metadata else {"event_type": message.metadata["event_type"]}
        )
    return document | _thread(message, channel)


def _thread(message: Message, channel: Channel) -> Json:
    if message.thread_ts and message.thread_ts != message.ts:
        parent = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, **({"parent_user_id": parent.user} if parent else {})}
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": sorted({each.user for each in replies}),
        "latest_reply": replies[-1].ts,
    }


def user_json(person: PersonFixture, workspace: Workspace, now: datetime, *, with_email: bool) -> Json:
    """A person, as the app sees them: of another organisation, `team_id` says so, and `is_stranger` may not."""
    local = now.astimezone(ZoneInfo(person.tz))
    offset = local.utcoffset()
    document: Json = {
        "id": person.id,
        "team_id": workspace.team_of(person),
        "name": person.name.lower().replace(" ", "."),
        "deleted": person.deleted,
        "real_name": person.real_name or person.name,
        "tz": person.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(person, with_email=with_email),
        "is_admin": False,
        "is_bot": person.is_bot,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_app_user": person.id == BOT_USER,
        "locale": person.locale,
    }
    if person.enterprise_id:
        document["enterprise_user"] = {
            "id": person.id,
            "enterprise_id": person.enterprise_id,
            "enterprise_name": person.enterprise_id.lower(),
            "is_admin": False,
            "is_owner": False,
            "teams": [workspace.team_of(person)],
        }
    return document | ({"is_stranger": workspace.is_stranger(person)} if workspace.is_foreign(person) else {})


def _profile(person: PersonFixture, *, with_email: bool) -> Json:
    profile = {
        "display_name": person.name,
        "real_name": person.real_name or person.name,
        "title": person.title,
        "phone": person.phone,
    }
    if with_email and person.email:
        profile["email"] = person.email
    return profile | ({"bot_id": BOT_ID, "api_app_id": APP_ID} if person.id == BOT_USER else {})


def channel_json(channel: Channel) -> Json:
    if channel.kind == "im":
        return {"id": channel.id, "is_im": True, "user": channel.user, "is_channel": False, "is_group": False}
    private = channel.kind == "private"
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": channel.is_archived,
        "is_member": BOT_USER in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def group_json(group: GroupFixture, team_id: str) -> Json:
    return {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "user_count": len(group.users),
        "users": list(group.users),
        "date_delete": 0,
    }
