from dataclasses import replace

import pytest

from bot.rendering.options import client_option, client_options, new_client_option
from simulator import inspect_suggestions
from tests.rendering.sample_policy import ACME
from tests.support.workspace import plain


def test_a_known_client_is_offered_by_name_under_its_code() -> None:
    assert client_option(ACME) == {
        "text": {"type": "plain_text", "text": "Acme Industrie (ACME)", "emoji": False},
        "value": "ACME",
    }


def test_a_long_name_keeps_its_code_in_sight() -> None:
    shown = client_option(replace(ACME, name="A" * 200))["text"]["text"]
    assert len(shown) == 75
    assert shown.endswith("… (ACME)")


def test_an_unknown_name_can_be_a_new_client() -> None:
    option = new_client_option("  Neuf   SA ")
    assert plain(option["text"]["text"]) == "Nouveau client : Neuf SA"
    assert option["value"] == "new:Neuf SA"
    assert len(new_client_option("N" * 200)["value"]) == 75


@pytest.mark.parametrize("typed", ["acme", "ACME ", "acme industrie", "Acmé Industrie", "", "  "])
def test_an_exact_name_is_no_new_client(typed: str) -> None:
    assert client_options([ACME], typed) == [client_option(ACME)]


def test_the_beginning_of_a_name_may_be_another_clients() -> None:
    assert client_options([ACME], "acm") == [client_option(ACME), new_client_option("acm")]


def test_never_more_than_slack_takes() -> None:
    many = [replace(ACME, code=f"C{n}") for n in range(300)]
    offered = client_options(many, "industrie")
    inspect_suggestions({"options": offered})
    assert offered[-1]["value"] == "new:industrie"
