"""A message whose blocks a workspace may not have: known, unknown, or refused for another reason."""

from http import HTTPStatus

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookResponse

from bot.rendering.renderer import SlackMessage
from bot.rendering.text import Mrkdwn
from handlers.replies import RespondError, SlackContext

URL = "https://hooks.slack.com/commands/T1/1/x"
MESSAGE = SlackMessage(Mrkdwn("Chiffres"), [])


class Answering(AsyncBoltContext):
    """A context whose response_url answers so."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__()
        self.answer = WebhookResponse(url=URL, status_code=status, body=body, headers={})

    @property
    def respond(self):
        async def respond(**_message: object) -> WebhookResponse:
            return self.answer

        return respond


def slack(status: int, body: str) -> SlackContext:
    return SlackContext({"response_url": URL}, AsyncWebClient(), Answering(status, body))


@pytest.mark.parametrize(
    ("status", "body", "known"),
    [
        (HTTPStatus.OK, "ok", True),
        (HTTPStatus.OK, '{"ok":true}', True),
        (HTTPStatus.NOT_FOUND, '{"ok":false,"error":"invalid_blocks"}', False),
        (HTTPStatus.BAD_REQUEST, "invalid_blocks", False),
        (HTTPStatus.OK, '{"ok":false,"error":"invalid_blocks"}', False),
    ],
)
async def test_whether_the_workspace_knows_the_blocks(status: int, body: str, *, known: bool) -> None:
    assert await slack(status, body).respond_if_known(MESSAGE) is known


async def test_another_refusal_is_an_error() -> None:
    with pytest.raises(RespondError, match="404: used_url"):
        await slack(HTTPStatus.NOT_FOUND, "used_url").respond_if_known(MESSAGE)


async def test_without_a_place_to_answer_nothing_is_unknown() -> None:
    nowhere = SlackContext({}, AsyncWebClient(), Answering(HTTPStatus.NOT_FOUND, "invalid_blocks"))
    assert await nowhere.respond_if_known(MESSAGE)
