"""Limits: what Block Kit allows in blocks, messages, views and suggestions."""

from collections.abc import Mapping

from simulator.blockkit.elements import ELEMENTS, GROUP, ID, IMAGE, SELECT_OPTION, Rules
from simulator.blockkit.rules import Anything, Chars, Flag, Kind, Many, Shape, Text

_SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
_IN_ACTIONS = ("button", "overflow", *_SELECTS, *_PICKERS)
_IN_INPUT = (*(name for name in ELEMENTS if name.endswith("_input")), *_SELECTS, *_PICKERS)

BLOCKS: Mapping[str, Shape] = {
    name: Shape(shape.needs, {**shape.may, "block_id": ID})
    for name, shape in {
        "section": Shape(
            {},
            {
                "text": Text(3000),
                "fields": Many(Text(2000), 10),
                "accessory": Kind("element", ("image", *_IN_ACTIONS)),
                "expand": Flag(),
            },
        ),
        "header": Shape({"text": Text(150, plain=True)}),
        "context": Shape({"elements": Many(Kind("element", ("plain_text", "mrkdwn", "image")), 10)}),
        "actions": Shape({"elements": Many(Kind("element", _IN_ACTIONS), 25)}),
        "divider": Shape(),
        "image": Shape({"alt_text": Chars(2000)}, {**IMAGE, "title": Text(2000, plain=True)}),
        "input": Shape(
            {"label": Text(2000, plain=True), "element": Kind("element", _IN_INPUT)},
            {"hint": Text(2000, plain=True), "optional": Flag(), "dispatch_action": Flag()},
        ),
        "markdown": Shape({"text": Chars(12_000)}),
        "rich_text": Shape({"elements": Many(Anything(), 1000)}),
        "table": Shape({"rows": Many(Many(Anything(), 20), 100)}, {"column_settings": Many(Anything(), 20)}),
        "video": Shape(
            {
                "title": Text(199, plain=True),
                "video_url": Chars(3000),
                "thumbnail_url": Chars(3000),
                "alt_text": Chars(2000),
            },
            {"author_name": Chars(49), "title_url": Chars(3000), "description": Text(200, plain=True)},
        ),
    }.items()
}

_IN_VIEWS = tuple(name for name in BLOCKS if name not in ("markdown", "table"))
_ABOUT_VIEW: Rules = {
    "private_metadata": Chars(3000, 0),
    "callback_id": Chars(255, 0),
    "external_id": Chars(255, 0),
}
_BUTTON = Text(24, plain=True)

MESSAGE_BLOCKS = Many(Kind("block", tuple(BLOCKS)), 50, 0)
VIEWS: Mapping[str, Shape] = {
    "modal": Shape(
        {"title": Text(24, plain=True), "blocks": Many(Kind("block", _IN_VIEWS), 100, 0)},
        {
            **_ABOUT_VIEW,
            "submit": _BUTTON,
            "close": _BUTTON,
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
    ),
    "home": Shape({"blocks": Many(Kind("block", _IN_VIEWS), 100, 0)}, _ABOUT_VIEW),
}
SUGGESTIONS = Shape({}, {"options": Many(SELECT_OPTION, 100, 0), "option_groups": Many(GROUP, 100, 0)})
VIEW_BYTES = 250_000
