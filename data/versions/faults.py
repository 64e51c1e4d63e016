"""What can go wrong with a store: one error with a code, whatever the storage library raised."""

from collections.abc import Iterator
from contextlib import contextmanager

from deltalake.exceptions import CommitFailedError

DENIED = ("permission denied", "read-only", "access is denied", "not a directory")
FULL = ("no space left", "os error 28", "file too large", "os error 27", "quota exceeded", "not enough space")
TAKEN = ("a table already exists",)


class StoreError(Exception):
    """The store can't be read or written; the message says what to do. `code` names the sentence to translate."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@contextmanager
def speaking(uri: str) -> Iterator[None]:
    """Turn what the storage library raises into a `StoreError` that says what to do."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # the storage library raises plain Exception for damaged files
        raise StoreError(_code(error), place=uri, detail=str(error)) from error


def _code(error: Exception) -> str:
    told = f"{error} {getattr(error, 'errno', '')}".lower()
    if isinstance(error, PermissionError) or any(words in told for words in DENIED):
        return "store_not_writable"
    if any(words in told for words in FULL):
        return "disk_full"
    busy = isinstance(error, CommitFailedError) or any(words in told for words in TAKEN)
    return "store_busy" if busy else "store_damaged"
