"""Which archived call may have a key: 16 bytes a key, for there may be a hundred thousand calls."""

from array import array
from bisect import bisect_left

UNSORTED = 256
"""Keys that are looked through one by one before they are sorted in."""


class ArchivedKeys:
    """Hashes of keys with the id of a call each. Two keys can have one hash: whoever asks has to look at the call."""

    def __init__(self) -> None:
        self._hashes, self._ids = array("q"), array("q")
        self._sorted = 0

    def put(self, key: object, id_: int) -> None:
        """Adds a key of a call; one that is known already is ignored once the keys are sorted."""
        self._hashes.append(hash(key))
        self._ids.append(id_)

    def find(self, key: object) -> int | None:
        """Returns the id of the call that has this key, or one of the same hash; None if none has."""
        if len(self._hashes) - self._sorted > UNSORTED:
            self._sort()
        wanted = hash(key)
        at = bisect_left(self._hashes, wanted, hi=self._sorted)
        if at < self._sorted and self._hashes[at] == wanted:
            return self._ids[at]
        try:
            return self._ids[self._hashes.index(wanted, self._sorted)]
        except ValueError:
            return None

    def _sort(self) -> None:
        pairs = sorted({*zip(self._hashes, self._ids, strict=True)})
        self._hashes = array("q", (hashed for hashed, _ in pairs))
        self._ids = array("q", (id_ for _, id_ in pairs))
        self._sorted = len(pairs)
