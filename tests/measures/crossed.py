"""Prints the files and calls of bot/ and handlers/ between a command and its card, and between an alarm and its ping.

Run it with `make measure-crossed`. Counted is what is called, in every thread, until the bot asks Slack to post. What
goes on after an `await` or a `yield` is not called again; a comprehension is a call up to Python 3.11. `--files` lists
the files.
"""

import argparse
import asyncio
import dis
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from slack_sdk.web.async_base_client import AsyncBaseClient

from bot.app import BotConfig
from simulator import MovableClock
from tests.stories.office import Office
from tests.support.workspace import DEV, PATIENCE, config, simulated

ROOT = Path(__file__).parents[2]
OURS = (f"{ROOT / 'bot'}/", f"{ROOT / 'handlers'}/")
API_CALL = AsyncBaseClient.api_call.__code__
COMMAND = "/lina appel acme imprimante HS"
ESCALATED_AFTER = timedelta(seconds=3)
"""Long enough for the card to stand before the alarm rings."""


class CallCounter:
    """A profile hook: counts from `start` until the bot calls chat.postMessage, in threads begun since `install`."""

    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()
        self._counting = False
        self._posted = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def install(self) -> None:
        threading.setprofile(self._seen)
        sys.setprofile(self._seen)

    @staticmethod
    def uninstall() -> None:
        threading.setprofile(None)
        sys.setprofile(None)

    def start(self) -> None:
        self._calls = Counter()
        self._posted.clear()
        self._counting = True

    async def counted(self) -> Counter[str]:
        """The calls into each file, once the bot has asked for the post."""
        async with asyncio.timeout(PATIENCE):
            await self._posted.wait()
        return self._calls

    def _seen(self, frame: FrameType, event: str, _argument: Any) -> None:
        if not self._counting or event != "call" or frame.f_lasti > _beginning(frame.f_code):
            return
        code = frame.f_code
        if code is API_CALL and frame.f_locals["api_method"] == "chat.postMessage":
            self._counting = False
            self._loop.call_soon_threadsafe(self._posted.set)
        elif code.co_filename.startswith(OURS):
            self._calls[str(Path(code.co_filename).relative_to(ROOT))] += 1


@cache
def _beginning(code: CodeType) -> int:
    """Where a frame stands that was just called; a coroutine that goes on stands later."""
    return next(each.offset for each in dis.get_instructions(code) if each.opname == "RESUME")


def escalating() -> BotConfig:
    """The demo's, with an escalation that is worth waiting for."""
    usual = config()
    escalation = replace(usual.policy.escalation, after=ESCALATED_AFTER)
    return replace(usual, policy=replace(usual.policy, escalation=escalation))


async def measured() -> tuple[Counter[str], Counter[str]]:
    """By the command and by the alarm, on a bot that has opened and escalated a call before."""
    counter = CallCounter()
    counter.install()
    with tempfile.TemporaryDirectory() as folder:
        async with simulated(clock=MovableClock()) as simulator:
            office = Office(simulator, Path(folder) / "data", escalating())
            await office.start()
            try:
                await office.seen(DEV, await office.open("bois écran noir"))
                await office.quiet()
                counter.start()
                await office.person("alice").command(COMMAND)
                by_command = await counter.counted()
                await office.quiet()
                counter.start()
                by_alarm = await counter.counted()
            finally:
                counter.uninstall()
                await office.stop()
    return by_command, by_alarm


def main() -> None:
    parser = argparse.ArgumentParser(prog="crossed", description=__doc__)
    parser.add_argument("--files", action="store_true", help="list the files, with the calls into each")
    listing = parser.parse_args().files
    by_command, by_alarm = asyncio.run(measured())
    for what, calls in ((f"{COMMAND}, until its card", by_command), ("an alarm, until its ping", by_alarm)):
        sys.stdout.write(f"{what}: {len(calls)} files, {calls.total()} calls\n")
        for file, count in calls.most_common() if listing else ():
            sys.stdout.write(f"  {count:4} {file}\n")


if __name__ == "__main__":
    main()
