"""The rate limits of the Web API, and the limiter that applies them; https://docs.slack.dev/apis/web-api/rate-limits."""

import math
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

_TIER_2 = (
    "conversations.list",
    "conversations.setTopic",
    "users.list",
    "usergroups.list",
    "usergroups.users.list",
)
_TIER_2_TOO = ("usergroups.users.update", "pins.add", "pins.list", "pins.remove", "bookmarks.add")
_TIER_3 = ("chat.update", "chat.delete", "conversations.info", "conversations.open", "conversations.join")
_TIER_3_TOO = ("conversations.history", "conversations.replies", "users.lookupByEmail", "reactions.add")
_TIER_4 = ("views.open", "views.push", "views.update", "views.publish", "chat.postEphemeral", "users.info")
_TIER_4_TOO = ("conversations.members", "files.getUploadURLExternal", "files.completeUploadExternal")
_SPECIAL = ("chat.postMessage", "chat.getPermalink", "auth.test")

PER_MINUTE: Mapping[str, int] = (
    dict.fromkeys(_TIER_2 + _TIER_2_TOO, 20)
    | dict.fromkeys((*_TIER_3, *_TIER_3_TOO, "apps.connections.open"), 50)
    | dict.fromkeys(_TIER_4 + _TIER_4_TOO, 100)
    | dict.fromkeys(_SPECIAL, 300)  # documented as "several hundred"
)

_MINUTE = timedelta(minutes=1)
_POST = "chat.postMessage"
_POST_GAP = timedelta(seconds=0.9)  # a second, less what the network may add to one call and not to the next
_POST_BURST = 5  # "short bursts" that Slack allows, "no guarantee"


@dataclass(frozen=True, slots=True)
class Rates:
    """Rate limits.

    Attributes:
        per_minute: calls allowed in any 60 s, by method; a method that is missing is not limited.
        post_gap: the time that one chat.postMessage in a channel takes, in the long run.
        post_burst: how many may come at once in a channel that was silent for as long as they take.
    """

    per_minute: Mapping[str, int] = field(default_factory=dict)
    post_gap: timedelta = timedelta(0)
    post_burst: int = 1

    @classmethod
    def slack(cls) -> Self:
        """Slack's documented limits."""
        return cls(PER_MINUTE, _POST_GAP, _POST_BURST)

    @classmethod
    def lifted(cls) -> Self:
        """No limits."""
        return cls()


class Limiter:
    """Counts the calls of the workspace's app."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._calls: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._posts_end: dict[str, datetime] = {}  # when what was posted has taken its time

    def seconds_to_wait(self, method: str, channel: str | None, now: datetime) -> int:
        """Counts the call and returns 0; above a limit, returns Slack's Retry-After and does not count it."""
        wait = max(self._minute(method, now), self._gap(method, channel, now))
        if wait <= timedelta(0):
            self._calls[method].append(now)
            if method == _POST and channel:
                self._posts_end[channel] = max(now, self._end(channel, now)) + self._rates.post_gap
            return 0
        return math.ceil(wait.total_seconds())

    def _minute(self, method: str, now: datetime) -> timedelta:
        calls = self._calls[method]
        while calls and not timedelta(0) <= now - calls[0] < _MINUTE:
            calls.popleft()
        allowed = self._rates.per_minute.get(method)
        return timedelta(0) if allowed is None or len(calls) < allowed else calls[0] + _MINUTE - now

    def _gap(self, method: str, channel: str | None, now: datetime) -> timedelta:
        if method != _POST or not channel:
            return timedelta(0)
        return self._end(channel, now) - (self._rates.post_burst - 1) * self._rates.post_gap - now

    def _end(self, channel: str, now: datetime) -> datetime:
        end = self._posts_end.get(channel, now)
        # The clock was moved back: nothing that was posted lies ahead of it.
        return now if end - now > self._rates.post_burst * self._rates.post_gap else end
