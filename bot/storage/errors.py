"""Why a store cannot be opened; each says it in one sentence."""


class StoreInUseError(Exception):
    """Another bot holds the store."""


class StoreMissingError(Exception):
    """There is nothing to read."""


class StoreDamagedError(Exception):
    """A file cannot be understood. It is named, and nothing is taken to be empty in its place."""


class DocumentError(Exception):
    """A stored document is not what its kind should be."""


class UnknownSchemaError(DocumentError):
    """A document of another version of this program."""
