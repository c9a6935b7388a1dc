"""What people type, against names as they are written."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

Similar = Callable[[str, Sequence[str]], list[int]]
"""Which choices are a close spelling of the text: their indexes, nearest first, ties in their order."""

_SOFT = r"[-–—.!?/…]+(?:(?=\s)|\Z)"  # joined to the next word, these belong to it: Saint-Gobain, -5 °C
_NAME_END = re.compile(rf"(?<=\S)(?=[\s:;,]|{_SOFT}|\Z)")
_SEPARATORS = re.compile(rf"(?:[\s:;,]|{_SOFT})+")
_LOOSE = 4  # accents and spaces fold away, but a text made of them is not to be read to its end
_WORD = re.compile(r"\w+")
_TYPED_APART = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


@dataclass(frozen=True, slots=True)
class Split:
    """A place where a name may end: the folded text before it, and the text after it as it was typed."""

    start: str
    rest: str


def fold(text: str) -> str:
    """Sets aside case, accents, ligatures and runs of spaces, so that what reads alike compares equal."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(letters).casefold().translate(_TYPED_APART).split())


def without_separators(text: str) -> str:
    """The text without the spaces and punctuation that held it apart from a name before it."""
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
    """The text from each of its words on."""
    return [text[word.start() :] for word in _WORD.finditer(text)]
