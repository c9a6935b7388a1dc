"""Workplace: what a test or a demo sees of the simulated workspace, and changes in it, whoever serves it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from simulator import changing
from simulator.faults import Faults
from simulator.messages import Ephemeral, Message
from simulator.outside import Mail, Post
from simulator.records import ApiCall, Breach
from simulator.seeds import PersonSeed
from simulator.workspace import Workspace
from simulator.world import World

T = TypeVar("T")


class Workplace:
    """`breaches` is what a correct app leaves empty."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def workspace(self) -> Workspace:
        return self._world.workspace

    @property
    def faults(self) -> Faults:
        return self._world.faults

    @property
    def breaches(self) -> list[Breach]:
        return self._world.breaches

    @property
    def calls(self) -> list[ApiCall]:
        return self._world.calls

    @property
    def mails(self) -> list[Mail]:
        """What came to `smtp_port`, and what `record_mail` was told."""
        return self._world.outside.mails

    @property
    def posts(self) -> list[Post]:
        """What came to a `tool_url`."""
        return self._world.outside.posts

    def record_mail(self, mail: Mail) -> None:
        self._world.outside.record_mail(mail)

    async def until(self, condition: Callable[[], T | None], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - the contract's own name
        """The condition's first truthy value, looked at on every change; AssertionError after `timeout` seconds."""
        return await self._world.changes.until(condition, timeout, self.workspace.dump)

    def messages(self, channel_id: str, thread_ts: str | None = None) -> list[Message]:
        """What the channel shows, oldest first, or the replies of a thread."""
        channel = self.workspace.channels[channel_id]
        return channel.top_level() if thread_ts is None else channel.replies(thread_ts)

    def direct_messages(self, user_id: str) -> list[Message]:
        channel = self.workspace.im_of(user_id)
        return channel.top_level() if channel else []

    def ephemerals(self, user_id: str, channel_id: str | None = None) -> list[Ephemeral]:
        """All that was shown to that person alone; a replaced one is in its old place."""
        mine = [each for each in self.workspace.ephemerals if each.user == user_id]
        return [each for each in mine if channel_id in (None, each.channel)]

    def put_person(self, person: PersonSeed) -> None:
        """Lets a new one join the team, or changes the one with that id."""
        changing.put_person(self._world, person)

    def deactivate(self, user_id: str) -> None:
        self.put_person(replace(self.workspace.people[user_id], deleted=True))

    def join(self, channel_id: str, user_id: str) -> None:
        changing.join(self._world, channel_id, user_id)

    def leave(self, channel_id: str, user_id: str) -> None:
        changing.leave(self._world, channel_id, user_id)

    def set_group_users(self, group_id: str, users: list[str]) -> None:
        changing.set_group_users(self._world, group_id, users)

    def archive(self, channel_id: str) -> None:
        changing.archive(self._world, channel_id)
