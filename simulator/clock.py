"""MovableClock: time that runs as the real one does, from wherever it was put."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class MovableClock:
    """Aware UTC instants: the real time plus an offset that moves forward or back.

    Those who subscribed are called after each move, in the order in which they came.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0)
        self._subscribers: list[Callable[[], None]] = []
        if start is not None:
            self._offset = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far it is ahead of the real time."""
        return self._offset

    def advance(self, by: timedelta) -> None:
        self._offset += by
        for callback in tuple(self._subscribers):
            callback()

    def move_to(self, instant: datetime) -> None:
        self.advance(instant - self.now())

    def subscribe(self, callback: Callable[[], None]) -> None:
        self._subscribers.append(callback)
