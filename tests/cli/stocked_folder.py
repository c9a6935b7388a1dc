"""A folder with calls in every state, a configuration beside it, and `lina` run on it."""

import asyncio
import contextlib
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from bot.cli import main
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import DeliveryState
from bot.storage.tiny.folder import TinyStore

NAMES = {
    "U0ALICE": "Alice Martin",
    "U0BRUNO": "Bruno Petit",
    "U0CAMILLE": "Camille Roy",
    "camille.roy@example.fr": "Camille Roy",
}


def said(call: Call) -> Call:
    """With nothing left to say."""
    told = {DeliveryState.DUE, DeliveryState.SENT}
    notices = tuple(
        replace(n, state=DeliveryState.SENT, posted_revision=n.revision) if n.state in told else n
        for n in call.notices
    )
    return replace(call, notices=notices)


def moved_to(call: Call, closed: datetime) -> Call:
    """As if it had been closed then."""
    assert call.closed
    return replace(call, closed=replace(call.closed, at=closed))


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


class StockedFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        (folder / "lina.toml").write_text(
            '[channels]\nsupport = "C0SUPPORT"\ndev = "C0DEV"\nservice = "C0LINA"\n'
            '[report]\naccount_manager = "U0CAMILLE"\n',
            encoding="utf-8",
        )

    def stock(self, calls: Iterable[Call], *, archive: datetime | None = None) -> list[str]:
        """Their numbers, in this order."""
        return asyncio.run(self._stock(list(calls), archive))

    def call(self, number: str) -> Call:
        call = asyncio.run(self._call(number))
        assert call
        return call

    def lina(self, *words: str) -> Done:
        """As typed in the folder."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), _argv("lina", *words), redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as ended:
                code = ended.code
        return Done(int(code or 0), out.getvalue(), err.getvalue())

    async def _stock(self, calls: list[Call], archive: datetime | None) -> list[str]:
        numbers = []
        async with TinyStore.open(self.data) as store:
            await store.clients.change(lambda directory: directory.with_people(NAMES))
            for call in calls:
                origin = f"test:{uuid4()}"
                made, _ = await store.calls.open(origin, 2026, _as(call, origin))
                numbers.append(made.number)
            if archive:
                await store.calls.archive(archive)
        return numbers

    async def _call(self, number: str) -> Call | None:
        async with TinyStore.open(self.data, exclusive=False) as store:
            return await store.calls.get(number)


def _as(call: Call, origin: str) -> Callable[[str], Call]:
    return lambda number: replace(call, number=number, origin=origin)


@contextlib.contextmanager
def _argv(*words: str) -> Iterator[None]:
    before = sys.argv
    sys.argv = list(words)
    try:
        yield
    finally:
        sys.argv = before
