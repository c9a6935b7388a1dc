"""Checks the store: undamaged, writable, on a disk with room, and without undelivered notices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import config_of, database_of, store_of
from bot.doctor.context import DoctorContext
from bot.doctor.findings import Finding, Findings, failed, ok, warning
from bot.domain.ports import Clock, StoreUnwritableError
from bot.services.outbox import Outbox
from bot.services.undelivered import Undelivered, find_rate_limited, find_undelivered
from bot.settings import Settings
from bot.storage.store import Store
from bot.storage.tiny.check import check
from bot.storage.tiny.health import probe

STORE, DISK, UNDELIVERED = "store", "disk", "undelivered"
MEBIBYTE = 1024 * 1024
FAIL_BELOW, WARN_BELOW = 100 * MEBIBYTE, 1024 * MEBIBYTE
SHOWN = 5
"""Undelivered notices that a finding names."""


def check_files(settings: Settings) -> list[Finding]:
    """Returns what is damaged in the store's folder, a finding a file; nothing for a database."""
    folder = settings.store.path
    if database_of(settings) or not folder.is_dir():
        return []
    mend = "see docs/operation.md, «When something is damaged»; the bot keeps the generation before each file"
    return [failed(STORE, problem, mend) for problem in check(folder).problems]


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store | None]:
    """Opens the store beside a bot that may be running; yields None before its folder exists.

    Raises:
        StoreUnwritableError, StoreDamagedError: it cannot be opened.
    """
    if not database_of(settings) and not settings.store.path.is_dir():
        yield None
        return
    async with store_of(settings, exclusive=False) as store:
        yield store


async def check_store(context: DoctorContext, store: Store | None) -> Findings:
    """Yields whether the store can be written to, and for a folder how much room its disk has."""
    settings = context.settings
    if database_of(settings):
        if store:
            await store.probe()
        yield ok(STORE, "the database answers and can be written to")
        return
    folder = _existing_folder(settings.store.path)
    try:
        probe(folder)
    except StoreUnwritableError as error:
        yield failed(
            STORE, str(error), "give the bot's user the right to write there, or change [store] path"
        )
    else:
        new = "" if store else ", and is made at the first start"
        yield ok(STORE, f"{settings.store.path} is whole and can be written to{new}")
    yield _disk_space(context, folder)


async def check_undelivered(settings: Settings, store: Store | None, clock: Clock) -> Finding:
    """Returns which notices are long overdue."""
    if store is None:
        return ok(UNDELIVERED, "nothing yet")
    outbox = Outbox(store.calls, store.weeks, config_of(settings).policy, clock)
    found = await find_undelivered(outbox, clock.now())
    if not found and (limited := await find_rate_limited(outbox, clock.now())):
        return warning(
            UNDELIVERED,
            f"{len(limited)} wait because Slack takes no more for now: "
            + "; ".join(_described(each) for each in limited[:SHOWN]),
            "nothing: they are tried again within two minutes each",
        )
    if not found:
        return ok(UNDELIVERED, "all that was due is said")
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return failed(
        UNDELIVERED,
        f"{len(found)}: {'; '.join(_described(each) for each in found[:SHOWN])}{more}",
        "mend what the errors name, and the bot says them by itself; look in Slack for those in doubt",
    )


def _described(each: Undelivered) -> str:
    notice = each.notice
    why = notice.error or "not tried"
    return f"{notice.key} to {notice.to}, due {notice.due:%Y-%m-%d %H:%M}Z, {notice.state}: {why}"


def _disk_space(context: DoctorContext, folder: Path) -> Finding:
    free = context.free(folder)
    said = f"{free // MEBIBYTE} MiB free under {folder}"
    if free < FAIL_BELOW:
        return failed(DISK, said, "make room: a write that fails is refused to whoever asked for it")
    return warning(DISK, said, "make room soon") if free < WARN_BELOW else ok(DISK, said)


def _existing_folder(path: Path) -> Path:
    """Returns the folder, or the nearest one above it that exists."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.is_dir())
