"""Only requests that are genuine, fresh and well-formed reach Bolt, and each once."""

import asyncio
import time

import pytest

from bot.web import RequestVerifier
from tests.web.signed_requests import FORM, JSON, command, event, event_server, signed


async def test_what_slack_signed_is_answered():
    async with event_server() as slack:
        answer = await slack.command("appel acme é")
        assert (answer.status, answer.text) == (200, "n° 1")
        assert slack.commands == ["appel acme é"]


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "²"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Request-Timestamp": str(int(time.time()) - 1)},
    ],
)
async def test_what_is_not_signed_right_is_not_heard(changed: dict[str, str]):
    async with event_server() as slack:
        assert (await slack.command("appel", **changed)).status == 401
        assert slack.commands == []


async def test_what_another_secret_signed_is_not_heard():
    async with event_server() as slack:
        body = command("appel")
        assert (await slack.post(body, signed(body, FORM, secret="another"))).status == 401
        assert (await slack.post(body + b"&text=clore", signed(body, FORM))).status == 401
        assert slack.commands == []


@pytest.mark.parametrize(("age", "status"), [(299, 200), (301, 401), (-299, 200), (-301, 401)])
async def test_a_signature_is_good_for_five_minutes(age: int, status: int):
    now = float(int(time.time()))
    async with event_server(lambda: now) as slack:
        body = command("appel")
        assert (await slack.post(body, signed(body, FORM, at=now - age))).status == status


async def test_a_replay_acts_once_and_gets_the_first_answer():
    async with event_server() as slack:
        body = command("appel")
        headers = signed(body, FORM)
        answers = await asyncio.gather(*(slack.post(body, headers) for _ in range(5)))
        assert {(answer.status, answer.text) for answer in answers} == {(200, "n° 1")}
        assert slack.commands == ["appel"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b"payload=%7B", FORM),
        (b"payload=[1]", FORM),
        (b"payload=", FORM),
        (b"\0", FORM),
        (event({"type": "event_callback"}), JSON),
        (event({"type": "event_callback", "event": []}), JSON),
        (event({"type": "event_callback", "event": {"type": "message"}, "team_id": {}}), JSON),
    ],
)
async def test_what_is_no_payload_is_nobodys_fault_here(body: bytes, content_type: str):
    async with event_server() as slack:
        answer = await slack.post(body, signed(body, content_type))
        assert 400 <= answer.status < 500
        assert "Traceback" not in answer.text


async def test_bytes_that_are_no_text_are_not_signed_by_slack():
    async with event_server() as slack:
        assert (await slack.post(b"\xff\xfe", signed(b"", JSON))).status == 401


async def test_a_body_of_more_than_a_mebibyte_is_not_read():
    async with event_server() as slack:
        body = command("a" * 1024 * 1024)
        assert (await slack.post(body, signed(body, FORM))).status == 413
        body = command("a" * 1000 * 1000)
        assert (await slack.post(body, signed(body, FORM))).status == 200


async def test_slacks_challenge_is_answered():
    async with event_server() as slack:
        body = event({"type": "url_verification", "challenge": "abc", "token": "old"})
        answer = await slack.post(body, signed(body, JSON))
        assert (answer.status, "abc" in answer.text) == (200, True)


async def test_an_empty_secret_is_refused():
    with pytest.raises(ValueError, match="empty"):
        RequestVerifier("")
