"""Alarms over APScheduler: ids and instants in memory, nothing else. The store remembers; this only rings."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from structlog.contextvars import clear_contextvars

from bot.domain.ports import Clock

Ring = Callable[[str], Awaitable[None]]


def real_now() -> datetime:
    return datetime.now(UTC)


class AlarmClock:
    """APScheduler reads the real clock; instants of the injected clock are converted by its offset.

    `rearm` is to be called when that clock was moved.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Dropped by default when a second late: an alarm of ours rings however late.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._armed: dict[str, datetime] = {}
        self._ring: Ring | None = None

    def start(self, ring: Ring) -> None:
        self._ring = ring
        self._scheduler.start()

    def stop(self) -> None:
        """Nothing rings any more; what is ringing ends by itself."""
        if self._scheduler.running:
            # A shutdown would cancel what is being done in the middle of its writing.
            self._scheduler.pause()

    def arm(self, id: str, at: datetime) -> None:
        """Rings once at that instant, at once when it is past; arming again for sooner or later moves it."""
        self._armed[id] = at
        self._set(id, at)

    def every(self, seconds: float, work: Callable[[], Awaitable[None]], name: str) -> None:
        """Does something regularly; a turn that is still running is not begun again."""

        async def turn() -> None:
            _forget_who_armed()
            await work()

        self._scheduler.add_job(turn, IntervalTrigger(seconds=seconds), id=name, replace_existing=True)

    def rearm(self) -> None:
        """The clock was moved: every alarm is set anew."""
        for id, at in list(self._armed.items()):
            self._set(id, at)

    def _set(self, id: str, at: datetime) -> None:
        real = at - self._offset()
        soonest = max(real, real_now())
        self._scheduler.add_job(
            self._next_step,
            DateTrigger(run_date=soonest),
            args=(id,),
            id=f"alarm {id}",
            replace_existing=True,
            max_instances=sys.maxsize,  # dropped by default while the last ringing of this alarm lasts
        )

    async def _next_step(self, id: str) -> None:
        _forget_who_armed()
        self._armed.pop(id, None)
        if self._ring:
            await self._ring(id)

    def _offset(self) -> timedelta:
        return self._clock.now() - real_now()


def _forget_who_armed() -> None:
    # APScheduler's one timer runs in the context of whoever set it last: the log would name their request.
    clear_contextvars()
