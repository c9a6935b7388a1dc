"""How alike two demands are, from the stems of their words; and which closed calls a new one calls to mind.

Precision before recall: a technician with a client on the line reads nothing that is only vaguely related.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from math import sqrt

Stems = frozenset[str]

Rarity = Callable[[str], float]
"""How much a stem tells, from 0 (every call has it) to 1 (hardly any call has it)."""

ALIKE = 0.5
"""From this on, two demands of one client are about the same subject."""

CLOSE = 0.65
"""From this on, another call's solution is worth reading: the tests' labelled pairs show at what price."""

_SHOWN = 3
_LEAST_RARITY = 0.35


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A closed call that might be close to a new one.

    Attributes:
        number: the call's.
        stems: of its demand.
        same_client: whether it is the same client's.
        same_version: whether its client has the same version of LINA now.
        has_recipe: whether level 2 left a recipe.
    """

    number: str
    stems: Stems
    same_client: bool
    same_version: bool
    has_recipe: bool


def likeness(one: Stems, other: Stems, rarity: Rarity) -> float:
    """The cosine of the two sets of stems, each weighed by its rarity: from 0 to 1.

    0 where all that they share is words that tell little, such as «erreur».
    """
    shared = one & other
    if not shared or max(map(rarity, shared)) < _LEAST_RARITY:
        return 0.0
    return _weight(shared, rarity) / sqrt(_weight(one, rarity) * _weight(other, rarity))


def close_calls(request: Stems, candidates: Iterable[Candidate], rarity: Rarity) -> list[str]:
    """The numbers of at most three closed calls really close to this demand: recipes first, then the closest.

    Another client's call counts where it has a recipe, or where the client has the same version of LINA.
    """
    scored = [
        (c.has_recipe, likeness(request, c.stems, rarity), c.number)
        for c in candidates
        if c.same_client or c.same_version or c.has_recipe
    ]
    close = sorted((s for s in scored if s[1] >= CLOSE), reverse=True)
    return [number for _, _, number in close[:_SHOWN]]


def _weight(stems: Collection[str], rarity: Rarity) -> float:
    return sum(rarity(stem) ** 2 for stem in stems)
