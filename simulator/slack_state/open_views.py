"""Stage: the modals and Home tabs that people have open, a stack of at most three modals each."""

from collections import defaultdict

from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.block_elements import with_ids
from simulator.slack_state.ids import APP_ID, BOT_ID, Ids
from simulator.slack_state.views import View
from simulator.slack_state.workspace import Workspace

_DEEPEST = 3


class OpenViews:
    def __init__(self, workspace: Workspace, ids: Ids) -> None:
        self._workspace = workspace
        self._ids = ids
        self._modals: defaultdict[str, list[View]] = defaultdict(list)
        self._known: set[str] = set()
        self.homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        return self._modals[user][-1] if self._modals[user] else None

    def is_open(self, view: View) -> bool:
        return view in self._modals[view.user] or self.homes.get(view.user) is view

    def modals(self) -> list[View]:
        return [view for stack in self._modals.values() for view in stack]

    def open(self, user: str, definition: Json) -> View:
        """A first modal, in the place of those that the person had open."""
        view = self._view(user, definition, None)
        self._modals[user] = [view]
        return view

    def push(self, user: str, definition: Json) -> View:
        stack = self._modals[user]
        if len(stack) >= _DEEPEST:
            raise SlackError("push_limit_reached")
        view = self._view(user, definition, stack[-1] if stack else None)
        stack.append(view)
        return view

    def publish(self, user: str, definition: Json, expected: str | None) -> View:
        home = self.homes.get(user)
        if home is None:
            home = self.homes[user] = self._view(user, definition, None)
            return home
        return self.update(home, definition, expected)

    def update(self, view: View, definition: Json, expected: str | None) -> View:
        """Changes the view in place; `expected` is the hash that the app believes it has."""
        if expected and expected != view.hash:
            raise SlackError("hash_conflict")
        view.replace(self._complete(definition, view), self._hash())
        return view

    def find(self, view_id: str | None, external_id: str | None) -> View:
        for view in [*self.modals(), *self.homes.values()]:
            if view.view_id == view_id or (external_id and view.raw["external_id"] == external_id):
                return view
        raise SlackError("not_found", kind="view_closed" if view_id in self._known else "unknown_view")

    def close(self, view: View) -> None:
        self._modals[view.user].remove(view)

    def clear(self, user: str) -> None:
        self._modals[user].clear()

    def _view(self, user: str, definition: Json, below: View | None) -> View:
        view_id = self._ids.new("V")
        self._known.add(view_id)
        identity = {
            "id": view_id,
            "team_id": self._workspace.team_id,
            "app_id": APP_ID,
            "app_installed_team_id": self._workspace.team_id,
            "bot_id": BOT_ID,
            "hash": self._hash(),
            "previous_view_id": below.view_id if below else None,
            "root_view_id": below.raw["root_view_id"] if below else view_id,
        }
        person = self._workspace.people[user]
        complete = self._complete(definition, None)
        return View(complete, user=user, zone=person.tz, name=self._workspace.name_of, identity=identity)

    def _complete(self, definition: Json, replaced: View | None) -> Json:
        external_id = definition.get("external_id")
        holders = [view for view in self.modals() if external_id and view.raw["external_id"] == external_id]
        if holders not in ([], [replaced]):
            raise SlackError("duplicate_external_id")
        return definition | {"blocks": with_ids(definition["blocks"], self._ids.new)}

    def _hash(self) -> str:
        return f"{self._ids.seconds()}.{self._ids.new('')}"
