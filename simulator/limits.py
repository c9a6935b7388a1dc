"""Limits: Slack's Block Kit reference as a table, by element, block and view."""

from collections.abc import Mapping

from simulator.rules import Among, Anything, Chars, Flag, Kind, Many, Rule, Shape, Text, Whole

_Rules = Mapping[str, Rule]

_ID = Chars(255)
_PLACEHOLDER = Text(150, plain=True)
_STYLE = Among(("primary", "danger"))
_CONFIRM = Shape(
    {
        "title": Text(100, plain=True),
        "text": Text(300),
        "confirm": Text(30, plain=True),
        "deny": Text(30, plain=True),
    },
    {"style": _STYLE},
)
_OPTION = Shape({"text": Text(75), "value": Chars(150)}, {"description": Text(75)})
_SELECT_OPTION = Shape(
    {"text": Text(75, plain=True), "value": Chars(150)}, {"description": Text(75, plain=True)}
)
_OVERFLOW_OPTION = Shape(_SELECT_OPTION.needs, {**_SELECT_OPTION.may, "url": Chars(3000)})
_GROUP = Shape({"label": Text(75, plain=True), "options": Many(_SELECT_OPTION, 100)})
_CHOICES: _Rules = {"options": Many(_SELECT_OPTION, 100), "option_groups": Many(_GROUP, 100)}
_COMMON: _Rules = {"action_id": _ID, "confirm": _CONFIRM, "focus_on_load": Flag()}
_SELECT: _Rules = {**_COMMON, "placeholder": _PLACEHOLDER}
_MULTI: _Rules = {**_SELECT, "max_selected_items": Whole(100, 1)}
_NUMBER = Chars(50, form=r"-?\d+(\.\d+)?")
_DISPATCH = Shape({}, {"trigger_actions_on": Many(Among(("on_enter_pressed", "on_character_entered")), 2)})
_TYPED: _Rules = {
    "action_id": _ID,
    "focus_on_load": Flag(),
    "placeholder": _PLACEHOLDER,
    "dispatch_action_config": _DISPATCH,
}
_LIST: _Rules = {"initial_options": Many(_SELECT_OPTION, 100)}
_IDS = Many(Chars(255), 100)
_MINIMUM: _Rules = {"min_query_length": Whole(255)}
_IMAGE: _Rules = {"image_url": Chars(3000), "slack_file": Anything()}

ELEMENTS: Mapping[str, Shape] = {
    "plain_text": Shape({"text": Chars(3000)}, {"emoji": Flag()}),
    "mrkdwn": Shape({"text": Chars(3000)}, {"verbatim": Flag()}),
    "image": Shape({"alt_text": Chars(2000)}, _IMAGE),
    "button": Shape(
        {"text": Text(75, plain=True)},
        {
            "action_id": _ID,
            "url": Chars(3000),
            "value": Chars(2000),
            "style": _STYLE,
            "confirm": _CONFIRM,
            "accessibility_label": Chars(75),
        },
    ),
    "static_select": Shape({}, {**_SELECT, **_CHOICES, "initial_option": _SELECT_OPTION}),
    "external_select": Shape({}, {**_SELECT, **_MINIMUM, "initial_option": _SELECT_OPTION}),
    "users_select": Shape({}, {**_SELECT, "initial_user": Chars(255)}),
    "channels_select": Shape({}, {**_SELECT, "initial_channel": _ID, "response_url_enabled": Flag()}),
    "conversations_select": Shape(
        {},
        {
            **_SELECT,
            "initial_conversation": _ID,
            "default_to_current_conversation": Flag(),
            "response_url_enabled": Flag(),
            "filter": Anything(),
        },
    ),
    "multi_static_select": Shape({}, {**_MULTI, **_CHOICES, **_LIST}),
    "multi_external_select": Shape({}, {**_MULTI, **_MINIMUM, **_LIST}),
    "multi_users_select": Shape({}, {**_MULTI, "initial_users": _IDS}),
    "multi_channels_select": Shape({}, {**_MULTI, "initial_channels": _IDS}),
    "multi_conversations_select": Shape(
        {},
        {
            **_MULTI,
            "initial_conversations": _IDS,
            "default_to_current_conversation": Flag(),
            "filter": Anything(),
        },
    ),
    "checkboxes": Shape({"options": Many(_OPTION, 10)}, {**_COMMON, "initial_options": Many(_OPTION, 10)}),
    "radio_buttons": Shape({"options": Many(_OPTION, 10)}, {**_COMMON, "initial_option": _OPTION}),
    "overflow": Shape({"options": Many(_OVERFLOW_OPTION, 5)}, {"action_id": _ID, "confirm": _CONFIRM}),
    "datepicker": Shape({}, {**_SELECT, "initial_date": Chars(10, form=r"\d{4}-\d\d-\d\d")}),
    "timepicker": Shape({}, {**_SELECT, "initial_time": Chars(5, form=r"\d\d:\d\d"), "timezone": Chars(255)}),
    "datetimepicker": Shape({}, {**_COMMON, "initial_date_time": Whole(9_999_999_999, 1_000_000_000)}),
    "plain_text_input": Shape(
        {},
        {
            **_TYPED,
            "initial_value": Chars(3000, 0),
            "multiline": Flag(),
            "min_length": Whole(3000),
            "max_length": Whole(3000, 1),
        },
    ),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()},
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "email_text_input": Shape({}, {**_TYPED, "initial_value": Chars(3000)}),
    "url_text_input": Shape({}, {**_TYPED, "initial_value": Chars(3000)}),
    "rich_text_input": Shape(
        {}, {**_TYPED, "initial_value": Anything(), "min_lines": Whole(100, 1), "max_lines": Whole(100, 1)}
    ),
    "file_input": Shape(
        {}, {"action_id": _ID, "filetypes": Many(Chars(255), 100), "max_files": Whole(10, 1)}
    ),
}

_SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
_IN_ACTIONS = ("button", "overflow", *_SELECTS, *_PICKERS)
_IN_INPUT = (*(name for name in ELEMENTS if name.endswith("_input")), *_SELECTS, *_PICKERS)

BLOCKS: Mapping[str, Shape] = {
    name: Shape(shape.needs, {**shape.may, "block_id": _ID})
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
        "image": Shape({"alt_text": Chars(2000)}, {**_IMAGE, "title": Text(2000, plain=True)}),
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
_ABOUT_VIEW: _Rules = {
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
SUGGESTIONS = Shape({}, {"options": Many(_SELECT_OPTION, 100, 0), "option_groups": Many(_GROUP, 100, 0)})
VIEW_BYTES = 250_000
