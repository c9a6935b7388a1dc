"""Close spellings: a letter wrong, missing, doubled or swapped, about one in four."""

from collections.abc import Sequence

_CLOSE = 0.75


def similar(typed: str, choices: Sequence[str]) -> list[int]:
    """Indexes of the choices that are a close spelling of `typed`, nearest first, ties in their order."""
    # Imported by the first name that is misspelt: 2 MB that most bots do without.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    found = process.extract(typed, choices, scorer=OSA.normalized_similarity, score_cutoff=_CLOSE, limit=None)
    return [index for _, _, index in found]
