"""Issues trigger ids and response URLs, and limits their lifetime and uses."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex

from simulator.clock import MovableClock
from simulator.slack_error import SlackError
from simulator.slack_state.messages import BaseMessage

_TRIGGER_LIFE = timedelta(seconds=3)
_URL_LIFE = timedelta(minutes=30)
_URL_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an interaction allows the app to open; `from_modal` allows views.push."""

    user: str
    issued_at: datetime
    from_modal: bool
    used: bool = False


class Triggers:
    """The trigger ids issued; https://docs.slack.dev/interactivity/handling-user-interaction."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, *, from_modal: bool = False) -> str:
        number = len(self._issued) + 1
        trigger_id = f"{number}.{number}.{token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, self._clock.now(), from_modal)
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Consumes the trigger; raises SlackError when it is unknown, used, or older than 3 s."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.issued_at > _TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        self._issued[trigger_id] = replace(trigger, used=True)
        return trigger


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """What an interaction allows the app to post.

    Attributes:
        user: who interacted.
        channel: where.
        origin: the message that was interacted with; None for a command or a shortcut.
        issued_at: when, by the workspace's clock.
        uses: how many times it was used.
    """

    user: str
    channel: str
    origin: BaseMessage | None
    issued_at: datetime
    uses: int = 0


class ResponseUrls:
    """The response URLs issued: 5 uses within 30 min, https://docs.slack.dev/interactivity/handling-user-interaction."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user: str, channel: str, origin: BaseMessage | None = None) -> str:
        """A new secret, the last part of the URL."""
        secret = token_hex(12)
        self._issued[secret] = ResponseUrl(user, channel, origin, self._clock.now())
        return secret

    def use(self, secret: str) -> ResponseUrl:
        """Counts one use; raises SlackError when the URL is unknown, older than 30 min or used 5 times."""
        url = self._issued.get(secret)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock.now() - url.issued_at > _URL_LIFE:
            raise SlackError("expired_url")
        if url.uses >= _URL_USES:
            raise SlackError("used_url")
        self._issued[secret] = replace(url, uses=url.uses + 1)
        return url
