"""The text of a message that Slack sends: its own, else that of its blocks, else that of its attachments."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from bot.services.slack_markup import as_typed

_SHOWN = ("title", "text", "pretext", "fields", "elements", "blocks", "value")
_LINE_KINDS = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})
_DEPTH = 12
"""How deep blocks are read; Slack's are not that deep."""


def text_of(message: Mapping[str, Any]) -> str:
    """Returns what the message says, unescaped, with its markup; empty where it says nothing."""
    own = as_typed(str(message.get("text") or "")).strip()
    if own:
        return own
    for name in ("blocks", "attachments"):
        said = "\n".join(line for part in _lines(message.get(name), 0) if (line := part.strip()))
        if said:
            return as_typed(said)
    return ""


def _lines(part: object, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from _lines(each, depth + 1)
    elif isinstance(part, Mapping):
        if str(part.get("type")) in _LINE_KINDS:
            yield "".join(_inline(each) for each in _listed(part.get("elements")))
            return
        if "action_id" in part:
            return
        found = [line for name in _SHOWN for line in _lines(part.get(name), depth + 1)]
        yield from found or _lines(part.get("fallback"), depth + 1)


_MARKUP = {
    "user": "<@{user_id}>",
    "channel": "<#{channel_id}>",
    "usergroup": "<!subteam^{usergroup_id}>",
    "broadcast": "<!{range}>",
    "emoji": ":{name}:",
}
"""Elements of rich text in the markup that a message's text has for them."""


def _inline(element: object) -> str:
    if not isinstance(element, Mapping):
        return ""
    markup = _MARKUP.get(str(element.get("type")))
    if markup:
        return markup.format_map(defaultdict(str, element))
    url, text = element.get("url"), element.get("text")
    if url:
        return f"<{url}|{text}>" if text else str(url)
    return str(text or "")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
