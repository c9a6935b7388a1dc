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
from bot.bench.workspace import PEOPLE

GOAL_MS = 50.0
"""Of each answer: a person is waiting while it rings (issue 17)."""

ATTACHED_SECONDS = 30.0
"""A bot that takes no event by then does not work."""

_SHOWN = {"newCall": "Appel entrant", "answer": "Appel pris", "hangup": "Appel terminé"}
"""What the message about a call says after each event."""

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
    """The time to answer every event of so many calls, one after the other: each rings, is answered and ends.

    As on the telephone, the next event comes once what the last one changed can be read.

    Raises:
        NotMeasuredError: the bot takes no event, or refuses one.
    """
    url = f"http://{_BIND}:{subject.program.environment['PORT']}/telephony/{_TOKEN}"
    answered: list[float] = []
    read: list[float] = []
    async with aiohttp.ClientSession() as exchange:
        await _taking(exchange, url, subject)
        for n in range(rings):
            for event, words in _SHOWN.items():
                began = time.perf_counter()
                status = await _told(exchange, url, event, f"bench-{n}", f"+33472{n:06d}")
                answered.append(time.perf_counter() - began)
                if status != 200:  # noqa: PLR2004  # HTTP's
                    raise NotMeasuredError(f"{event} is answered with {status}:\n{subject.log()}")
                await subject.simulator.until(lambda: _reads(subject, words, n))  # noqa: B023  # awaited here
                read.append(time.perf_counter() - began)
    name, what = subject.program.name, "answer to the telephone exchange"
    p50, p99, shown = median_ms(answered), percentile_ms(answered, 99), median_ms(read)
    return [
        Measurement(what=f"{what}, p50", subject=name, value=p50, unit="ms", goal=GOAL_MS),
        Measurement(what=f"{what}, p99", subject=name, value=p99, unit="ms", goal=GOAL_MS),
        Measurement(what="event of the telephone to its message, p50", subject=name, value=shown, unit="ms"),
    ]


def _reads(subject: Subject, words: str, n: int) -> bool:
    """Whether somebody reads these words of the call with this count."""
    number = " ".join(("04", "72", *(f"{n:06d}"[at : at + 2] for at in (0, 2, 4))))
    return any(
        words in message.words and number in message.words.replace("\N{NO-BREAK SPACE}", " ")
        for person in PEOPLE[:2]
        for message in subject.simulator.direct_messages(person)[-3:]
    )


async def _taking(exchange: aiohttp.ClientSession, url: str, subject: Subject) -> None:
    """Returns once the bot takes events; until then it asks to send them again."""
    last = time.perf_counter() + ATTACHED_SECONDS
    while await _told(exchange, url, "newCall", "first", "anonymous") != 200:  # noqa: PLR2004  # HTTP's
        if time.perf_counter() > last:
            raise NotMeasuredError(f"no event of a telephone is taken:\n{subject.log()}")
        await asyncio.sleep(0.05)


async def _told(exchange: aiohttp.ClientSession, url: str, event: str, call: str, number: str) -> int:
    body = {"event": event, "callId": call, "direction": "in", "from": number, "user": PEOPLE[1]}
    async with exchange.post(url, data=body) as answer:
        await answer.read()
        return answer.status
