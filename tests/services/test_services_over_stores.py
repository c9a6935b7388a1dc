"""The services over each store, against a plain model that knows nothing of documents, versions or files."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.demo import plan
from bot.domain.calls.call import Call, State
from bot.domain.calls.closing import CloseCall
from bot.domain.calls.triage import Imputation
from bot.domain.refusals import Refusal
from bot.services.calls import CallService
from bot.services.opening import OpenCall, OpeningService
from bot.services.parsing import ClientChoice
from bot.services.rota import RotaReader
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore
from tests.services.fakes import FakeClock, FakePeople, NoAttempts, RecordingNotifier
from tests.storage.memory import MemoryStore

CONFIG = plan(timedelta(minutes=10))
POLICY = replace(CONFIG.policy, members=())
"""Anybody may be given a call."""
PEOPLE = st.sampled_from(["U0ALICE", "U0BRUNO", "U0DAVID"])
CLIENTS = ["Acme", "Boiseries", "Cartonnages"]


@dataclass
class RememberedCall:
    """What a person would remember of a call."""

    state: str
    owner: str
    before: str = ""
    closed_from: str = ""


class OverTiny(RuleBasedStateMachine):
    """Over a folder, which is opened again at each restart."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lina-model-"))
        self.loop = asyncio.Runner()
        self.clock = FakeClock()
        self.model: dict[str, RememberedCall] = {}
        self.origins: dict[str, str] = {}
        self.start()

    async def make(self) -> Store:
        return TinyStore.open(self.folder)

    def start(self) -> None:
        self.store = self.loop.run(self.make())
        rota = RotaReader(weeks=self.store.weeks, rota_policy=CONFIG.rota, policy=POLICY, clock=self.clock)
        self.opening = OpeningService(
            calls=self.store.calls,
            clients=self.store.clients,
            rota=rota,
            policy=POLICY,
            clock=self.clock,
            notifier=RecordingNotifier(),
            cards=NoAttempts(),
        )
        self.calls = CallService(
            calls=self.store.calls,
            clients=self.store.clients,
            people=FakePeople(),
            opening=self.opening,
            policy=POLICY,
            clock=self.clock,
            notifier=RecordingNotifier(),
        )

    def attempt(self, coroutine: Coroutine[None, None, Call]) -> bool:
        try:
            self.loop.run(coroutine)
        except Refusal:
            return False
        return True

    @rule(origin=st.integers(0, 30), by=PEOPLE, client=st.sampled_from(CLIENTS))
    def open(self, origin: int, by: str, client: str) -> None:
        key = f"view:{origin}"
        form = OpenCall(origin=key, by=by, choice=ClientChoice(new_name=client), request=f"demande {origin}")
        opened = self.loop.run(self.opening.open(form))
        number = opened.call.number
        assert opened.existing == (number in self.model)
        if key in self.origins:
            assert self.origins[key] == number or self.model[number].owner
        if not opened.existing:
            assert number == f"2026-{len(self.model) + 1:04d}"
            self.model[number] = RememberedCall("level1", by)
            self.origins[key] = number

    @precondition(lambda self: self.model)
    @rule(data=st.data(), by=PEOPLE)
    def call_level2(self, data: st.DataObject, by: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        known = self.model[number]
        done = self.attempt(self.calls.call_level2(number, by))
        if known.state == "level1":
            assert done
            known.state = "waiting"
        else:
            assert not done or known.state == "waiting"

    @precondition(lambda self: self.model)
    @rule(data=st.data(), by=PEOPLE)
    def take(self, data: st.DataObject, by: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        known = self.model[number]
        done = self.attempt(self.calls.take(number, by))
        if known.state == "waiting":
            assert done
            known.state, known.before, known.owner = "level2", known.owner, by
        else:
            assert done == (known.state == "level2" and known.owner == by)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), by=PEOPLE)
    def hand_back(self, data: st.DataObject, by: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        known = self.model[number]
        if self.attempt(self.calls.hand_back(number, by)):
            assert known.state != "closed"
            if known.state == "level2":
                known.owner = known.before
            known.state = "level1"

    @precondition(lambda self: self.model)
    @rule(data=st.data(), by=PEOPLE)
    def close(self, data: st.DataObject, by: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        form = CloseCall(imputation=Imputation.PROJECT, solution=f"Réglé par {by} à {self.clock.at}")
        known = self.model[number]
        if self.attempt(self.calls.close(number, by, form)):
            known.closed_from = known.closed_from if known.state == "closed" else known.state
            known.state = "closed"
        else:
            assert self.model[number].state == "closed"

    @precondition(lambda self: self.model)
    @rule(data=st.data(), by=PEOPLE)
    def reopen(self, data: st.DataObject, by: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        known = self.model[number]
        if self.attempt(self.calls.reopen(number, by)) and known.state == "closed":
            known.state = "level2" if known.closed_from == "level2" else "level1"

    @rule(hours=st.integers(1, 24))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @rule()
    def restart(self) -> None:
        self.loop.run(self.end())
        self.start()

    async def end(self) -> None:
        await self.store.close()

    @invariant()
    def the_store_agrees_with_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        for number, known in self.model.items():
            call = self.loop.run(self.store.calls.get(number))
            assert call
            assert (call.state, call.owner) == (State(known.state), known.owner)
        running = [c.number for c in self.loop.run(self.store.calls.open_calls())]
        assert sorted(running) == sorted(n for n, k in self.model.items() if k.state != "closed")

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.loop.run(self.end())
            self.loop.close()
            shutil.rmtree(self.folder)


class OverMemory(OverTiny):
    """Over the memory, which a restart leaves as it is."""

    async def make(self) -> Store:
        if not hasattr(self, "kept"):
            self.kept = MemoryStore()
        return self.kept


OverMemory.TestCase.settings = settings(stateful_step_count=30)
OverTiny.TestCase.settings = settings(stateful_step_count=30)
TestOverMemory = OverMemory.TestCase
TestOverTiny = OverTiny.TestCase
