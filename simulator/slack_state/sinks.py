"""Sinks: records what the app sends elsewhere than to Slack: mails and JSON documents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.json_types import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that the app sent.

    Attributes:
        sender: the From header.
        to: the recipients.
        subject: the Subject header, decoded.
        text: the text part.
        html: the HTML part; "" for none.
        at: when, by the workspace's clock.
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A JSON document that the app sent to a `tool_url`; `target` is the name in that URL."""

    target: str
    body: Json
    at: datetime


class Sinks:
    """The mails and documents so far; `changed` is called at each new one."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.mails: list[Mail] = []
        self.posts: list[Post] = []
        self._changed = changed

    def record_mail(self, mail: Mail) -> None:
        self.mails.append(mail)
        self._changed()

    def record_post(self, post: Post) -> None:
        self.posts.append(post)
        self._changed()
