"""Who in Slack answered the telephone: by a Slack id, an address, a name or a profile's telephone number."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from bot.domain.clients.matching import fold
from bot.domain.ports import People, UserProfile
from bot.domain.telephony.ring import Ring
from bot.services.phones import normalise_phone

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerers:
    """Looks for who answered among the people of the bot's channels.

    Attributes:
        people: their profiles.
        colleagues: the Slack ids of those who may have answered, the rota's members first.
    """

    people: People
    colleagues: Callable[[], Collection[str]]

    async def of(self, ring: Ring) -> str | None:
        """The Slack id of who answered the ring; None where Slack knows nobody, or several, of that name or number."""
        colleagues = self.colleagues()
        for name in ring.names:
            if name in colleagues:
                return name
            if "@" in name and (found := await self.people.find(name)):
                return found
        profiles = [
            person for id in colleagues if (person := await self.people.person(id)) and not person.gone
        ]
        return _by_phone(profiles, ring.answering) or _by_name(profiles, ring.names)


def _by_phone(profiles: Iterable[UserProfile], number: str | None) -> str | None:
    if number is None:
        return None
    found = [p.id for p in profiles if p.phone and normalise_phone(p.phone) == number]
    return found[0] if len(found) == 1 else None


def _by_name(profiles: Collection[UserProfile], names: Iterable[str]) -> str | None:
    """Who has one of these names; a part of a name will do where it is only one person's."""
    for name in names:
        wanted = _words(name)
        owned = [
            (person.id, [_words(n) for n in (person.name, person.full_name) if n]) for person in profiles
        ]
        same = [id for id, own in owned if wanted and wanted in own]
        part = [id for id, own in owned if wanted and any(wanted <= o or (o and o <= wanted) for o in own)]
        found = same or part
        if len(found) == 1:
            return found[0]
    return None


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(name)))
