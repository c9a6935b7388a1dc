"""Elements: the limits of Slack's Block Kit reference, element by element."""

from collections.abc import Mapping

from simulator.blockkit.rules import Among, Anything, Chars, Flag, Many, Rule, Shape, Text, Whole

Rules = Mapping[str, Rule]

ID = Chars(255)
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
SELECT_OPTION = Shape(
    {"text": Text(75, plain=True), "value": Chars(150)}, {"description": Text(75, plain=True)}
)
_OVERFLOW_OPTION = Shape(SELECT_OPTION.needs, {**SELECT_OPTION.may, "url": Chars(3000)})
GROUP = Shape({"label": Text(75, plain=True), "options": Many(SELECT_OPTION, 100)})
_CHOICES: Rules = {"options": Many(SELECT_OPTION, 100), "option_groups": Many(GROUP, 100)}
_COMMON: Rules = {"action_id": ID, "confirm": _CONFIRM, "focus_on_load": Flag()}
_SELECT: Rules = {**_COMMON, "placeholder": _PLACEHOLDER}
_MULTI: Rules = {**_SELECT, "max_selected_items": Whole(100, 1)}
_NUMBER = Chars(50, form=r"-?\d+(\.\d+)?")
_DISPATCH = Shape({}, {"trigger_actions_on": Many(Among(("on_enter_pressed", "on_character_entered")), 2)})
_TYPED: Rules = {
    "action_id": ID,
    "focus_on_load": Flag(),
    "placeholder": _PLACEHOLDER,
    "dispatch_action_config": _DISPATCH,
}
_LIST: Rules = {"initial_options": Many(SELECT_OPTION, 100)}
_IDS = Many(Chars(255), 100)
_MINIMUM: Rules = {"min_query_length": Whole(255)}
IMAGE: Rules = {"image_url": Chars(3000), "slack_file": Anything()}

ELEMENTS: Mapping[str, Shape] = {
    "plain_text": Shape({"text": Chars(3000)}, {"emoji": Flag()}),
    "mrkdwn": Shape({"text": Chars(3000)}, {"verbatim": Flag()}),
    "image": Shape({"alt_text": Chars(2000)}, IMAGE),
    "button": Shape(
        {"text": Text(75, plain=True)},
        {
            "action_id": ID,
            "url": Chars(3000),
            "value": Chars(2000),
            "style": _STYLE,
            "confirm": _CONFIRM,
            "accessibility_label": Chars(75),
        },
    ),
    "static_select": Shape({}, {**_SELECT, **_CHOICES, "initial_option": SELECT_OPTION}),
    "external_select": Shape({}, {**_SELECT, **_MINIMUM, "initial_option": SELECT_OPTION}),
    "users_select": Shape({}, {**_SELECT, "initial_user": Chars(255)}),
    "channels_select": Shape({}, {**_SELECT, "initial_channel": ID, "response_url_enabled": Flag()}),
    "conversations_select": Shape(
        {},
        {
            **_SELECT,
            "initial_conversation": ID,
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
    "overflow": Shape({"options": Many(_OVERFLOW_OPTION, 5)}, {"action_id": ID, "confirm": _CONFIRM}),
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
    "file_input": Shape({}, {"action_id": ID, "filetypes": Many(Chars(255), 100), "max_files": Whole(10, 1)}),
}
