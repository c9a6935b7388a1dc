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


def search(clients: Iterable[Client], typed: str, similar: Similar, limit: int) -> list[Client]:
    """Those whose code begins as typed, then whose name, then one of its words; then the close ones."""
    wanted = fold(typed)
    starts = [
        (rank, start, client)
        for client in sorted(clients, key=lambda client: (fold(client.name), client.code))
        for rank, start in _starts(client)
    ]
    begun = sorted((entry for entry in starts if entry[1].startswith(wanted)), key=lambda entry: entry[0])
    near = similar(wanted, [start[: len(wanted)] for _, start, _ in starts]) if len(begun) < limit else []
    return _each_once([*(client for _, _, client in begun), *(starts[at][2] for at in near)])[:limit]


def _starts(client: Client) -> list[tuple[int, str]]:
    name = fold(client.name)
    return [(0, fold(client.code)), (1, name), *((2, start) for start in word_starts(name))]


def _understood(split: Split, found: Sequence[Client], *, sure: bool) -> Understood:
    if sure:
        return Understood(client=found[0], demand=split.rest)
    return Understood(client=None, demand=split.rest, candidates=tuple(_each_once(found)))


def _each_once(clients: Iterable[Client]) -> list[Client]:
    return list({client.code: client for client in clients}.values())
