"""People who ask for calls: how long each waits for the acknowledgement, and for the card in the channel."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.bench.subjects import NotMeasuredError, Subject
from bot.bench.workspace import PEOPLE, SUPPORT

CARD_SECONDS = 60.0

_marks = count(1)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that people waited, in the order of asking.

    Attributes:
        acknowledged: until the acknowledgement.
        posted: until the card stood in the channel; empty where nobody looked.
    """

    acknowledged: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)

    def extend(self, other: "Waits") -> None:
        """Adds those of another round."""
        self.acknowledged.extend(other.acknowledged)
        self.posted.extend(other.posted)


async def ask(subject: Subject, *, people: int, each: int) -> Waits:
    """So many people ask at once, each so many times, one call after the other, and wait for the card.

    Raises:
        NotMeasuredError: a card did not come.
    """
    waits = Waits()
    watch = _CardWatch(subject)
    watching = asyncio.create_task(watch.run())
    try:
        await asyncio.gather(*(_one_after_the_other(subject, p, each, watch, waits) for p in PEOPLE[:people]))
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return waits


async def ask_steadily(subject: Subject, *, calls: int, seconds: float) -> list[float]:
    """So many calls of one client at equal distances, whether or not those before were answered.

    Returns the seconds until each acknowledgement.
    """
    began = time.perf_counter()

    async def one(n: int) -> float:
        await asyncio.sleep(max(0.0, began + n * seconds / calls - time.perf_counter()))
        return await _acknowledged(subject, PEOPLE[n % len(PEOPLE)], _mark())

    return await asyncio.gather(*(one(n) for n in range(calls)))


async def _one_after_the_other(
    subject: Subject, person: str, times: int, watch: "_CardWatch", waits: Waits
) -> None:
    for _ in range(times):
        mark = _mark()
        posted = watch.expect(mark)
        began = time.perf_counter()
        waits.acknowledged.append(await _acknowledged(subject, person, mark))
        try:
            waits.posted.append(await asyncio.wait_for(posted, CARD_SECONDS) - began)
        except TimeoutError:
            raise NotMeasuredError(f"{subject.program.name} posts no card:\n{subject.log()}") from None


async def _acknowledged(subject: Subject, person: str, mark: str) -> float:
    began = time.perf_counter()
    await subject.simulator.person(person).command(f"/lina appel acme imprimante HS {mark}", SUPPORT)
    return time.perf_counter() - began


def _mark() -> str:
    """A word that no other request has."""
    return f"n{next(_marks):06d}z"


class _CardWatch:
    """Notes when each message appears in the channel."""

    def __init__(self, subject: Subject) -> None:
        self._simulator = subject.simulator
        self._expected: dict[str, asyncio.Future[float]] = {}

    def expect(self, mark: str) -> asyncio.Future[float]:
        """When the message with this mark appears, by the clock of `time.perf_counter`."""
        self._expected[mark] = asyncio.get_running_loop().create_future()
        return self._expected[mark]

    async def run(self) -> None:
        seen = len(self._simulator.messages(SUPPORT))
        while True:
            await self._simulator.until(lambda: len(self._simulator.messages(SUPPORT)) > seen, 3600)  # noqa: B023  # awaited here
            now, messages = time.perf_counter(), self._simulator.messages(SUPPORT)
            self._note(now, [message.words for message in messages[seen:]])
            seen = len(messages)

    def _note(self, now: float, texts: Sequence[str]) -> None:
        for text in texts:
            for mark in [mark for mark in self._expected if mark in text]:
                self._expected.pop(mark).set_result(now)
