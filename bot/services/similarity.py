"""Close spellings: a letter wrong, missing, doubled or swapped, about one in four."""

from collections.abc import Sequence

_CLOSE = 0.75


def similar(typed: str, choices: Sequence[str]) -> list[int]:
    """Indexes of the choices that are a close spelling of `typed`, nearest first, ties in their order."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(typed, choices, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE, limit=None)
    return [index for _, _, index in found]
