"""An office: the simulated workspace, the bot in it, the people, and a clock that the story moves."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot, BotConfig, socket_mode
from bot.delivery.http_session import http_session
from bot.demo.samples import clients
from bot.domain.clients.directory import Directory
from bot.storage.tiny.folder import TinyStore
from simulator import Message, Person, Simulator, View
from tests.support.bots import bot_on
from tests.support.workspace import PATIENCE, SUPPORT, plain

if TYPE_CHECKING:
    from aiohttp import ClientSession


class Office:
    """`await office.start()` starts the bot, `stop` stops it as SIGTERM would; the folder stays."""

    def __init__(self, simulator: Simulator, folder: Path, what: BotConfig) -> None:
        self.simulator = simulator
        self.clock = simulator.clock
        self.plan = what
        self.folder = folder
        self._running: AsyncExitStack | None = None
        self.lina: Bot | None = None
        self.session: ClientSession | None = None

    async def start(self) -> None:
        stack = AsyncExitStack()
        self.session = await stack.enter_async_context(http_session())
        store = await stack.enter_async_context(TinyStore.open(self.folder))
        if not (await store.clients.directory()).clients:
            sample = {c.code: c for c in clients(self.clock.now().date())}
            await store.clients.change(lambda d: Directory(clients=sample, version=d.version))
        client = AsyncWebClient(
            token=self.simulator.bot_token,
            base_url=self.simulator.api_url,
            session=self.session,
            retry_handlers=[],
        )
        lina = await bot_on(self.plan, store, client, self.clock)
        await self._connect(stack, lina, client)
        self.lina, self._running = lina, stack

    async def _connect(self, stack: AsyncExitStack, lina: Bot, client: AsyncWebClient) -> None:
        await stack.enter_async_context(socket_mode(lina, client, self.simulator.app_token))

    async def stop(self) -> None:
        if self._running:
            await self._running.aclose()
            self._running = self.lina = None

    async def later(self, **ago: float) -> None:
        """Time passes, at once; the bot looks at the clock."""
        if self.lina:
            await self.quiet()
        self.clock.advance(timedelta(**ago))
        if self.lina:
            await self.lina.jobs.clock_moved()

    def person(self, name: str) -> Person:
        return self.simulator.person(f"U0{name.upper()}")

    async def open(self, words: str = "acme imprimante HS", by: str = "alice") -> str:
        """Opens a call by words; returns its number once the card is there."""
        said = await self.opening(words, by)
        number = next(word for word in said.replace("*", " ").split() if word.startswith("2026-"))[:9]
        card = await self.seen(SUPPORT, number)
        await self.whispered(by, number, card.permalink)
        return number

    async def opening(self, words: str, by: str = "alice") -> str:
        """Types `/lina appel` and these words; returns the line that the person is told."""
        person = self.person(by)
        before = len(self.simulator.ephemerals(person.id))
        assert await person.command(f"/lina appel {words}") == "", "acknowledged without text"
        told = await self.simulator.until(lambda: self.simulator.ephemerals(person.id)[before:])
        return told[0].words

    async def seen(self, channel: str, *words: str) -> Message:
        """The newest message of the channel that holds all these words, once it is there."""
        return await self.simulator.until(lambda: self.find(channel, *words))

    def find(self, channel: str, *words: str) -> Message | None:
        found = [m for m in self.simulator.messages(channel) if all(_in(w, m.words) for w in words)]
        return found[-1] if found else None

    def card(self, number: str) -> Message:
        card = self.find(SUPPORT, number)
        assert card, f"no card of {number}"
        return card

    async def card_shows(self, number: str, *words: str) -> Message:
        await self.simulator.until(
            lambda: (c := self.find(SUPPORT, number)) and all(_in(w, c.words) for w in words)
        )
        return self.card(number)

    async def offers(self, channel: str, word: str, buttons: list[str]) -> Message:
        """The newest message of the channel that holds this word, once it has just these buttons."""
        return await self.simulator.until(
            lambda: m if (m := self.find(channel, word)) and m.buttons == buttons else None
        )

    async def offers_in_place(self, message: Message, buttons: list[str]) -> Message:
        """This very message, once it has just these buttons."""

        def now() -> Message | None:
            found = [m for m in self.simulator.messages(message.channel) if m.ts == message.ts]
            return found[0] if found and found[0].buttons == buttons else None

        return await self.simulator.until(now)

    async def replies(self, message: Message, count: int) -> list[Message]:
        """The replies to a message, once there are this many."""

        def there() -> list[Message] | None:
            found = self.simulator.messages(message.channel, message.ts)
            return found if len(found) == count else None

        return await self.simulator.until(there)

    async def line(self, number: str, *words: str) -> Message:
        """The thread line that holds all these words, once it is there."""
        thread = self.card(number).ts

        def found() -> Message | None:
            lines = self.simulator.messages(SUPPORT, thread)
            return next((m for m in lines if all(_in(w, m.words) for w in words)), None)

        return await self.simulator.until(found)

    async def told(self, name: str, *words: str) -> Message:
        """The direct message that holds all these words, once it is there."""
        person = f"U0{name.upper()}"

        def found() -> Message | None:
            direct = self.simulator.direct_messages(person)
            return next((m for m in direct if all(_in(w, m.words) for w in words)), None)

        return await self.simulator.until(found)

    async def whispered(self, name: str, *words: str) -> str:
        """The ephemeral word that holds all these words, once it is there."""
        person = f"U0{name.upper()}"

        def found() -> str | None:
            # A link shows its label: its address is in the blocks.
            shown = [f"{e.words} {e.blocks}" for e in self.simulator.ephemerals(person)]
            return next((w for w in shown if all(_in(word, w) for word in words)), None)

        return await self.simulator.until(found)

    async def click(self, name: str, number: str, label: str) -> None:
        """Presses a button of the card once it is there, a second after it has moved."""
        await self.simulator.until(lambda: label in self.card(number).buttons)
        self.clock.advance(timedelta(seconds=1))
        await self.person(name).click(self.card(number), label)

    async def delete(self, message: Message) -> None:
        """An administrator of the workspace deletes a message of the bot's."""
        self.simulator.delete(message)

    async def form(self, name: str, number: str, label: str, title: str) -> View:
        """Presses the button of the card that opens this form; the one of the compte rendu is titled by its number."""
        await self.click(name, number, label)
        return await self.person(name).wait_view(f"{title} {number}" if title == "Compte rendu" else title)

    async def quiet(self) -> None:
        """Once nothing is left to say now."""
        assert self.lina
        await asyncio.wait_for(self.lina.dispatcher.idle(), PATIENCE)


def _in(word: str, text: str) -> bool:
    return plain(word).replace("*", "") in plain(text).replace("*", "")
