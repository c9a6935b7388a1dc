"""Whatever happens, one thing after the other, the folder answers as the memory does."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.calls.call import Call, ClientRef, State
from bot.domain.ports import Calls, StaleVersionError, StoreUnwritableError
from bot.storage.tiny.folder import TinyStore
from tests.storage.memory import MemoryCalls
from tests.storage.store_samples import ALICE, NOW, YEAR, carded, ended, making, told

T = TypeVar("T")
Change = Callable[[Call, int], Call]

CHANGES: dict[str, Change] = {
    "edit": lambda call, n: replace(call, contact=f"contact {n}", phone=None if n % 2 else "+33472000001"),
    # Slack gives no two messages of a channel one ts.
    "card": lambda call, n: carded(call, f"{call.number[-1]}{call.number[:4]}.{n}"),
    "close": lambda call, n: ended(call, NOW + timedelta(days=n), minutes=n) if call.is_open else call,
    "tell": lambda call, _: told(call),
    "reopen": lambda call, _: call if call.is_open else replace(call, state=State.LEVEL1, closed=None),
    "give": lambda call, n: replace(call, client=ClientRef("BETA" if n % 2 else "ACME", "Industrie")),
    "redraw": lambda call, _: call.refreshed(),
}


class Folder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.path = Path(tempfile.mkdtemp())
        self.obstacle = self.path / "open.json.new"
        self.runner = asyncio.Runner()
        self.memory = MemoryCalls()
        self.store = TinyStore.open(self.path)

    def run(self, answer: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(answer)

    async def both(self, ask: Callable[[Calls], Coroutine[Any, Any, object]]) -> None:
        """Asks the folder first; what its disk refuses is not asked of the memory."""
        try:
            told_by_disk = await outcome(ask(self.store.calls))
        except StoreUnwritableError:
            assert self.obstacle.exists()
            return
        assert told_by_disk == await outcome(ask(self.memory))

    @rule(n=st.integers(0, 9))
    def open(self, n: int) -> None:
        self.run(self.both(lambda calls: calls.open(f"view:{n}", YEAR + n % 2, opened(n))))

    @rule(
        number=st.sampled_from(["2026-0001", "2026-0002", "2027-0001"]),
        change=st.sampled_from([*CHANGES]),
        n=st.integers(0, 40),
    )
    def replace(self, number: str, change: str, n: int) -> None:
        call = self.run(self.memory.get(number))
        if call:
            changed = CHANGES[change](call, n)
            self.run(self.both(lambda calls: calls.replace(changed, call.version - (n == 7))))

    @rule(days=st.integers(0, 60))
    def archive(self, days: int) -> None:
        if not self.obstacle.exists():
            self.run(self.both(lambda calls: calls.archive(NOW + timedelta(days=days))))

    @rule()
    def reopen(self) -> None:
        self.run(self.store.close())
        self.store = TinyStore.open(self.path)

    @precondition(lambda self: not self.obstacle.exists())
    @rule()
    def refuse(self) -> None:
        self.obstacle.mkdir()

    @precondition(lambda self: self.obstacle.exists())
    @rule()
    def relent(self) -> None:
        self.obstacle.rmdir()

    @invariant()
    def answers_alike(self) -> None:
        assert self.run(answers(self.store.calls)) == self.run(answers(self.memory))

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()
        shutil.rmtree(self.path)


def opened(n: int) -> Callable[[str], Call]:
    """Calls of two clients, which are not always opened in the order of their numbers."""
    return making(f"view:{n}", client="BETA" if n % 3 == 0 else "ACME", at=NOW + timedelta(days=n % 4))


async def outcome(answer: Coroutine[Any, Any, object]) -> object:
    try:
        return await answer
    except StaleVersionError:
        return StaleVersionError


async def answers(calls: Calls) -> list[object]:
    late = NOW + timedelta(days=1000)
    return [
        [await calls.get(f"{year}-{n:04d}") for year in (2026, 2027) for n in range(6)],
        await calls.open_calls(),
        await calls.open_calls("ACME"),
        await calls.recent(ALICE, "ACME", NOW),
        await calls.recent(ALICE, "ACME", NOW + timedelta(days=2), "imprimante HS"),
        list(await calls.stats()),
        list(await calls.stats("ACME")),
        await calls.due_before(late),
        [
            await calls.by_card("C0SUPPORT", f"{k}{year}.{n}")
            for year in (2026, 2027)
            for k in (1, 2)
            for n in range(41)
        ],
    ]


TestFolder = Folder.TestCase
TestFolder.settings = settings(stateful_step_count=30)
