"""People who work with a bot that may die under their hands, and remember what it acknowledged."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from simulator import Message, Person, Simulator, UserFacingError
from tests.support.workspace import DEV, SUPPORT

TECHNICIANS, DEVELOPERS = ("U0ALICE", "U0BRUNO", "U0CHLOE"), ("U0DAVID", "U0EMMA")
PATIENCE = 1.5
"""Seconds that people wait for a form."""


@dataclass(slots=True)
class Acknowledged:
    """What the bot said yes to: requests by number, solutions by number; and which calls anybody tried to close."""

    opened: set[str] = field(default_factory=set)
    closed: dict[str, list[str]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    acts: int = 0
    _acted: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def count(self) -> None:
        """One more act was acknowledged."""
        async with self._acted:
            self.acts += 1
            self._acted.notify_all()

    async def done(self, acts: int) -> None:
        """Waits until so many acts were acknowledged."""
        async with self._acted:
            await self._acted.wait_for(lambda: self.acts >= acts)


class Crew:
    def __init__(self, simulator: Simulator, chance: random.Random) -> None:
        self.simulator = simulator
        self.chance = chance
        self.heard = Acknowledged()
        self._client_choice = 0

    async def work(self, stop: asyncio.Event) -> None:
        """Everybody at once, until told to stop."""
        await asyncio.gather(*(self._shift(person, stop) for person in (*TECHNICIANS, *DEVELOPERS)))

    async def _shift(self, user: str, stop: asyncio.Event) -> None:
        person = self.simulator.person(user)
        acts = (self._take, self._close) if user in DEVELOPERS else (self._open, self._open, self._act)
        while not stop.is_set():
            # What a dead bot does not answer, and what is not there any more, is shrugged at.
            with suppress(UserFacingError, AssertionError, TimeoutError):
                await self._do(self.chance.choice(acts), person)
            await asyncio.sleep(self.chance.uniform(0.0, 0.3))

    async def _do(self, stamp: Callable[[Person], Awaitable[None]], person: Person) -> None:
        while person.view:  # left open by a bot that died
            await person.close()
        await stamp(person)

    async def _open(self, person: Person) -> None:
        self._client_choice += 1
        request = f"panne {self._client_choice:06}"
        said = await person.command(f"/lina appel acme {request}")
        if not said:  # acknowledged without a word: the call is in the store
            self.heard.opened.add(request)
            await self.heard.count()

    async def _act(self, person: Person) -> None:
        card = self._some(SUPPORT, "card", {"Clore"})
        if card and self.chance.random() < 0.7:
            await self._close_from(person, card)
        elif card and "Passer au niveau 2" in card.buttons:
            self.heard.touched.add(_number_of(card))
            await person.click(card, "Passer au niveau 2")
            await self.heard.count()

    async def _take(self, person: Person) -> None:
        if ping := self._some(DEV, "level2", {"Je prends"}):
            await person.click(ping, "Je prends")
            await self.heard.count()

    async def _close(self, person: Person) -> None:
        if ping := self._some(DEV, "level2", {"Clore"}):
            await self._close_from(person, ping)

    async def _close_from(self, person: Person, message: Message) -> None:
        number = _number_of(message)
        self.heard.touched.add(number)
        await person.click(message, "Clore")
        async with asyncio.timeout(PATIENCE):
            await person.wait_view(f"Compte rendu {number}")
        self._client_choice += 1
        solution = f"solution {self._client_choice:06}"
        errors = await person.submit({"Imputation": "Assistance", "Solution": solution})
        # A form that explains why not stays open.
        if not errors and person.view is None:
            self.heard.closed.setdefault(number, []).append(solution)
            await self.heard.count()

    def _some(self, channel: str, what: str, buttons: set[str]) -> Message | None:
        """One of the newest messages of this kind that offer these buttons."""
        shown = self.simulator.messages(channel)[-40:]
        offered = [m for m in shown if f"/{what}/" in key_of(m) and buttons <= set(m.buttons)]
        return self.chance.choice(offered) if offered else None


def key_of(message: Message) -> str:
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("key", ""))


def _number_of(message: Message) -> str:
    return key_of(message).partition("/")[0]
