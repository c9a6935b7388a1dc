"""What each error of Slack's and of the network's means for what was being said."""

import json
import socket
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDict
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.retry import AMBIGUOUS_ERRORS, AUTH_ERRORS, DeliveryError, FailureKind, slack_error
from simulator import Fault, FaultKind, Simulator

A_MINUTE = timedelta(minutes=1)
A_SECOND = timedelta(seconds=1)


def answered(data: dict[str, object] | None, status: int = 200, **headers: str) -> SlackApiError:
    """The error that slack_sdk raises for this answer."""
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,  # type: ignore[arg-type]  # slack_sdk passes on whatever came
        headers=CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()}),  # type: ignore[arg-type]  # as aiohttp gives them
        status_code=status,
    )
    return api_error(response)


def api_error(response: AsyncSlackResponse | None) -> SlackApiError:
    return SlackApiError("The request failed.", response)  # type: ignore[no-untyped-call]  # slack_sdk's


def refused(word: str) -> SlackApiError:
    return answered({"ok": False, "error": word})


def sorted_as(error: Exception) -> tuple[FailureKind, str, timedelta | None]:
    failure = slack_error(error)
    return failure.kind, failure.error, failure.wait


@pytest.mark.parametrize(
    "word",
    [
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "cannot_reply_to_message",
        "msg_blocks_too_long",
        "invalid_blocks",
        "metadata_too_large",
        "no_text",
        "user_disabled",
        "user_not_found",
        "cannot_dm_bot",
        "users_not_found",
        "message_not_found",
        "edit_window_closed",
        "permission_denied",
        "an_error_of_next_year",
    ],
)
def test_what_slack_refuses_with_a_word_is_definite(word: str):
    assert sorted_as(refused(word)) == (FailureKind.PERMANENT, word, None)


@pytest.mark.parametrize("word", sorted(AMBIGUOUS_ERRORS))
def test_where_slack_says_that_it_may_have_succeeded_it_is_doubtful(word: str):
    assert sorted_as(refused(word)) == (FailureKind.AMBIGUOUS, word, None)


def test_the_ambiguous_words_are_those_of_slacks_common_errors():
    assert {"internal_error", "fatal_error", "request_timeout", "service_unavailable"} == AMBIGUOUS_ERRORS


@pytest.mark.parametrize(
    "word",
    [
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        *("missing_scope", "not_allowed_token_type", "no_permission", "team_access_not_granted"),
        *("org_login_required", "access_denied", "ekm_access_denied"),
    ],
)
def test_what_a_person_must_mend_is_tried_again_in_a_minute(word: str):
    assert word in AUTH_ERRORS
    assert sorted_as(refused(word)) == (FailureKind.RETRYABLE, word, A_MINUTE)


@pytest.mark.parametrize(
    "word", ["ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"]
)
def test_what_slack_limits_is_unsent_whatever_its_status(word: str):
    assert sorted_as(refused(word)) == (FailureKind.RETRYABLE, "ratelimited", A_SECOND)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "30"}, 30),
        ({"retry_after": "7"}, 7),
        ({}, 1),
        ({"Retry_After": "soon"}, 1),
        ({"Retry_After": "0"}, 1),
        ({"Retry_After": "-5"}, 1),
        ({"Retry_After": "²"}, 1),
        ({"Retry_After": "120"}, 120),
        ({"Retry_After": "3600"}, 120),
        ({"Retry_After": "99999999999"}, 1),
    ],
)
def test_slack_is_left_alone_for_as_long_as_it_asks(headers: dict[str, str], seconds: int):
    error = answered({"ok": False, "error": "ratelimited"}, 429, **headers)
    assert sorted_as(error) == (FailureKind.RETRYABLE, "ratelimited", timedelta(seconds=seconds))


def test_a_429_needs_no_body():
    assert sorted_as(answered({}, 429, Retry_After="3"))[::2] == (FailureKind.RETRYABLE, timedelta(seconds=3))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("data", [{}, None, {"ok": False, "error": "channel_not_found"}])
def test_a_broken_server_is_doubtful_whatever_it_says(status: int, data: dict[str, object] | None):
    assert sorted_as(answered(data, status))[0] is FailureKind.AMBIGUOUS


@pytest.mark.parametrize("data", [{}, None, {"ok": False}, {"ok": False, "error": 7}])
def test_an_answer_that_is_none_is_doubtful(data: dict[str, object] | None):
    assert sorted_as(answered(data))[0] is FailureKind.AMBIGUOUS


def test_an_error_without_an_answer_is_doubtful():
    assert slack_error(api_error(None)).kind is FailureKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (aiohttp.ServerDisconnectedError(), "ServerDisconnectedError"),
        (aiohttp.ClientOSError(104, "Connection reset by peer"), "ClientOSError"),
        (aiohttp.ClientPayloadError("half an answer"), "ClientPayloadError"),
        (aiohttp.ServerTimeoutError(), "timeout"),
        (TimeoutError(), "timeout"),
        (ConnectionResetError(), "ConnectionResetError"),
        (json.JSONDecodeError("no JSON", "<", 0), "JSONDecodeError"),
        (RuntimeError("never seen"), "RuntimeError"),
    ],
)
def test_a_line_that_breaks_is_doubtful(error: Exception, word: str):
    assert sorted_as(error) == (FailureKind.AMBIGUOUS, word, None)


def test_a_line_that_never_was_is_unsent():
    key = ConnectionKey("slack.com", 443, True, True, None, None, None)  # noqa: FBT003  # aiohttp's own order
    error = aiohttp.ClientConnectorError(key, OSError(111, "Connection refused"))
    assert sorted_as(error) == (FailureKind.RETRYABLE, "connection_refused", None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FailureKind.AMBIGUOUS, FailureKind.RETRYABLE),
        (FailureKind.RETRYABLE, FailureKind.RETRYABLE),
        (FailureKind.PERMANENT, FailureKind.PERMANENT),
    ],
)
def test_the_doubt_of_what_says_nothing_is_no_doubt(before: FailureKind, after: FailureKind):
    harmless = DeliveryError(before, "internal_error", A_SECOND).repeatable()
    assert (harmless.kind, harmless.error, harmless.wait) == (after, "internal_error", A_SECOND)


async def raised(
    client: AsyncWebClient, channel: str = "C0SUPPORT"
) -> tuple[FailureKind, str, timedelta | None]:
    try:
        await client.chat_postMessage(channel=channel, text="Bonjour")
    except Exception as error:  # noqa: BLE001  # every error is sorted
        return sorted_as(error)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("fault", "kind", "word", "wait"),
    [
        (
            Fault(kind=FaultKind.RATELIMITED, retry_after=12),
            FailureKind.RETRYABLE,
            "ratelimited",
            timedelta(seconds=12),
        ),
        (Fault(kind=FaultKind.SERVER_ERROR), FailureKind.AMBIGUOUS, "http_500", None),
        (Fault(kind=FaultKind.HTML), FailureKind.AMBIGUOUS, "http_200", None),
        (Fault(kind=FaultKind.CUT_BEFORE), FailureKind.AMBIGUOUS, "ServerDisconnectedError", None),
        (Fault(kind=FaultKind.CUT_AFTER), FailureKind.AMBIGUOUS, "ServerDisconnectedError", None),
        (Fault(kind=FaultKind.ERROR, error="fatal_error"), FailureKind.AMBIGUOUS, "fatal_error", None),
        (
            Fault(kind=FaultKind.ERROR, error="token_revoked"),
            FailureKind.RETRYABLE,
            "token_revoked",
            A_MINUTE,
        ),
        (Fault(kind=FaultKind.ERROR, error="is_archived"), FailureKind.PERMANENT, "is_archived", None),
    ],
)
async def test_what_the_real_client_raises_is_sorted(
    simulator: Simulator, fault: Fault, kind: FailureKind, word: str, wait: timedelta | None
):
    client = AsyncWebClient(simulator.bot_token, simulator.api_url, retry_handlers=[])
    simulator.faults.add(fault)
    assert await raised(client) == (kind, word, wait)


async def test_a_slack_that_is_slow_is_doubtful(simulator: Simulator):
    client = AsyncWebClient(simulator.bot_token, simulator.api_url, timeout=1, retry_handlers=[])
    simulator.faults.add(Fault(kind=FaultKind.DELAY, delay=1.5))
    assert await raised(client) == (FailureKind.AMBIGUOUS, "timeout", None)


async def test_what_slack_itself_refuses_is_sorted(simulator: Simulator):
    client = AsyncWebClient(simulator.bot_token, simulator.api_url, retry_handlers=[])
    assert await raised(client, "C0NOWHERE") == (FailureKind.PERMANENT, "channel_not_found", None)
    stranger = AsyncWebClient("xoxb-wrong", simulator.api_url, retry_handlers=[])
    assert await raised(stranger) == (FailureKind.RETRYABLE, "invalid_auth", A_MINUTE)
    simulator.breaches.clear()  # the wrong token was meant


async def test_a_slack_that_is_not_there_is_unsent():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    client = AsyncWebClient("xoxb-any", f"http://127.0.0.1:{port}/api/", retry_handlers=[])
    assert await raised(client) == (FailureKind.RETRYABLE, "connection_refused", None)
