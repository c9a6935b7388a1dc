"""Decodes the text that Slack sends: escaped characters, mentions, links.

Slack's page: https://docs.slack.dev/messaging/formatting-message-text. Encoding, the other way, is in
`bot.rendering.text`.
"""

import re
from collections.abc import Mapping

_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_REFERENCE = re.compile(r"<(?:([@#!])([\w^]+)|((?:https?|mailto|tel):[^\s<>|]+))(?:\|([^<>]*))?>")


def unescape(text: str) -> str:
    """Returns the text with `&lt;`, `&gt;` and `&amp;` replaced by their characters, once each."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_typed(text: str) -> str:
    """Returns what the person typed, unescaped.

    NUL characters are dropped and half surrogates become `?`: neither can be shown or stored.
    """
    return unescape(text).replace("\0", "").encode("utf-8", "replace").decode()


def mentioned_users(text: str) -> set[str]:
    """Returns the Slack ids of the people whom the text mentions (`<@U1>`, `<@U1|alice>`)."""
    return set(_USER.findall(text))


def with_user_names(text: str, names: Mapping[str, str]) -> str:
    """Replaces mentions of people by `@` and their name (their id where `names` lacks it), and no other markup."""
    return _USER.sub(lambda found: "@" + names.get(found[1], found[1]), text)


def readable(text: str, names: Mapping[str, str]) -> str:
    """Replaces all markup by what a person reads: `@Alice`, `#support`, `label (https://…)`.

    Args:
        text: unescaped text of a Slack message; the result is not escaped either.
        names: people's names by Slack id; someone absent is shown by the label, else by the id.
    """

    def spoken(found: re.Match[str]) -> str:
        sign, target, url, label = found.groups()
        if sign == "@":
            return f"@{names.get(target) or label or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return label or f"@{target.split('^')[0]}"
        if label and label not in url:
            return f"{label} ({url})"
        return label or str(url)

    return _REFERENCE.sub(spoken, text)
