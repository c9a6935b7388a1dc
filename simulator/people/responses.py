"""Applies what an app answers in an acknowledgement or to a response_url."""

from dataclasses import replace

from simulator.api.arguments import Arguments
from simulator.api.message_content import content_of
from simulator.inbound.triggers import ResponseUrl
from simulator.json_types import Json
from simulator.slack_state.ids import BOT_USER
from simulator.slack_state.messages import BaseMessage, Ephemeral, Message
from simulator.slack_state.posting import MessageContent, change, post, post_ephemeral, remove
from simulator.slack_state.state import SlackState


def show_command_response(slack: SlackState, user: str, channel_id: str, body: Json) -> str:
    """Posts the acknowledgement of a command and returns its text; "" when it is empty."""
    if not (body.get("text") or body.get("blocks")):
        return ""
    return _post(slack, ResponseUrl(user, channel_id, None, slack.clock.now()), body).words


def use_response_url(slack: SlackState, secret: str, body: Json) -> None:
    """Posts, replaces or deletes as one use of a response_url asks; raises SlackError when that is not allowed."""
    url = slack.response_urls.use(secret)
    if body.get("delete_original"):
        if url.origin:
            _delete(slack, url.origin)
    elif body.get("replace_original") and url.origin:
        _replace(slack, url.origin, content_of(slack, Arguments(body)))
    else:
        _post(slack, url, body)


def _post(slack: SlackState, url: ResponseUrl, body: Json) -> BaseMessage:
    content = content_of(slack, Arguments(body))
    channel = slack.workspace.channels[url.channel]
    if body.get("response_type") == "in_channel":
        return post(slack, channel, BOT_USER, content, thread_ts=body.get("thread_ts"))
    return post_ephemeral(slack, channel, url.user, content)


def _replace(slack: SlackState, origin: BaseMessage, content: MessageContent) -> None:
    for index, each in enumerate(slack.workspace.ephemerals):
        if isinstance(origin, Ephemeral) and each.ts == origin.ts:
            slack.workspace.ephemerals[index] = replace(each, text=content.text, blocks=content.blocks)
            slack.changes.notify()
    message = slack.workspace.message(origin.channel, origin.ts)
    if isinstance(origin, Message) and message:
        after = replace(message, text=content.text, blocks=content.blocks)
        change(slack, slack.workspace.channels[origin.channel], message, after)


def _delete(slack: SlackState, origin: BaseMessage) -> None:
    ephemerals = slack.workspace.ephemerals
    ephemerals[:] = [
        each for each in ephemerals if not (isinstance(origin, Ephemeral) and each.ts == origin.ts)
    ]
    slack.changes.notify()
    message = slack.workspace.message(origin.channel, origin.ts)
    if isinstance(origin, Message) and message:
        remove(slack, slack.workspace.channels[origin.channel], message)
