"""Bells: since when each notice has been ready to be said, and whether it is late for a reason worth telling."""

import time
from collections.abc import Callable
from datetime import datetime

from bot.domain.outbox.notice import OUTSTANDING, DelayReason, Notice, Notices

LATE_AFTER = 60.0


class LatenessTracker:
    """`started` is when this bot began, `running` the seconds that it has been running."""

    def __init__(self, started: datetime, running: Callable[[], float] = time.monotonic) -> None:
        self._started = started
        self._running = running
        self._rang: dict[str, float] = {}

    def ring(self, notice: Notice) -> None:
        """The first time counts."""
        self._rang.setdefault(notice.key, self._running())

    def forget(self, notices: Notices) -> None:
        """What is said rings no more."""
        for notice in notices:
            if notice.state not in OUTSTANDING:
                self._rang.pop(notice.key, None)

    def delay_reason(self, notice: Notice) -> DelayReason | None:
        if notice.due < self._started:
            return DelayReason.STOPPED
        now = self._running()
        return DelayReason.SLACK if now - self._rang.get(notice.key, now) > LATE_AFTER else None
