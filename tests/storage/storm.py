"""A program to be killed: opens and changes calls as fast as it can, and prints each once it is acknowledged."""

import asyncio
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.domain.calls.call import Call
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import NOW, WEEK, YEAR, ended, making, told


def acknowledge(call: Call) -> None:
    sys.stdout.write(f"{call.number} {call.version}\n")
    sys.stdout.flush()


async def technician(store: TinyStore, name: str) -> None:
    for i in count():
        origin = f"{name}:{i}"
        call, _ = await store.calls.open(origin, YEAR, making(origin))
        acknowledge(call)
        call = await store.calls.replace(replace(call, contact=name), call.version)
        acknowledge(call)
        acknowledge(await store.calls.replace(told(ended(call)), call.version))
        await store.calls.archive(NOW + WEEK)


async def main(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        start = len(await store.calls.stats())
        await asyncio.gather(*(technician(store, f"{start}:{n}") for n in range(8)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
