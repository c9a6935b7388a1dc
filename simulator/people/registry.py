"""PeopleRegistry: the Person objects of a workspace, one for each id."""

from simulator.people.person import Person
from simulator.slack_state.state import SlackState


class PeopleRegistry:
    """Makes each Person once, and keeps it."""

    def __init__(self, slack: SlackState) -> None:
        self._slack = slack
        self._persons: dict[str, Person] = {}

    def person(self, user_id: str) -> Person:
        """The person with that id; raises AssertionError for an unknown id."""
        if user_id not in self._slack.workspace.people:
            raise AssertionError(f"nobody is {user_id}; there are {list(self._slack.workspace.people)}")
        return self._persons.setdefault(user_id, Person(self._slack, user_id))
