"""A card that is late: whoever opened the call hears why, and gets the link by a way that still works."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.rendering.renderer import Renderer
from bot.services.opening import OpenResult
from handlers import confirmations
from handlers.replies import SlackContext
from tests.rendering.sample_calls import opened as sample_call

MINUTE = 60.0
LINK = "https://lina.slack.com/archives/C0SUPPORT/p1"


@dataclass
class LateCard:
    """A card that stands after so many seconds of a clock that only waiting moves."""

    after: float
    limited: bool = False
    now: float = 0.0
    told: list[tuple[str, str]] = field(default_factory=list)

    async def wait_for_link(self, _number: str, seconds: float) -> str | None:
        self.now = min(self.after, self.now + seconds)
        return LINK if self.now >= self.after else None

    async def waits_for_rate_limit(self, _number: str) -> bool:
        return self.limited

    async def other_open_calls(self, _call: object) -> list[object]:
        return []

    async def opened(self) -> list[tuple[str, str]]:
        """Opens a call by a command; by which ways what was told, in order."""
        services = SimpleNamespace(
            queries=self, card_links=self, renderer=Renderer(), support_channel="C0SUPPORT"
        )
        result = OpenResult(sample_call(), existing=False)
        reply = confirmations.for_command(cast("Any", services), result, lambda: self.now)
        assert reply.after_ack
        await reply.after_ack(_Slack({"response_url": "x"}, cast("Any", self), cast("Any", None)))
        return self.told

    async def chat_postEphemeral(self, *, channel: str, text: str, **_: object) -> None:  # noqa: N802  # Slack's name
        self.told.append((channel, text))


class _Slack(SlackContext):
    @property
    def person(self) -> str:
        return "U0ALICE"

    async def respond(self, message: Any) -> None:
        cast("Any", self.client).told.append(("response_url", message.text))


@pytest.fixture(autouse=True)
def responding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SlackContext, "respond", _Slack.respond)


async def test_a_card_that_slack_holds_up_is_said_to_be_on_its_way() -> None:
    told = await LateCard(after=45.0, limited=True).opened()
    assert [way for way, _ in told] == ["response_url"] * 3
    assert "Slack limite les messages" in told[1][1]
    assert "suivra" in told[1][1]
    assert "ouvert" in told[2][1]


async def test_a_card_that_is_late_for_another_reason_is_not() -> None:
    told = await LateCard(after=45.0).opened()
    assert [way for way, _ in told] == ["response_url"] * 2


async def test_a_link_that_comes_after_half_an_hour_is_shown_in_support() -> None:
    told = await LateCard(after=31 * MINUTE).opened()
    assert [way for way, _ in told] == ["response_url", "C0SUPPORT"]
    assert "ouvert" in told[1][1]
