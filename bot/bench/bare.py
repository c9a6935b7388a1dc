"""A bare asynchronous Bolt application, which acknowledges a command and posts its words: what the bot is compared to.

A program of its own, which imports nothing of the bot. `lazily` as its argument: with `process_before_response`, and
the post in a lazy listener.
"""

import asyncio
import os
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

CHANNEL = "C0SUPPORT"


async def acknowledge(ack: Any, command: dict[str, Any]) -> None:
    """Says the words to the person alone."""
    await ack(command["text"])


async def post(client: AsyncWebClient, command: dict[str, Any]) -> None:
    """Says them in the channel."""
    await client.chat_postMessage(channel=CHANNEL, text=command["text"])


async def both(ack: Any, client: AsyncWebClient, command: dict[str, Any]) -> None:
    """One after the other, as Bolt's examples do."""
    await acknowledge(ack, command)
    await post(client, command)


async def main(*, lazily: bool) -> None:
    """Listens until it is ended."""
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, process_before_response=lazily)
    if lazily:
        app.command("/lina")(ack=acknowledge, lazy=[post])
    else:
        app.command("/lina")(both)
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped


if __name__ == "__main__":
    asyncio.run(main(lazily=sys.argv[1:] == ["lazily"]))
