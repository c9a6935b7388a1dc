"""Outside: what an app sent to the world beyond Slack, kept so that people can read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.json_types import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail with its text part and, where there is one, its HTML part."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A JSON document that was posted to another program; `target` is that program's name for people."""

    target: str
    body: Json
    at: datetime


class Sinks:
    """`changed` is called whenever there is something new to read."""

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
