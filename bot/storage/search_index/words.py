"""French words as the index keeps them: without case and accents, cut to their stem by Snowball.

https://snowballstem.org/algorithms/french/stemmer.html. A word is folded before it is cut, so that whoever types no
accents finds the same stems.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from Stemmer import Stemmer

_WORD = re.compile(r"[a-z0-9]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_KEPT = 50_000
"""How many words keep their stem in memory."""


def _listed(name: str) -> frozenset[str]:
    """The words of a file beside this module, folded, with spaces between them."""
    return frozenset((Path(__file__).parent / name).read_text(encoding="ascii").split())


STOP_WORDS = _listed("stop_words.txt")
"""Words that say nothing about a subject."""

GENERIC_WORDS = _listed("generic_words.txt")
"""Words of nearly every call: a subject in common needs another one."""

Word = tuple[str, str]
"""A folded word, and its stem."""


def folded(text: str) -> str:
    """The text in lower case, without accents and ligatures."""
    lower = text.casefold()
    if lower.isascii():
        return lower
    spelt_out = lower.replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize(
        "NFKD", spelt_out
    ).casefold()  # a mathematical 𝐀 is a capital once it is spelt out
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", decomposed))


def words_of(text: str) -> Iterator[Word]:
    """Yields the words of a text that say something, in their order; single letters and articles are left out."""
    for word in _WORD.findall(folded(text)):
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
            yield word, stem(word)


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(stem for _, stem in words_of(text))


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """The stem of a folded word; a word with a digit, such as a version, stays as it is."""
    if not word.isalpha():
        return word
    cut: str = Stemmer("french", 0).stemWord(word)
    return cut


GENERIC_STEMS = frozenset(map(stem, GENERIC_WORDS))
"""The stems of the words of nearly every call."""
