"""Person: someone in the workspace, who types, clicks, fills in forms and reads."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from simulator.inbound import payloads
from simulator.inbound.delivery import UserFacingError
from simulator.inbound.events import publish
from simulator.people.interactions import Interactions, Place, send_interaction
from simulator.people.modal_forms import ModalForms
from simulator.people.page_actions import PageActions
from simulator.people.responses import show_command_response
from simulator.people.typed_text import encode_command, encode_message
from simulator.slack_error import SlackError
from simulator.slack_state.input_types import InputValue
from simulator.slack_state.messages import Message
from simulator.slack_state.posting import MessageContent, change, open_im, post, remove
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View
from simulator.slack_state.workspace import Channel

_TIMEOUT = 30.0
_REDRAW_TIMEOUT = 10.0


class Person:
    """Acts in the workspace as one person; each act returns once the app has acknowledged the payload.

    Every act raises UserFacingError where Slack's client would show an error, and AssertionError where the person
    could not do it, such as clicking a button that is not there.

    Attributes:
        id: the person's user id.
        page_actions: what a browser does in this person's name, with elements named by block_id and action_id.
    """

    def __init__(self, slack: SlackState, user: str) -> None:
        self.id = user
        self._slack = slack
        self._interactions = Interactions(slack, user)
        self._forms = ModalForms(slack, user, self._interactions)
        self.page_actions = PageActions(slack, user, self._interactions, self._forms)

    @property
    def name(self) -> str:
        """The display name."""
        return self._slack.workspace.people[self.id].name

    @property
    def view(self) -> View | None:
        """The topmost open modal; None when no modal is open."""
        return self._slack.open_views.top(self.id)

    @property
    def home(self) -> View | None:
        """The Home tab as last published; None before the app published one."""
        return self._slack.open_views.homes.get(self.id)

    async def command(self, text: str, channel: str | None = None) -> str:
        """Sends a slash command such as `/ticket printer`, in the workspace's first channel unless one is given.

        Returns the text of the acknowledgement, "" for an empty one.
        """
        slack = self._slack
        conversation = self._conversation(channel or next(iter(slack.workspace.channels)))
        name, _, rest = text.partition(" ")
        if name not in slack.manifest.commands:
            raise UserFacingError("not_a_command")
        encoded = encode_command(slack.workspace, rest.strip(), escape=slack.manifest.commands[name])
        payload = payloads.command(slack, self.id, conversation, name, encoded)
        body = await slack.delivery.request("slash_commands", payload, name)
        try:
            return show_command_response(slack, self.id, conversation.id, body)
        except SlackError as error:
            slack.record_error(error, name)
            raise UserFacingError("dispatch_failed") from error

    async def click(self, place: Place, label: str) -> None:
        """Clicks the button with that label, in the message or view as it is now; accepts its confirmation."""
        await self._interactions.press(self._interactions.current(place), label)

    async def click_stale(self, snapshot: Message, label: str) -> None:
        """Clicks a button of the message as it was: the client had not yet received an update."""
        await self._interactions.press(snapshot, label)

    async def pick(self, place: Place, label: str, option: str) -> None:
        """Picks in a select or an overflow menu; `label` is its label or placeholder, "" for a menu without."""
        await self._interactions.pick(self._interactions.current(place), label, option)

    async def type_ahead(self, label: str, typed: str) -> list[str]:
        """Types in an external select of the top modal; returns the labels of the options that the app offers."""
        return await self._forms.type_ahead(label, typed)

    async def wait_view(self, title: str) -> View:
        """Returns the modal with that title once it is on top; AssertionError after 5 s.

        Apps open modals after the acknowledgement, so that a command may return before its modal is there.
        """

        def on_top() -> View | None:
            return self.view if self.view is not None and self.view.title == title else None

        view = await self._slack.changes.until(on_top, _TIMEOUT, self._slack.workspace.dump)
        assert view is not None  # noqa: S101 - what until returns is truthy
        return view

    async def fill(self, label: str, value: InputValue) -> None:
        """Sets a field of the top modal: text, an option's text, True for a tick, ISO 8601 for dates, None to empty."""
        await self._forms.fill(label, value)

    async def submit(self, values: Mapping[str, InputValue] | None = None) -> dict[str, str]:
        """Fills in and submits the top modal; returns the errors shown, by field label."""
        return await self._forms.submit(values or {})

    async def resubmit(self) -> dict[str, str]:
        """Sends the last submission again, as a doubled request; returns the errors shown, by field label."""
        return await self._forms.resubmit()

    async def close(self) -> None:
        """Closes the top modal."""
        await self._forms.close()

    async def shortcut(self, callback_id: str) -> None:
        """Runs a global shortcut of the manifest."""
        self._require_shortcut(callback_id, "global")
        await send_interaction(self._slack, payloads.shortcut(self._slack, self.id, callback_id))

    async def message_shortcut(self, callback_id: str, message: Message) -> None:
        """Runs a message shortcut of the manifest on that message."""
        self._require_shortcut(callback_id, "message")
        now = self._interactions.current(message)
        assert isinstance(now, Message)  # noqa: S101 - a message's present state is a message
        await send_interaction(self._slack, payloads.message_shortcut(self._slack, self.id, callback_id, now))

    async def open_home(self) -> View | None:
        """Opens the app's Home tab; returns it once the app published it, or as it is after ten seconds."""
        slack = self._slack
        if not slack.manifest.has_home:
            raise UserFacingError("home_tab_disabled")
        shown = {"view": self.home.raw} if self.home else {}
        event = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": open_im(slack, self.id).id,
            "tab": "home",
        }
        before, asked = self.home and self.home.hash, self._published()
        publish(slack, event | shown)
        await slack.delivery.wait_first_attempts()
        with suppress(AssertionError):
            await slack.changes.until(
                lambda: (self.home and self.home.hash) != before or self._published() > asked,
                _REDRAW_TIMEOUT,
                str,
            )
        return self.home

    async def write(self, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Posts a message, or with `thread_ts` a reply; `@Name` and `#channel` become mentions."""
        conversation = self._conversation(channel)
        if conversation.is_archived:
            raise UserFacingError("is_archived")
        content = MessageContent(encode_message(self._slack.workspace, text))
        message = post(self._slack, conversation, self.id, content, thread_ts=thread_ts)
        await self._slack.delivery.wait_first_attempts()
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Changes the text of one of the person's own messages."""
        conversation, before = self._conversation(message.channel), self._own(message)
        encoded = encode_message(self._slack.workspace, text)
        change(self._slack, conversation, before, replace(before, text=encoded, edited=True))
        await self._slack.delivery.wait_first_attempts()

    async def delete(self, message: Message) -> None:
        """Deletes one of the person's own messages."""
        remove(self._slack, self._conversation(message.channel), self._own(message))
        await self._slack.delivery.wait_first_attempts()

    def _conversation(self, channel_id: str) -> Channel:
        """A conversation that the person is a member of."""
        channel = self._slack.workspace.channels.get(channel_id)
        if channel is None or self.id not in channel.members:
            raise UserFacingError("channel_not_found")
        if self._slack.workspace.people[self.id].deleted:
            raise UserFacingError("account_inactive")
        return channel

    def _own(self, message: Message) -> Message:
        now = self._slack.workspace.message(message.channel, message.ts)
        if now is None or now.user != self.id:
            raise AssertionError(f"{message!r} is not {self.name}'s")
        return now

    def _published(self) -> int:
        """How often the app has published this person's tab, whatever Slack answered."""
        calls = (c for c in self._slack.calls if c.method == "views.publish")
        return sum(call.arguments.get("user_id") == self.id for call in calls)

    def _require_shortcut(self, callback_id: str, kind: str) -> None:
        if self._slack.manifest.shortcuts.get(callback_id) != kind:
            raise AssertionError(f"the manifest has no {kind} shortcut {callback_id!r}")
