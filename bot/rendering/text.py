"""Encodes text for Slack: escaped once, without characters that Slack refuses, cut to its limits.

Decoding is in `bot.services.slack_markup`.
"""

import re

ELLIPSIS = "…"
EMPTY = "–"

_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNFINISHED = re.compile(r"(?:<[^<>]*|&[a-z]{0,3})\Z")


class Mrkdwn(str):
    """Text that is Slack's markup already; any other string that a template prints is escaped."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """Escapes Slack's three characters, so that nothing in a plain text becomes a mention or a link."""
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def finalize(value: object) -> str:
    """Returns what `{{ value }}` prints."""
    return value if isinstance(value, Mrkdwn) else escape(str(value))


def clean(text: str) -> str:
    """Returns the text without control characters and half surrogates; a dash instead of nothing."""
    return _UNSENDABLE.sub("", text).strip() or EMPTY


def cut(text: str, limit: int) -> str:
    """Cuts plain text to `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def cut_mrkdwn(text: str, limit: int) -> str:
    """Cuts markup to `limit` characters, never within a mention, a link or an escaped character."""
    if len(text) <= limit:
        return text
    return _whole(text[: limit - 1]).rstrip() + ELLIPSIS


def split_mrkdwn(text: str, limit: int) -> list[str]:
    """Splits markup into pieces of at most `limit` characters, at line ends where possible."""
    found = []
    rest = text
    while len(rest) > limit:
        piece = _whole(rest[:limit]) or rest[:limit]
        line_end = piece.rfind("\n")
        piece = piece[:line_end] if line_end > limit // 2 else piece
        found.append(piece)
        rest = rest[len(piece) :].removeprefix("\n")
    return [*found, rest]


def one_line(text: str) -> str:
    """Returns the text with every run of whitespace as one space."""
    return " ".join(text.split())


def quote(text: str) -> Mrkdwn:
    """Quotes every line, so that none that a person wrote can pass for one of the bot's."""
    return Mrkdwn("\n".join(f"> {escape(line)}" for line in text.splitlines()))


def _whole(text: str) -> str:
    unfinished = _UNFINISHED.search(text)
    return text[: unfinished.start()] if unfinished else text
