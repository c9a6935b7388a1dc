"""The blocks that a template prints, each as one line of JSON; `columns` gathers the lines printed inside it."""

import json
from collections.abc import Callable
from typing import Any

from bot.rendering.elements import Element, Part, given, plain
from bot.rendering.text import Mrkdwn, clean, cut_mrkdwn, one_line, pieces

Block = dict[str, Any]
Body = Callable[[], str]

SECTION = 3000
FIELD = 2000
FIELDS = 10
HEADER = 150
LABEL = 2000
TITLE = 24
METADATA = 3000
NOTIFICATION = 3000
CONTEXT = 3000


def lines_of(printed: str) -> list[Block]:
    """The JSON objects of a rendered template; a line separator within a text is not a line's end here."""
    return [json.loads(line) for line in printed.split("\n") if line.strip()]


def notification(caller: Body) -> Mrkdwn:
    """What a phone shows and a screen reader says."""
    return _line({"notification": cut_mrkdwn(one_line(clean(caller())), NOTIFICATION)})


def header(text: str) -> Mrkdwn:
    return _line({"type": "header", "text": plain(text, HEADER)})


def section(caller: Body) -> Mrkdwn:
    return _line({"type": "section", "text": _mrkdwn(caller(), SECTION)})


def prose(caller: Body) -> Mrkdwn:
    """A text of any length, in as many sections as it needs."""
    whole = pieces(clean(caller()), SECTION)
    return Mrkdwn("".join(_line({"type": "section", "text": _mrkdwn(piece, SECTION)}) for piece in whole))


def columns(caller: Body) -> Mrkdwn:
    """Two columns of what `column` printed, in as many sections as they need."""
    fields = lines_of(caller())
    rows = [fields[at : at + FIELDS] for at in range(0, len(fields), FIELDS)]
    return Mrkdwn("".join(_line({"type": "section", "fields": row}) for row in rows))


def column(title: str, caller: Body) -> Mrkdwn:
    return _line(_mrkdwn(f"*{title}*\n{clean(caller())}", FIELD))


def context(caller: Body) -> Mrkdwn:
    return _line({"type": "context", "elements": [_mrkdwn(caller(), CONTEXT)]})


def actions(*elements: Part, block_id: str | None = None) -> Mrkdwn:
    """Nothing at all when no element is there."""
    there = given(*elements)
    if not there:
        return Mrkdwn()
    return _line({"type": "actions", "elements": there} | ({"block_id": block_id} if block_id else {}))


def field(
    label: str, element: Element, *, optional: bool = False, dispatch: bool = False, hint: str | None = None
) -> Mrkdwn:
    """An input whose block has the name of its element: the field's name."""
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


def _line(value: Block) -> Mrkdwn:
    # Its own line end, because the template engine takes away the one after a block.
    return Mrkdwn(json.dumps(value, ensure_ascii=False) + "\n")
