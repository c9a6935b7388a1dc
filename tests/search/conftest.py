"""The stores under contract, as `tests/storage` opens them."""

from tests.storage.conftest import observed, store

__all__ = ["observed", "store"]
