"""OpenViews: each person's stack of at most three modals, and Home tab; https://docs.slack.dev/surfaces/modals."""

from collections import defaultdict

from simulator.json_types import Json
from simulator.slack_error import SlackError
from simulator.slack_state.block_elements import with_ids
from simulator.slack_state.ids import APP_ID, BOT_ID, Ids
from simulator.slack_state.views import View
from simulator.slack_state.workspace import Workspace

_DEEPEST = 3


class OpenViews:
    """The open views of all people.

    Attributes:
        homes: the published Home tabs, by user id.
    """

    def __init__(self, workspace: Workspace, ids: Ids) -> None:
        self._workspace = workspace
        self._ids = ids
        self._modals: defaultdict[str, list[View]] = defaultdict(list)
        self._known: set[str] = set()
        self.homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """The person's topmost modal; None when none is open."""
        return self._modals[user][-1] if self._modals[user] else None

    def is_open(self, view: View) -> bool:
        """Whether the person still has that view."""
        return view in self._modals[view.user] or self.homes.get(view.user) is view

    def modals(self) -> list[View]:
        """All open modals, each person's topmost last."""
        return [view for stack in self._modals.values() for view in stack]

    def open(self, user: str, definition: Json) -> View:
        """Opens a modal and closes those that the person had open."""
        view = self._view(user, definition, None)
        self._modals[user] = [view]
        return view

    def push(self, user: str, definition: Json) -> View:
        """Opens a modal on top; raises SlackError when three are open."""
        stack = self._modals[user]
        if len(stack) >= _DEEPEST:
            raise SlackError("push_limit_reached")
        view = self._view(user, definition, stack[-1] if stack else None)
        stack.append(view)
        return view

    def publish(self, user: str, definition: Json, expected: str | None) -> View:
        """Creates or updates the Home tab; raises SlackError when `expected` is not its hash."""
        home = self.homes.get(user)
        if home is None:
            home = self.homes[user] = self._view(user, definition, None)
            return home
        return self.update(home, definition, expected)

    def update(self, view: View, definition: Json, expected: str | None) -> View:
        """Replaces the view's definition; raises SlackError unless `expected` is None or the view's hash."""
        if expected and expected != view.hash:
            raise SlackError("hash_conflict")
        view.replace(self._complete(definition, view), self._hash())
        return view

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """The view with that id or external_id; raises SlackError when it is not open."""
        for view in [*self.modals(), *self.homes.values()]:
            if view.view_id == view_id or (external_id and view.raw["external_id"] == external_id):
                return view
        raise SlackError("not_found", kind="view_closed" if view_id in self._known else "unknown_view")

    def close(self, view: View) -> None:
        """Closes one modal."""
        self._modals[view.user].remove(view)

    def clear(self, user: str) -> None:
        """Closes all modals of the person."""
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
