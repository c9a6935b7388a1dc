"""Crowd: the people whom one can be, each one object for as long as the workspace lives."""

from simulator.people.person import Person
from simulator.world import World


class Crowd:
    def __init__(self, world: World) -> None:
        self._world = world
        self._persons: dict[str, Person] = {}

    def person(self, user_id: str) -> Person:
        if user_id not in self._world.workspace.people:
            raise AssertionError(f"nobody is {user_id}; there are {list(self._world.workspace.people)}")
        return self._persons.setdefault(user_id, Person(self._world, user_id))
