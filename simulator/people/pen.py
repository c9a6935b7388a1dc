"""Pen: one person's own messages, written, edited and deleted."""

from dataclasses import replace

from simulator.inbound.delivery import PersonSaw
from simulator.messages import Message
from simulator.people.writing import escaped
from simulator.posting import Content, change, post, remove
from simulator.workspace import Channel
from simulator.world import World


class Pen:
    def __init__(self, world: World, user: str) -> None:
        self._world = world
        self._user = user

    def place(self, channel_id: str) -> Channel:
        """A conversation that the person is in."""
        channel = self._world.workspace.channels.get(channel_id)
        if channel is None or self._user not in channel.members:
            raise PersonSaw("channel_not_found")
        if self._world.workspace.people[self._user].deleted:
            raise PersonSaw("account_inactive")
        return channel

    async def write(self, channel_id: str, text: str, thread_ts: str | None) -> Message:
        place = self.place(channel_id)
        if place.is_archived:
            raise PersonSaw("is_archived")
        content = Content(escaped(self._world.workspace, text))
        message = post(self._world, place, self._user, content, thread_ts=thread_ts)
        await self._world.delivery.attempted()
        return message

    async def edit(self, message: Message, text: str) -> None:
        place, before = self.place(message.channel), self._own(message)
        change(
            self._world,
            place,
            before,
            replace(before, text=escaped(self._world.workspace, text), edited=True),
        )
        await self._world.delivery.attempted()

    async def delete(self, message: Message) -> None:
        remove(self._world, self.place(message.channel), self._own(message))
        await self._world.delivery.attempted()

    def _own(self, message: Message) -> Message:
        now = self._world.workspace.message(message.channel, message.ts)
        if now is None or now.user != self._user:
            raise AssertionError(f"{message!r} is not {self._world.workspace.name_of(self._user)}'s")
        return now
