"""The answer to a telephone exchange: how long it waits for the bot to have recorded what it tells."""

import asyncio
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import aiohttp

from bot.bench.figures import Measurement, median_ms, percentile_ms
from bot.bench.subjects import NotMeasuredError, Program, Subject

GOAL_MS = 50.0
"""Of each answer: a person is waiting while it rings (issue 17)."""

ATTACHED_SECONDS = 30.0
"""A bot that takes no event by then does not work."""

_TOKEN = "bench" * 8
_BIND = "127.0.0.1"


def with_telephone(program: Program) -> Program:
    """The bot with `[telephony]`, a token and a port that is free now."""
    configuration = Path(program.environment["LINA_CONFIG"])
    configuration.write_text(configuration.read_text("utf-8") + "\n[telephony]\n", "utf-8")
    with socket.socket() as free:
        free.bind((_BIND, 0))
        port = str(free.getsockname()[1])
    return replace(program, environment={**program.environment, "PORT": port, "TELEPHONY_TOKEN": _TOKEN})


async def answers(subject: Subject, rings: int) -> Sequence[Measurement]:
    """The time to answer every event of so many calls, each of which rings, is answered and ends.

    Raises:
        NotMeasuredError: the bot takes no event, or refuses one.
    """
    url = f"http://{_BIND}:{subject.program.environment['PORT']}/telephony/{_TOKEN}"
    seconds: list[float] = []
    async with aiohttp.ClientSession() as exchange:
        await _taking(exchange, url, subject)
        for n in range(rings):
            for event in ("newCall", "answer", "hangup"):
                began = time.perf_counter()
                status = await _told(exchange, url, event, f"bench-{n}", f"+3347200{n:04d}")
                seconds.append(time.perf_counter() - began)
                if status != 200:  # noqa: PLR2004  # HTTP's
                    raise NotMeasuredError(f"{event} is answered with {status}:\n{subject.log()}")
    found = {"p50": median_ms(seconds), "p99": percentile_ms(seconds, 99)}
    return [
        Measurement(
            what=f"answer to the telephone exchange, {which}",
            subject=subject.program.name,
            value=value,
            unit="ms",
            goal=GOAL_MS,
        )
        for which, value in found.items()
    ]


async def _taking(exchange: aiohttp.ClientSession, url: str, subject: Subject) -> None:
    """Returns once the bot takes events; until then it asks to send them again."""
    last = time.perf_counter() + ATTACHED_SECONDS
    while await _told(exchange, url, "newCall", "first", "anonymous") != 200:  # noqa: PLR2004  # HTTP's
        if time.perf_counter() > last:
            raise NotMeasuredError(f"no event of a telephone is taken:\n{subject.log()}")
        await asyncio.sleep(0.05)


async def _told(exchange: aiohttp.ClientSession, url: str, event: str, call: str, number: str) -> int:
    body = {"event": event, "callId": call, "direction": "in", "from": number, "user": "U0PERSON01"}
    async with exchange.post(url, data=body) as answer:
        await answer.read()
        return answer.status
