"""`lina calls purge`: removes contacts and texts from old calls, and keeps their stats."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.app import database_of, store_of
from bot.domain.calls.redaction import may_be_redacted, redacted
from bot.services.change import change
from bot.settings import Settings, SettingsError, load_settings, parse_duration
from bot.storage.store import Store
from bot.storage.tiny.folder import TinyStore
from bot.storage.tiny.previous_versions import forget_left_over, forget_previous_versions, left_over

BATCH = 500
"""How many calls are written together, so that their file is flushed once."""

_MONTHS = re.compile(r"([1-9][0-9]{0,3})mo")


def purge(
    older_than: Annotated[str, typer.Option(help="As 24mo, 365d; by closing.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many; change nothing.")] = False,
) -> None:
    """Forget the contacts, phones and texts of old calls, and keep their figures."""
    settings = load_settings()
    before = _limit(older_than, datetime.now(ZoneInfo(settings.timezone)))
    count, removed = asyncio.run(_purge(settings, before, dry_run=dry_run))
    would = "would be: " if dry_run else ""
    typer.echo(f"{would}{count} calls forgotten, closed before {before:%Y-%m-%d}")
    for name in removed:
        typer.echo(f"{would}removed {name}")


def _limit(text: str, now: datetime) -> datetime:
    months = _MONTHS.fullmatch(text)
    if months:
        return _months_ago(now, int(months[1]))
    try:
        return now - parse_duration(text)
    except (ValueError, OverflowError) as error:
        raise SettingsError(f"--older-than: {text}; allowed: {error}, or mo, such as 24mo") from None


def _months_ago(now: datetime, months: int) -> datetime:
    """Returns the beginning of the same day of that month, or of its last day if it has no such day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, 0, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day, hour=0, minute=0, second=0, microsecond=0)
        except ValueError:
            continue
    raise SettingsError(f"--older-than: {months}mo; allowed: fewer months")


async def _purge(settings: Settings, before: datetime, *, dry_run: bool) -> tuple[int, list[str]]:
    """Returns how many calls are forgotten, and which files that nobody needs are removed."""
    folder = None if database_of(settings) else settings.store.path
    async with store_of(settings, exclusive=not dry_run) as store:
        old = [
            call.number
            async for call in store.calls.every()
            if may_be_redacted(call, before.astimezone(UTC)) and redacted(call) is not call
        ]
        if not dry_run:
            await _forget(store, old)
        removed = [str(path.relative_to(folder)) for path in left_over(folder)] if folder else []
        if folder and not dry_run:
            if isinstance(store, TinyStore) and store.fell_back:
                await store.reserve_traced_numbers()  # they are read from what is removed
            forget_previous_versions(folder)
            forget_left_over(folder)
        return len(old), removed


async def _forget(store: Store, numbers: list[str]) -> None:
    for at in range(0, len(numbers), BATCH):
        some = numbers[at : at + BATCH]
        await asyncio.gather(*(change(store.calls, number, redacted) for number in some))
