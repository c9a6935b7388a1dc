"""Why a store cannot be opened; each says it in one sentence."""


class StoreInUseError(Exception):
    """Another bot holds the store."""


class StoreMissingError(Exception):
    """There is nothing to read."""


class StoreDamagedError(Exception):
    """A file, or a document in a database, cannot be understood. It is named, and nothing is taken to be empty."""


class StoreNotEmptyError(Exception):
    """What is to be filled holds something already."""


class CopyDiffersError(Exception):
    """A copy was read again, and is not what was copied."""


class DocumentError(Exception):
    """A stored document is not what its kind should be."""


class UnknownSchemaError(DocumentError):
    """A document of another version of this program."""
