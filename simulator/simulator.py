"""Simulator: starts the simulated workspace, and is what a test or a demo reads and changes it through."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from simulator.admin import workspace_admin
from simulator.admin.routes import AdminApi
from simulator.api.limiter import Rates
from simulator.clock import MovableClock
from simulator.faults import Faults
from simulator.fixtures import PersonFixture, WorkspaceFixture
from simulator.page.guide import Guide
from simulator.page.routes import Page
from simulator.people.person import Person
from simulator.people.registry import PeopleRegistry
from simulator.server import HttpServer
from simulator.slack_state.call_log import ApiCall, Breach
from simulator.slack_state.messages import Ephemeral, Message
from simulator.slack_state.sinks import Mail, Post
from simulator.slack_state.smtp_sink import SmtpSink
from simulator.slack_state.state import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackState
from simulator.slack_state.workspace import Workspace
from simulator.telephone import Telephone

T = TypeVar("T")


class Simulator:
    """A Slack workspace with one installed app, served on the loopback interface; an async context manager.

    Payloads reach the app through its Socket Mode connections, or by signed HTTP once `http_app_url` is set.

    Attributes:
        bot_token: the only bot token that the Web API accepts.
        app_token: the app-level token, for apps.connections.open alone.
        signing_secret: what HTTP requests to the app are signed with.
        clock: the workspace's time; moving it expires triggers and sends due retries of events.
    """

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    def __init__(
        self,
        fixture: WorkspaceFixture,
        manifest: Mapping[str, Any],
        *,
        clock: MovableClock | None = None,
        rates: Rates | None = None,
        ack_timeout: float = 3.0,
        guide: Guide | None = None,
    ) -> None:
        """Nothing is served before `start`.

        Args:
            fixture: the people, channels and user groups to start with.
            manifest: the app's manifest as Slack takes it; scopes, events and commands outside of it do not work.
            clock: None for one that shows the real time.
            rates: None for Slack's documented rate limits; `Rates.lifted()` for none at all.
            ack_timeout: real seconds within which the app has to acknowledge; Slack gives 3.
            guide: the page's tour; None for a page without.
        """
        self.clock = clock or MovableClock()
        self._slack = SlackState(
            fixture, manifest, self.clock, Rates.slack() if rates is None else rates, ack_timeout
        )
        self._people = PeopleRegistry(self._slack)
        self._smtp_sink = SmtpSink(self._slack.sinks.record_mail, self.clock.now)
        page = Page(self._slack, guide or Guide())
        self._server = HttpServer(self._slack, AdminApi(self._slack, self._people), page)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listens on that loopback address; port 0 takes a free one. Raises ValueError for any other host."""
        self._slack.url = await self._server.start(host, port)
        await self._smtp_sink.start(host)

    async def stop(self) -> None:
        """Closes the app's websockets and all servers."""
        await self._smtp_sink.stop()
        await self._slack.sockets.close()
        await self._server.stop()
        await self._slack.delivery.close()
        await self._slack.telephone.close()
        await self._slack.http.close()

    @property
    def telephone(self) -> Telephone:
        """The telephone exchange of the page; `connect` it to a program that takes its events."""
        return self._slack.telephone

    def connect_telephone(self, url: str, callers: Mapping[str, str], line: str) -> None:
        """Lets the page's telephone tell `url` of calls from these callers (names and numbers) to that line."""
        self._slack.telephone.connect(url, callers, line)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address of the workspace's page; ends with a slash, as `api_url` does."""
        return self._slack.url

    @property
    def api_url(self) -> str:
        """The base URL for a Slack client, in the place of https://slack.com/api/."""
        return f"{self._slack.url}api/"

    @property
    def http_app_url(self) -> str | None:
        """Where payloads are posted; None for Socket Mode."""
        return self._slack.http.app_url

    @http_app_url.setter
    def http_app_url(self, url: str | None) -> None:
        self._slack.http.app_url = url

    @property
    def smtp_port(self) -> int:
        """The port of an SMTP server without TLS that records mails and sends none."""
        return self._smtp_sink.port

    def tool_url(self, name: str) -> str:
        """The address of an HTTP endpoint that records JSON documents under that name, in `posts`."""
        return f"{self.url}elsewhere/{name}"

    @property
    def connections(self) -> int:
        """How many websockets the app holds open."""
        return self._slack.sockets.connections

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Sends `disconnect` on every websocket of the app, which has to connect again."""
        await self._slack.sockets.disconnect(reason)

    def cut_sockets(self) -> None:
        """Aborts every websocket of the app, as a network that fails does."""
        self._slack.sockets.cut()

    def person(self, user_id: str) -> Person:
        """The person to act as; the same object for the same id. Raises AssertionError for an unknown id."""
        return self._people.person(user_id)

    @property
    def workspace(self) -> Workspace:
        return self._slack.workspace

    @property
    def faults(self) -> Faults:
        return self._slack.faults

    @property
    def unsupported_blocks(self) -> set[str]:
        """The types of blocks that this workspace does not have yet, and refuses in messages."""
        return self._slack.unsupported_blocks

    @property
    def breaches(self) -> list[Breach]:
        """What a correct app leaves empty."""
        return self._slack.breaches

    @property
    def calls(self) -> list[ApiCall]:
        """Every call of the Web API, oldest first."""
        return self._slack.calls

    @property
    def mails(self) -> list[Mail]:
        """The mails that came to `smtp_port`, and those given to `record_mail`."""
        return self._slack.sinks.mails

    @property
    def posts(self) -> list[Post]:
        """The documents that came to a `tool_url`."""
        return self._slack.sinks.posts

    def record_mail(self, mail: Mail) -> None:
        """Adds a mail that the app under test did not send by SMTP."""
        self._slack.sinks.record_mail(mail)

    async def until(self, condition: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the contract's own name
        """Returns the condition's first truthy value; it is called after every change of the workspace.

        Raises AssertionError with a dump of the workspace after `timeout` real seconds.
        """
        return await self._slack.changes.until(condition, timeout, self.workspace.dump)

    def messages(self, channel_id: str, thread_ts: str | None = None) -> list[Message]:
        """The channel's top-level messages, or with `thread_ts` the replies of that thread; oldest first."""
        channel = self.workspace.channels[channel_id]
        return channel.top_level() if thread_ts is None else channel.replies(thread_ts)

    def direct_messages(self, user_id: str) -> list[Message]:
        """The top-level messages between the app and the person, oldest first."""
        channel = self.workspace.im_of(user_id)
        return channel.top_level() if channel else []

    def ephemerals(self, user_id: str, channel_id: str | None = None) -> list[Ephemeral]:
        """The ephemeral messages for that person, in one channel or in all; a replaced one keeps its place."""
        own = [each for each in self.workspace.ephemerals if each.user == user_id]
        return [each for each in own if channel_id in (None, each.channel)]

    def put_person(self, person: PersonFixture) -> None:
        """Adds a person to the team, or replaces the one with that id."""
        workspace_admin.put_person(self._slack, person)

    def deactivate(self, user_id: str) -> None:
        """Deactivates the person's account."""
        self.put_person(replace(self.workspace.people[user_id], deleted=True))

    def join(self, channel_id: str, user_id: str) -> None:
        """Adds the person to the channel."""
        workspace_admin.join(self._slack, channel_id, user_id)

    def leave(self, channel_id: str, user_id: str) -> None:
        """Removes the person from the channel."""
        workspace_admin.leave(self._slack, channel_id, user_id)

    def set_group_users(self, group_id: str, users: list[str]) -> None:
        """Replaces the members of the user group."""
        workspace_admin.set_group_users(self._slack, group_id, users)

    def delete(self, message: Message) -> None:
        """Deletes anybody's message, as an administrator of the workspace may."""
        workspace_admin.delete(self._slack, message)

    def archive(self, channel_id: str) -> None:
        """Archives the channel."""
        workspace_admin.archive(self._slack, channel_id)
