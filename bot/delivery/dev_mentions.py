"""One mention in `dev` within `repeat`: a ping always has it, a reminder only where nothing else had it (surface 4)."""

from datetime import datetime, timedelta

from bot.domain.outbox.notice import DeliveryState, Notice, NoticeKey, NoticeKind


class DevMentions:
    """Remembers which notice had the last mention, for this process; pings of before are read from the store.

    Args:
        repeat: within what time one mention is enough.
    """

    def __init__(self, repeat: timedelta) -> None:
        self._repeat = repeat
        self._last: tuple[datetime, NoticeKey] | None = None

    def claim(self, notice: Notice, now: datetime, pinged: datetime | None) -> bool:
        """Returns whether the notice mentions: decided once, so that an attempt that is made again says the same.

        Args:
            notice: a ping or a reminder, as it is about to be posted or updated.
            now: aware.
            pinged: when the store's last ping was posted; None where there is none.
        """
        if notice.kind is NoticeKind.LEVEL2:
            if notice.state is not DeliveryState.SENT:
                self._last = (now, notice.key)
            return True
        if self._last and self._last[1] == notice.key:
            return True
        latest = max((at for at in (pinged, self._last and self._last[0]) if at), default=None)
        if latest is not None and now - latest < self._repeat:
            return False
        self._last = (now, notice.key)
        return True
