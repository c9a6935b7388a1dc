"""Every template compiles: a bot compiles most of them only when they are first shown."""

import pytest

from bot.rendering.environment import slack_environment
from bot.rendering.renderer import at_hand

OTHERS = ("mail/", "gdp/")
"""Of reports, which have an environment of their own, and are compiled by every test of a mail."""

TEMPLATES = [name for name in slack_environment().list_templates() if not name.startswith(OTHERS)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str) -> None:
    assert slack_environment().get_template(name).name == name


def test_a_call_s_first_minutes_are_at_hand_with_all_that_they_include() -> None:
    names = at_hand(slack_environment())
    assert {"slack/card.j2", "slack/parts/card_open.j2", "slack/parts/known.j2", "slack/level2.j2"} <= names
    assert names <= {*TEMPLATES}
    assert "slack/home.j2" not in names
