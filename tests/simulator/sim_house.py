"""A small workspace, and ways to speak to it as an app does."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator import (
    ChannelFixture,
    GroupFixture,
    Message,
    MovableClock,
    PersonFixture,
    Rates,
    Simulator,
    WorkspaceFixture,
)

ALICE, BRUNO, CHLOE, GONE, GUEST = "U0ALICE", "U0BRUNO", "U0CHLOE", "U0GONE", "U0GUEST"
SUPPORT, DEV, SECRET, ELSEWHERE, OLD = "C0SUPPORT", "C0DEV", "C0SECRET", "C0ELSEWHERE", "C0OLD"

SEED = WorkspaceFixture(
    people=(
        PersonFixture(ALICE, "Alice", "Alice Martin", "alice@example.fr"),
        PersonFixture(BRUNO, "Bruno", "Bruno Petit", "bruno@example.fr", tz="America/New_York"),
        PersonFixture(CHLOE, "Chloé Roux"),
        PersonFixture(GONE, "Gone", email="gone@example.fr", deleted=True),
        PersonFixture(GUEST, "Guest", is_restricted=True),
    ),
    channels=(
        ChannelFixture(SUPPORT, "support", (ALICE, BRUNO)),
        ChannelFixture(DEV, "dev", (BRUNO, CHLOE), topic="level 2"),
        ChannelFixture(SECRET, "secret", (ALICE,), is_private=True),
        ChannelFixture(ELSEWHERE, "elsewhere", (ALICE,)),
        ChannelFixture(OLD, "old", (ALICE,), is_archived=True),
    ),
    groups=(
        GroupFixture("S0N1", "n1", "Niveau 1", (ALICE,)),
        GroupFixture("S0LOCKED", "locked", "Locked", (ALICE,), writable=False),
    ),
    bot_channels=(SUPPORT, DEV, SECRET, OLD),
)

SCOPES = (
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "pins:read",
    "pins:write",
    "reactions:write",
    "usergroups:read",
    "usergroups:write",
    "users:read",
    "users:read.email",
)
EVENTS = (
    "app_home_opened",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "subteam_members_changed",
    "team_join",
    "user_change",
)

METADATA = {"event_type": "lina", "event_payload": {"key": "2026-0042/1/card"}}


def manifest(scopes: Sequence[str] = SCOPES, events: Sequence[str] = EVENTS) -> dict[str, Any]:
    return {
        "features": {
            "slash_commands": [{"command": "/lina", "should_escape": True}, {"command": "/plain"}],
            "shortcuts": [
                {"callback_id": "everywhere", "type": "global"},
                {"callback_id": "on_message", "type": "message"},
            ],
            "app_home": {"home_tab_enabled": True},
            "bot_user": {"display_name": "lina"},
        },
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(events)},
            "interactivity": {"is_enabled": True},
        },
    }


@asynccontextmanager
async def house(
    *,
    scopes: Sequence[str] = SCOPES,
    events: Sequence[str] = EVENTS,
    clock: MovableClock | None = None,
    rates: Rates | None = None,
    ack_timeout: float = 30.0,
) -> AsyncIterator[Simulator]:
    """The workspace, without limits of rate unless asked for."""
    chosen = Rates.lifted() if rates is None else rates
    described = manifest(scopes, events)
    async with Simulator(SEED, described, clock=clock, rates=chosen, ack_timeout=ack_timeout) as sim:
        yield sim


def client_of(sim: Simulator, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token or sim.bot_token, base_url=sim.api_url, retry_handlers=[], timeout=30)


async def error_of(call: Awaitable[Any]) -> str:
    """Slack's word for why the call was refused."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def kinds(sim: Simulator) -> list[str]:
    return [breach.kind for breach in sim.breaches]


async def post_json(url: str, body: Any) -> tuple[int, str]:
    async with ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str = "press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def entry(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An input block whose ids are made of its label."""
    ids = {"block_id": label.lower(), "element": {"action_id": "value", **element}}
    return {"type": "input", "label": plain(label), **ids, **more}


def modal(*blocks: dict[str, Any], title: str = "Form", **more: Any) -> dict[str, Any]:
    sent = {"title": plain(title), "submit": plain("Send"), "callback_id": "form"}
    return {"type": "modal", **sent, "blocks": list(blocks), **more}


async def card(sim: Simulator, *blocks: dict[str, Any]) -> Message:
    """A message of the bot in the support channel, with these blocks below its text."""
    await client_of(sim).chat_postMessage(channel=SUPPORT, text="card", blocks=[section("card"), *blocks])
    return sim.messages(SUPPORT)[-1]
