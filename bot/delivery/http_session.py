"""The HTTP session that the process shares: connections are kept alive, so that a call pays no handshake."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

TOTAL_SECONDS = 30.0
"""For one request, where its caller asks for no less; the same as slack_sdk's own."""


@asynccontextmanager
async def http_session() -> AsyncIterator[aiohttp.ClientSession]:
    """One session for the Web API, the `response_url` and GDP; its connections are closed at the end.

    slack_sdk and Bolt open a session, and a connection with its handshakes, for each call that is given none.
    """
    # No cookies, as in a session a call: Slack needs none, and another host is not to see them.
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield session
