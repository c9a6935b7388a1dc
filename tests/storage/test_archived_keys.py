"""A key leads to its call, however many were added, sorted or not."""

from hypothesis import given
from hypothesis import strategies as st

from bot.storage.tiny.archived_keys import UNSORTED, ArchivedKeys


@given(st.integers(0, 3 * UNSORTED), st.lists(st.integers(0, 3 * UNSORTED), max_size=20))
def test_every_key_leads_to_its_call_and_others_nowhere(many: int, asked: list[int]) -> None:
    keys, known = ArchivedKeys(), set[int]()

    def put(n: int) -> None:
        keys.put(f"view:{n}", n)
        known.add(n)

    for n in range(many):
        put(n)
    for n in asked:
        assert keys.find(f"view:{n}") == (n if n in known else None)
        put(n)
        assert keys.find(f"view:{n}") == n
        assert keys.find(f"never:{n}") is None


@given(st.lists(st.tuples(st.sampled_from([7, 7 + (2**61 - 1)]), st.integers(0, 5))))
def test_of_keys_with_one_hash_one_call_is_named(pairs: list[tuple[int, int]]) -> None:
    """Integers that differ by the modulus have one hash."""
    keys = ArchivedKeys()
    for key, id_ in pairs:
        keys.put(key, id_)
    assert (keys.find(7) is None) == (not pairs)
    if pairs:
        assert keys.find(7) in {id_ for _, id_ in pairs}
