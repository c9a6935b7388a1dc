"""Interactions: one person's clicks and choices in messages, modals and the Home tab."""

from collections.abc import Sequence

from simulator.blockkit.inspection import inspect_suggestions
from simulator.inbound.delivery import UserFacingError
from simulator.inbound.payloads import action, message_actions, suggestion, view_actions
from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.input_types import InputValue, options_of, to_state
from simulator.slack_state.inputs import Field, Inputs
from simulator.slack_state.messages import Ephemeral, Message
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View

_MINIMUM_TYPED = 3
_OF_A_BUTTON = ("text", "value", "style", "url")

Place = Message | Ephemeral | View


class Interactions:
    """What one person clicks and chooses."""

    def __init__(self, slack: SlackState, user: str) -> None:
        self._slack = slack
        self._user = user
        self._picked: dict[tuple[str, str], Inputs] = {}

    async def press(self, place: Place, label: str) -> None:
        """Clicks a button of the message or view as given, even if it is out of date."""
        await self.press_field(place, self.inputs(place).button(label))

    async def press_field(self, place: Place, field: Field) -> None:
        await self._act(
            place, field, {key: field.element[key] for key in _OF_A_BUTTON if key in field.element}
        )

    async def pick(self, place: Place, label: str, value: InputValue) -> None:
        """Sets a field; sends block_actions where Slack does so at once."""
        field = self.inputs(place).find(label)
        if field.element["type"] == "overflow":
            await self.choose(place, field, _option(options_of(field.element), str(value)))
        else:
            await self.hold(place, field, await self._state(place, field, value))

    async def choose(self, place: Place, field: Field, option: Json) -> None:
        """Chooses in an overflow menu, which holds no value."""
        await self._act(place, field, {"selected_option": option})

    async def hold(self, place: Place, field: Field, state: Json) -> None:
        """Sets a field to a state in Slack's form."""
        self.inputs(place).put(field, state)
        if field.dispatches:
            await self._act(place, field, state)

    async def suggestions(self, place: Place, field: Field, typed: str) -> list[Json]:
        """The options that the app returns for the typed text; [] below the minimum length, without asking the app."""
        if len(typed) < field.element.get("min_query_length", _MINIMUM_TYPED):
            return []
        payload = suggestion(self._slack, self._user, place, field, typed)
        answer = await self._slack.delivery.request("interactive", payload, "block_suggestion")
        try:
            return inspect_suggestions(answer)
        except SlackError as error:
            self._slack.record_error(error, "block_suggestion")
            raise UserFacingError("no_suggestions") from error

    def current(self, place: Place) -> Place:
        """The message or view as it is now; raises AssertionError when the person no longer sees it."""
        workspace = self._slack.workspace
        found: Place | None = None
        if isinstance(place, View):
            found = place if self._slack.open_views.is_open(place) and place.user == self._user else None
        elif isinstance(place, Ephemeral):
            own = (each for each in workspace.ephemerals if each.user == self._user)
            found = next((each for each in own if each.ts == place.ts), None)
        elif self._user in workspace.channels[place.channel].members:
            found = workspace.message(place.channel, place.ts)
        if found is None:
            raise AssertionError(f"{workspace.name_of(self._user)} does not see {place!r}")
        return found

    def inputs(self, place: Place) -> Inputs:
        """The values that the person's client holds for that message or view."""
        if isinstance(place, View):
            return place.inputs
        inputs = self._picked.setdefault((place.channel, place.ts), Inputs(place.blocks))
        inputs.renew(place.blocks)
        return inputs

    async def _state(self, place: Place, field: Field, value: InputValue) -> Json:
        options = options_of(field.element)
        if "external" in field.element["type"] and value is not None and not isinstance(value, bool):
            for typed in [value] if isinstance(value, str) else value:
                options.append(_matching(await self.suggestions(place, field, typed), typed))
            value = [option["text"]["text"] for option in options]
            value = value if field.element["type"].startswith("multi_") else value[0]
        workspace = self._slack.workspace
        ids = {each.name: each.id for each in workspace.people.values()}
        ids |= {each.name: each.id for each in workspace.channels.values()}
        return to_state(field.element, value, options, ids, workspace.people[self._user].tz)

    async def _act(self, place: Place, field: Field, chosen: Json) -> None:
        act = action(self._slack, field, chosen)
        if isinstance(place, View):
            payload = view_actions(self._slack, place, act)
        else:
            payload = message_actions(self._slack, self._user, place, act, self.inputs(place).as_values())
        await send_interaction(self._slack, payload)


async def send_interaction(slack: SlackState, payload: Json) -> None:
    """Sends a payload to which only an empty acknowledgement is correct; any other is recorded as a breach."""
    if not slack.manifest.is_interactive:
        raise UserFacingError("interactivity_disabled")
    what = str(payload["type"])
    if body := await slack.delivery.request("interactive", payload, what):
        slack.breach("bad_acknowledgement", what, f"its acknowledgement carries no payload: {body}")


def _option(options: Sequence[Json], text: str) -> Json:
    for option in options:
        if option["text"]["text"] == text:
            return option
    raise AssertionError(f"{text!r} is not offered; there are {[each['text']['text'] for each in options]}")


def _matching(options: Sequence[Json], typed: str) -> Json:
    """The only option, or the one with exactly that text."""
    return options[0] if len(options) == 1 else _option(options, typed)
