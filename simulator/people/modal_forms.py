"""ModalForms: fills in, submits and closes one person's top modal."""

import contextlib
from collections.abc import Mapping

from simulator.inbound.delivery import UserFacingError
from simulator.inbound.payloads import closing, submission
from simulator.json_types import Json
from simulator.people.interactions import Interactions
from simulator.people.submissions import apply_response, client_errors
from simulator.slack_state.input_types import InputValue
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View

_Sent = tuple[View, Json]


class ModalForms:
    """The open modals of one person, and their last submission."""

    def __init__(self, slack: SlackState, user: str, interactions: Interactions) -> None:
        self._slack = slack
        self._user = user
        self._interactions = interactions
        self._sent: _Sent | None = None

    async def fill(self, label: str, value: InputValue) -> None:
        await self._interactions.pick(self.top(), label, value)

    async def type_ahead(self, label: str, typed: str) -> list[str]:
        view = self.top()
        options = await self._interactions.suggestions(view, view.inputs.find(label), typed)
        return [option["text"]["text"] for option in options]

    async def submit(self, values: Mapping[str, InputValue]) -> dict[str, str]:
        for label, value in values.items():
            await self.fill(label, value)
        return await self.send()

    async def send(self) -> dict[str, str]:
        """Submits the top modal as it is; returns the errors shown, by label."""
        view = self.top()
        if view.submit is None:
            raise AssertionError(f"{view.title!r} has no button to send it")
        if problems := client_errors(view):
            view.errors = problems
            self._slack.changes.notify()
            return problems
        self._sent = (view, submission(self._slack, view))
        return await self.resubmit()

    async def resubmit(self) -> dict[str, str]:
        if self._sent is None:
            raise AssertionError("nothing was sent yet")
        view, payload = self._sent
        body = await self._slack.delivery.request("interactive", payload, "view_submission")
        return apply_response(self._slack, view, body)

    async def close(self) -> None:
        """Closes the top modal, or all of them with clear_on_close; sends view_closed with notify_on_close."""
        view = self.top()
        payload = closing(self._slack, view)
        if view.raw["clear_on_close"]:
            self._slack.open_views.clear(self._user)
        else:
            self._slack.open_views.close(view)
        self._slack.changes.notify()
        if view.raw["notify_on_close"]:
            with contextlib.suppress(UserFacingError):  # the form is gone from the screen all the same
                await self._slack.delivery.request("interactive", payload, "view_closed")

    def top(self) -> View:
        """The topmost modal; raises AssertionError when none is open."""
        view = self._slack.open_views.top(self._user)
        if view is None:
            raise AssertionError(f"{self._slack.workspace.name_of(self._user)} has no form open")
        return view
