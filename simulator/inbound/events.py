"""Publishes events to the app if it subscribed to them, has the scope and is in the channel."""

from collections.abc import Mapping

from simulator.json_types import Json
from simulator.slack_state.ids import APP_ID, BOT_USER
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel

_SUBSCRIPTIONS: Mapping[tuple[str, str], tuple[str, str | None]] = {
    ("message", "public"): ("message.channels", "channels:history"),
    ("message", "private"): ("message.groups", "groups:history"),
    ("message", "im"): ("message.im", "im:history"),
    ("member_joined_channel", "public"): ("member_joined_channel", "channels:read"),
    ("member_joined_channel", "private"): ("member_joined_channel", "groups:read"),
    ("member_left_channel", "public"): ("member_left_channel", "channels:read"),
    ("member_left_channel", "private"): ("member_left_channel", "groups:read"),
    ("app_home_opened", ""): ("app_home_opened", None),
    ("user_change", ""): ("user_change", "users:read"),
    ("team_join", ""): ("team_join", "users:read"),
    ("subteam_members_changed", ""): ("subteam_members_changed", "usergroups:read"),
}
"""(event type, kind of channel) → the subscription in the manifest, and the scope it requires; None for no scope."""


def publish(slack: SlackState, event: Json, channel: Channel | None = None) -> None:
    """Sends the event in the background; does nothing when the app may not receive it."""
    subscription, scope = _SUBSCRIPTIONS[event["type"], channel.kind if channel else ""]
    granted = scope is None or scope in slack.manifest.scopes
    present = channel is None or BOT_USER in channel.members
    if subscription in slack.manifest.events and granted and present:
        slack.delivery.send_event(_callback(slack, event), event["type"])


def _callback(slack: SlackState, event: Json) -> Json:
    team_id = slack.workspace.team_id
    enterprise = slack.workspace.enterprise_id or None
    authorization = {"team_id": team_id, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": "simulated-verification",
        "team_id": team_id,
        **({"enterprise_id": enterprise} if enterprise else {}),
        "api_app_id": APP_ID,
        "type": "event_callback",
        "event_id": slack.ids.new("Ev"),
        "event_time": slack.ids.seconds(),
        "event": {"event_ts": slack.ids.ts(), **event},
        "authorizations": [{"enterprise_id": enterprise, **authorization}],
        "is_ext_shared_channel": False,
        "event_context": slack.ids.new("EC"),
    }
