"""The text of a message: its own, else that of its blocks, else that of its attachments."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.slack_markup import readable
from handlers.message_text import text_of

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Imprimante &amp; scanner HS"}}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Vu par "},
                {"type": "user", "user_id": "U0DAVID"},
                {"type": "text", "text": " : "},
                {"type": "link", "url": "https://acme.fr/x", "text": "la page"},
                {"type": "emoji", "name": "printer"},
            ],
        }
    ],
}
MAIL = {
    "fallback": "Objet : panne",
    "title": "Panne",
    "text": "Plus rien ne sort",
    "fields": [{"title": "De", "value": "Mme Durand"}],
}
BUTTON = {"type": "actions", "elements": [{"type": "button", "action_id": "x", "text": {"text": "Presser"}}]}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "Bonjour", "blocks": [SECTION]}, "Bonjour"),
        ({"text": "", "blocks": [SECTION]}, "Imprimante & scanner HS"),
        ({"text": " ", "blocks": [RICH]}, "Vu par @David : la page (https://acme.fr/x):printer:"),
        ({"attachments": [MAIL]}, "Panne\nPlus rien ne sort\nDe\nMme Durand"),
        ({"attachments": [{"fallback": "Objet : panne"}]}, "Objet : panne"),
        ({"attachments": [{"blocks": [SECTION]}]}, "Imprimante & scanner HS"),
        ({"text": "", "blocks": [BUTTON], "attachments": [MAIL]}, "Panne\nPlus rien ne sort\nDe\nMme Durand"),
        ({}, ""),
    ],
)
def test_what_a_message_says(message: dict[str, Any], text: str) -> None:
    assert readable(text_of(message), {"U0DAVID": "David"}) == text


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "type", "elements", "fields", "blocks", "url"]), inner)
    ),
    max_leaves=20,
)


@given(ANY_JSON, ANY_JSON)
def test_no_payload_breaks_it(blocks: object, attachments: object) -> None:
    assert isinstance(text_of({"blocks": blocks, "attachments": attachments}), str)
