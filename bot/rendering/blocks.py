"""Block Kit's blocks as functions of templates: each prints one line of JSON, cut to Slack's limits.

The renderer parses the lines that a template printed into a message or a view; `columns` does so with what is printed
inside it. Slack's page: https://docs.slack.dev/reference/block-kit/blocks.
"""

import json
from collections.abc import Callable
from typing import Any

from bot.rendering.elements import Element, Part, plain, present
from bot.rendering.text import Mrkdwn, clean, cut_mrkdwn, one_line, split_mrkdwn

Block = dict[str, Any]
Content = Callable[[], str]
"""What stands inside `{% call section() %}…{% endcall %}`; Jinja passes it as `caller`."""

SECTION = 3000
FIELD = 2000
FIELDS = 10
HEADER = 150
LABEL = 2000
TITLE = 24
METADATA = 3000
NOTIFICATION = 3000
CONTEXT = 3000
ALERT = 200


def parse_lines(printed: str) -> list[Block]:
    """Returns the JSON objects that a template printed, one a line; Unicode's line separators end no line here."""
    return [json.loads(line) for line in printed.split("\n") if line.strip()]


def notification(caller: Content) -> Mrkdwn:
    """Prints the message's `text`, which notifications show and screen readers read."""
    return _line({"notification": cut_mrkdwn(one_line(clean(caller())), NOTIFICATION)})


def header(text: str) -> Mrkdwn:
    """Prints a header."""
    return _line({"type": "header", "text": plain(text, HEADER)})


def section(accessory: Part = None, *, caller: Content) -> Mrkdwn:
    """Prints a section, with an element beside its text if one is present; a text beyond Slack's limit is cut."""
    beside = present(accessory)
    made: Block = {"type": "section", "text": _mrkdwn(caller(), SECTION)}
    return _line(made | ({"accessory": beside[0]} if beside else {}))


def prose(caller: Content) -> Mrkdwn:
    """Prints a text of any length, in as many sections as it needs."""
    whole = split_mrkdwn(clean(caller()), SECTION)
    return Mrkdwn("".join(_line({"type": "section", "text": _mrkdwn(piece, SECTION)}) for piece in whole))


def columns(caller: Content) -> Mrkdwn:
    """Prints the fields that `column` printed inside it, in as many sections as they need."""
    fields = parse_lines(caller())
    rows = [fields[at : at + FIELDS] for at in range(0, len(fields), FIELDS)]
    return Mrkdwn("".join(_line({"type": "section", "fields": row}) for row in rows))


def column(title: str, caller: Content) -> Mrkdwn:
    """Prints a field with a bold title, for `columns`."""
    return _line(_mrkdwn(f"*{title}*\n{clean(caller())}", FIELD))


def value(caller: Content) -> Mrkdwn:
    """Prints a field without a title, for `columns`."""
    return _line(_mrkdwn(caller(), FIELD))


def context(caller: Content) -> Mrkdwn:
    """Prints a context block: small grey text."""
    return _line({"type": "context", "elements": [_mrkdwn(caller(), CONTEXT)]})


def alert(text: str, level: str = "warning") -> Mrkdwn:
    """Prints an alert, which only a modal can hold; `level` is default, info, warning, error or success.

    Slack's page: https://docs.slack.dev/reference/block-kit/blocks/alert.
    """
    return _line({"type": "alert", "level": level, "text": plain(text, ALERT)})


def actions(*elements: Part, block_id: str | None = None) -> Mrkdwn:
    """Prints a block of buttons and menus; nothing when no element is present."""
    there = present(*elements)
    if not there:
        return Mrkdwn()
    return _line({"type": "actions", "elements": there} | ({"block_id": block_id} if block_id else {}))


def field(
    label: str, element: Element, *, optional: bool = False, dispatch: bool = False, hint: str | None = None
) -> Mrkdwn:
    """Prints an input block; its `block_id` is the element's `action_id`, the field's name."""
    made: Block = {
        "type": "input",
        "block_id": element["action_id"],
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    if dispatch:
        made["dispatch_action"] = True
    if hint:
        made["hint"] = plain(hint, LABEL)
    return _line(made)


def modal(
    title: str,
    *,
    close: str,
    submit: str | None = None,
    callback_id: str | None = None,
    private_metadata: str | None = None,
) -> Mrkdwn:
    """Prints the modal itself; the template's other lines are its blocks."""
    made: Block = {"type": "modal", "title": plain(title, TITLE), "close": plain(close, TITLE)}
    if submit:
        made["submit"] = plain(submit, TITLE)
    if callback_id:
        made["callback_id"] = callback_id
    if private_metadata:
        made["private_metadata"] = private_metadata[:METADATA]
    return _line({"modal": made})


def _mrkdwn(text: str, limit: int) -> Element:
    # Verbatim, so that Slack makes no link and no mention out of what people wrote.
    return {"type": "mrkdwn", "text": cut_mrkdwn(clean(text), limit), "verbatim": True}


def print_block(block: Block) -> Mrkdwn:
    """Prints a block that was made elsewhere, within Slack's limits."""
    return _line(block)


def _line(value: Block) -> Mrkdwn:
    # Its own line end, because the template engine takes away the one after a block.
    return Mrkdwn(json.dumps(value, ensure_ascii=False) + "\n")
