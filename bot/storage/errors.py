"""What may be wrong with a store; the message of each error is one sentence for the operator."""


class StoreInUseError(Exception):
    """Another bot holds the folder."""


class StoreMissingError(Exception):
    """There is no store, or no backup, to read."""


class StoreDamagedError(Exception):
    """A file, or a document in a database, cannot be understood; the message names it."""


class StoreLostError(StoreDamagedError):
    """What the store held is gone, and something else shows that there was more; the message says what to restore."""


class StoreNotEmptyError(Exception):
    """The store, or backup, that is to be filled exists already."""


class CopyDiffersError(Exception):
    """A copy, read again, is not what was copied."""


class DocumentError(Exception):
    """A stored document cannot be decoded."""


class UnknownSchemaError(DocumentError):
    """A stored document has a schema that this program does not know."""
