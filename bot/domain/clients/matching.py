"""Which client is meant, by the words of `/lina appel` or by the letters typed so far."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.domain.clients.client import Client

Similar = Callable[[str, Sequence[str]], list[int]]
"""Which choices are a close spelling of the text: their indexes, nearest first, ties in their order."""


def never_similar(_text: str, _choices: Sequence[str]) -> list[int]:
    """A `Similar` for which no spelling is close."""
    return []


_SOFT = r"[-–—.!?/…]+(?:(?=\s)|\Z)"  # joined to the next word, these belong to it: Saint-Gobain, -5 °C
_NAME_END = re.compile(rf"(?<=\S)(?=[\s:;,]|{_SOFT}|\Z)")
_KEPT = r":[\w+'-]+:(?!\w)|[:;]-?[()DPpOo|/](?!\w)"  # :printer: and ;-) are no separators
_SEPARATORS = re.compile(rf"(?:(?!{_KEPT})(?:[\s:;,]|{_SOFT}))+")
_LOOSE = 4  # accents and spaces fold away, but a text made of them is not to be read to its end
_WORD = re.compile(r"\w+")
_TYPED_APART = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


@dataclass(frozen=True, slots=True)
class Split:
    """A place where a name may end: the folded text before it, and the text after it as it was typed."""

    start: str
    rest: str


def fold(text: str) -> str:
    """The text without differences of case, accents, ligatures and runs of spaces, for comparing."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join([letter for letter in letters if not unicodedata.combining(letter)])
    return " ".join(text.casefold().translate(_TYPED_APART).split())


def without_separators(text: str) -> str:
    """The text without the spaces and punctuation that separate it from a name before it."""
    separators = _SEPARATORS.match(text)
    return text[separators.end() if separators else 0 :].rstrip()


def splits(text: str, longest: int) -> list[Split]:
    """Every split of the text whose start folds to at most `longest` characters, shortest first."""
    ends = (found.start() for found in _NAME_END.finditer(text))
    near = takewhile(lambda end: end <= _LOOSE * longest, ends)
    starts = takewhile(lambda start: len(start[0]) <= longest, ((fold(text[:end]), end) for end in near))
    return [Split(start, without_separators(text[end:])) for start, end in starts]


def closest(
    candidates: Sequence[Split], names: Sequence[str], similar: Similar
) -> tuple[Split, list[int]] | None:
    """The longest split that is the nearest to its own nearest name, and the names close to it."""
    starts = [split.start for split in candidates]
    for at in reversed(range(len(starts))):
        near = similar(starts[at], names)
        if near and similar(names[near[0]], starts)[:1] == [at]:
            return candidates[at], near
    return None


def word_starts(text: str) -> list[str]:
    """The text from each of its words on, the whole text first."""
    return [text[word.start() :] for word in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a text says: a client, then a request.

    Attributes:
        client: the one client that the text begins with; None where none or several are.
        request: the text after the client; all of it where no client is near.
        candidates: the clients that may be meant, nearest first; empty where `client` is given.
    """

    client: Client | None
    request: str
    candidates: tuple[Client, ...] = ()


def by_names(clients: Iterable[Client]) -> dict[str, tuple[Client, ...]]:
    """The clients by folded code and by folded name; several may share one."""
    named: dict[str, tuple[Client, ...]] = {}
    for client in clients:
        for key in dict.fromkeys((fold(client.code), fold(client.name))):
            if key:
                named[key] = (*named.get(key, ()), client)
    return named


def match(named: Mapping[str, tuple[Client, ...]], words: str, similar: Similar) -> Match:
    """The longest exact code or name at the start of the words, else the names close to their start."""
    text = words.strip()
    longest = max(map(len, named), default=0)
    exact = [split for split in splits(text, longest) if split.start in named]
    if exact:
        found = named[exact[-1].start]
        return _matched(exact[-1], found, sure=len(found) == 1)
    names = list(named)
    near = closest(
        splits(text, 2 * longest), names, similar
    )  # a misspelt name may be longer than any correct one
    if near is None:
        return Match(client=None, request=text)
    split, close = near
    return _matched(split, [client for at in close for client in named[names[at]]], sure=False)


def named_in(clients: Iterable[Client], text: str) -> tuple[Client, ...]:
    """The clients whose name stands in the text as whole words, longest first; else those whose code does.

    A code counts only as it is written, since many are everyday words (`BOIS`).
    """
    folded = fold(text)
    named = [client for client in clients if _stands_in(fold(client.name), folded)]
    if not named:
        return tuple(client for client in clients if _stands_in(client.code, text))
    longest = sorted(named, key=lambda client: len(client.name), reverse=True)
    return tuple(c for c in longest if not any(_within(c, other) for other in named))


def _within(client: Client, other: Client) -> bool:
    """Whether the name of one client is a part of another's: «Acme» in «Acme Industrie»."""
    return client is not other and client.name != other.name and fold(client.name) in fold(other.name)


def _stands_in(name: str, text: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


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
    return _without_duplicates([*begun, *(starts[at][1] for at in near)])[:limit]


def _matched(split: Split, found: Sequence[Client], *, sure: bool) -> Match:
    if sure:
        return Match(client=found[0], request=split.rest)
    return Match(client=None, request=split.rest, candidates=tuple(_without_duplicates(found)))


def _without_duplicates(clients: Iterable[Client]) -> list[Client]:
    return list({client.code: client for client in clients}.values())
