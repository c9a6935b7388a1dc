"""How people are named where several share a name: by as much of the full name as tells them apart."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from bot.domain.ports import UserProfile


def shown_names(wanted: Iterable[UserProfile], everybody: Collection[UserProfile]) -> dict[str, str]:
    """The name of each of these people, by Slack id.

    It is the name that Slack shows; where another person among `everybody` has the same one (case and accents
    aside), the first name and the initial of what follows it in the full name, else the full name. Who has no other
    full name keeps the name.
    """
    people = {person.id: person for person in everybody if not person.bot}
    shared = Counter(_folded(person.name) for person in people.values())
    found: dict[str, str] = {}
    for person in wanted:
        others = shared[_folded(person.name)] - (person.id in people)
        namesakes = [p for p in people.values() if p.id != person.id and _alike(p, person)] if others else []
        found[person.id] = _told_apart(person, namesakes) if namesakes else person.name
    return found


def _told_apart(person: UserProfile, namesakes: Iterable[UserProfile]) -> str:
    theirs = {_folded(_with_initial(other)) for other in namesakes}
    short = _with_initial(person)
    return person.full_name or person.name if _folded(short) in theirs else short


def _with_initial(person: UserProfile) -> str:
    """«Alice M.» for Alice Martin; the full name where it does not begin with the name."""
    full = person.full_name or person.name
    if not _folded(full).startswith(f"{_folded(person.name)} "):
        return full
    rest = full[len(person.name) :].strip()
    return f"{person.name} {rest[0].upper()}." if rest else person.name


def _alike(one: UserProfile, other: UserProfile) -> bool:
    return _folded(one.name) == _folded(other.name)


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
