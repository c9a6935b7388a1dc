"""The limits of block elements; https://docs.slack.dev/reference/block-kit/block-elements."""

from collections.abc import Mapping

from simulator.blockkit.rules import (
    AnyJson,
    Boolean,
    Integer,
    ListOf,
    Object,
    OneOf,
    Rule,
    String,
    TextObject,
)

Rules = Mapping[str, Rule]

ID = String(255)
_PLACEHOLDER = TextObject(150, plain=True)
_STYLE = OneOf(("primary", "danger"))
_CONFIRM = Object(
    {
        "title": TextObject(100, plain=True),
        "text": TextObject(300),
        "confirm": TextObject(30, plain=True),
        "deny": TextObject(30, plain=True),
    },
    {"style": _STYLE},
)
_OPTION = Object({"text": TextObject(75), "value": String(150)}, {"description": TextObject(75)})
SELECT_OPTION = Object(
    {"text": TextObject(75, plain=True), "value": String(150)}, {"description": TextObject(75, plain=True)}
)
_OVERFLOW_OPTION = Object(SELECT_OPTION.required, {**SELECT_OPTION.optional, "url": String(3000)})
GROUP = Object({"label": TextObject(75, plain=True), "options": ListOf(SELECT_OPTION, 100)})
_CHOICES: Rules = {"options": ListOf(SELECT_OPTION, 100), "option_groups": ListOf(GROUP, 100)}
_COMMON: Rules = {"action_id": ID, "confirm": _CONFIRM, "focus_on_load": Boolean()}
_SELECT: Rules = {**_COMMON, "placeholder": _PLACEHOLDER}
_MULTI: Rules = {**_SELECT, "max_selected_items": Integer(100, 1)}
_NUMBER = String(50, pattern=r"-?\d+(\.\d+)?")
_DISPATCH = Object({}, {"trigger_actions_on": ListOf(OneOf(("on_enter_pressed", "on_character_entered")), 2)})
_TYPED: Rules = {
    "action_id": ID,
    "focus_on_load": Boolean(),
    "placeholder": _PLACEHOLDER,
    "dispatch_action_config": _DISPATCH,
}
_LIST: Rules = {"initial_options": ListOf(SELECT_OPTION, 100)}
_IDS = ListOf(String(255), 100)
_MINIMUM: Rules = {"min_query_length": Integer(255)}
IMAGE: Rules = {"image_url": String(3000), "slack_file": AnyJson()}

ELEMENTS: Mapping[str, Object] = {
    "plain_text": Object({"text": String(3000)}, {"emoji": Boolean()}),
    "mrkdwn": Object({"text": String(3000)}, {"verbatim": Boolean()}),
    "image": Object({"alt_text": String(2000)}, IMAGE),
    "button": Object(
        {"text": TextObject(75, plain=True)},
        {
            "action_id": ID,
            "url": String(3000),
            "value": String(2000),
            "style": _STYLE,
            "confirm": _CONFIRM,
            "accessibility_label": String(75),
        },
    ),
    "static_select": Object({}, {**_SELECT, **_CHOICES, "initial_option": SELECT_OPTION}),
    "external_select": Object({}, {**_SELECT, **_MINIMUM, "initial_option": SELECT_OPTION}),
    "users_select": Object({}, {**_SELECT, "initial_user": String(255)}),
    "channels_select": Object({}, {**_SELECT, "initial_channel": ID, "response_url_enabled": Boolean()}),
    "conversations_select": Object(
        {},
        {
            **_SELECT,
            "initial_conversation": ID,
            "default_to_current_conversation": Boolean(),
            "response_url_enabled": Boolean(),
            "filter": AnyJson(),
        },
    ),
    "multi_static_select": Object({}, {**_MULTI, **_CHOICES, **_LIST}),
    "multi_external_select": Object({}, {**_MULTI, **_MINIMUM, **_LIST}),
    "multi_users_select": Object({}, {**_MULTI, "initial_users": _IDS}),
    "multi_channels_select": Object({}, {**_MULTI, "initial_channels": _IDS}),
    "multi_conversations_select": Object(
        {},
        {
            **_MULTI,
            "initial_conversations": _IDS,
            "default_to_current_conversation": Boolean(),
            "filter": AnyJson(),
        },
    ),
    "checkboxes": Object(
        {"options": ListOf(_OPTION, 10)}, {**_COMMON, "initial_options": ListOf(_OPTION, 10)}
    ),
    "radio_buttons": Object({"options": ListOf(_OPTION, 10)}, {**_COMMON, "initial_option": _OPTION}),
    "overflow": Object({"options": ListOf(_OVERFLOW_OPTION, 5)}, {"action_id": ID, "confirm": _CONFIRM}),
    "datepicker": Object({}, {**_SELECT, "initial_date": String(10, pattern=r"\d{4}-\d\d-\d\d")}),
    "timepicker": Object(
        {}, {**_SELECT, "initial_time": String(5, pattern=r"\d\d:\d\d"), "timezone": String(255)}
    ),
    "datetimepicker": Object({}, {**_COMMON, "initial_date_time": Integer(9_999_999_999, 1_000_000_000)}),
    "plain_text_input": Object(
        {},
        {
            **_TYPED,
            "initial_value": String(3000, 0),
            "multiline": Boolean(),
            "min_length": Integer(3000),
            "max_length": Integer(3000, 1),
        },
    ),
    "number_input": Object(
        {"is_decimal_allowed": Boolean()},
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "email_text_input": Object({}, {**_TYPED, "initial_value": String(3000)}),
    "url_text_input": Object({}, {**_TYPED, "initial_value": String(3000)}),
    "rich_text_input": Object(
        {}, {**_TYPED, "initial_value": AnyJson(), "min_lines": Integer(100, 1), "max_lines": Integer(100, 1)}
    ),
    "file_input": Object(
        {}, {"action_id": ID, "filetypes": ListOf(String(255), 100), "max_files": Integer(10, 1)}
    ),
}
