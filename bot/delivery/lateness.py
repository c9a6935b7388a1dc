"""Lateness: since when each notice could have been sent, and whether it is late for a reason worth telling."""

import time
from collections.abc import Callable
from datetime import datetime

from bot.domain.outbox.notice import OUTSTANDING, DelayReason, Notice, NoticeKey, Notices

LATE_AFTER = 60.0
"""Seconds of running time for which Slack did not take a notice that was ready."""


class LatenessTracker:
    """Remembers when each notice was ready first.

    `started` is when this bot began, `monotonic` the seconds that it has been running.
    """

    def __init__(self, started: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._started = started
        self._monotonic = monotonic
        self._ready_since: dict[NoticeKey, float] = {}
        self._store_refused_at = float("-inf")

    def store_refused(self) -> None:
        """The store refused a write just now: what waits for it is late because of that."""
        self._store_refused_at = self._monotonic()

    def mark_ready(self, notice: Notice) -> None:
        """The notice may be sent from now on; only the first time counts."""
        self._ready_since.setdefault(notice.key, self._monotonic())

    def forget_delivered(self, notices: Notices) -> None:
        """Forgets those of the notices that are not outstanding any more."""
        for notice in notices:
            if notice.state not in OUTSTANDING:
                self._ready_since.pop(notice.key, None)

    def delay_reason(self, notice: Notice) -> DelayReason | None:
        """Why the notice goes out late now; None when it is in time."""
        if notice.due < self._started:
            return DelayReason.STOPPED
        now = self._monotonic()
        since = self._ready_since.get(notice.key, now)
        if now - since <= LATE_AFTER:
            return None
        return DelayReason.STORE if self._store_refused_at >= since else DelayReason.SLACK

    def is_of_before(self, notice: Notice) -> bool:
        """Whether the notice was due before this bot began: another one may have delivered it and not recorded it."""
        return notice.due < self._started
