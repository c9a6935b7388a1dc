"""Rounds: people work, Slack fails, the bot is killed; in the end everything that was promised is counted."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.demo.samples import WORKSPACE
from bot.manifest import manifest
from simulator import Fault, FaultKind, Rates, Simulator
from tests.torture.audit import Audit
from tests.torture.crew import Crew
from tests.torture.installations import Installation
from tests.torture.outcome import Outcome
from tests.torture.victim import Victim

METHODS = (
    "chat.postMessage",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.replies",
)
CONFIGURATION = """
[channels]
support = "C0SUPPORT"
dev = "C0DEV"
service = "C0LINA"
[rota]
members = ["U0ALICE", "U0BRUNO", "U0CHLOE"]
[escalation]
after = "2s"
repeat = "2s"
repeats = 1
lead = "U0ANTHONY"
mention = ["S0DEV"]
[report]
account_manager = "U0CAMILLE"
[store]
path = "{data}"
"""
CALLS_RETIRE_EVERY = 20
"""Rounds after which eight days pass."""

EDITABLE = 0.9
"""How often a bot is killed after it has begun to listen rather than at any instant since it was started."""

ACTS = 5, 20
"""How many acts are acknowledged in a round, about, before a bot is killed."""

TO_WORK = 20.0
"""Seconds that people have for them."""

TO_START = 120.0

FREEZING = 0.2
"""How often, a round, one of several bots is frozen."""

FROZEN_FOR = 35.0
"""Seconds; a lease is 30."""

TO_SETTLE = 240.0
"""Seconds that the last bot has to say everything."""


class Rack:
    """One workspace, one store, and the bots that live and die on it."""

    def __init__(self, simulator: Simulator, installation: Installation, folder: Path, seed: int) -> None:
        self.simulator = simulator
        self.installation = installation
        self.outcome = Outcome()
        self._chance = random.Random(seed)  # noqa: S311  # a story to be told again, no secret
        self._crew = Crew(simulator, self._chance)
        (folder / "lina.toml").write_text(CONFIGURATION.format(data=folder / "data"))
        env = {
            "SLACK_API_URL": simulator.api_url,
            "SLACK_BOT_TOKEN": simulator.bot_token,
            "SLACK_APP_TOKEN": simulator.app_token,
            **installation.env,
        }
        self._frozen: Victim | None = None
        self._thaws_at = 0.0
        self.victims = [Victim(folder, env, f"bot{n}") for n in range(installation.bots)]

    async def run(self, rounds: int) -> Outcome:
        for _ in range(rounds):
            await self._round()
        await self._settle()
        documents = await self.installation.documents()
        self.outcome.add(Audit(self.simulator, self._crew.heard, documents).verdict())
        self.outcome.acts = self._crew.heard.acts
        self.outcome.calls = len(self._crew.heard.opened)
        self.outcome.said = sum(len(c.messages) for c in self.simulator.workspace.channels.values())
        return self.outcome

    async def end(self) -> None:
        for victim in self.victims:
            await victim.kill()

    async def _round(self) -> None:
        self.outcome.rounds += 1
        self._start()
        stop = asyncio.Event()
        work = asyncio.create_task(self._crew.work(stop))
        for _ in range(self._chance.randint(0, 4)):
            self._strike()
        if self._chance.random() < EDITABLE:
            await self.simulator.until(lambda: self.simulator.connections, TO_START)
            await self._acknowledged(self._chance.randint(*ACTS))
        await asyncio.sleep(self._chance.uniform(0.0, 2.5))
        self._freeze_or_thaw()
        await self._chance.choice([victim for victim in self.victims if victim is not self._frozen]).kill()
        self.outcome.kills += 1
        stop.set()
        await work
        if self.outcome.rounds % CALLS_RETIRE_EVERY == 0:
            for victim in self.victims:
                await victim.kill()
            self._frozen = None
            self.simulator.clock.advance(timedelta(days=8))

    async def _acknowledged(self, acts: int) -> None:
        """Waits until so many acts more were acknowledged: half of them ask a bot that is frozen, and try again."""
        enough = self._crew.heard.acts + acts
        with suppress(TimeoutError):
            async with asyncio.timeout(TO_WORK):
                await self._crew.heard.done(enough)

    def _freeze_or_thaw(self) -> None:
        """Of several bots one stands still now and then, until long after others took over what it was saying."""
        if self._frozen and time.monotonic() >= self._thaws_at:
            self._frozen.thaw()
            self._frozen = None
        elif not self._frozen and len(self.victims) > 1 and self._chance.random() < FREEZING:
            self._frozen = self._chance.choice(self.victims)
            self._thaws_at = time.monotonic() + FROZEN_FOR
            self._frozen.freeze()
            self.outcome.freezes += 1

    def _start(self) -> None:
        for victim in self.victims:
            if not victim.alive:
                victim.start(self.simulator.clock.offset)

    def _strike(self) -> None:
        kind = self._chance.choice(list(FaultKind))
        fault = Fault(kind=kind, method=self._chance.choice(METHODS), times=self._chance.randint(1, 2))
        self.simulator.faults.add(replace(fault, delay=self._chance.uniform(0.2, 2.0)))
        self.outcome.faults += fault.times

    async def _settle(self) -> None:
        """Slack is well, nobody works any more, and time passes until nothing is left to be said."""
        self.simulator.faults.clear()
        for victim in self.victims:
            await victim.kill()
        for _ in range(3):  # what is said late has followers, which are due later
            self.simulator.clock.advance(timedelta(minutes=20))
            self._start()
            await self.quiet()
            for victim in self.victims:
                await victim.stop()

    async def quiet(self) -> None:
        async with asyncio.timeout(TO_SETTLE):
            while await self.installation.awaited(self.simulator.clock.now()):  # noqa: ASYNC110  # what another process writes
                await asyncio.sleep(0.3)


@asynccontextmanager
async def racked(
    installation: Installation, folder: Path, seed: int, ack_timeout: float = 3.0
) -> AsyncIterator[Rack]:
    """A rack that ends its bots; `ack_timeout` is how many seconds the workspace waits for an acknowledgement."""
    slack = Simulator(WORKSPACE, manifest(), rates=Rates.lifted(), ack_timeout=ack_timeout)
    async with slack as simulator:
        await installation.stock(simulator.clock.now())
        rack = Rack(simulator, installation, folder, seed)
        try:
            yield rack
        finally:
            await rack.end()
