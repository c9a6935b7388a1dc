"""Simulator: a Slack workspace on this machine, as strict as the real one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from simulator import changing
from simulator.clock import MovableClock
from simulator.control.routes import Control
from simulator.crowd import Crowd
from simulator.faults import Faults
from simulator.messages import Ephemeral, Message
from simulator.outside import Mail, Post
from simulator.page.guide import Guide
from simulator.page.routes import Page
from simulator.people.person import Person
from simulator.records import ApiCall, Breach
from simulator.seeds import PersonSeed, WorkspaceSeed
from simulator.server import Server
from simulator.web.rates import Rates
from simulator.workspace import Workspace
from simulator.world import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, World

T = TypeVar("T")


class Simulator:
    """`breaches` is what a correct app leaves empty; set `http_app_url` to deliver by signed HTTP."""

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    def __init__(
        self,
        seed: WorkspaceSeed,
        manifest: Mapping[str, Any],
        *,
        clock: MovableClock | None = None,
        rates: Rates | None = None,
        ack_timeout: float = 3.0,
        guide: Guide | None = None,
    ) -> None:
        self.clock = clock or MovableClock()
        self._world = World(
            seed, manifest, self.clock, Rates.slack() if rates is None else rates, ack_timeout
        )
        self._crowd = Crowd(self._world)
        page = Page(self._world, guide or Guide())
        self._server = Server(self._world, Control(self._world, self._crowd), page)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._world.url = await self._server.start(host, port)

    async def stop(self) -> None:
        await self._world.sockets.close()
        await self._server.stop()
        await self._world.delivery.close()
        await self._world.http.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return self._world.url

    @property
    def api_url(self) -> str:
        return f"{self._world.url}api/"

    @property
    def http_app_url(self) -> str | None:
        return self._world.http.app_url

    @http_app_url.setter
    def http_app_url(self, url: str | None) -> None:
        self._world.http.app_url = url

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
        """What the app sent by mail, as far as `record_mail` was told."""
        return self._world.outside.mails

    @property
    def posts(self) -> list[Post]:
        return self._world.outside.posts

    def record_mail(self, mail: Mail) -> None:
        self._world.outside.record_mail(mail)

    def record_post(self, post: Post) -> None:
        self._world.outside.record_post(post)

    @property
    def connections(self) -> int:
        """How many websockets the app holds open."""
        return self._world.sockets.connections

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every websocket of the app to come back by a new one."""
        await self._world.sockets.disconnect(reason)

    def person(self, user_id: str) -> Person:
        return self._crowd.person(user_id)

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
