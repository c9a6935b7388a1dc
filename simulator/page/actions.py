"""The actions of the admin API that only the page uses: elements are named by block_id and action_id."""

from collections.abc import Mapping

from simulator.admin.person_actions import PersonAction, place_of
from simulator.json_types import Json
from simulator.people.person import Person
from simulator.slack_state.inputs import Field
from simulator.slack_state.state import SlackState
from simulator.slack_state.views import View


async def _interact(slack: SlackState, person: Person, body: Json) -> Json:
    key = (body["block_id"], body["action_id"])
    seen = body.get("seen")
    await person.page_actions.interact(
        place_of(slack, person, body),
        key,
        body.get("value"),
        body.get("values", {}),
        Field(seen["block"], seen["element"]) if seen else None,
    )
    return {}


async def _options(slack: SlackState, person: Person, body: Json) -> Json:
    key = (body["block_id"], body["action_id"])
    place = place_of(slack, person, body)
    return {"options": await person.page_actions.options(place, key, body["typed"], body.get("values", {}))}


async def _submit_form(slack: SlackState, person: Person, body: Json) -> Json:
    form = place_of(slack, person, body)
    if not isinstance(form, View):
        raise TypeError("only a form can be sent")
    return {"errors": await person.page_actions.submit(form, body["values"])}


PAGE_ACTIONS: Mapping[str, PersonAction] = {
    "options": _options,
    "submit_form": _submit_form,
    "interact": _interact,
}
"""Bodies name an element by `block_id` and `action_id`; `values` are a view's, as `PageActions` takes them."""
