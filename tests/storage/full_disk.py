"""A program on a disk that fills up: opens calls until one is refused, then once more when there is room again."""

import asyncio
import resource
import sys
from pathlib import Path

from bot.domain.ports import StoreUnwritableError
from bot.storage.tiny.folder import TinyStore
from tests.storage.store_samples import YEAR, making

ROOM = 20_000


async def main(folder: Path) -> None:
    async with TinyStore.open(folder) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))
        try:
            for i in range(1000):
                await store.calls.open(f"view:{i}", YEAR, making(f"view:{i}"))
        except StoreUnwritableError as error:
            sys.stdout.write(f"{error}\n")
        sys.stdout.write(" ".join(call.number for call in await store.calls.open_calls()) + "\n")
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        call, _ = await store.calls.open("view:last", YEAR, making("view:last"))
        sys.stdout.write(f"{call.number}\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
