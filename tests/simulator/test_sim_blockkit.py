"""What Block Kit refuses beyond sizes: wrong kinds, unknown properties, and values that do not go together."""

from typing import Any

import pytest

from simulator.blockkit.inspection import inspect_blocks, inspect_suggestions, inspect_view
from simulator.slack_error import SlackError
from tests.simulator.sim_house import actions, button, entry, modal, option, plain, section

SELECT = {"type": "static_select", "action_id": "s"}
TEXT = {"type": "plain_text_input"}

MESSAGES: list[tuple[str, list[Any], str]] = [
    ("no list", "blocks", "blocks: not a list"),  # type: ignore[list-item]  # what a careless app sends
    ("no object", ["x"], "blocks[0]: unsupported type 'x'"),
    ("unknown block", [{"type": "poem"}], "blocks[0]: unsupported type 'poem'"),
    ("unknown property", [section("a", colour="red")], "blocks[0].colour: invalid additional property"),
    ("no text", [{"type": "section"}], "blocks[0]: neither text nor fields"),
    ("missing", [{"type": "header"}], "blocks[0].text: missing"),
    (
        "header in mrkdwn",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
        "blocks[0].text: not a text",
    ),
    (
        "emoji in mrkdwn",
        [section("a") | {"text": {"type": "mrkdwn", "text": "a", "emoji": True}}],
        "text.emoji: inv",
    ),
    ("null", [section("a", accessory=None)], "blocks[0].accessory: unsupported type None"),
    ("block_id twice", [section("a", block_id="b"), section("b", block_id="b")], "'b' stands 2 times"),
    ("action_id twice", [actions(button("A"), button("B"))], "'press' stands 2 times"),
    (
        "input in actions",
        [actions({"type": "plain_text_input"})],
        "elements[0]: unsupported type 'plain_text_input'",
    ),
    ("style", [actions(button("A", style="loud"))], "style: 'loud' is not one of primary, danger"),
    ("select without options", [actions(SELECT)], "needs either options or option_groups"),
    (
        "options and groups",
        [
            actions(
                {
                    **SELECT,
                    "options": [option("A")],
                    "option_groups": [{"label": plain("G"), "options": [option("B")]}],
                }
            )
        ],
        "needs either options or option_groups",
    ),
    (
        "initial option not offered",
        [actions({**SELECT, "options": [option("A")], "initial_option": option("B")})],
        "the initial option 'b' is not among the options",
    ),
    ("date", [actions({"type": "datepicker", "initial_date": "24/11/26"})], "has not the form"),
    ("instant", [actions({"type": "datetimepicker", "initial_date_time": "1764000000"})], "not an integer"),
    ("flag", [section("a", expand="yes")], "blocks[0].expand: not a boolean"),
    ("image without source", [{"type": "image", "alt_text": "a"}], "needs either image_url or slack_file"),
    ("two tables", [{"type": "table", "rows": [[{}]]}] * 2, "only one table allowed"),
]


@pytest.mark.parametrize(
    ("blocks", "problem"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES]
)
def test_refuses_a_message(blocks: Any, problem: str) -> None:
    with pytest.raises(SlackError) as caught:
        inspect_blocks(blocks)
    assert caught.value.code == "invalid_blocks"
    assert problem in " ".join(caught.value.details)


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    blocks = [actions(button("A")), actions(button("B"))]
    assert inspect_blocks(blocks) == tuple(blocks)


VIEWS: list[tuple[str, Any, str]] = [
    ("no object", "modal", "view.type: not modal"),
    ("a Home as a modal", {"type": "home", "blocks": []}, "view.type: not modal"),
    ("no title", {"type": "modal", "blocks": []}, "view.title: missing"),
    (
        "no submit",
        {"type": "modal", "title": plain("T"), "blocks": [entry("A", TEXT)]},
        "view.submit: missing",
    ),
    ("message block", modal({"type": "markdown", "text": "a"}), "unsupported type 'markdown'"),
    ("read back", modal(section("a"), id="V1", hash="1"), "view.id: invalid additional property"),
    (
        "focus twice",
        modal(*(entry(each, {**TEXT, "focus_on_load": True}) for each in "AB")),
        "focus_on_load on 2",
    ),
    (
        "min over max",
        modal(entry("A", {**TEXT, "min_length": 5, "max_length": 4})),
        "min_length above max_length",
    ),
    (
        "file with dispatch",
        modal(entry("A", {"type": "file_input"}, dispatch_action=True)),
        "not with a file_input",
    ),
    (
        "bounds as numbers",
        modal(entry("A", {"type": "number_input", "is_decimal_allowed": False, "min_value": 1})),
        "not a s",
    ),
]


@pytest.mark.parametrize(("view", "problem"), [row[1:] for row in VIEWS], ids=[row[0] for row in VIEWS])
def test_refuses_a_view(view: Any, problem: str) -> None:
    with pytest.raises(SlackError) as caught:
        inspect_view(view, "modal")
    assert (caught.value.code, caught.value.kind) == ("invalid_arguments", "invalid_blocks")
    assert problem in " ".join(caught.value.details)


def test_refuses_a_view_above_250_kilobytes() -> None:
    texts = [section("é" * 2900, block_id=str(number)) for number in range(42)]
    assert inspect_view(modal(*texts), "modal")
    with pytest.raises(SlackError) as caught:
        inspect_view(modal(*texts, section("é" * 2900)), "modal")
    assert caught.value.code == "view_too_large"


def test_a_home_has_no_title() -> None:
    with pytest.raises(SlackError):
        inspect_view({"type": "home", "title": plain("T"), "blocks": []}, "home")
    assert inspect_view({"type": "home", "blocks": [section("a")]}, "home")


def test_suggestions_are_options_or_groups() -> None:
    groups = [{"label": plain("G"), "options": [option("B")]}]
    assert inspect_suggestions({"options": [option("A")]}) == [option("A")]
    assert inspect_suggestions({"option_groups": groups}) == [option("B")]
    for wrong in ({}, {"options": [option("A")], "option_groups": groups}, {"options": [{"text": "A"}]}):
        with pytest.raises(SlackError):
            inspect_suggestions(wrong)
