"""Decoders: of anything that may come in, a value or Malformed, and never another error."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.rendering.renderer import Renderer
from handlers.commands import decode
from handlers.error_boundary import ErrorBoundary
from handlers.forms import source_of
from handlers.payloads import MalformedError, ViewState, block_action, person_of
from tests.handlers.listener_bench import named, raising

KEYS = st.sampled_from(
    [
        *("actions", "action_id", "value", "selected_option", "view", "id", "state", "values"),
        *("private_metadata", "user", "user_id", "event", "text", "trigger_id", "field", "blocks", "type"),
        *("selected_options", "selected_date_time", "selected_date", "selected_user", "block_id", "input"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | KEYS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)
BODIES = st.dictionaries(KEYS, JSON, max_size=5)
ELEMENTS = st.dictionaries(KEYS, JSON, max_size=4)

READS: list[Callable[[ViewState], object]] = [
    lambda f: f.text("field"),
    lambda f: f.choice("field"),
    lambda f: f.ticked("field"),
    lambda f: f.instant("field"),
    lambda f: f.whole("field"),
    lambda f: f.day("field"),
    lambda f: f.person("field"),
]


def submitted(element: object) -> dict[str, Any]:
    """A form whose only field holds this element."""
    return {"view": {"id": "V1", "state": {"values": {"field": {"field": element}}}}}


def value_or_malformed(work: Callable[[], object]) -> None:
    try:
        work()
    except MalformedError:
        return


@given(BODIES)
def test_a_press_is_a_value_or_malformed(body: Mapping[str, Any]):
    value_or_malformed(lambda: block_action(body))


@given(BODIES | st.fixed_dictionaries({"actions": st.lists(JSON, max_size=2)}))
def test_a_press_that_is_one_has_words(body: Mapping[str, Any]):
    try:
        button = block_action(body)
    except MalformedError:
        return
    assert button.arguments
    assert all(button.arguments)
    assert button.number == button.arguments[0]


@given(BODIES)
def test_a_form_is_a_value_or_malformed(body: Mapping[str, Any]):
    value_or_malformed(lambda: [read(ViewState(body)) for read in READS])


@pytest.mark.parametrize("read", READS)
@given(element=ELEMENTS | JSON)
def test_a_field_is_a_value_or_malformed(read: Callable[[ViewState], object], element: object):
    value_or_malformed(lambda: read(ViewState(submitted(element))))


@given(BODIES | st.dictionaries(KEYS, LEAVES))
def test_a_command_and_its_person_are_values_or_malformed(body: Mapping[str, Any]):
    value_or_malformed(lambda: decode(body))
    value_or_malformed(lambda: person_of(body))


@given(st.text())
def test_metadata_of_any_kind_is_a_link_or_none(metadata: str):
    assert source_of(metadata) is None


BOUNDARY = ErrorBoundary(Renderer(), named)


@given(body=BODIES | st.fixed_dictionaries({"view": st.fixed_dictionaries({"blocks": st.lists(JSON)})}))
async def test_whatever_comes_in_is_answered_and_nothing_escapes(body: Mapping[str, Any]):
    with capture_logs():
        reply = await BOUNDARY.run(raising(MalformedError("not Slack's")), body)
    assert reply.message
    assert "Une erreur est survenue" in reply.message.text


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        (None, 0),
        ("0", 0),
        ("90", 90),
        (" 90 ", 90),
        ("-5", -1),
        ("1.5", -1),
        ("1e3", -1),
        ("dix", -1),
        ("٣", -1),
        ("9" * 5000, -1),
    ],
)
def test_minutes_are_whole_or_refused_by_the_rule(typed: str | None, minutes: int):
    assert ViewState(submitted({"value": typed})).whole("field") == minutes


def test_the_fields_of_a_form_are_read_as_they_were_typed():
    form = ViewState(
        {
            "view": {
                "id": "V1",
                "private_metadata": "2026-0001",
                "state": {
                    "values": {
                        "request": {"request": {"value": " a &lt; b &amp;amp; c \n"}},
                        "empty": {"empty": {"value": "   "}},
                        "level": {"level": {"selected_option": {"value": "2"}}},
                        "none": {"none": {"selected_option": None}},
                        "solved": {"solved": {"selected_options": [{"value": "solved"}]}},
                        "until": {"until": {"selected_date_time": 1764000000}},
                        "from": {"from": {"selected_date": "2026-11-23"}},
                        "who": {"who": {"selected_user": "U0ALICE"}},
                    }
                },
            }
        }
    )
    assert (form.view_id, form.metadata) == ("V1", "2026-0001")
    assert (form.text("request"), form.text("empty"), form.text("absent")) == ("a < b &amp; c", None, None)
    assert (form.choice("level"), form.choice("none"), form.choice("absent")) == ("2", None, None)
    assert (form.ticked("solved"), form.ticked("absent")) == (True, False)
    assert form.instant("until") == datetime.fromtimestamp(1764000000, UTC)
    assert form.instant("absent") is None
    assert (form.day("from"), form.person("who")) == (date(2026, 11, 23), "U0ALICE")


@pytest.mark.parametrize("field", ["day", "person"])
def test_what_slack_requires_and_is_missing_is_malformed(field: str):
    with pytest.raises(MalformedError):
        getattr(ViewState(submitted({})), field)("field")


def test_a_button_and_a_menu_are_read_alike():
    button = {"action_id": "answer:bug", "value": "2026-0001 during bug"}
    menu = {"action_id": "menu", "selected_option": {"value": "discard 2026-0001"}}
    assert block_action({"actions": [button]}).arguments == ("2026-0001", "during", "bug")
    assert block_action({"actions": [menu]}).arguments == ("discard", "2026-0001")


@pytest.mark.parametrize("value", ["", "   ", None])
def test_a_button_without_a_value_is_malformed(value: str | None):
    body: dict[str, Any] = {"actions": [{"action_id": "take", "value": value or ""}]}
    with pytest.raises(MalformedError):
        block_action(body)


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("", "", ""),
        ("  appel acme  imprimante HS ", "appel", "acme  imprimante HS"),
        ("APPEL Acme", "appel", "Acme"),
        ("appel\tacme\u00a0HS", "appel", "acme\u00a0HS"),
        ("appel a &amp; b", "appel", "a & b"),
    ],
)
def test_a_command_is_its_first_word_and_the_rest(text: str, word: str, rest: str):
    typed = decode({"user_id": "U0ALICE", "text": text, "trigger_id": "T1"})
    assert (typed.by, typed.origin) == ("U0ALICE", "command:T1")
    assert (typed.word, typed.rest) == (word, rest)
