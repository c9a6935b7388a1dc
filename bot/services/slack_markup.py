"""The one decoder of the text that Slack sends: escaped characters, mentions, links.

Slack's page: https://docs.slack.dev/messaging/formatting-message-text. Encoding, the other way, is in
`bot.rendering.text`.
"""

import re
from collections.abc import Mapping

_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_REFERENCE = re.compile(r"<(?:([@#!])([\w^]+)([^<>|]*)|((?:https?|mailto|tel):[^<>|]+))(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)\|?>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)\|?>")
_UNNAMED = "…"
_NOT_ALPHANUMERIC = re.compile(r"\W")


def unescape(text: str) -> str:
    """Returns the text with `&lt;`, `&gt;` and `&amp;` replaced by their characters, once each."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_typed(text: str) -> str:
    """Returns what the person typed, unescaped, with its markup.

    NUL characters are dropped and half surrogates become `?`: neither can be shown or stored.
    """
    return unescape(text).replace("\0", "").encode("utf-8", "replace").decode()


def mentioned_users(text: str) -> set[str]:
    """Returns the Slack ids of the people whom the text mentions (`<@U1>`, `<@U1|alice>`)."""
    return set(_USER.findall(text))


def unnamed_channels(text: str) -> set[str]:
    """Returns the ids of the channels that the text mentions without their name, as Slack does of private ones."""
    return set(_CHANNEL.findall(text))


def unnamed_groups(text: str) -> set[str]:
    """Returns the ids of the user groups that the text mentions without their handle."""
    return set(_GROUP.findall(text))


def readable(text: str, names: Mapping[str, str]) -> str:
    """Replaces all markup by what a person reads: `@Alice`, `#support`, `label (https://…)`, an address, a number.

    Args:
        text: unescaped text that Slack sent; the result is not escaped either.
        names: names of people, channels and groups by Slack id; what is absent is shown by its label, and without
            one a person by the id, a place by «…».
    """
    return _REFERENCE.sub(lambda found: _spoken(found, names), text)


def _spoken(found: re.Match[str], names: Mapping[str, str]) -> str:
    sign, target, more, url, label = found.groups()
    match sign:
        case "@":
            return f"@{names.get(target) or label or target}"
        case "#":
            return f"#{label or names.get(target) or _UNNAMED}"
        case "!":
            kind, _, group = target.partition("^")
            return label or f"@{names.get(group, _UNNAMED) if group or more else kind}"
    return _link(url, label)


def _link(url: str, label: str | None) -> str:
    scheme, _, address = url.partition(":")
    shown = address if scheme in {"mailto", "tel"} else url
    if not label or _same(label, shown):
        return label or shown
    return f"{label} ({shown})"


def _same(label: str, address: str) -> bool:
    """Whether a label is the address itself, perhaps shortened or spaced."""
    return _letters(label) in _letters(address)


def _letters(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", text).casefold()
