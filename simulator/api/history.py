"""conversations.history and conversations.replies."""

from collections.abc import Sequence

from simulator.api.arguments import Arguments
from simulator.api.paging import page
from simulator.api.scopes import require
from simulator.api.visibility import joined
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.messages import Message
from simulator.slack_state.serialisation import message_json
from simulator.slack_state.state import SlackState
from simulator.slack_state.workspace import Channel


def history(slack: SlackState, arguments: Arguments) -> Json:
    """Top-level messages and broadcast replies, newest first."""
    channel = _readable(slack, "conversations.history", arguments)
    shown = [each for each in reversed(channel.messages.values()) if each.is_top_level]
    return _answer(_between(shown, arguments), channel, arguments)


def replies(slack: SlackState, arguments: Arguments) -> Json:
    """The parent and its replies, oldest first; for the ts of a reply, that reply alone."""
    channel = _readable(slack, "conversations.replies", arguments)
    asked = channel.messages.get(arguments.needed("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    return _answer([asked, *_between(channel.replies(asked.ts), arguments)], channel, arguments)


def _readable(slack: SlackState, method: str, arguments: Arguments) -> Channel:
    channel = joined(slack, arguments.needed("channel"))
    require(slack, method, channel.kind)
    return channel


def _between(messages: Sequence[Message], arguments: Arguments) -> list[Message]:
    oldest, latest = _key(arguments.text("oldest") or "0"), _key(arguments.text("latest") or "99999999999")
    inclusive = arguments.flag("inclusive")
    return [
        each
        for each in messages
        if oldest < _key(each.ts) < latest or (inclusive and _key(each.ts) in (oldest, latest))
    ]


def _key(ts: str) -> tuple[int, str]:
    """A sort key for timestamps, exact where a float would round."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds or 0), fraction.ljust(6, "0")


def _answer(messages: Sequence[Message], channel: Channel, arguments: Arguments) -> Json:
    shown, cursor = page(messages, arguments)
    whole = arguments.flag("include_all_metadata")
    more = bool(cursor["response_metadata"]["next_cursor"])
    return {
        "messages": [message_json(each, channel, all_metadata=whole) for each in shown],
        "has_more": more,
        **(cursor if more else {}),
    }
