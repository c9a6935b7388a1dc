"""Which client is meant: by the words that open a call, or by the letters typed so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.client import Client
from bot.domain.client_words import Similar, Split, closest, fold, splits, word_starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The client that a text begins with, or the candidates for it, and the demand that follows."""

    client: Client | None
    demand: str
    candidates: tuple[Client, ...] = ()


def by_names(clients: Iterable[Client]) -> dict[str, tuple[Client, ...]]:
    """The clients by folded code and by folded name; several may answer to one."""
    named: dict[str, tuple[Client, ...]] = {}
    for client in clients:
        for key in dict.fromkeys((fold(client.code), fold(client.name))):
            if key:
                named[key] = (*named.get(key, ()), client)
    return named


def understand(named: Mapping[str, tuple[Client, ...]], words: str, similar: Similar) -> Understood:
    """The longest exact code or name at the start of the words, else the names close to their start."""
    text = words.strip()
    longest = max(map(len, named), default=0)
    exact = [split for split in splits(text, longest) if split.start in named]
    if exact:
        found = named[exact[-1].start]
        return _understood(exact[-1], found, sure=len(found) == 1)
    names = list(named)
    near = closest(splits(text, 2 * longest), names, similar)  # misspelt, a name may outgrow every true one
    if near is None:
        return Understood(client=None, demand=text)
    split, close = near
    return _understood(split, [client for at in close for client in named[names[at]]], sure=False)


def starts_of(clients: Iterable[Client]) -> list[tuple[str, Client]]:
    """Where typing may begin: at every client's code, then at every name, then at every word of one."""
    ordered = sorted(clients, key=lambda client: (fold(client.name), client.code))
    return [
        *((fold(client.code), client) for client in ordered),
        *((fold(f"{client.name} ({client.code})"), client) for client in ordered),  # as it is offered
        *((start, client) for client in ordered for start in word_starts(fold(client.name))),
    ]


def search(starts: Sequence[tuple[str, Client]], typed: str, similar: Similar, limit: int) -> list[Client]:
    """The clients that begin as typed, in the order of the starts; then those that nearly do."""
    wanted = fold(typed)
    begun = [client for start, client in starts if start.startswith(wanted)]
    near = similar(wanted, [start[: len(wanted)] for start, _ in starts])
    return _each_once([*begun, *(starts[at][1] for at in near)])[:limit]


def _understood(split: Split, found: Sequence[Client], *, sure: bool) -> Understood:
    if sure:
        return Understood(client=found[0], demand=split.rest)
    return Understood(client=None, demand=split.rest, candidates=tuple(_each_once(found)))


def _each_once(clients: Iterable[Client]) -> list[Client]:
    return list({client.code: client for client in clients}.values())
