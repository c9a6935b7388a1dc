"""The store: whole, writable, on a disk with room, and with nothing in it that was never said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import config_of, database_of, store_of
from bot.doctor.context import DoctorContext
from bot.doctor.findings import Finding, Findings, failed, ok, warning
from bot.domain.ports import Clock, StoreUnwritableError
from bot.services.outbox import Outbox
from bot.services.undelivered import Undelivered, find_undelivered
from bot.settings import Settings
from bot.storage.store import Store
from bot.storage.tiny.check import check
from bot.storage.tiny.health import probe

STORE, DISK, UNSAID = "store", "disk", "undelivered"
MEBIBYTE = 1024 * 1024
NEEDED, WANTED = 100 * MEBIBYTE, 1024 * MEBIBYTE
SHOWN = 5


def whole(settings: Settings) -> list[Finding]:
    """The folder, file by file; a database is whole or does not open."""
    folder = settings.store.path
    if database_of(settings) or not folder.is_dir():
        return []
    mend = "see docs/operation.md, «When something is damaged»; the bot keeps the generation before each file"
    return [failed(STORE, problem, mend) for problem in check(folder).problems]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store | None]:
    """The store, looked at beside the bot; None before there is one.

    Raises:
        StoreUnwritableError, StoreDamagedError: it cannot be opened.
    """
    if not database_of(settings) and not settings.store.path.is_dir():
        yield None
        return
    async with store_of(settings, exclusive=False) as store:
        yield store


async def stored(context: DoctorContext, store: Store | None) -> Findings:
    settings = context.settings
    if database_of(settings):
        if store:
            await store.probe()
        yield ok(STORE, "the database answers and can be written to")
        return
    folder = _nearest(settings.store.path)
    try:
        probe(folder)
    except StoreUnwritableError as error:
        yield failed(
            STORE, str(error), "give the bot's user the right to write there, or change [store] path"
        )
    else:
        new = "" if store else ", and is made at the first start"
        yield ok(STORE, f"{settings.store.path} is whole and can be written to{new}")
    yield _room(context, folder)


async def undelivered(settings: Settings, store: Store | None, clock: Clock) -> Finding:
    if store is None:
        return ok(UNSAID, "nothing yet")
    outbox = Outbox(store.calls, store.weeks, config_of(settings).policy, clock)
    found = await find_undelivered(outbox, clock.now())
    if not found:
        return ok(UNSAID, "all that was due is said")
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return failed(
        UNSAID,
        f"{len(found)}: {'; '.join(_told(each) for each in found[:SHOWN])}{more}",
        "mend what the errors name, and the bot says them by itself; look in Slack for those in doubt",
    )


def _told(each: Undelivered) -> str:
    notice = each.notice
    why = notice.error or "not tried"
    return f"{notice.key} to {notice.to}, due {notice.due:%Y-%m-%d %H:%M}Z, {notice.state}: {why}"


def _room(context: DoctorContext, folder: Path) -> Finding:
    free = context.free(folder)
    said = f"{free // MEBIBYTE} MiB free under {folder}"
    if free < NEEDED:
        return failed(DISK, said, "make room: a write that fails is refused to whoever asked for it")
    return warning(DISK, said, "make room soon") if free < WANTED else ok(DISK, said)


def _nearest(path: Path) -> Path:
    """The folder itself, or the one in which it will be made."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.is_dir())
