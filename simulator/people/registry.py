"""Crowd: the people whom one can be, each one object for as long as the workspace lives."""

from simulator.people.person import Person
from simulator.slack_state.state import SlackState


class PeopleRegistry:
    def __init__(self, slack: SlackState) -> None:
        self._slack = slack
        self._persons: dict[str, Person] = {}

    def person(self, user_id: str) -> Person:
        if user_id not in self._slack.workspace.people:
            raise AssertionError(f"nobody is {user_id}; there are {list(self._slack.workspace.people)}")
        return self._persons.setdefault(user_id, Person(self._slack, user_id))
