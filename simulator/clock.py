"""MovableClock: a clock that runs at the real speed and can be moved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class MovableClock:
    """The real time plus an offset, as aware UTC instants; subscribers are called after each move, in order."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0)
        self._subscribers: list[Callable[[], None]] = []
        if start is not None:
            self._offset = start - datetime.now(UTC)

    def now(self) -> datetime:
        """The clock's time, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far the clock is ahead of the real time."""
        return self._offset

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward, or back by a negative duration."""
        self._offset += by
        for callback in tuple(self._subscribers):
            callback()

    def move_to(self, instant: datetime) -> None:
        """Moves the clock to an aware instant."""
        self.advance(instant - self.now())

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Has `callback` called after each move."""
        self._subscribers.append(callback)
