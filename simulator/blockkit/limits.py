"""The limits of blocks, messages, views and suggestions; https://docs.slack.dev/reference/block-kit/blocks."""

from collections.abc import Mapping

from simulator.blockkit.charts import CHARTS
from simulator.blockkit.elements import ELEMENTS, GROUP, ID, IMAGE, SELECT_OPTION, Rules
from simulator.blockkit.rules import AnyJson, Boolean, ListOf, Object, OneOf, String, TextObject, TypedObject

_SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
_IN_ACTIONS = ("button", "overflow", *_SELECTS, *_PICKERS)
_IN_INPUT = (*(name for name in ELEMENTS if name.endswith("_input")), *_SELECTS, *_PICKERS)

BLOCKS: Mapping[str, Object] = {
    name: Object(shape.required, {**shape.optional, "block_id": ID})
    for name, shape in {
        "section": Object(
            {},
            {
                "text": TextObject(3000),
                "fields": ListOf(TextObject(2000), 10),
                "accessory": TypedObject("element", ("image", *_IN_ACTIONS)),
                "expand": Boolean(),
            },
        ),
        "header": Object({"text": TextObject(150, plain=True)}),
        "context": Object(
            {"elements": ListOf(TypedObject("element", ("plain_text", "mrkdwn", "image")), 10)}
        ),
        "actions": Object({"elements": ListOf(TypedObject("element", _IN_ACTIONS), 25)}),
        "alert": Object(
            {"text": TextObject(200)},
            {"level": OneOf(("default", "info", "warning", "error", "success"))},
        ),
        "divider": Object(),
        "image": Object({"alt_text": String(2000)}, {**IMAGE, "title": TextObject(2000, plain=True)}),
        "input": Object(
            {"label": TextObject(2000, plain=True), "element": TypedObject("element", _IN_INPUT)},
            {"hint": TextObject(2000, plain=True), "optional": Boolean(), "dispatch_action": Boolean()},
        ),
        "markdown": Object({"text": String(12_000)}),
        "rich_text": Object({"elements": ListOf(AnyJson(), 1000)}),
        "table": Object(
            {"rows": ListOf(ListOf(AnyJson(), 20), 100)}, {"column_settings": ListOf(AnyJson(), 20)}
        ),
        "data_visualization": Object({"title": String(50), "chart": TypedObject("chart", tuple(CHARTS))}),
        "video": Object(
            {
                "title": TextObject(199, plain=True),
                "video_url": String(3000),
                "thumbnail_url": String(3000),
                "alt_text": String(2000),
            },
            {
                "author_name": String(49),
                "title_url": String(3000),
                "description": TextObject(200, plain=True),
            },
        ),
    }.items()
}

_ONLY_IN_MODALS = ("alert",)
_IN_MODALS = tuple(name for name in BLOCKS if name not in ("markdown", "table", "data_visualization"))
_IN_HOME = tuple(name for name in _IN_MODALS if name not in _ONLY_IN_MODALS)
_IN_MESSAGES = tuple(name for name in BLOCKS if name not in _ONLY_IN_MODALS)
_ABOUT_VIEW: Rules = {
    "private_metadata": String(3000, 0),
    "callback_id": String(255, 0),
    "external_id": String(255, 0),
}
_BUTTON = TextObject(24, plain=True)

MESSAGE_BLOCKS = ListOf(TypedObject("block", _IN_MESSAGES), 50, 0)
VIEWS: Mapping[str, Object] = {
    "modal": Object(
        {"title": TextObject(24, plain=True), "blocks": ListOf(TypedObject("block", _IN_MODALS), 100, 0)},
        {
            **_ABOUT_VIEW,
            "submit": _BUTTON,
            "close": _BUTTON,
            "clear_on_close": Boolean(),
            "notify_on_close": Boolean(),
            "submit_disabled": Boolean(),
        },
    ),
    "home": Object({"blocks": ListOf(TypedObject("block", _IN_HOME), 100, 0)}, _ABOUT_VIEW),
}
SUGGESTIONS = Object({}, {"options": ListOf(SELECT_OPTION, 100, 0), "option_groups": ListOf(GROUP, 100, 0)})
VIEW_BYTES = 250_000
