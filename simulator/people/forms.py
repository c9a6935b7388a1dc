"""Forms: one person's top modal, filled, sent, sent again and closed."""

import contextlib
from collections.abc import Mapping

from simulator.inbound.delivery import PersonSaw
from simulator.inbound.payloads import closing, submission
from simulator.people.hands import Hands
from simulator.people.submissions import settle, unfit
from simulator.people.values import Typed
from simulator.shapes import Json
from simulator.views import View
from simulator.world import World

_Sent = tuple[View, Json]


class Forms:
    def __init__(self, world: World, user: str, hands: Hands) -> None:
        self._world = world
        self._user = user
        self._hands = hands
        self._sent: _Sent | None = None

    async def fill(self, label: str, value: Typed) -> None:
        await self._hands.pick(self.top(), label, value)

    async def type_ahead(self, label: str, typed: str) -> list[str]:
        view = self.top()
        options = await self._hands.suggestions(view, view.inputs.find(label), typed)
        return [option["text"]["text"] for option in options]

    async def submit(self, values: Mapping[str, Typed]) -> dict[str, str]:
        for label, value in values.items():
            await self.fill(label, value)
        return await self.send()

    async def send(self) -> dict[str, str]:
        """Sends the top form as it stands."""
        view = self.top()
        if view.submit is None:
            raise AssertionError(f"{view.title!r} has no button to send it")
        if problems := unfit(view):
            view.errors = problems
            self._world.changes.notify()
            return problems
        self._sent = (view, submission(self._world, view))
        return await self.resubmit()

    async def resubmit(self) -> dict[str, str]:
        if self._sent is None:
            raise AssertionError("nothing was sent yet")
        view, payload = self._sent
        body = await self._world.delivery.ask("interactive", payload, "view_submission")
        return settle(self._world, view, body)

    async def close(self) -> None:
        """Closes the top modal, and all of them where the app asked for that."""
        view = self.top()
        told = closing(self._world, view)
        if view.raw["clear_on_close"]:
            self._world.stage.clear(self._user)
        else:
            self._world.stage.close(view)
        self._world.changes.notify()
        if view.raw["notify_on_close"]:
            with contextlib.suppress(PersonSaw):  # the form is gone from the screen all the same
                await self._world.delivery.ask("interactive", told, "view_closed")

    def top(self) -> View:
        view = self._world.stage.top(self._user)
        if view is None:
            raise AssertionError(f"{self._world.workspace.name_of(self._user)} has no form open")
        return view
