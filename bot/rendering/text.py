"""Text on its way to Slack: escaped once, freed of what Slack refuses, cut where Slack would cut or refuse it."""

import re

ELLIPSIS = "…"
EMPTY = "–"

_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNFINISHED = re.compile(r"(?:<[^<>]*|&[a-z]{0,3})\Z")


class Mrkdwn(str):
    """Text that is already what Slack shall get; everything else that a template prints is escaped."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """Slack's own three characters, so that nothing a person wrote is a mention or a link."""
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def finalize(value: object) -> str:
    """What `{{ value }}` prints."""
    return value if isinstance(value, Mrkdwn) else escape(str(value))


def clean(text: str) -> str:
    """Without the control characters and half characters that no Slack text may hold; never empty."""
    return _UNSENDABLE.sub("", text).strip() or EMPTY


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, for text that is not mrkdwn."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def cut_mrkdwn(text: str, limit: int) -> str:
    """At most `limit` characters, never ending within a mention, a link or an escaped character."""
    if len(text) <= limit:
        return text
    return _whole(text[: limit - 1]).rstrip() + ELLIPSIS


def pieces(text: str, limit: int) -> list[str]:
    """The whole text in pieces of at most `limit` characters, at line ends where that is possible."""
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
    return " ".join(text.split())


def quote(text: str) -> Mrkdwn:
    """Every line of what a person wrote behind a quotation bar, so that it cannot pass for the bot's own words."""
    return Mrkdwn("\n".join(f"> {escape(line)}" for line in text.splitlines()))


def _whole(text: str) -> str:
    unfinished = _UNFINISHED.search(text)
    return text[: unfinished.start()] if unfinished else text
