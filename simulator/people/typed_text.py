"""Encodes what a person types as Slack sends it; https://docs.slack.dev/messaging/formatting-message-text."""

import re
from html import escape as entities

from simulator.slack_state.visible_text import readable
from simulator.slack_state.workspace import Workspace

_MENTION = re.compile(r"<[@#!][^<>]*>")


def encode_message(workspace: Workspace, text: str) -> str:
    """A message's text: `&`, `<` and `>` as entities; `@Name`, `#channel` and `<@U…>` as mentions."""
    return _keeping_mentions(_with_mentions(workspace, text))


def encode_command(workspace: Workspace, text: str, *, escape: bool) -> str:
    """A command's text; mentions are sent as ids only when the manifest declares should_escape for it."""
    if escape:
        return _keeping_mentions(_with_mentions(workspace, text))
    return _entities(_MENTION.sub(lambda found: readable(found[0], workspace.name_of), text))


def _with_mentions(workspace: Workspace, text: str) -> str:
    marks = {f"@{person.name}": f"<@{person.id}>" for person in workspace.people.values()}
    marks |= {f"@{group.handle}": f"<!subteam^{group.id}>" for group in workspace.groups.values()}
    for channel in workspace.channels.values():
        if channel.name:
            shown = "" if channel.kind == "private" else channel.name
            marks[f"#{channel.name}"] = f"<#{channel.id}|{shown}>"
    longest_first = sorted(marks, key=len, reverse=True)
    pattern = "|".join(re.escape(mark) for mark in longest_first)
    return re.sub(rf"(?<!\S)(?:{pattern})(?!\w)", lambda found: marks[found[0]], text) if marks else text


def _keeping_mentions(text: str) -> str:
    pieces, last = [], 0
    for found in _MENTION.finditer(text):
        pieces += [_entities(text[last : found.start()]), found[0]]
        last = found.end()
    return "".join([*pieces, _entities(text[last:])])


def _entities(text: str) -> str:
    return entities(text, quote=False)
