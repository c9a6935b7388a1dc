"""The words that closed calls use: to forgive a spelling mistake, and to offer the nearest word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.storage.search_index.words import stem

_SHORTEST = 4
"""Letters from which on a mistake is forgiven: of three letters, another letter makes another word."""

_NEAR = 0.6
_OFFERED = 3


class Vocabulary:
    """Counts in how many texts each word stands. Words with a digit are no words that one misspells."""

    def __init__(self) -> None:
        self._counts: dict[int, dict[str, int]] = defaultdict(dict)

    def add(self, words: Iterable[str], times: int = 1) -> None:
        """Counts each of these words once more, or `times` more; a word that no text has any more is forgotten."""
        for word in filter(str.isalpha, words):
            counts = self._counts[len(word)]
            left = counts.get(word, 0) + times
            if left > 0:
                counts[word] = left
            else:
                counts.pop(word, None)

    def variants(self, word: str) -> set[str]:
        """The stems of the words that are one spelling mistake away: a letter wrong, missing, doubled or swapped."""
        if len(word) < _SHORTEST or not word.isalpha():
            return set()
        # A plural is no mistake: it is forgiven beside one.
        other = word[:-1] if word.endswith("s") else f"{word}s"
        return {stem(known) for form in (word, other) for known in self._one_mistake_away(form)}

    def _one_mistake_away(self, word: str) -> Iterator[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        for length in (len(word) - 1, len(word), len(word) + 1):
            known = self._counts.get(length, {}).keys()
            found = process.extract(word, known, scorer=OSA.distance, score_cutoff=1, limit=None)
            yield from (each for each, *_ in found)

    def nearest(self, word: str) -> list[str]:
        """The words that are spelt nearly like this one, nearest first; at most three."""
        if not word.isalpha():
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        known = [
            each for length in range(len(word) - 2, len(word) + 3) for each in self._counts.get(length, ())
        ]
        found = process.extract(
            word, known, scorer=OSA.normalized_similarity, score_cutoff=_NEAR, limit=_OFFERED
        )
        return [each for each, *_ in found]
