"""Person: someone in the workspace, who types, presses, fills forms and reads."""

from collections.abc import Mapping
from contextlib import suppress

from simulator.inbound import payloads
from simulator.inbound.delivery import PersonSaw
from simulator.inbound.events import publish
from simulator.messages import Message
from simulator.people.answers import answer_command
from simulator.people.forms import Forms
from simulator.people.hands import Hands, Place, tell_press
from simulator.people.pen import Pen
from simulator.people.touches import Touches
from simulator.people.values import Typed
from simulator.people.writing import typed_in_command
from simulator.posting import open_im
from simulator.refusal import Refusal
from simulator.views import View
from simulator.world import World

_PATIENCE = 5.0
_REDRAWN = 1.0


class Person:
    """Each act returns once the app has acknowledged it; PersonSaw is raised where Slack shows an error.

    `touches` are the acts of one who has a screen, and points at an element rather than naming it.
    """

    def __init__(self, world: World, user: str) -> None:
        self.id = user
        self._world = world
        self._hands = Hands(world, user)
        self._forms = Forms(world, user, self._hands)
        self._pen = Pen(world, user)
        self.touches = Touches(world, user, self._hands, self._forms)

    @property
    def name(self) -> str:
        return self._world.workspace.people[self.id].name

    @property
    def view(self) -> View | None:
        """The topmost open modal."""
        return self._world.stage.top(self.id)

    @property
    def home(self) -> View | None:
        return self._world.stage.homes.get(self.id)

    async def command(self, text: str, channel: str = "C0SUPPORT") -> str:
        """Types a slash command as one does; returns the words of the acknowledgement, "" for none."""
        world, place = self._world, self._pen.place(channel)
        name, _, rest = text.partition(" ")
        if name not in world.manifest.commands:
            raise PersonSaw("not_a_command")
        said = typed_in_command(world.workspace, rest.strip(), escape=world.manifest.commands[name])
        payload = payloads.command(world, self.id, place, name, said)
        body = await world.delivery.ask("slash_commands", payload, name)
        try:
            return answer_command(world, self.id, place.id, body)
        except Refusal as refusal:
            world.refused(refusal, name)
            raise PersonSaw("dispatch_failed") from refusal

    async def click(self, place: Place, label: str) -> None:
        """Presses the button so labelled in the place as it is now; confirmations are accepted."""
        await self._hands.press(self._hands.current(place), label)

    async def click_stale(self, snapshot: Message, label: str) -> None:
        """Presses a button of the message as it was: the screen had not been redrawn yet."""
        await self._hands.press(snapshot, label)

    async def pick(self, place: Place, label: str, option: str) -> None:
        """Picks in a select or an overflow menu; `label` is its label or placeholder, "" for a bare menu."""
        await self._hands.pick(self._hands.current(place), label, option)

    async def type_ahead(self, label: str, typed: str) -> list[str]:
        """The labels offered by the top form's field for what was typed."""
        return await self._forms.type_ahead(label, typed)

    async def wait_view(self, title: str) -> View:
        """The modal with that title, once it is on top: forms are opened after the acknowledgement."""

        def on_top() -> View | None:
            return self.view if self.view is not None and self.view.title == title else None

        view = await self._world.changes.until(on_top, _PATIENCE, self._world.workspace.dump)
        assert view is not None  # noqa: S101 - what until returns is truthy
        return view

    async def fill(self, label: str, value: Typed) -> None:
        """Sets a field of the top form: text, option's text, tick, ISO 8601 for dates, None for nothing."""
        await self._forms.fill(label, value)

    async def submit(self, values: Mapping[str, Typed] | None = None) -> dict[str, str]:
        """Fills and sends the top form; returns the errors shown, by label."""
        return await self._forms.submit(values or {})

    async def resubmit(self) -> dict[str, str]:
        """Sends the last form a second time, as a doubled request."""
        return await self._forms.resubmit()

    async def close(self) -> None:
        await self._forms.close()

    async def shortcut(self, callback_id: str) -> None:
        self._declared(callback_id, "global")
        await tell_press(self._world, payloads.shortcut(self._world, self.id, callback_id))

    async def message_shortcut(self, callback_id: str, message: Message) -> None:
        self._declared(callback_id, "message")
        now = self._hands.current(message)
        assert isinstance(now, Message)  # noqa: S101 - a message's present state is a message
        await tell_press(self._world, payloads.message_shortcut(self._world, self.id, callback_id, now))

    async def open_home(self) -> View | None:
        """Opens the app's Home tab; returns what it shows once redrawn, or after a second without that."""
        world = self._world
        if not world.manifest.has_home:
            raise PersonSaw("home_tab_disabled")
        shown = {"view": self.home.raw} if self.home else {}
        event = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": open_im(world, self.id).id,
            "tab": "home",
        }
        before = self.home.hash if self.home else None
        publish(world, event | shown)
        await world.delivery.attempted()
        with suppress(AssertionError):
            await world.changes.until(lambda: self.home and self.home.hash != before, _REDRAWN, str)
        return self.home

    async def write(self, channel: str, text: str, thread_ts: str | None = None) -> Message:
        return await self._pen.write(channel, text, thread_ts)

    async def edit(self, message: Message, text: str) -> None:
        await self._pen.edit(message, text)

    async def delete(self, message: Message) -> None:
        await self._pen.delete(message)

    def _declared(self, callback_id: str, kind: str) -> None:
        if self._world.manifest.shortcuts.get(callback_id) != kind:
            raise AssertionError(f"the manifest has no {kind} shortcut {callback_id!r}")
